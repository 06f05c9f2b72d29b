import type { ClaimedMessage } from '../ledger/types';

/**
 * Puts claimed messages together into executions.
 *
 * What must run alone does. The rest runs alone, too, while there is room: an idle system then shows one
 * execution for each critical value. Only a backlog shares executions. Accepted and rejected messages never
 * share one: they leave on different outputs.
 *
 * @param free how many executions may begin; 1 puts as many into one as it takes
 * @returns each with at least one message; in the order of their first ids
 */
export function formRuns(
	messages: readonly ClaimedMessage[],
	free: number,
	batchSize: number,
): ClaimedMessage[][] {
	const alone = messages.filter(({ solo }) => solo).map((message) => [message]);
	const others = messages.filter(({ solo }) => !solo);
	const room = Math.max(1, free - alone.length);
	const size = Math.min(batchSize, Math.max(1, Math.ceil(others.length / room)));
	const runs = [...alone];
	for (const verdict of ['accepted', 'rejected'] as const) {
		const same = others.filter((message) => message.verdict === verdict);
		for (let at = 0; at < same.length; at += size) runs.push(same.slice(at, at + size));
	}
	return runs.sort((a, b) => (a[0]?.id ?? 0) - (b[0]?.id ?? 0));
}
