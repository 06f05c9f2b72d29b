import { pgTypes, type PoolConfig } from '../../thirdParty';

/** Where a PostgreSQL ledger is. */
export interface PostgresSettings {
	host: string;
	port: number;
	database: string;
	user: string;
	password: string;
	/** Holds the ledger's tables; made if it is not there. A plain identifier. */
	schema: string;
	/** undefined: no TLS. */
	tls: { ca?: string; rejectUnauthorized: boolean } | undefined;
}

/** A caller waits for a reply: what has not happened by then counts as failed. */
export const CONNECT_TIMEOUT_MS = 2_000;

/** No statement of ours takes longer, but for a search over years. */
export const STATEMENT_TIMEOUT_MS = 5_000;

/** The writer's lock: longer than a flush to a slow disk, shorter than a caller's patience. */
export const LOCK_TIMEOUT_MS = 2_000;

/** A process that died in the middle of a write (its host gone, no FIN) must not keep the writer's lock. */
const IDLE_IN_TRANSACTION_MS = 5_000;

/** A connection that only listens says nothing for days: its peer is asked so often whether it is there. */
const KEEP_ALIVE_MS = 15_000;

/** int8. Our numbers are times, counts and ids, all far below 2^53. */
const INT8 = 20;

/** `schema` becomes part of statements, so it has to be plain. */
export const SCHEMA_PATTERN = /^[a-z_][a-z0-9_]{0,62}$/;

export function poolConfig(settings: PostgresSettings, max: number): PoolConfig {
	const { host, port, database, user, password, schema, tls } = settings;
	return {
		host,
		port,
		database,
		user,
		password,
		ssl: tls ?? false,
		max,
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		statement_timeout: STATEMENT_TIMEOUT_MS,
		query_timeout: STATEMENT_TIMEOUT_MS,
		lock_timeout: LOCK_TIMEOUT_MS,
		idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
		options: `-c search_path=${schema} -c synchronous_commit=on`,
		application_name: 'n8n critical values',
		keepAlive: true,
		keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
		types: {
			getTypeParser: (id: number, format?: 'text' | 'binary') =>
				id === INT8 ? Number : (pgTypes.getTypeParser(id, format) as unknown),
		},
	};
}
