import { Conditions, type Query } from '../conditions';
import type { Dialect } from '../dialects';
import { VALUE_COLUMNS } from './statements';
import type { CriticalValueFilter } from './types';

const listOf = (values: readonly string[] | undefined): string | undefined =>
	values && JSON.stringify(values);

function conditions(filter: CriticalValueFilter, dialect: Dialect): Conditions {
	const { states, reportTypes, patientClasses, wards, riskIds } = filter;
	const all = new Conditions();
	const isIn = (column: string) => (p: string) => dialect.isTextIn(column, p);
	all.add((p) => `risk_id = ${p}`, filter.riskId);
	all.add(isIn('risk_id'), listOf(riskIds));
	// One is asked for by itself: then the index of states has them in order, and none need sorting.
	if (states?.length === 1) all.add((p) => `state = ${p}`, states[0]);
	else all.add(isIn(dialect.unindexed('state')), listOf(states));
	all.add(isIn('report_type'), listOf(reportTypes));
	all.add(isIn('patient_class'), listOf(patientClasses));
	all.add(
		(p) => `(${dialect.isTextIn('ward_code', p)} OR ${dialect.isTextIn('ward_name', p)})`,
		listOf(wards),
	);
	all.add((p) => `sort_at >= ${p}`, filter.from);
	all.add((p) => `sort_at < ${p}`, filter.to);
	all.add((p) => `opened_received_at <= ${p}`, filter.openedUntil);
	return all;
}

/**
 * The latest first.
 *
 * @param before number of the value that the page before ended with
 */
export function criticalValueSearch(
	filter: CriticalValueFilter,
	dialect: Dialect,
	limit: number,
	before: number | undefined,
): Query {
	const all = conditions(filter, dialect);
	all.add(
		(p) => `(sort_at, number) < ((SELECT sort_at FROM critical_value WHERE number = ${p}), ${p})`,
		before,
	);
	const values = [...all.values, limit];
	const sql = `SELECT ${VALUE_COLUMNS} FROM critical_value ${all.sql}
ORDER BY sort_at DESC, number DESC LIMIT $${values.length}`;
	return { sql, values };
}

export function criticalValueCount(filter: CriticalValueFilter, dialect: Dialect): Query {
	const all = conditions(filter, dialect);
	return { sql: `SELECT count(*) AS count FROM critical_value ${all.sql}`, values: all.values };
}
