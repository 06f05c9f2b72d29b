import type { Dialect } from './statements';

export const SQLITE: Dialect = {
	isIn: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
	isTextIn: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
};

export const POSTGRES: Dialect = {
	isIn: (column, parameter) =>
		`${column} IN (SELECT value::bigint FROM jsonb_array_elements_text(${parameter}::jsonb))`,
	isTextIn: (column, parameter) =>
		`${column} IN (SELECT value FROM jsonb_array_elements_text(${parameter}::jsonb))`,
};
