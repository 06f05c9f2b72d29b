/** The living hospital at work: real timers and calls for what life.ts decides. */
import { isAccepted, makeCall, utf8Call } from './caller';
import type { Life, LifeEvent } from './life';
import type { Pausable } from './lifeControl';
import { rowOf, type LisRegister } from './lisRegister';

export interface LifeClock {
	/** Epoch milliseconds. */
	now(): number;
	after(ms: number, run: () => void): NodeJS.Timeout;
}

export const WALL_CLOCK: LifeClock = {
	now: () => Date.now(),
	after: (ms, run) => setTimeout(run, ms),
};

export interface LivingOptions {
	life: Life;
	/** n8n's address with /outapi. */
	url: string;
	register: LisRegister;
	clock: LifeClock;
}

/** The wall clock may jump, and then a timer set long ago is wrong. */
const LONGEST_WAIT_MS = 10_000;
const SHORTEST_WAIT_MS = 20;
/** Nobody who presses Ctrl-C waits for long. */
const STOP_LIMIT_MS = 1_000;

export class LivingHospital implements Pausable {
	private timer: NodeJS.Timeout | undefined;
	private readonly running = new Set<Promise<void>>();
	private readonly giveUp = new AbortController();
	private isEnding = false;

	constructor(private readonly options: LivingOptions) {
		this.wait();
	}

	pauseFor(ms: number): void {
		this.options.life.beQuietUntil(this.options.clock.now() + ms);
		this.wait();
	}

	/**
	 * Resolves when nothing of it is left. Calls under way may end: what n8n has taken and nobody knows of
	 * would stay open for ever.
	 */
	async stop(): Promise<void> {
		this.isEnding = true;
		clearTimeout(this.timer);
		const limit = setTimeout(() => this.giveUp.abort(), STOP_LIMIT_MS);
		await Promise.all(this.running);
		clearTimeout(limit);
	}

	private wait(): void {
		clearTimeout(this.timer);
		if (this.isEnding) return;
		const { life, clock } = this.options;
		const ms = Math.min(Math.max(life.nextAt - clock.now(), SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
		this.timer = clock.after(ms, () => this.tick());
		// The demo lives by its servers.
		this.timer.unref();
	}

	private tick(): void {
		for (const event of this.options.life.due(this.options.clock.now())) {
			const doing = this.do(event).finally(() => {
				this.running.delete(doing);
				this.wait();
			});
			this.running.add(doing);
		}
		this.wait();
	}

	private async do(event: LifeEvent): Promise<void> {
		const { life, url, register, clock } = this.options;
		if (event.kind === 'lost') return register.add(rowOf(event.value));
		const result = await makeCall(callOf(event), url, this.giveUp.signal);
		if (!isAccepted(result)) return life.failed(event, clock.now());
		if (event.kind === 'send') register.add(rowOf(event.value));
		life.accepted(event, clock.now());
	}
}

function callOf(event: Exclude<LifeEvent, { kind: 'lost' }>) {
	if (event.kind === 'send') return utf8Call('add', event.value);
	return utf8Call('feedbackId' in event.body ? 'feedback' : 'handling result', event.body);
}
