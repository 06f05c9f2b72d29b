import { setImmediate as nextTurn } from 'node:timers/promises';

import type { InboxEntry, SearchFilter } from '../../ledger/types';
import type { LedgerCall } from './run';

/** So many at a time are read: the ledger of a busy hospital has a million messages. */
export const PAGE_SIZE = 200;

/**
 * Messages that a filter names, newest first, read page by page.
 *
 * @param limit most messages, may be infinite
 * @param before only messages with a lower number
 */
export async function* messagePages(
	{ ledger, context }: Pick<LedgerCall, 'ledger' | 'context'>,
	filter: SearchFilter,
	limit: number,
	before?: number,
): AsyncGenerator<InboxEntry> {
	let left = limit;
	let next: number | null | undefined = before;
	do {
		const page = await ledger.search(filter, Math.min(PAGE_SIZE, left), next);
		yield* page.entries;
		left -= page.entries.length;
		next = page.next;
		// SQLite answers at once: without a turn of the loop, calls from outside would wait for all pages.
		await nextTurn();
	} while (next !== null && left > 0 && !context.getExecutionCancelSignal()?.aborted);
}
