import type { Dialect } from '../dialects';

const VALUE =
	'risk_id, number, state, first_sent_at, first_received_at, opening, opened_at, opened_received_at, ' +
	'acknowledged_at, confirmed_at, cancelled_at, send, confirm, changed';

/** The columns of a critical value as {@link criticalValueSearch} selects them. */
export const VALUE_COLUMNS = VALUE;

/** Statements about critical values that do not depend on a filter; see statements.ts beside this folder. */
export function criticalValueStatements({ isIn, isTextIn, rows }: Dialect) {
	const values = rows('$1', {
		risk_id: 'text',
		number: 'integer',
		state: 'text',
		sort_at: 'integer',
		report_type: 'text',
		patient_class: 'text',
		ward_code: 'text',
		ward_name: 'text',
		first_sent_at: 'integer',
		first_received_at: 'integer',
		opening: 'integer',
		opened_at: 'integer',
		opened_received_at: 'integer',
		acknowledged_at: 'integer',
		confirmed_at: 'integer',
		cancelled_at: 'integer',
		send_id: 'integer',
		send: 'text',
		confirm_id: 'integer',
		confirm: 'text',
		changed: 'integer',
	});
	return {
		projected: `SELECT seq FROM projection WHERE name = 'critical values'`,
		setProjected: `
INSERT INTO projection (name, seq) VALUES ('critical values', $1)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`,
		events: `
SELECT seq, at, action, message_id, risk_id, detail FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2`,
		/** What it takes to read them, without reading them. */
		sizesOf: `SELECT id, octet_length(item) AS size FROM inbox WHERE ${isIn('id', '$1')}`,
		/** The messages that events are about; their channels' watches have none. */
		messagesOf: `
SELECT id, kind, interface, risk_id, flag, accepted_at, item FROM inbox
WHERE ${isIn('id', '$1')} AND verdict = 'accepted' AND kind IN ('send', 'confirm')`,
		addFacts: `
INSERT INTO critical_message (message_id, risk_id, kind, at, received_at, withdrawn, report)
SELECT message_id, risk_id, kind, at, received_at, withdrawn, report FROM (${rows('$1', {
			message_id: 'integer',
			risk_id: 'text',
			kind: 'text',
			at: 'integer',
			received_at: 'integer',
			withdrawn: 'integer',
			report: 'text',
		})}) AS facts WHERE true
ON CONFLICT (message_id) DO NOTHING`,
		factsOf: `
SELECT message_id, risk_id, kind, at, received_at, withdrawn, report FROM critical_message
WHERE ${isTextIn('risk_id', '$1')}`,
		/**
		 * What only new messages bring, such as a send's fields, stays as it is where they are not among these. An
		 * opening's number is never given twice: a late message can make them fewer, and the steps that fired for
		 * the second one would be taken for another's.
		 */
		putValues: `
INSERT INTO critical_value (risk_id, number, state, sort_at, report_type, patient_class, ward_code, ward_name,
	first_sent_at, first_received_at, opening, opened_at, opened_received_at, acknowledged_at, confirmed_at,
	cancelled_at, send_id, send, confirm_id, confirm, changed)
SELECT risk_id, number, state, sort_at, report_type, patient_class, ward_code, ward_name, first_sent_at,
	first_received_at, opening, opened_at, opened_received_at, acknowledged_at, confirmed_at, cancelled_at,
	send_id, send, confirm_id, confirm, changed
FROM (${values}) AS fresh WHERE true
ON CONFLICT (risk_id) DO UPDATE SET state = excluded.state, sort_at = excluded.sort_at,
	report_type = CASE WHEN excluded.send IS NULL THEN critical_value.report_type ELSE excluded.report_type END,
	patient_class =
		CASE WHEN excluded.send IS NULL THEN critical_value.patient_class ELSE excluded.patient_class END,
	ward_code = CASE WHEN excluded.send IS NULL THEN critical_value.ward_code ELSE excluded.ward_code END,
	ward_name = CASE WHEN excluded.send IS NULL THEN critical_value.ward_name ELSE excluded.ward_name END,
	first_sent_at = excluded.first_sent_at, first_received_at = excluded.first_received_at,
	opening = CASE
		WHEN excluded.opening > critical_value.opening THEN excluded.opening
		WHEN excluded.state = 'open' AND critical_value.state <> 'open' THEN critical_value.opening + 1
		ELSE critical_value.opening END,
	opened_at = excluded.opened_at,
	opened_received_at = excluded.opened_received_at, acknowledged_at = excluded.acknowledged_at,
	confirmed_at = excluded.confirmed_at, cancelled_at = excluded.cancelled_at,
	send_id = excluded.send_id, send = coalesce(excluded.send, critical_value.send),
	confirm_id = excluded.confirm_id,
	confirm = CASE WHEN excluded.confirm_id IS NULL THEN NULL
		ELSE coalesce(excluded.confirm, critical_value.confirm) END,
	changed = excluded.changed`,
		/** The earliest of a value and a system stays. */
		addDeliveries: `
INSERT INTO critical_delivery (risk_id, target, name, at)
SELECT risk_id, target, name, at FROM (${rows('$1', {
			risk_id: 'text',
			target: 'text',
			name: 'text',
			at: 'integer',
		})}) AS deliveries WHERE true
ON CONFLICT (risk_id, target) DO NOTHING`,

		valuesOf: `SELECT ${VALUE} FROM critical_value WHERE ${isTextIn('risk_id', '$1')}`,
		valuesChanged: `
SELECT ${VALUE} FROM critical_value WHERE changed > $1 ORDER BY changed LIMIT $2`,
		valuesOpen: `
SELECT ${VALUE} FROM critical_value WHERE state = 'open' AND changed > $1 ORDER BY changed LIMIT $2`,
		newestChange: 'SELECT max(changed) AS changed FROM critical_value',
		firstDeliveriesOf: `
SELECT risk_id, target, name, at FROM critical_delivery WHERE ${isTextIn('risk_id', '$1')}
ORDER BY at, target`,
		marksOf: `
SELECT c.risk_id, d.target, d.target_name, d.state, d.reason, d.last_at
FROM critical_value c JOIN delivery d ON d.message_id = c.send_id
WHERE ${isTextIn('c.risk_id', '$1')} AND d.operation = 1 ORDER BY d.target_name, d.target`,
		escalationsOf: `
SELECT watch, risk_id, opening, step, name, level, after_minutes, at FROM escalation
WHERE ${isTextIn('risk_id', '$1')} ORDER BY at, level`,
		timeline: `
SELECT seq, at, action, actor, message_id, risk_id, detail, previous, hash FROM audit
WHERE risk_id = $1 ORDER BY seq`,

		/** Gives nothing for a step that has fired. */
		escalate: `
INSERT INTO escalation (watch, risk_id, opening, step, name, level, after_minutes, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (risk_id, watch, opening, step) DO NOTHING
RETURNING step`,
		/** By number: an index of actions would be written with every message. */
		eventsOf: `
SELECT seq, at, action, actor, message_id, risk_id, detail, previous, hash FROM audit
WHERE seq > $1 AND ${isTextIn('action', '$2')} ORDER BY seq LIMIT $3`,
		remembered: 'SELECT name, value FROM watch_state WHERE watch = $1',
		remember: `
INSERT INTO watch_state (watch, name, value) VALUES ($1, $2, $3)
ON CONFLICT (watch, name) DO UPDATE SET value = excluded.value`,
		forget: 'DELETE FROM watch_state WHERE watch = $1 AND name = $2',
	} as const;
}
