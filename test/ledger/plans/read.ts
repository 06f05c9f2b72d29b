/** What the two databases say of a plan, in one form. */
import type { Row } from '../../../lib/ledger/database';

/** How rows of one table are found: by an index, by the primary key, or by going through it all. */
export interface Access {
	table: string;
	by: string;
}

/** Those that grow; a row for each watch or projection is not worth an index. */
const TABLES = [
	...['inbox', 'delivery', 'audit'],
	...['critical_value', 'critical_message', 'critical_delivery', 'escalation'],
];
const PRIMARY = 'primary key';

/** In our statements. */
const ALIASES: Readonly<Record<string, string>> = {
	a: 'inbox',
	b: 'inbox',
	c: 'critical_value',
	d: 'delivery',
};

/** `SEARCH inbox USING INDEX inbox_new (channel=?)`, `SCAN audit` … */
const STEP = /^(SEARCH|SCAN) (\w+)(?: USING (?:COVERING )?(INDEX (\w+)|(?:INTEGER )?PRIMARY KEY))?/;

/** By id backwards, and only the first: SQLite calls that a scan. */
const NEWEST = /ORDER BY (id|seq) DESC LIMIT 1$/;

/** SQLite's index of a primary key that is no number. */
const OWN_INDEX = 'sqlite_autoindex';

export function readSqlitePlan(rows: readonly Row[], text: string): Access[] {
	return rows.flatMap(({ detail }) => {
		const [, how, name = '', using, index] = STEP.exec(String(detail)) ?? [];
		const table = ALIASES[name] ?? name;
		if (how === undefined || !TABLES.includes(table)) return [];
		if (using === undefined) return [{ table, by: NEWEST.test(text) ? PRIMARY : 'scan' }];
		return [{ table, by: index === undefined || index.startsWith(OWN_INDEX) ? PRIMARY : index }];
	});
}

interface PlanNode {
	'Node Type': string;
	'Relation Name'?: string;
	'Index Name'?: string;
	'Conflict Arbiter Indexes'?: string[];
	Plans?: PlanNode[];
}

const indexName = (name: string): string => (name.endsWith('_pkey') ? PRIMARY : name);

export function readPostgresPlan(rows: readonly Row[]): Access[] {
	const [row] = rows;
	const plans = row?.['QUERY PLAN'] as unknown as Array<{ Plan: PlanNode }>;
	return plans.flatMap(({ Plan }) => accessesOf(Plan));
}

function accessesOf(node: PlanNode): Access[] {
	const below = (node.Plans ?? []).flatMap(accessesOf);
	const table = node['Relation Name'] ?? '';
	const own = [node['Index Name'] ?? [], node['Conflict Arbiter Indexes'] ?? []].flat();
	const accesses = own.map((name) => ({ table, by: indexName(name) }));
	const scans = node['Node Type'] === 'Seq Scan' && TABLES.includes(table);
	return [...accesses, ...(scans ? [{ table, by: 'scan' }] : []), ...below];
}
