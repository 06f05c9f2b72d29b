import type { SqlValue } from './database';
import { ENTRY_COLUMNS, type Dialect } from './statements';
import type { SearchFilter } from './types';

interface Query {
	sql: string;
	values: SqlValue[];
}

/** Builds conditions with numbered parameters. Values never become part of the text. */
class Conditions {
	readonly values: SqlValue[] = [];
	private readonly parts: string[] = [];

	add(condition: (parameter: string) => string, value: SqlValue | undefined): void {
		if (value === undefined) return;
		this.values.push(value);
		this.parts.push(condition(`$${this.values.length}`));
	}

	get sql(): string {
		return this.parts.length === 0 ? '' : `WHERE ${this.parts.join(' AND ')}`;
	}
}

function conditions(filter: SearchFilter, dialect: Dialect): Conditions {
	const all = new Conditions();
	const { states } = filter;
	all.add((p) => `channel = ${p}`, filter.channel);
	// One is asked for by itself: then the index of states has them in order, and none need sorting.
	if (states?.length === 1) all.add((p) => `state = ${p}`, states[0]);
	else all.add((p) => dialect.isTextIn('state', p), states && JSON.stringify(states));
	all.add((p) => `verdict = ${p}`, filter.verdict);
	all.add((p) => `risk_id = ${p}`, filter.riskId);
	all.add((p) => `patient_class = ${p}`, filter.patientClass);
	all.add((p) => `report_type = ${p}`, filter.reportType);
	all.add((p) => `accepted_at >= ${p}`, filter.from);
	all.add((p) => `accepted_at < ${p}`, filter.to);
	all.add(
		(p) => `id IN (SELECT message_id FROM delivery WHERE target = ${p} OR target_name = ${p})`,
		filter.target,
	);
	return all;
}

/** @param before id: only entries with a lower one */
export function searchSql(
	filter: SearchFilter,
	dialect: Dialect,
	limit: number,
	before: number | undefined,
): Query {
	const all = conditions(filter, dialect);
	all.add((p) => `id < ${p}`, before);
	const values = [...all.values, limit];
	const sql = `SELECT ${ENTRY_COLUMNS} FROM inbox ${all.sql} ORDER BY id DESC LIMIT $${values.length}`;
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
