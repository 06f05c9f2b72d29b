import { messageJson } from './messageOutput';
import { messagePages } from './pages';
import { readBeforeId, readFilter, readInclusions, readLimit, readStates } from './read';
import type { LedgerCall } from './run';

/** Messages that fit, newest first, one item each; without content unless asked for. */
export async function searchMessages(call: LedgerCall) {
	const { ledger, timeZone } = call;
	const states = readStates(call);
	const filter = { ...readFilter(call, 'any'), ...(states ? { states } : {}) };
	const include = readInclusions(call, false);
	const found = [];
	for await (const entry of messagePages(call, filter, readLimit(call), readBeforeId(call))) {
		found.push(await messageJson(ledger, entry, include, timeZone));
	}
	return found;
}
