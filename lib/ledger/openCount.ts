/** Another process may add to a channel unseen; so often is looked again. */
const STALE_MS = 5_000;

interface Known {
	/** At most this many are open, as far as this process knows. */
	atMost: number;
	countedAt: number;
}

/**
 * How many open messages a channel has, without counting for every call: what this process adds is
 * added to the last count, what has ended meanwhile is not taken off. So the figure is never too low, and
 * only when it reaches the limit is it counted anew.
 */
export class OpenCount {
	private readonly channels = new Map<string, Known>();

	/** @param limit an exact figure is wanted only from here on */
	async of(
		channel: string,
		limit: number,
		now: number,
		count: () => Promise<number>,
	): Promise<number> {
		const known = this.channels.get(channel);
		const isFresh = known && now - known.countedAt < STALE_MS && now >= known.countedAt;
		if (isFresh && known.atMost < limit) return known.atMost;
		const atMost = await count();
		this.channels.set(channel, { atMost, countedAt: now });
		return atMost;
	}

	added(channel: string): void {
		const known = this.channels.get(channel);
		if (known) known.atMost += 1;
	}
}
