import { DatabaseSync } from 'node:sqlite';
import { ledgerAt } from '../../lib/n8n/ledger/handles';
import { embeddedPlace } from '../../lib/n8n/ledger/place';

/**
 * Runs something while the embedded ledger can't be written, as when another program holds its file: longer
 * than the ledger waits.
 */
export async function withLockedLedger<T>(work: () => Promise<T>): Promise<T> {
	const place = embeddedPlace();
	await ledgerAt(place); // it has to be there to be locked
	if (place.kind !== 'sqlite') throw new Error('the embedded ledger is a file');
	const other = new DatabaseSync(place.file);
	other.exec('BEGIN IMMEDIATE');
	try {
		return await work();
	} finally {
		other.exec('ROLLBACK');
		other.close();
	}
}
