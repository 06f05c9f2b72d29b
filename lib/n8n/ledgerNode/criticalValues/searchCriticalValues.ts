import type { CriticalValueFilter } from '../../../ledger/criticalValues/types';
import { valueJson } from '../../lifecycle/valueJson';
import { MINUTES_WANTED, minutesUpTo, parsed, rawParameter } from '../parameters';
import { readChoice, readLimit } from '../read';
import type { LedgerCall } from '../run';
import { valuePages } from './pages';
import { readValueFilter } from './read';

/** What is asked for; the values stand in saved workflows. */
export const SHOW = ['open', 'overdue', 'confirmed', 'cancelled', 'unknown', 'any'] as const;

const MINUTE_MS = 60_000;

const minutes = minutesUpTo(10_000_000);

function openedUntil(call: LedgerCall): number {
	const value = rawParameter(call, 'overdueMinutes', 10);
	return call.now - parsed(minutes, 'overdueMinutes', value, MINUTES_WANTED) * MINUTE_MS;
}

function stateFilter(call: LedgerCall): CriticalValueFilter {
	const show = readChoice(call, 'show', SHOW);
	if (show === 'any') return {};
	if (show === 'overdue') return { states: ['open'], openedUntil: openedUntil(call) };
	return { states: [show] };
}

/** Critical values that fit, the latest first, one item each. */
export async function searchCriticalValues(call: LedgerCall) {
	const filter = { ...readValueFilter(call), ...stateFilter(call) };
	const found = [];
	for await (const value of valuePages(call, filter, readLimit(call))) {
		found.push(valueJson(value, call.now, call.timeZone));
	}
	return found;
}
