import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LedgerError } from '../errors';
import { Connection } from './connection';
import { sqliteFault } from './fault';
import { syncFolderOf, WriteAheadLog } from './log';
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

const FOREIGN = 'another program has its tables in this file';

/** One writer and one reader on a file in WAL mode: readers never wait, and see what is committed. */
export interface Connections {
	writer: Connection;
	reader: Connection;
	/** Which file it is: the path may lead to another one later, or to none. */
	inode: number;
	/** To be flushed after every commit; undefined: SQLite does that itself, and the event loop waits. */
	log: WriteAheadLog | undefined;
}

/**
 * Opens the file, or makes it, and brings its schema up to date. All that it holds is on disk then.
 *
 * @throws LedgerError
 */
export async function connect(file: string): Promise<Connections> {
	const opened: { writer?: Connection; reader?: Connection; log?: WriteAheadLog | undefined } = {};
	try {
		const { DatabaseSync: Handle } = await import('node:sqlite');
		makeFile(file);
		const writer = new Connection(new Handle(file, { timeout: BUSY_TIMEOUT_MS }));
		opened.writer = writer;
		await patiently(() => refuseForeign(writer));
		await patiently(() => prepare(writer));
		const options = { timeout: BUSY_TIMEOUT_MS, readOnly: true };
		const reader = new Connection(new Handle(file, options));
		opened.reader = reader;
		// A connection holds on to the file, and so to its log, from its first look on.
		await patiently(() => void reader.all('PRAGMA user_version', []));
		opened.log = WriteAheadLog.open(file);
		syncFolderOf(file);
		await patiently(async () => await secure(writer, opened.log));
		await patiently(() => migrate(writer));
		return { writer, reader, inode: statSync(file).ino, log: flushable(opened.log, writer) };
	} catch (error) {
		opened.log?.close();
		// In this order nothing is copied out of the log, which may not be on disk.
		opened.writer?.close();
		opened.reader?.close();
		throw sqliteFault(error);
	}
}

function makeFile(file: string): void {
	const made = mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	if (existsSync(file)) {
		// Not opened: to close it again would drop the locks of this process' other connections (POSIX).
		if (statSync(file).isFile()) chmodSync(file, 0o600);
	} else {
		// Made here with its rights, so that there is no moment in which others can read it.
		closeSync(openSync(file, 'a', 0o600));
	}
	if (made === undefined) return;
	for (let at = dirname(file); at.length >= made.length; at = dirname(at)) syncFolderOf(at);
}

/** A mistyped path may lead to n8n's own database: nothing of it is to be changed, nor our tables put among its. */
function refuseForeign(writer: Connection): void {
	const names = writer.all("SELECT name FROM sqlite_schema WHERE type = 'table'", []);
	if (names.length === 0 || names.some(({ name }) => name === 'audit')) return;
	throw new LedgerError('LEDGER_UNAVAILABLE', FOREIGN);
}

/** Repeats what another process' lock stands in the way of, and lets the event loop run in between. */
async function patiently(work: () => void | Promise<void>): Promise<void> {
	const deadline = performance.now() + OPEN_LIMIT_MS;
	for (;;) {
		try {
			await work();
			return;
		} catch (error) {
			const fault = sqliteFault(error);
			if (fault.fault !== 'LEDGER_BUSY' || performance.now() > deadline) throw fault;
		}
		await new Promise((resolve) => setTimeout(resolve, OPEN_RETRY_MS));
	}
}

/**
 * FULL: every commit is flushed to disk, so that an answered 0 survives a power cut and not only a crash.
 *
 * In WAL mode NORMAL leaves out just that flush, and keeps those without which a power cut could damage the
 * file: of the log's header when it begins anew, of the log before a checkpoint, of the database after it
 * (sqlite.org/pragma.html#pragma_synchronous, wal.c). So NORMAL and our own flush before anybody is answered
 * are as durable as FULL; that is what the connection changes to once the log can be flushed.
 */
function prepare({ handle }: Connection): void {
	// Has to come first, as only an empty file takes it; and only once, as it writes every time.
	const vacuum = handle.prepare('PRAGMA auto_vacuum').get();
	if (vacuum?.auto_vacuum !== 2) handle.exec('PRAGMA auto_vacuum = INCREMENTAL');
	handle.exec('PRAGMA journal_mode = WAL');
	handle.exec('PRAGMA synchronous = FULL');
	handle.exec('PRAGMA foreign_keys = ON');
	// What RETURNING collects would go through a temporary file, for every statement.
	handle.exec('PRAGMA temp_store = MEMORY');
	handle.exec('PRAGMA journal_size_limit = 16777216'); // bytes: a burst's log is cut again afterwards
}

/**
 * What is in the log already was committed by a process that died, or before a flush failed, and nobody knows
 * whether it is on disk. SQLite has just gone through it and takes as committed what its checksums prove
 * whole; nothing may be built on that, and no checkpoint copy a part of it, before it is safe.
 */
async function secure(writer: Connection, log: WriteAheadLog | undefined): Promise<void> {
	if (!log || log.size === 0) return;
	writer.handle.exec('BEGIN IMMEDIATE');
	try {
		await log.rewrite();
	} finally {
		writer.rollback();
	}
}

function migrate(writer: Connection): void {
	const { handle } = writer;
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
		writer.rollback();
		throw error;
	}
}

/**
 * From here on commits are not flushed by SQLite, if they can be by us.
 *
 * @returns the log if it can be relied on
 */
function flushable(log: WriteAheadLog | undefined, writer: Connection): WriteAheadLog | undefined {
	if (!log) return undefined;
	if (isWritten(log, writer)) {
		writer.handle.exec('PRAGMA synchronous = NORMAL');
		return log;
	}
	log.close();
	return undefined;
}

/**
 * Whether this log is the one that SQLite writes, and not one that somebody has put there: empties it and
 * commits something, and looks for both. Where another process prevents that, the answer is no.
 */
function isWritten(log: WriteAheadLog, { handle }: Connection): boolean {
	try {
		handle.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		if (log.size !== 0) return false;
		handle.exec(`PRAGMA user_version = ${MIGRATIONS.length}`); // writes, though it is the same
		return log.size > 0;
	} catch {
		return false;
	}
}
