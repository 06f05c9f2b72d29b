import { accepted, refused, type Envelope } from '../contract/envelope';
import type { Ledger } from '../ledger/types';

/** How often the ledger is asked; it may be another process that works the message off. */
const ASK_EVERY_MS = 100;

/**
 * Waits until a message has been processed.
 *
 * @param limitMs how long the caller is kept waiting
 * @returns code 0 only once its execution has succeeded. Otherwise the message stays stored and is tried
 *   further; the sender's repetition finds it again
 */
export async function processed(ledger: Ledger, id: number, limitMs: number): Promise<Envelope> {
	const deadline = performance.now() + limitMs;
	for (;;) {
		const now = await ledger.stateOf(id);
		if (now?.state === 'done') return accepted();
		if (now === undefined || now.state === 'discarded') return refused('NOT_PROCESSED');
		// Claimed with an earlier failure: an attempt is under way, and its result is the answer.
		const hasFailed = now.state === 'pending' && now.lastFailure !== null;
		if (now.state === 'dead' || hasFailed) return refused('NOT_PROCESSED');
		if (performance.now() >= deadline) return refused('STILL_PROCESSING');
		await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
	}
}
