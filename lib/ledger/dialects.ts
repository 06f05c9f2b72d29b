/** Types of the columns that are written many rows at a time. */
export type ColumnType = 'text' | 'integer';

/** What SQLite and PostgreSQL say differently. */
export interface Dialect {
	/** A test whether `column` is in the JSON array of numbers in `parameter`. */
	isIn: (column: string, parameter: string) => string;
	/** The same for an array of texts. */
	isTextIn: (column: string, parameter: string) => string;
	/** A column by whose index rows are not to be found: another one has them in the order that is asked for. */
	unindexed: (column: string) => string;
	/** A test whether `column` is what a query gives, where it is few rows of a large table. */
	isOneOf: (column: string, select: string) => string;
	/** The rows that a JSON array of objects in `parameter` stands for, to select from. */
	rows: (parameter: string, columns: Readonly<Record<string, ColumnType>>) => string;
}

const columnList = (
	columns: Readonly<Record<string, ColumnType>>,
	read: (name: string, type: ColumnType) => string,
): string =>
	Object.entries(columns)
		.map(([name, type]) => `${read(name, type)} AS ${name}`)
		.join(', ');

export const SQLITE: Dialect = {
	isIn: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
	isTextIn: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
	isOneOf: (column, select) => `${column} IN (${select})`,
	unindexed: (column) => `+${column}`,
	rows: (parameter, columns) =>
		`SELECT ${columnList(columns, (name) => `value ->> '${name}'`)} FROM json_each(${parameter})`,
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
	// json, not jsonb: that refuses an escaped NUL, which a message's own JSON may hold.
	rows: (parameter, columns) => {
		const types = { text: '', integer: '::bigint' };
		const read = (name: string, type: ColumnType) => `(value ->> '${name}')${types[type]}`;
		return `SELECT ${columnList(columns, read)} FROM json_array_elements(${parameter}::json)`;
	},
};
