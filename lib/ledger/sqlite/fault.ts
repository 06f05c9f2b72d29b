import { LedgerError, type LedgerFault } from '../errors';

/** SQLite's primary result codes (sqlite.org/rescode.html), as far as they mean something to an admin. */
const FAULTS: Readonly<Record<number, LedgerFault>> = {
	5: 'LEDGER_BUSY', // SQLITE_BUSY
	6: 'LEDGER_BUSY', // SQLITE_LOCKED
	11: 'LEDGER_CORRUPT', // SQLITE_CORRUPT
	13: 'LEDGER_FULL', // SQLITE_FULL
	26: 'LEDGER_CORRUPT', // SQLITE_NOTADB
};

/** The system's codes for a full disk, where SQLite was not reached yet. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What Node.js and jest say of a built-in module that isn't there. */
const NO_SQLITE = new Set(['ERR_UNKNOWN_BUILTIN_MODULE', 'MODULE_NOT_FOUND']);

/** @returns the failure in the ledger's terms. SQLite's own text stays behind: it may quote a value */
export function sqliteFault(error: unknown): LedgerError {
	if (error instanceof LedgerError) return error;
	const { errcode, code } = error as { errcode?: unknown; code?: unknown };
	if (typeof errcode === 'number') {
		const primary = errcode & 0xff;
		return new LedgerError(FAULTS[primary] ?? 'LEDGER_UNAVAILABLE', `SQLite ${errcode}`);
	}
	const name = typeof code === 'string' ? code : 'unknown';
	if (NO_SQLITE.has(name)) {
		return new LedgerError(
			'LEDGER_UNAVAILABLE',
			'node:sqlite is missing: Node.js 22.13 or later has it',
		);
	}
	return new LedgerError(FULL.has(name) ? 'LEDGER_FULL' : 'LEDGER_UNAVAILABLE', name);
}
