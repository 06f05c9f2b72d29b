import { statSync } from 'node:fs';
import type { Database, Transaction } from '../database';
import { LedgerError } from '../errors';
import { GroupCommit, type Committer } from '../groupCommit';
import { connect, type Connections } from './connect';
import { transactionOn } from './connection';
import { sqliteFault } from './fault';

const NOT_FLUSHED = 'not flushed';
const NOT_THERE = 'file moved or replaced: put it back or restart n8n';

/** Pages given back to the file system after a checkpoint; a page has 4 kB. */
const VACUUM_PAGES = 2_000;

/**
 * The connections that the groups' transactions run on. A commit is flushed beside the event loop: SQLite's
 * own flush would stop all that n8n does, for a millisecond on a good disk and for twenty on a bad one.
 */
class SqliteCommitter implements Committer {
	readonly faultOf = sqliteFault;
	/** A flush has failed and is not mended: what is in the log may get lost, or only a part of it. */
	private isDamaged = false;
	/** What is committed is not durable until then. Never rejects. */
	private flushing: Promise<void> | undefined;

	constructor(
		private readonly file: string,
		private connections: Connections,
	) {}

	/**
	 * An answer may lead to something that cannot be taken back, such as a reply to a sender, so it is held back
	 * until what it rests on is durable. That is only ever a moment's wait, and none where nothing is being
	 * flushed.
	 */
	async read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		const before = this.flushing;
		const result = await work(transactionOn(this.connections.reader));
		await before;
		await this.flushing;
		if (this.isDamaged) throw new LedgerError('LEDGER_UNAVAILABLE', NOT_FLUSHED);
		return result;
	}

	async begin(): Promise<Transaction> {
		if (this.isDamaged) await this.mend();
		const { writer, inode } = this.connections;
		// SQLite goes on writing into a file that was taken away or replaced, of which nothing is left at the next start.
		if (statSync(this.file, { throwIfNoEntry: false })?.ino !== inode) {
			throw new LedgerError('LEDGER_UNAVAILABLE', NOT_THERE);
		}
		// IMMEDIATE: a transaction that begins reading and then wants to write can't be made to wait.
		writer.handle.exec('BEGIN IMMEDIATE');
		return transactionOn(writer);
	}

	async commit(): Promise<void> {
		const { writer, log } = this.connections;
		writer.handle.exec('COMMIT');
		if (!log) return;
		// Without a moment in between: whoever reads what is committed finds that it is not durable yet.
		const flush = log.flush();
		this.flushing = flush.then(
			() => undefined,
			() => void (this.isDamaged = true),
		);
		try {
			await flush;
		} catch (error) {
			throw new LedgerError('LEDGER_UNKNOWN', sqliteFault(error).detail);
		} finally {
			await this.flushing;
			this.flushing = undefined;
		}
	}

	async rollback(): Promise<void> {
		this.connections.writer.rollback();
	}

	/**
	 * Opens the file anew, as after a crash. SQLite holds for committed what may be missing from the log by now
	 * (a file system may drop pages that it could not write): only its recovery reads the log again and checks
	 * it. A checkpoint alone would not do: a power cut in its middle needs the log that it copies from.
	 */
	private async mend(): Promise<void> {
		this.close();
		this.connections = await connect(this.file);
		this.isDamaged = false;
	}

	/** May come twice. */
	close(): void {
		const { writer, reader, log } = this.connections;
		log?.close();
		// The last one that can write copies the log into the database and deletes it. Not a damaged one: the
		// reader, which can do neither, leaves it for recovery.
		for (const one of this.isDamaged ? [writer, reader] : [reader, writer]) one.close();
	}
}

/** One writer and one reader on a file: readers never wait for writers. */
export class SqliteDatabase implements Database {
	private readonly group: GroupCommit;
	private closing: Promise<void> | undefined;

	private constructor(
		private readonly file: string,
		private readonly committer: SqliteCommitter,
	) {
		this.group = new GroupCommit(committer, () => performance.now());
	}

	/**
	 * Opens the file, or makes it, and brings its schema up to date.
	 *
	 * @throws LedgerError
	 */
	static async open(file: string): Promise<SqliteDatabase> {
		return new SqliteDatabase(file, new SqliteCommitter(file, await connect(file)));
	}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		return await this.group.write(work);
	}

	async read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		if (this.closing) throw new LedgerError('LEDGER_CLOSED', 'closed');
		try {
			return await this.committer.read(work);
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
		this.committer.close();
	}
}
