import type { Ledger } from '../ledger/types';

const EVERY_MS = 10 * 60_000;

/** A batch is one transaction: small, so that nobody who accepts has to wait for it. */
const BATCH = 500;

/** What is asked for in this process, of each ledger. */
const retentions = new WeakMap<Ledger, Set<{ retentionMs: number }>>();

/**
 * Deletes done messages after their time, little by little. What is open, dead, discarded or rejected stays,
 * and so does the audit trail.
 *
 * Each trigger's after its own time: what another one keeps for a year, to recognise its repetitions, is not this
 * one's to delete. What no trigger is there for (a watch's messages, handlings that were entered, a workflow that
 * was deleted) is kept as long as the trigger that keeps them longest keeps its own.
 *
 * @param channel whose messages
 * @param retentionMs after a message was done
 * @param now epoch milliseconds
 * @returns ends it
 */
export function retain(
	ledger: Ledger,
	channel: string,
	retentionMs: number,
	now: () => number,
): () => void {
	const all = retentions.get(ledger) ?? new Set();
	const own = { retentionMs };
	retentions.set(ledger, all.add(own));
	let stopped = false;
	const prune = async (ms: number, whose?: string) => {
		while (!stopped && (await ledger.prune(now() - ms, BATCH, whose)) === BATCH);
	};
	const sweep = async () => {
		try {
			await prune(retentionMs, channel);
			await prune(Math.max(...[...all].map((one) => one.retentionMs)));
		} catch {
			return; // the ledger's trouble is the drain's to tell; the next sweep tries again
		}
	};
	const timer = setInterval(() => void sweep(), EVERY_MS);
	timer.unref();
	return () => {
		stopped = true;
		all.delete(own);
		clearInterval(timer);
	};
}
