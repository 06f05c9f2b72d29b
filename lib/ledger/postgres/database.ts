import { PgClient, PgPool, type PoolClient } from '../../thirdParty';
import type { Database, Row, Transaction } from '../database';
import { LedgerError } from '../errors';
import { GroupCommit, type Committer } from '../groupCommit';
import { poolConfig, SCHEMA_PATTERN, type PostgresSettings } from './connection';
import { postgresFault } from './fault';
import { Listener, notifyChannel } from './listener';
import { migrate } from './migrate';

/** One connection writes, a few read: more would only wait for the writer's lock. */
const CONNECTIONS = 5;

/** A step over years of messages takes minutes; a server that says nothing must not hold the start up for ever. */
const MIGRATION_LIMIT_MS = 10 * 60_000;

/**
 * Writers take turns over all processes. A claim and the audit trail's chain then need no thought about
 * what another process is just doing, and no two writers can wait for one another's rows in a circle.
 * Group commit makes up for it: whatever comes together shares one turn.
 */
const TAKE_TURN = 'SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0))';

const transactionOn = (client: PoolClient): Transaction => ({
	async all(sql, ...values) {
		return (await client.query<Row>(sql, values)).rows;
	},
});

/** The connection that a group's transaction runs on, from begin to commit. */
class PostgresCommitter implements Committer {
	private client: PoolClient | undefined;
	readonly faultOf = postgresFault;

	constructor(private readonly pool: InstanceType<typeof PgPool>) {}

	async begin(): Promise<Transaction> {
		const client = await this.pool.connect();
		this.client = client;
		await client.query('BEGIN');
		await client.query(TAKE_TURN);
		return transactionOn(client);
	}

	async commit(): Promise<void> {
		await this.client?.query('COMMIT');
		this.client?.release();
		this.client = undefined;
	}

	async rollback(): Promise<void> {
		const { client } = this;
		this.client = undefined;
		try {
			await client?.query('ROLLBACK');
			client?.release();
		} catch {
			client?.release(true); // the connection is what failed: it goes, and takes its transaction along
		}
	}
}

export class PostgresDatabase implements Database {
	private readonly group: GroupCommit;
	private readonly listener: Listener;
	private readonly unannounced = new Set<string>();
	private closing: Promise<void> | undefined;

	private constructor(
		private readonly settings: PostgresSettings,
		private readonly pool: InstanceType<typeof PgPool>,
	) {
		this.group = new GroupCommit(new PostgresCommitter(pool), () => performance.now());
		this.listener = new Listener(settings);
	}

	/**
	 * Connects, and brings the schema up to date.
	 *
	 * @throws LedgerError
	 */
	static async open(settings: PostgresSettings): Promise<PostgresDatabase> {
		if (!SCHEMA_PATTERN.test(settings.schema)) {
			throw new LedgerError('LEDGER_UNAVAILABLE', 'schema name');
		}
		const client = new PgClient({
			...poolConfig(settings, 1),
			query_timeout: MIGRATION_LIMIT_MS,
		});
		client.on('error', () => undefined); // lost while idle: the next query says so
		try {
			await client.connect();
			await migrate(client, settings.schema);
		} catch (error) {
			throw postgresFault(error);
		} finally {
			await client.end().catch(() => undefined); // what matters has been said already
		}
		const pool = new PgPool(poolConfig(settings, CONNECTIONS));
		pool.on('error', () => undefined); // an idle connection was cut: the pool makes a new one
		// One in use: its query says so. Without somebody who hears of it, Node.js ends the process.
		pool.on('connect', (connected) => connected.on('error', () => undefined));
		return new PostgresDatabase(settings, pool);
	}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		return await this.group.write(work);
	}

	async read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		if (this.closing) throw new LedgerError('LEDGER_CLOSED', 'closed');
		let client: PoolClient | undefined;
		try {
			client = await this.pool.connect();
			const result = await work(transactionOn(client));
			client.release();
			return result;
		} catch (error) {
			client?.release(true);
			throw postgresFault(error);
		}
	}

	async bytes(): Promise<number> {
		const [row] = await this.read(
			async (transaction) =>
				await transaction.all(
					`SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes FROM pg_class c
					JOIN pg_namespace n ON n.oid = c.relnamespace
					WHERE n.nspname = current_schema() AND c.relkind = 'r'`,
				),
		);
		return Number(row?.bytes ?? 0);
	}

	/** Autovacuum does it, by the server's own settings. */
	async reclaim(): Promise<void> {}

	announce(channel: string): void {
		if (this.unannounced.size === 0) setImmediate(() => void this.notify());
		this.unannounced.add(channel);
	}

	/** One query for a whole burst. */
	private async notify(): Promise<void> {
		const channels = JSON.stringify([...this.unannounced]);
		this.unannounced.clear();
		if (this.closing) return;
		const sql = 'SELECT pg_notify($1, value) FROM jsonb_array_elements_text($2::jsonb)';
		const name = notifyChannel(this.settings.schema);
		try {
			await this.read(async (transaction) => await transaction.all(sql, name, channels));
		} catch {
			return; // they poll as well
		}
	}

	listen(channel: string, callback: () => void): () => void {
		return this.listener.on(channel, callback);
	}

	async close(): Promise<void> {
		this.closing ??= this.end();
		await this.closing;
	}

	private async end(): Promise<void> {
		await this.group.close();
		await this.listener.close();
		await this.pool.end();
	}
}
