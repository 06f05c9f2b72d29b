/** A connection beside the ledger's own, as an administrator has it: to look at its tables, or to tamper with them. */
import { poolConfig } from '../../lib/ledger/postgres/connection';
import type { LedgerPlace } from '../../lib/ledger/open';
import type { Row, SqlValue } from '../../lib/ledger/database';
import { PgClient } from '../../lib/thirdParty';

/** Runs one statement; parameters are `$1`, `$2` … over both stores. */
export type RawSql = (sql: string, ...values: SqlValue[]) => Promise<Row[]>;

export async function withRawSql<T>(
	place: LedgerPlace,
	work: (sql: RawSql) => Promise<T>,
): Promise<T> {
	if (place.kind === 'sqlite') {
		const { DatabaseSync } = await import('node:sqlite');
		const handle = new DatabaseSync(place.file);
		try {
			return await work(async (sql, ...values) => {
				const rows = handle.prepare(sql.replace(/\$(\d+)/g, '?$1')).all(...values);
				return rows.map((row) => ({ ...row })) as Row[];
			});
		} finally {
			handle.close();
		}
	}
	const client = new PgClient(poolConfig(place.settings, 1));
	await client.connect();
	try {
		return await work(async (sql, ...values) => (await client.query<Row>(sql, values)).rows);
	} finally {
		await client.end();
	}
}
