import { PgClient, PgPool, type PoolClient } from '../../thirdParty';
import type { Database, Transaction } from '../database';
import { LedgerError } from '../errors';
import { GroupCommit } from '../groupCommit';
import { PostgresCommitter, transactionOn } from './committer';
import {
	CONNECT_TIMEOUT_MS,
	poolConfig,
	SCHEMA_PATTERN,
	STATEMENT_TIMEOUT_MS,
	type PostgresSettings,
} from './connection';
import { postgresFault } from './fault';
import { cut, endInTime, Held } from './held';
import { Listener, notifyChannel } from './listener';
import { isUpToDate, migrate } from './migrate';

/**
 * Most connections that read, and most that write: of these one is enough, until it is lost. Apart from each other, so
 * that no number of searches over years keeps a caller waiting.
 */
const CONNECTIONS = 5;

/** A step over years of messages takes minutes; a server that says nothing must not hold the start up for ever. */
const MIGRATION_LIMIT_MS = 10 * 60_000;

/** A read that nobody waits for with a caller behind: a search over years among them. */
const READ_LIMIT_MS = CONNECT_TIMEOUT_MS + STATEMENT_TIMEOUT_MS;

type Pool = InstanceType<typeof PgPool>;

export class PostgresDatabase implements Database {
	private readonly group: GroupCommit;
	private readonly listener: Listener;
	private readonly unannounced = new Set<string>();
	/** Connections that nobody uses at the moment. */
	private readonly idle = new Set<PoolClient>();
	private readonly writers: Pool;
	private readonly readers: Pool;
	private closing: Promise<void> | undefined;

	private constructor(private readonly settings: PostgresSettings) {
		this.writers = this.makePool();
		this.readers = this.makePool();
		const connect = async (limitMs: number) => await this.hold(this.writers, limitMs);
		this.group = new GroupCommit(new PostgresCommitter(connect), () => performance.now());
		this.listener = new Listener(settings);
	}

	private makePool(): Pool {
		const pool = new PgPool(poolConfig(this.settings, CONNECTIONS));
		pool.on('error', () => undefined); // an idle connection was cut: the pool makes a new one
		// One in use: its query says so. Without somebody who hears of it, Node.js ends the process.
		pool.on('connect', (connected) => connected.on('error', () => undefined));
		pool.on('acquire', (client) => this.idle.delete(client));
		pool.on('release', (_, client) => this.idle.add(client));
		pool.on('remove', (client) => this.idle.delete(client));
		return pool;
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
			if (!(await isUpToDate(client))) await migrate(client, settings.schema);
		} catch (error) {
			throw postgresFault(error);
		} finally {
			await endInTime(client);
		}
		return new PostgresDatabase(settings);
	}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		return await this.group.write(work);
	}

	async read<T>(
		work: (transaction: Transaction) => Promise<T>,
		limitMs = READ_LIMIT_MS,
	): Promise<T> {
		if (this.closing) throw new LedgerError('LEDGER_CLOSED', 'closed');
		let held: Held | undefined;
		try {
			held = await this.hold(this.readers, limitMs);
			return await work(transactionOn(held));
		} catch (error) {
			held?.cut();
			throw postgresFault(error);
		} finally {
			held?.giveBack();
		}
	}

	private async hold(pool: Pool, limitMs: number): Promise<Held> {
		return await Held.of(pool, limitMs, () => this.dropIdle());
	}

	/** Where one connection hears nothing, so do the rest: whoever used them would each have to find out. */
	private dropIdle(): void {
		for (const client of this.idle) cut(client);
		this.listener.renew();
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
		await Promise.all([this.writers.end(), this.readers.end()]);
		for (const client of this.idle) cut(client); // of a server that does not take part
	}
}
