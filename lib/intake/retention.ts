import type { Ledger } from '../ledger/types';

const EVERY_MS = 10 * 60_000;

/** A batch is one transaction: small, so that nobody who accepts has to wait for it. */
const BATCH = 500;

/**
 * Deletes done messages after their time, little by little. What is open, dead, discarded or rejected stays,
 * and so does the audit trail.
 *
 * @param retentionMs after a message was done
 * @param now epoch milliseconds
 * @returns ends it
 */
export function retain(ledger: Ledger, retentionMs: number, now: () => number): () => void {
	let stopped = false;
	const sweep = async () => {
		try {
			while (!stopped && (await ledger.prune(now() - retentionMs, BATCH)) === BATCH);
		} catch {
			return; // the ledger's trouble is the drain's to tell; the next sweep tries again
		}
	};
	const timer = setInterval(() => void sweep(), EVERY_MS);
	timer.unref();
	return () => {
		stopped = true;
		clearInterval(timer);
	};
}
