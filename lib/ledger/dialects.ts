import type { Dialect } from './statements';

export const SQLITE: Dialect = {
	isIn: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
	isTextIn: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
	isOneOf: (column, select) => `${column} IN (${select})`,
	unindexed: (column) => `+${column}`,
};

/** An array, since a join with a function's or a LIMIT's rows, of unknown number, scans the whole table. */
const isOneOf = (column: string, select: string): string => `${column} = ANY (ARRAY(${select}))`;

export const POSTGRES: Dialect = {
	isIn: (column, parameter) =>
		isOneOf(column, `SELECT value::bigint FROM jsonb_array_elements_text(${parameter}::jsonb)`),
	isTextIn: (column, parameter) =>
		isOneOf(column, `SELECT value FROM jsonb_array_elements_text(${parameter}::jsonb)`),
	isOneOf,
	unindexed: (column) => column, // it has statistics, and knows by itself
};
