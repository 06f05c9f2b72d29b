import { LedgerError, type LedgerFault } from '../errors';

/** SQLSTATE codes (PostgreSQL's manual, appendix A) that are not "unavailable". */
const FAULTS: Readonly<Record<string, LedgerFault>> = {
	'40001': 'LEDGER_BUSY', // serialization_failure
	'40P01': 'LEDGER_BUSY', // deadlock_detected
	'55P03': 'LEDGER_BUSY', // lock_not_available
	'57014': 'LEDGER_BUSY', // query_canceled, by statement_timeout
	'25P03': 'LEDGER_BUSY', // idle_in_transaction_session_timeout
	'53100': 'LEDGER_FULL', // disk_full
	XX001: 'LEDGER_CORRUPT', // data_corrupted
	XX002: 'LEDGER_CORRUPT', // index_corrupted
};

/** @returns the failure in the ledger's terms. PostgreSQL's own text stays behind: it quotes values */
export function postgresFault(error: unknown): LedgerError {
	if (error instanceof LedgerError) return error;
	const { code } = error as { code?: unknown };
	const name = typeof code === 'string' ? code : 'connection lost';
	return new LedgerError(FAULTS[name] ?? 'LEDGER_UNAVAILABLE', name);
}
