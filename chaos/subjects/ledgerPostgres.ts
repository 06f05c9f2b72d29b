/** Looks into a ledger in PostgreSQL, and strikes at it, as an administrator can. */
import type { PostgresServer } from '../../demo/postgres/server';
import { poolConfig } from '../../lib/ledger/postgres/connection';
import { PgClient } from '../../lib/thirdParty';
import { OPEN_MESSAGES } from './ledgerFile';

export const SCHEMA = 'critical_value';

async function query<T extends object>(server: PostgresServer, sql: string): Promise<T[]> {
	const client = new PgClient(poolConfig(server.settings(SCHEMA), 1));
	// Without a listener, a server that goes down between two steps would end this process.
	client.on('error', () => {});
	await client.connect();
	try {
		return (await client.query<T>(sql)).rows;
	} finally {
		await client.end();
	}
}

/** Messages that are not dealt with. Rejects while the server is down. */
export async function openInPostgres(server: PostgresServer): Promise<number> {
	const [row] = await query<{ open: number }>(server, OPEN_MESSAGES);
	return row?.open ?? 0;
}

/** @returns how many connections of n8n to its ledger were cut */
export async function cutConnections(server: PostgresServer): Promise<number> {
	const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = 'n8n critical values' AND pid <> pg_backend_pid()`;
	return (await query(server, sql)).length;
}
