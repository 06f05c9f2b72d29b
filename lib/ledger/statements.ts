import { criticalValueStatements } from './criticalValues/statements';
import type { Dialect } from './dialects';
import { DELIVERY_OPEN, EARLIER_OPEN, TARGET_PARKED } from './types';

const OPEN = "state IN ('pending', 'claimed')";

/**
 * Bytes of messages that are claimed at a time, the last one over it included: a sender may put images into
 * each. Eighty of them would not come from a server within the time of a write, nor fit into n8n's memory, and
 * the next try would end at the same ones.
 */
const CLAIM_BYTES = 16_000_000;

/** Open, and not tried yet. In these words, since two partial indexes are named by them. */
const NEW = (row: string): string => `${row}.state = 'pending' AND ${row}.attempts = 0`;

/** Open, and tried before. */
const AGAIN = (row: string): string => `${row}.${OPEN} AND ${row}.attempts > 0`;

/** Processed, and pending for its deliveries only. */
const isOpenForDelivery = (row: string): string =>
	`(${row}.state = 'pending' AND coalesce(${row}.last_failure, '') = '${DELIVERY_OPEN}')`;

const isDue = (row: string): string => `${row}.due_at <= $4`;

/**
 * What was just accepted or replayed waits for nobody's clock: the one who did that may be another machine's, which is
 * ahead, or this one's before it was set back.
 */
const isDueAtOnce = (row: string): string =>
	`(${isDue(row)} OR ${row}.due_at = ${row}.scheduled_from)`;

const ENTRY =
	'id, channel, verdict, state, kind, interface, risk_id, flag, report_type, patient_class, ' +
	'fingerprint, accepted_at, due_at, attempts, repeats, last_failure, failed_at, execution_id, ended_at';

const DELIVERY =
	'key, target, target_name, operation, message_id, risk_id, state, calls, first_at, last_at, code, ' +
	'msg, reason, failure_class';

/**
 * All statements that do not depend on a filter, by name; parameters are `$1`, `$2` … in both dialects.
 * The query-plan test looks at these very texts.
 */
export function statements(dialect: Dialect) {
	const { isIn, isTextIn, isOneOf, unindexed } = dialect;
	/**
	 * Only the earliest open message of a riskId, but for those that wait for another attempt at their
	 * deliveries; and none while another of it is being processed (one with a lower id can become visible
	 * later, where several processes accept).
	 */
	const claim = (which: (row: string) => string, due: (row: string) => string): string => `
UPDATE inbox SET state = 'claimed', claim = $2, due_at = $3, attempts = attempts + 1,
	solo = CASE WHEN state = 'claimed' AND attempts > 1 THEN 1 ELSE solo END
WHERE id IN (SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY due_at, id) - size AS before FROM (
	SELECT a.id, a.due_at, octet_length(a.item) AS size FROM inbox a
	WHERE a.channel = $1 AND ${which('a')} AND ${due('a')} AND (
		a.verdict = 'rejected' OR NOT EXISTS (
			SELECT 1 FROM inbox b
			WHERE b.channel = a.channel AND b.risk_id = a.risk_id AND b.${OPEN}
				AND b.verdict = 'accepted' AND b.id <> a.id
				AND CASE WHEN b.state = 'claimed' AND b.due_at > $4 THEN 1
					WHEN b.id > a.id THEN 0
					WHEN ${isOpenForDelivery('b')} AND b.due_at > $4 THEN 0
					ELSE 1 END = 1
		)
	)
	ORDER BY a.due_at, a.id LIMIT $5
) AS due) AS sized WHERE before < ${CLAIM_BYTES})
RETURNING id, verdict, risk_id, item, attempts, scheduled_from, solo, last_failure`;
	/** Not one that waits for an earlier one there: that takes it along. */
	const waitingFor = (reason: string): string => `
SELECT id, channel FROM inbox
WHERE state = 'pending' AND due_at > $2
	AND ${isOneOf(
		'id',
		`SELECT message_id FROM delivery
		WHERE target = $1 AND state = 'open' AND ${reason}`,
	)}
ORDER BY due_at, id LIMIT $3`;
	const prunable = (where = ''): string => `
	SELECT id FROM inbox WHERE state = 'done' AND verdict = 'accepted' AND ended_at < $1${where}
	ORDER BY ended_at, id LIMIT $2`;
	const ofChannel = ' AND channel = $3';
	return {
		/** `repeats` is 0 where the row is new. */
		accept: `
INSERT INTO inbox (channel, verdict, state, kind, interface, risk_id, flag, report_type, patient_class,
	fingerprint, item, accepted_at, scheduled_from, due_at)
VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $11)
ON CONFLICT (channel, fingerprint) WHERE fingerprint IS NOT NULL
DO UPDATE SET repeats = inbox.repeats + 1
RETURNING id, state, repeats`,
		endAtOnce: "UPDATE inbox SET state = 'done', due_at = NULL, ended_at = $2 WHERE id = $1",
		findDuplicate: 'SELECT id, state FROM inbox WHERE channel = $1 AND fingerprint = $2',
		countOpen: `SELECT count(*) AS open FROM inbox WHERE channel = $1 AND ${OPEN} AND verdict = $2`,
		/** Takes ended messages up again; a replayed one begins its schedule anew. */
		reopen: `
UPDATE inbox SET state = 'pending', due_at = $2, scheduled_from = $2, claim = NULL, attempts = 0,
	solo = 0, ended_at = NULL, last_failure = NULL, failed_at = NULL
WHERE id = $1 AND state IN ('done', 'dead', 'discarded')
RETURNING id, channel, verdict, risk_id`,

		claimNew: claim(NEW, isDueAtOnce),
		claimAgain: claim(AGAIN, isDue),
		/** Those with an earlier one of their riskId open. */
		following: `
SELECT a.id FROM inbox a
WHERE ${isIn('a.id', '$1')} AND a.verdict = 'accepted' AND a.id > (
	SELECT min(b.id) FROM inbox b
	WHERE b.channel = a.channel AND b.risk_id = a.risk_id AND b.${OPEN} AND b.verdict = 'accepted'
)`,
		/**
		 * Not one that lapsed, and another of its riskId was claimed since: a replay may go before it. The CASE
		 * keeps SQLite from going through all that are claimed or due later, instead of the few of the riskId.
		 */
		renew: `
UPDATE inbox SET due_at = $3
WHERE ${isIn('id', '$1')} AND state = 'claimed' AND claim = $2 AND (
	verdict = 'rejected' OR NOT EXISTS (
		SELECT 1 FROM inbox b
		WHERE b.channel = inbox.channel AND b.risk_id = inbox.risk_id AND b.${OPEN}
			AND b.verdict = 'accepted'
			AND CASE b.state WHEN 'claimed' THEN b.due_at ELSE 0 END > inbox.due_at
	)
)
RETURNING id`,
		/** A message with an open delivery is not done, whatever its execution says. */
		complete: `
UPDATE inbox SET state = 'done', due_at = NULL, claim = NULL, ended_at = $3, execution_id = $4
WHERE ${isIn('id', '$1')} AND state = 'claimed' AND claim = $2
	AND NOT EXISTS (SELECT 1 FROM delivery WHERE message_id = inbox.id AND state = 'open')
RETURNING id, channel, verdict, risk_id`,
		/** What {@link StillOpen} says. */
		stillOpen: `
SELECT a.id, max(CASE WHEN d.risk_id = a.risk_id THEN 0 ELSE 1 END) AS unsure,
	min(CASE WHEN d.reason IN ('${TARGET_PARKED}', '${EARLIER_OPEN}') THEN 1 ELSE 0 END) AS parked
FROM inbox a JOIN delivery d ON d.message_id = a.id AND d.state = 'open'
WHERE ${isIn('a.id', '$1')} AND a.state = 'claimed' AND a.claim = $2
GROUP BY a.id`,
		failAgain: `
UPDATE inbox SET state = 'pending', due_at = $3, claim = NULL, last_failure = $4, failed_at = $5,
	execution_id = $6, solo = $7, attempts = attempts - $8
WHERE id = $1 AND state = 'claimed' AND claim = $2
RETURNING id, channel, verdict, risk_id, attempts`,
		failForGood: `
UPDATE inbox SET state = 'dead', due_at = NULL, claim = NULL, last_failure = $3, failed_at = $4,
	execution_id = $5, ended_at = $4
WHERE id = $1 AND state = 'claimed' AND claim = $2
RETURNING id, channel, verdict, risk_id, attempts`,
		/**
		 * Later ones can't run before it: not looking at them until then keeps a long queue cheap. That they are
		 * open is said for SQLite, which else does not see that the index of open messages fits.
		 */
		holdBack: `
UPDATE inbox SET due_at = $3
WHERE channel = $1 AND risk_id = $2 AND id > $4 AND ${OPEN} AND state = 'pending' AND due_at < $3
	AND verdict = 'accepted'`,
		/**
		 * The next message of a riskId, now that the one before has been processed; not one that waits for a try
		 * of its own.
		 */
		letNext: `
UPDATE inbox SET due_at = $3
WHERE id = (
	SELECT min(b.id) FROM inbox b
	WHERE b.channel = $1 AND b.risk_id = $2 AND b.${OPEN} AND b.verdict = 'accepted'
		AND NOT ${isOpenForDelivery('b')}
) AND state = 'pending' AND due_at > $3 AND attempts = 0`,
		/**
		 * Those of a riskId that a system may not have got because it lacked the one that has ended. Not by
		 * the indexes of states and due times, which have all that waits.
		 */
		letFollow: `
UPDATE inbox SET due_at = $3
WHERE channel = $1 AND risk_id = $2 AND ${OPEN} AND verdict = 'accepted'
	AND ${unindexed('state')} = 'pending' AND last_failure = '${DELIVERY_OPEN}' AND ${unindexed('due_at')} > $3`,
		/**
		 * Those that were kept from a system for want of a message which it now has: that stays open where another
		 * system lacks it, and nothing else would tell them.
		 */
		letFollowThere: `
UPDATE inbox SET due_at = $4
WHERE channel = (SELECT a.channel FROM inbox a WHERE a.id = $1)
	AND risk_id = (SELECT a.risk_id FROM inbox a WHERE a.id = $1)
	AND ${OPEN} AND verdict = 'accepted' AND ${unindexed('id')} > $1
	AND ${unindexed('state')} = 'pending' AND last_failure = '${DELIVERY_OPEN}' AND ${unindexed('due_at')} > $4
	AND EXISTS (
		SELECT 1 FROM delivery d
		WHERE d.message_id = inbox.id AND d.state = 'open' AND d.reason = '${EARLIER_OPEN}'
			AND (d.target = $2 OR d.target_name = $3)
	)`,
		release: `
UPDATE inbox SET state = 'pending', due_at = $3, claim = NULL, attempts = attempts - 1
WHERE ${isIn('id', '$1')} AND state = 'claimed' AND claim = $2`,
		/**
		 * What has not been sent since the system went down comes before what has failed there and may never be
		 * taken: that would be due again sooner, and be chosen time after time.
		 */
		parkedForTarget: waitingFor(`reason = '${TARGET_PARKED}'`),
		waitingForTarget: waitingFor(`coalesce(reason, '') <> '${EARLIER_OPEN}'`),
		waitingInChannel: `
SELECT id, channel FROM inbox
WHERE channel = $1 AND ${AGAIN('inbox')} AND state = 'pending' AND due_at > $2
ORDER BY due_at, id LIMIT $3`,
		lapse: `
UPDATE inbox SET due_at = $2
WHERE channel = $1 AND ${AGAIN('inbox')} AND state = 'claimed' AND due_at > $3`,
		hasten: `UPDATE inbox SET due_at = $2 WHERE id = $1 AND state = 'pending' AND due_at > $2`,
		nextDue: `
SELECT min(due_at) AS due_at FROM (
	SELECT min(due_at) AS due_at FROM inbox WHERE channel = $1 AND ${NEW('inbox')}
	UNION ALL
	SELECT min(due_at) AS due_at FROM inbox WHERE channel = $1 AND ${AGAIN('inbox')}
) AS kinds`,
		stateOf: 'SELECT state, last_failure FROM inbox WHERE id = $1',
		get: `SELECT ${ENTRY}, item FROM inbox WHERE id = $1`,
		discard: `
UPDATE inbox SET state = 'discarded', due_at = NULL, claim = NULL, ended_at = $2
WHERE id = $1 AND state IN ('pending', 'claimed', 'dead')
RETURNING id, channel, verdict, risk_id`,
		/** A discarded message is no longer owed to anybody. */
		closeDeliveries: `DELETE FROM delivery WHERE message_id = $1 AND state = 'open'`,

		/**
		 * Finds one that the system lacks. An open delivery beside a taken one is of another operation. One that
		 * has been processed without any delivery there is not for that system: it must not wait for it until
		 * another system has taken it.
		 */
		earlierMissing: `
SELECT b.id FROM inbox a
JOIN inbox b ON b.channel = a.channel AND b.risk_id = a.risk_id AND b.id < a.id
WHERE ${isIn('a.id', '$1')} AND a.verdict = 'accepted' AND b.${OPEN} AND b.verdict = 'accepted'
	AND coalesce((
		SELECT min(CASE d.state WHEN 'delivered' THEN 1 ELSE 0 END) FROM delivery d
		WHERE d.message_id = b.id AND (d.target = $2 OR d.target_name = $3)
	), CASE WHEN ${isOpenForDelivery('b')} THEN 1 ELSE 0 END) = 0
LIMIT 1`,
		delivered: `
SELECT ${DELIVERY} FROM delivery WHERE ${isTextIn('key', '$1')} AND state = 'delivered'`,
		deliveriesOf: `SELECT ${DELIVERY} FROM delivery WHERE message_id = $1 ORDER BY first_at, key`,
		/** Delivered stays delivered: a late failure of a second try changes nothing. */
		recordDelivery: `
INSERT INTO delivery (key, target, target_name, operation, message_id, risk_id, state, calls, first_at,
	last_at, code, msg, reason, failure_class)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13)
ON CONFLICT (key) DO UPDATE SET state = excluded.state, calls = delivery.calls + excluded.calls,
	last_at = excluded.last_at, code = excluded.code, msg = excluded.msg, reason = excluded.reason,
	failure_class = excluded.failure_class, target_name = excluded.target_name
WHERE delivery.state = 'open'
RETURNING message_id, first_at`,
		/**
		 * Failed deliveries of earlier runs that a delivery of this run stands for: the same system under a
		 * corrected address, or with a content that the workflow makes otherwise by now.
		 */
		replaceDeliveries: `
DELETE FROM delivery
WHERE message_id = $1 AND state = 'open' AND key <> $2 AND operation = $3 AND last_at < $6
	AND (${isTextIn('target', '$4')} OR target_name = $5)`,

		counts: 'SELECT verdict, state, count(*) AS count FROM inbox GROUP BY verdict, state',
		/** `+ 0`: not by the index of acceptance, which begins with years of what is done. */
		oldestOpen: `
SELECT min(accepted_at + 0) AS at FROM inbox WHERE ${OPEN} AND verdict = 'accepted'`,
		lastAccepted: `
SELECT accepted_at AS at FROM inbox WHERE verdict = 'accepted' AND kind <> 'watch'
ORDER BY id DESC LIMIT 1`,
		openCalls: `
SELECT count(*) AS open FROM inbox WHERE ${OPEN} AND verdict = 'accepted' AND kind <> 'watch'`,
		/** Not one that was only repeated: a source that says the same for ever says nothing. */
		lastCall: `
SELECT max(accepted_at) AS at FROM inbox
WHERE accepted_at >= $1 AND verdict = 'accepted' AND kind = 'send'
	AND ($2 = '[]' OR ${isTextIn('report_type', '$2')})`,
		failing: `
SELECT target, max(target_name) AS target_name, count(*) AS open, min(first_at) AS since
FROM delivery WHERE state = 'open' GROUP BY target ORDER BY target`,
		/** Per system and whether it refuses them for good; of messages that are still tried. */
		troubles: `
SELECT d.target, max(d.target_name) AS target_name,
	CASE d.failure_class WHEN 'permanent' THEN 1 ELSE 0 END AS permanent,
	count(*) AS open, min(d.first_at) AS since
FROM delivery d JOIN inbox a ON a.id = d.message_id
WHERE d.state = 'open' AND a.${OPEN}
GROUP BY 1, 3 ORDER BY 1, 3`,
		/** What a system lacks for good, of a row of failures: its messages were given up. */
		givenUp: `
SELECT count(*) AS count FROM delivery d JOIN inbox a ON a.id = d.message_id
WHERE d.target = $1 AND d.state = 'open' AND d.first_at >= $2 AND a.state = 'dead'`,
		pruneDeliveries: `DELETE FROM delivery WHERE ${isOneOf('message_id', prunable())}`,
		prune: `DELETE FROM inbox WHERE ${isOneOf('id', prunable())} RETURNING id`,
		pruneDeliveriesOf: `DELETE FROM delivery WHERE ${isOneOf('message_id', prunable(ofChannel))}`,
		pruneOf: `DELETE FROM inbox WHERE ${isOneOf('id', prunable(ofChannel))} RETURNING id`,

		lastAudit: 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
		appendAudit: `
INSERT INTO audit (seq, at, action, actor, message_id, risk_id, detail, previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		readAudit: `
SELECT seq, at, action, actor, message_id, risk_id, detail, previous, hash
FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2`,
		...criticalValueStatements(dialect),
	} as const;
}

export type Statements = ReturnType<typeof statements>;

/** The columns of an inbox row as {@link searchSql} selects them. */
export const ENTRY_COLUMNS = ENTRY;
