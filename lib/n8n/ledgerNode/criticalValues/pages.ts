import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CriticalValue } from '../../../lifecycle/criticalValue';
import type { CriticalValueFilter } from '../../../ledger/criticalValues/types';
import { PAGE_SIZE } from '../pages';
import type { LedgerCall } from '../run';

/**
 * Critical values that a filter names, the latest first, read page by page.
 *
 * @param limit most values, may be infinite
 */
export async function* valuePages(
	{ ledger, context }: Pick<LedgerCall, 'ledger' | 'context'>,
	filter: CriticalValueFilter,
	limit: number,
): AsyncGenerator<CriticalValue> {
	let left = limit;
	let before: number | undefined;
	for (;;) {
		const most = Math.min(PAGE_SIZE, left);
		const page = await ledger.criticalValues.search(filter, most, before);
		yield* page.entries;
		left -= page.entries.length;
		if (page.next === null || left <= 0 || context.getExecutionCancelSignal()?.aborted) return;
		before = page.next;
		// SQLite answers at once: without a turn of the loop, calls from outside would wait for all pages.
		await nextTurn();
	}
}
