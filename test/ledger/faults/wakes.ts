/** Waits for as many wake-ups as it is asked for. */
export class Wakes {
	private count = 0;
	private waiting: Array<() => void> = [];

	readonly wake = (): void => {
		this.count += 1;
		for (const look of this.waiting.splice(0)) look();
	};

	/** The next one from now on. */
	async next(): Promise<void> {
		const before = this.count;
		while (this.count === before) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
	}
}
