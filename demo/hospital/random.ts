/** Randomness that a seed repeats exactly. */

export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** From 0 to just under 1. Mulberry32: small, and even enough for made-up patients. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** @throws when there is nothing to pick from */
	pick<T>(items: readonly T[]): T {
		const item = items[this.between(0, items.length - 1)];
		if (item === undefined) throw new Error('nothing to pick from');
		return item;
	}

	/** Picks with these weights. */
	weighted<T>(items: ReadonlyArray<readonly [T, number]>): T {
		let point = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
		const found = items.find(([, weight]) => (point -= weight) < 0);
		return (found ?? this.pick(items))[0];
	}

	/** That many decimal digits, the first of which is not 0. */
	digits(count: number): string {
		const rest = Array.from({ length: count - 1 }, () => String(this.between(0, 9)));
		return [String(this.between(1, 9)), ...rest].join('');
	}
}
