import type { PgClient } from '../../thirdParty';
import { LedgerError } from '../errors';
import { CONNECT_TIMEOUT_MS } from './connection';
import { MIGRATIONS } from './migrations';

/** Any two processes that migrate take turns. The number is arbitrary, and ours. */
export const MIGRATION_LOCK = 0x43_56_4c_44; // "CVLD"

/** SQLSTATE undefined_table. */
const NO_SUCH_TABLE = '42P01';

type Client = Pick<InstanceType<typeof PgClient>, 'query'>;

/** Asked for first: CREATE SCHEMA IF NOT EXISTS wants the right to make one even where there is one. */
async function makeSchema(client: Client, schema: string): Promise<void> {
	const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
	if (rows.length === 0) await client.query(`CREATE SCHEMA ${schema}`);
}

/**
 * Whether there is nothing to migrate, which is nearly always. Asked for first, and briefly: a migration may
 * take minutes, and a server that goes silent just then must not hold everybody up for so long.
 */
export async function isUpToDate(client: Client): Promise<boolean> {
	const query = { text: 'SELECT version FROM schema_version', query_timeout: CONNECT_TIMEOUT_MS };
	try {
		const { rows } = await client.query<{ version: number }>(query);
		return rows[0]?.version === MIGRATIONS.length;
	} catch (error) {
		if ((error as { code?: unknown }).code === NO_SUCH_TABLE) return false;
		throw error;
	}
}

/**
 * Brings a schema up to date; makes it where it is not there.
 *
 * @param schema a plain identifier
 * @throws LedgerError LEDGER_NEWER where a newer version of this package has been at work
 */
export async function migrate(
	client: Client,
	schema: string,
	steps: readonly string[] = MIGRATIONS,
): Promise<void> {
	await client.query('BEGIN');
	try {
		// Twenty processes that start at once wait here for one another, however long the first one takes.
		await client.query('SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0');
		await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
		await makeSchema(client, schema);
		await client.query('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)');
		const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
		const version = rows[0]?.version ?? 0;
		if (version > steps.length) {
			throw new LedgerError('LEDGER_NEWER', `schema ${version}, known ${steps.length}`);
		}
		for (const step of steps.slice(version)) await client.query(step);
		if (version < steps.length) {
			await client.query('DELETE FROM schema_version');
			await client.query('INSERT INTO schema_version VALUES ($1)', [steps.length]);
		}
		await client.query('COMMIT');
	} catch (error) {
		await client.query('ROLLBACK').catch(() => undefined); // the connection may be what failed
		throw error;
	}
}
