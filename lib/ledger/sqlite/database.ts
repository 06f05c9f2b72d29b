import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Database, Row, SqlValue, Transaction } from '../database';
import { LedgerError } from '../errors';
import { GroupCommit, type Committer } from '../groupCommit';
import { sqliteFault } from './fault';
import { MIGRATIONS } from './migrations';

/**
 * How long SQLite itself waits for a lock. It waits with the whole process, so only long enough for another
 * process' commit; anything longer is GroupCommit's patience, which lets the event loop run.
 */
const BUSY_TIMEOUT_MS = 50;

/** Opening may wait longer: it happens before anything is served, and twenty processes may start at once. */
const OPEN_LIMIT_MS = 15_000;

/** Between two tries to open. SQLite's own patience is not enough: who switches to WAL is told "busy" at once. */
const OPEN_RETRY_MS = 25;

/** Pages given back to the file system after a checkpoint; a page has 4 kB. */
const VACUUM_PAGES = 2_000;

/** `$1` is PostgreSQL's; SQLite numbers parameters as `?1`. */
const numbered = (sql: string): string => sql.replace(/\$(\d+)/g, '?$1');

/** Statements by their text: preparing one takes longer than running it. */
class Connection {
	private readonly prepared = new Map<string, StatementSync>();

	constructor(readonly handle: DatabaseSync) {}

	all(sql: string, values: readonly SqlValue[]): Row[] {
		let statement = this.prepared.get(sql);
		if (!statement) {
			statement = this.handle.prepare(numbered(sql));
			this.prepared.set(sql, statement);
		}
		return statement.all(...values) as Row[];
	}

	close(): void {
		this.prepared.clear();
		this.handle.close();
	}
}

const transactionOn = (connection: Connection): Transaction => ({
	// Not async: an accept makes several of these, and waiting for what is there costs as much as they do.
	all: (sql, ...values) => connection.all(sql, values),
});

function committerOn(connection: Connection): Committer {
	const { handle } = connection;
	return {
		async begin() {
			// IMMEDIATE: a transaction that begins reading and then wants to write can't be made to wait.
			handle.exec('BEGIN IMMEDIATE');
			return transactionOn(connection);
		},
		async commit() {
			handle.exec('COMMIT');
		},
		async rollback() {
			if (handle.isTransaction) handle.exec('ROLLBACK');
		},
		faultOf: sqliteFault,
	};
}

/** One writer and one reader on a file in WAL mode: readers never wait, and see what is committed. */
export class SqliteDatabase implements Database {
	private readonly group: GroupCommit;
	private closing: Promise<void> | undefined;

	private constructor(
		private readonly file: string,
		private readonly writer: Connection,
		private readonly reader: Connection,
	) {
		this.group = new GroupCommit(committerOn(writer), () => performance.now());
	}

	/**
	 * Opens the file, or makes it, and brings its schema up to date.
	 *
	 * @throws LedgerError
	 */
	static async open(file: string): Promise<SqliteDatabase> {
		try {
			const { DatabaseSync: Handle } = await import('node:sqlite');
			mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
			// Made here with its rights, so that there is no moment in which others can read it.
			closeSync(openSync(file, 'a', 0o600));
			chmodSync(file, 0o600);
			const handle = new Handle(file, { timeout: BUSY_TIMEOUT_MS });
			try {
				await patiently(() => {
					prepare(handle);
					migrate(handle);
				});
				const reader = new Handle(file, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
				return new SqliteDatabase(file, new Connection(handle), new Connection(reader));
			} catch (error) {
				handle.close();
				throw error;
			}
		} catch (error) {
			throw sqliteFault(error);
		}
	}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		return await this.group.write(work);
	}

	async read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		if (this.closing) throw new LedgerError('LEDGER_CLOSED', 'closed');
		try {
			return await work(transactionOn(this.reader));
		} catch (error) {
			throw sqliteFault(error);
		}
	}

	async bytes(): Promise<number> {
		const sizes = [this.file, `${this.file}-wal`].map(
			(file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
		);
		return sizes.reduce((sum, size) => sum + size, 0);
	}

	/** Nobody else works on an embedded ledger: n8n has one process then. */
	announce(): void {}

	listen(): () => void {
		return () => {};
	}

	async reclaim(): Promise<void> {
		await this.write(
			async (transaction) => await transaction.all(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`),
		);
	}

	async close(): Promise<void> {
		this.closing ??= this.end();
		await this.closing;
	}

	private async end(): Promise<void> {
		await this.group.close();
		this.reader.close();
		this.writer.close();
	}
}

/** Repeats what another process' lock stands in the way of, and lets the event loop run in between. */
async function patiently(work: () => void): Promise<void> {
	const deadline = performance.now() + OPEN_LIMIT_MS;
	for (;;) {
		try {
			work();
			return;
		} catch (error) {
			const fault = sqliteFault(error);
			if (fault.fault !== 'LEDGER_BUSY' || performance.now() > deadline) throw fault;
		}
		await new Promise((resolve) => setTimeout(resolve, OPEN_RETRY_MS));
	}
}

/** FULL: every commit is flushed to disk, so that an answered 0 survives a power cut and not only a crash. */
function prepare(handle: DatabaseSync): void {
	handle.exec('PRAGMA auto_vacuum = INCREMENTAL'); // has to come first: only an empty file takes it
	handle.exec('PRAGMA journal_mode = WAL');
	handle.exec('PRAGMA synchronous = FULL');
	handle.exec('PRAGMA foreign_keys = ON');
	// What RETURNING collects would go through a temporary file, for every statement.
	handle.exec('PRAGMA temp_store = MEMORY');
	handle.exec('PRAGMA journal_size_limit = 16777216'); // bytes: a burst's log is cut again afterwards
}

function migrate(handle: DatabaseSync): void {
	handle.exec('BEGIN IMMEDIATE');
	try {
		const row = handle.prepare('PRAGMA user_version').get();
		const version = Number(row?.user_version ?? 0);
		if (version > MIGRATIONS.length) {
			throw new LedgerError('LEDGER_NEWER', `schema ${version}, known ${MIGRATIONS.length}`);
		}
		for (const step of MIGRATIONS.slice(version)) handle.exec(step);
		if (version < MIGRATIONS.length) handle.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
		handle.exec('COMMIT');
	} catch (error) {
		// A full disk has rolled it back already.
		if (handle.isTransaction) handle.exec('ROLLBACK');
		throw error;
	}
}
