import type { Verdict } from './types';

/** Another process may add to a channel unseen; so often is looked again. */
const STALE_MS = 5_000;

interface Known {
	/** At most this many are open, as far as this process knows. */
	atMost: number;
	countedAt: number;
	/** Whether some have ended since. */
	isLess: boolean;
}

/**
 * How many open messages of a verdict a channel has (rejected calls must not take the places of messages),
 * without counting for every call: what this process adds is added to the last count, what has ended
 * meanwhile is not taken off. So the figure is never too low, and only when it reaches the limit is it
 * counted anew. Of rejected calls not even then, if none has ended here: who sends nothing else would
 * have them all counted with each one, at the cost of everybody who waits.
 */
export class OpenCount {
	private readonly channels: Readonly<Record<Verdict, Map<string, Known>>> = {
		accepted: new Map(),
		rejected: new Map(),
	};

	/** @param limit an exact figure is wanted only from here on */
	async of(
		channel: string,
		verdict: Verdict,
		limit: number,
		now: number,
		count: () => Promise<number>,
	): Promise<number> {
		const known = this.channels[verdict].get(channel);
		const isFresh = known && now - known.countedAt < STALE_MS && now >= known.countedAt;
		const isEnough = known && (known.atMost < limit || (verdict === 'rejected' && !known.isLess));
		if (isFresh && isEnough) return known.atMost;
		const atMost = await count();
		this.channels[verdict].set(channel, { atMost, countedAt: now, isLess: false });
		return atMost;
	}

	/** One has ended, of whatever verdict. */
	ended(channel: string): void {
		const known = this.channels.rejected.get(channel);
		if (known) known.isLess = true;
	}

	added(channel: string, verdict: Verdict): void {
		const known = this.channels[verdict].get(channel);
		if (known) known.atMost += 1;
	}
}
