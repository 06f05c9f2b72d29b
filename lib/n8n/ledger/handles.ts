import { openLedger, type LedgerPlace } from '../../ledger/open';
import type { Ledger } from '../../ledger/types';
import { placeKey } from './place';

/**
 * The process' open ledgers. One handle for each place, whatever number of nodes use it: group commit only
 * works for writes that go through the same one. They stay open as long as n8n runs, since a webhook can
 * come in at any time; a failed opening is forgotten, so that the next call tries again.
 */
const open = new Map<string, Promise<Ledger>>();

/** @throws LedgerError */
export async function ledgerAt(place: LedgerPlace): Promise<Ledger> {
	const key = placeKey(place);
	const known = open.get(key);
	if (known) return await known;
	const opening = openLedger(place);
	open.set(key, opening);
	opening.catch(() => open.delete(key));
	return await opening;
}

/** Closes all of them: for tests, and for whoever ends the process in an orderly way. */
export async function closeLedgers(): Promise<void> {
	const all = [...open.values()];
	open.clear();
	for (const opening of all) {
		const ledger = await opening.catch(() => undefined); // one that never opened has nothing to close
		await ledger?.close();
	}
}
