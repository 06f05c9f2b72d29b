/** Least time between two looks that find something: nothing beside what a ward notices. */
const LEAST_MS = 50;

/** However long executions take, what has come in meanwhile has begun by then. */
const MOST_MS = 250;

/** Share of the newest execution in the average. */
const NEWEST = 0.2;

/**
 * How soon the drain looks again. An execution costs n8n the time of many accepts, whatever number of
 * messages it has, so under load it pays to let some come together; an idle system waits for nothing.
 */
export class Pace {
	private lastFindAt = -Infinity;
	private typicalRunMs = LEAST_MS;

	/** @param clock monotonic milliseconds */
	constructor(private readonly clock: () => number) {}

	/** A look has found something to run. */
	found(): void {
		this.lastFindAt = this.clock();
	}

	/** An execution has begun. @returns what to call when it has ended */
	began(): () => void {
		const beganAt = this.clock();
		return () => {
			const took = this.clock() - beganAt;
			this.typicalRunMs += NEWEST * (took - this.typicalRunMs);
		};
	}

	/** Milliseconds until the next look; 0: now. */
	get waitMs(): number {
		return Math.max(0, Math.ceil(this.apartMs - this.sinceFindMs));
	}

	/** Whether messages come faster than one by one. */
	get isBusy(): boolean {
		return this.sinceFindMs < 2 * this.apartMs;
	}

	private get sinceFindMs(): number {
		return this.clock() - this.lastFindAt;
	}

	/** As long as an execution takes lately, within limits. */
	private get apartMs(): number {
		return Math.min(MOST_MS, Math.max(LEAST_MS, this.typicalRunMs));
	}
}
