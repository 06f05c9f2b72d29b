/** Ledgers with a given number of messages, filled fast. */
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../lib/ledger/open';
import { storedMessage } from './backlog';

export const CHANNEL = 'bench:node';
/** One message in so many is still open; the others are done. */
const OPEN_EVERY = 10;
/** As many are dead, whatever the size: a page of them has to cost the same. */
const DEAD = 100;
/** Milliseconds from one message to the next. */
export const APART_MS = 1_000;

/** When the first one was accepted, epoch milliseconds. */
export const FIRST_AT = 1_700_000_000_000;

export const riskIdOf = (n: number): string => `R${String(n).padStart(9, '0')}`;
/** As long as a real one, and as scattered. */
const FINGERPRINT = "lower(printf('%08x', (n * 2654435761) & 4294967295)) || printf('%056d', n)";
export const fingerprintOf = (n: number): string => {
	const scattered = (BigInt(n) * 2_654_435_761n) & 4_294_967_295n;
	return scattered.toString(16).padStart(8, '0') + String(n).padStart(56, '0');
};

const NUMBERS = `
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $count)`;

const FILL_INBOX = `${NUMBERS}
INSERT INTO inbox (channel, verdict, state, kind, interface, risk_id, flag, report_type, patient_class,
	fingerprint, item, accepted_at, scheduled_from, due_at, attempts, ended_at)
SELECT '${CHANNEL}', 'accepted',
	CASE WHEN n % ${OPEN_EVERY} = 0 THEN 'pending' WHEN n % ($count / ${DEAD}) = 1 THEN 'dead' ELSE 'done' END,
	'send', 1, 'R' || printf('%09d', n), 'add', 'Lis', 'I', ${FINGERPRINT}, $item,
	at, at, iif(n % ${OPEN_EVERY} = 0, at, NULL), 1, iif(n % ${OPEN_EVERY} = 0, NULL, at + 50)
FROM (SELECT n, ${FIRST_AT} + n * ${APART_MS} AS at FROM numbers)`;

/** Hashes of the right length that chain nothing: nobody verifies this trail. */
const FILL_AUDIT = `${NUMBERS}
INSERT INTO audit (seq, at, action, actor, message_id, risk_id, detail, previous, hash)
SELECT n, ${FIRST_AT} + n * ${APART_MS}, 'accepted', 'trigger', n, 'R' || printf('%09d', n),
	'{"channel":"${CHANNEL}","kind":"send","flag":"add"}', printf('%064d', n - 1), printf('%064d', n)
FROM numbers`;

/**
 * Makes a ledger of so many messages: one in ten open, some dead, all others done; each of a riskId of its
 * own, each with an entry in the audit trail.
 */
export async function makeBigLedger(file: string, count: number): Promise<void> {
	await (await openLedger({ kind: 'sqlite', file })).close(); // makes the tables
	const { item } = await storedMessage(riskIdOf(0), CHANNEL, FIRST_AT);
	const handle = new DatabaseSync(file);
	try {
		// It is filled once, and made again if the machine goes down meanwhile.
		handle.exec('PRAGMA synchronous = OFF');
		handle.exec('PRAGMA cache_size = -200000');
		handle.exec('BEGIN');
		handle.prepare(FILL_INBOX).run({ $count: count, $item: item });
		handle.prepare(FILL_AUDIT).run({ $count: count });
		handle.exec('COMMIT');
		handle.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	} finally {
		handle.close();
	}
}
