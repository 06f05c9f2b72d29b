import { DatabaseSync } from 'node:sqlite';
import { ledgerAt } from '../../lib/n8n/ledger/handles';
import { embeddedPlace } from '../../lib/n8n/ledger/place';

/** The ledger may be in the middle of a write, whose lock is waited for. */
const FREE_WITHIN_MS = 10_000;

/** Runs something while a ledger's file can't be written, as when another program holds it. */
export async function withLockedFile<T>(file: string, work: () => Promise<T>): Promise<T> {
	const other = new DatabaseSync(file, { timeout: FREE_WITHIN_MS });
	other.exec('BEGIN IMMEDIATE');
	try {
		return await work();
	} finally {
		other.exec('ROLLBACK');
		other.close();
	}
}

/** Runs something while the embedded ledger can't be written: longer than the ledger waits. */
export async function withLockedLedger<T>(work: () => Promise<T>): Promise<T> {
	const place = embeddedPlace();
	await ledgerAt(place); // it has to be there to be locked
	if (place.kind !== 'sqlite') throw new Error('the embedded ledger is a file');
	return await withLockedFile(place.file, work);
}
