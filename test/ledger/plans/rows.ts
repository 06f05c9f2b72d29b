/** A ledger some weeks old: mostly done messages, a backlog, and a trail of it all. */
import { CHANNEL, NOW } from '../messages';
import type { RawSql } from '../rawSql';

export const ROWS = 20_000;

const NUMBERS = (count: number): string =>
	`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

/** A sixth is open; of the rest a few are dead or were rejected. */
const INBOX = `
INSERT INTO inbox (channel, verdict, state, kind, interface, risk_id, flag, report_type, patient_class,
	fingerprint, item, accepted_at, scheduled_from, due_at, claim, attempts, ended_at)
${NUMBERS(ROWS)}
SELECT CASE WHEN i % 10 = 0 THEN 'other' ELSE '${CHANNEL}' END,
	CASE WHEN i % 40 = 0 THEN 'rejected' ELSE 'accepted' END,
	CASE WHEN i % 6 = 0 THEN CASE WHEN i % 60 = 0 THEN 'claimed' ELSE 'pending' END
		WHEN i % 97 = 0 THEN 'dead' ELSE 'done' END,
	'send', 1, 'R' || (i / 3), 'add', 'Lis', 'I', 'f' || i, CAST($1 AS text),
	${NOW} + i, ${NOW} + i,
	CASE WHEN i % 6 = 0 THEN ${NOW} + i END,
	CASE WHEN i % 60 = 0 THEN 'claim ' || i END,
	CASE WHEN i % 12 = 6 THEN 0 ELSE 1 END,
	CASE WHEN i % 6 <> 0 THEN ${NOW} + i END
FROM n`;

const DELIVERIES = `
INSERT INTO delivery (key, target, target_name, operation, message_id, risk_id, state, calls, first_at,
	last_at)
${NUMBERS(ROWS)}
SELECT 'k' || i, 'http://target' || (i % 3), 'EMR', 1, i, 'R' || (i / 3),
	CASE WHEN i % 200 = 0 THEN 'open' ELSE 'delivered' END, 1, ${NOW} + i, ${NOW} + i
FROM n`;

const AUDIT = `
INSERT INTO audit (seq, at, action, actor, message_id, risk_id, detail, previous, hash)
${NUMBERS(ROWS)}
SELECT i, ${NOW} + i, 'accepted', 'trigger', i, 'R' || (i / 3), '{}', CAST($1 AS text), 'h' || i
FROM n`;

/** One in ten is open; the rest were confirmed long ago. */
const VALUES = `
INSERT INTO critical_value (risk_id, number, state, sort_at, report_type, opening, send_id, send, changed)
${NUMBERS(ROWS / 4)}
SELECT 'R' || i, i, CASE WHEN i % 10 = 0 THEN 'open' ELSE 'confirmed' END, ${NOW} + i, 'Lis', 1, 3 * i,
	CAST($1 AS text), i
FROM n`;

const FACTS = `
INSERT INTO critical_message (message_id, risk_id, kind, at, received_at, withdrawn, report)
${NUMBERS(ROWS)}
SELECT i, 'R' || (i / 3), 'send', ${NOW} + i, ${NOW} + i, 0, 'report' FROM n`;

const FIRST_DELIVERIES = `
INSERT INTO critical_delivery (risk_id, target, name, at)
${NUMBERS(ROWS / 4)}
SELECT 'R' || i, 'http://target', 'EMR', ${NOW} + i FROM n`;

const ESCALATIONS = `
INSERT INTO escalation (watch, risk_id, opening, step, name, level, after_minutes, at)
${NUMBERS(ROWS / 4)}
SELECT 'watch', 'R' || i, 1, 'day/1', 'ward', 1, 5, ${NOW} + i FROM n`;

/** @param sql of a ledger that is new */
export async function fill(sql: RawSql): Promise<void> {
	await sql(INBOX, JSON.stringify({ name: '张三', content: '.'.repeat(600) }));
	await sql(DELIVERIES);
	await sql(AUDIT, '0'.repeat(64));
	await sql(VALUES, JSON.stringify({ fields: { content: '.'.repeat(600) } }));
	for (const statement of [FACTS, FIRST_DELIVERIES, ESCALATIONS]) await sql(statement);
}
