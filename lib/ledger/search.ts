import { Conditions, type Query } from './conditions';
import type { Dialect } from './dialects';
import { storable } from './rows';
import { ENTRY_COLUMNS } from './statements';
import type { SearchFilter } from './types';

/** A window of time is read in the order of acceptance; a riskId has few messages, in any order. */
const isByTime = ({ from, to, riskId }: SearchFilter): boolean =>
	(from !== undefined || to !== undefined) && riskId === undefined;

function conditions(filter: SearchFilter, dialect: Dialect): Conditions {
	const all = new Conditions();
	const { states } = filter;
	const state = isByTime(filter) ? dialect.unindexed('state') : 'state';
	all.add((p) => `channel = ${p}`, filter.channel);
	// One is asked for by itself: then the index of states has them in order, and none need sorting.
	if (states?.length === 1) all.add((p) => `${state} = ${p}`, states[0]);
	else all.add((p) => dialect.isTextIn(state, p), states && JSON.stringify(states));
	all.add((p) => `verdict = ${p}`, filter.verdict);
	// As it is stored: a sender that fills up its texts with NUL is found by what it has sent.
	all.add((p) => `risk_id = ${p}`, filter.riskId && (storable(filter.riskId) ?? ''));
	all.add((p) => `patient_class = ${p}`, filter.patientClass);
	all.add((p) => `report_type = ${p}`, filter.reportType);
	all.add((p) => `accepted_at >= ${p}`, filter.from);
	all.add((p) => `accepted_at < ${p}`, filter.to);
	all.add(
		// Message by message: a system that has had a million is found with the first.
		(p) =>
			`EXISTS (SELECT 1 FROM delivery WHERE message_id = inbox.id AND (target = ${p} OR target_name = ${p}))`,
		filter.target,
	);
	return all;
}

/** Behind the entry with an id, also where that has been pruned since the page that ended with it. */
const isAcceptedBefore = (id: string): string => `(accepted_at, id) < (
	(SELECT accepted_at FROM inbox WHERE id <= ${id} ORDER BY id DESC LIMIT 1), ${id}
)`;

/**
 * The newest first: by id, or within a window of time by acceptance.
 *
 * @param before id of the entry that the page before ended with
 */
export function searchSql(
	filter: SearchFilter,
	dialect: Dialect,
	limit: number,
	before: number | undefined,
): Query {
	const all = conditions(filter, dialect);
	const byTime = isByTime(filter);
	all.add((p) => (byTime ? isAcceptedBefore(p) : `id < ${p}`), before);
	const values = [...all.values, limit];
	const order = byTime ? 'accepted_at DESC, id DESC' : 'id DESC';
	const sql = `SELECT ${ENTRY_COLUMNS} FROM inbox ${all.sql} ORDER BY ${order} LIMIT $${values.length}`;
	return { sql, values };
}

export function countSql(filter: SearchFilter, dialect: Dialect): Query {
	const all = conditions(filter, dialect);
	return { sql: `SELECT count(*) AS count FROM inbox ${all.sql}`, values: all.values };
}

/** Ids of ended messages that a filter names, for a replay. */
export function endedSql(filter: SearchFilter, dialect: Dialect): Query {
	const all = conditions(filter, dialect);
	const ended = "state IN ('done', 'dead', 'discarded')";
	const where = all.sql === '' ? `WHERE ${ended}` : `${all.sql} AND ${ended}`;
	return { sql: `SELECT id FROM inbox ${where} ORDER BY id`, values: all.values };
}
