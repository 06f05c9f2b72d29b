/**
 * Gives out the right to send a message, in bursts: critical values come in when an analyser has finished a
 * rack, and n8n has to be caught at work to be killed at work.
 */
const BURST_MS = 2_000;

/** The rest of the time is for what went slower than planned. */
const SHARE_OF_TIME = 0.9;

export interface PaceOptions {
	messages: number;
	durationMs: number;
}

export class Pace {
	private given = 0;
	private ready = 0;
	private readonly waiting: Array<(more: boolean) => void> = [];
	private readonly begun = Date.now();
	private readonly timer: NodeJS.Timeout;

	constructor(private readonly options: PaceOptions) {
		this.timer = setInterval(() => this.burst(), BURST_MS);
		this.burst();
	}

	/** Resolves when a message may be sent; false: no more of them, by number or by time. */
	async next(): Promise<boolean> {
		if (this.isOver) return false;
		if (this.ready > 0) return this.give();
		return await new Promise((resolve) => this.waiting.push(resolve));
	}

	/** Ends the stream. */
	end(): void {
		clearInterval(this.timer);
		for (const resolve of this.waiting.splice(0)) resolve(false);
	}

	private get isOver(): boolean {
		const { messages, durationMs } = this.options;
		return this.given >= messages || Date.now() - this.begun >= durationMs;
	}

	private give(): boolean {
		this.ready -= 1;
		this.given += 1;
		return true;
	}

	/** As many as it takes to be through in time: what a standstill has cost is caught up with. */
	private burst(): void {
		if (this.isOver) return this.end();
		const { messages, durationMs } = this.options;
		const left = durationMs * SHARE_OF_TIME - (Date.now() - this.begun);
		const bursts = Math.max(1, Math.floor(left / BURST_MS));
		this.ready = Math.ceil((messages - this.given) / bursts);
		while (this.ready > 0 && this.waiting.length > 0) this.waiting.shift()?.(this.give());
	}
}
