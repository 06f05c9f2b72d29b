import { randomUUID } from 'node:crypto';
import { nextAttemptAt, type RetrySchedule } from '../ledger/schedule';
import { DELIVERY_OPEN, type ClaimedMessage, type Ledger, type StillOpen } from '../ledger/types';
import { Pace } from './pace';
import { isNew, RunQueue } from './runQueue';
import { formRuns } from './runs';

/** What became of an execution. `reason` is a code; a text could quote a message. */
export type RunResult =
	| { ok: true; executionId: string | null }
	| { ok: false; reason: string; executionId: string | null };

export interface DrainOptions {
	ledger: Ledger;
	channel: string;
	/** Runs messages in one execution and says how it ended. Never rejects. */
	run: (messages: readonly ClaimedMessage[]) => Promise<RunResult>;
	/** Messages of one execution that must not share one after all, apart; each part ends by itself. */
	split?: (messages: readonly ClaimedMessage[]) => ClaimedMessage[][];
	schedule: RetrySchedule;
	/** Most messages in one execution, and most executions at a time (see {@link PLACE_LIMIT_MS}). */
	batchSize: number;
	parallel: number;
	/** Epoch milliseconds. */
	now: () => number;
	/** Monotonic milliseconds, for pauses. */
	clock: () => number;
	/** From 0 to 1. */
	random: () => number;
	/** Hears of a ledger that fails and of one that works again; once each. */
	onTrouble: (error: unknown) => void;
	onRecovery: () => void;
	/** Hears of messages whose schedule is used up, by their ids. */
	onDead: (ids: readonly number[]) => void;
}

/** A claim outlives a stalled event loop, not a ward's patience: after a crash others wait this long. */
export const CLAIM_LEASE_MS = 15_000;
const RENEW_EVERY_MS = CLAIM_LEASE_MS / 3;

/** No claim lasts longer, also of a process whose clock is somewhat ahead. */
const LONGEST_CLAIM_MS = 4 * CLAIM_LEASE_MS;

/**
 * An execution that has not ended by then counts as failed. n8n says nothing of an execution whose worker
 * was killed while no other worker runs.
 */
export const RUN_LIMIT_MS = 15 * 60_000;

/**
 * An execution that takes longer makes room for another one. Its worker may have been killed, which n8n
 * notices after a minute or two, or a system may hang: neither is a reason to hold back other riskIds.
 */
export const PLACE_LIMIT_MS = 10_000;

/** Executions under way, those that take long included, are never more than `parallel` times this. */
const MOST_RUNNING = 4;

/** So often is looked without having been woken: another process' wake-up can get lost. */
const POLL_MS = 2_000;

/** A clock that was set back by less holds up no attempt by more than that. */
const SET_BACK_MS = 5_000;

/** So many different messages that failed one after the other are the workflow's fault, not theirs. */
const BROKEN_AFTER = 3;

/** Between two messages that are taken up at the start: what is new has to have room beside them. */
const TAKE_UP_EVERY_MS = 50;

/** A ledger that was away for a moment is no reason to run again, and tell people again, what has been done. */
const SETTLE_EVERY_MS = 500;
const SETTLE_LIMIT_MS = 15 * 60_000;

const RUN_LIMIT = 'RUN_LIMIT';

/**
 * A message of which nothing could be sent is let go by what it waits for (a system that is back, an earlier
 * message that has arrived). Until then another attempt only costs an execution; this one is for a process
 * that died and can let nothing go any more.
 */
const PARKED_MS = 5 * 60_000;

/**
 * Drains one channel of the inbox: claims what is due, runs it, and completes it or plans the next attempt.
 * An idle system runs one message an execution at once; messages in quick succession and a backlog go in
 * batches, several at a time.
 */
export class Drain {
	/** When each began. */
	private readonly running = new Map<Promise<void>, number>();
	/** Several that must run alone may be more than there is room for. */
	private readonly queue = new RunQueue();
	/** Ids that are claimed and being run, or about to be, and under which claim: each has its own, so that
	 * a run whose claim lapsed cannot settle the one that took its message over. */
	private readonly held = new Map<number, string>();
	private renewedAt = 0;
	/** The wall clock's lead over the monotonic one at the last look, milliseconds. */
	private clockAhead = -Infinity;
	private readonly timers = new Set<NodeJS.Timeout>();
	private renewal: NodeJS.Timeout | undefined;
	private readonly pace: Pace;
	/** A look that waits for more to come together. */
	private planned = false;
	/** The last look found more than could begin. */
	private backlog = false;
	private stopListening: () => void = () => {};
	private pumping: Promise<void> | undefined;
	private again = false;
	private stopped = false;
	private troubled = false;
	/** Messages whose runs have failed since the last one that succeeded. */
	private readonly failing = new Set<number>();

	constructor(private readonly options: DrainOptions) {
		this.pace = new Pace(options.clock);
	}

	start(): void {
		const { ledger, channel } = this.options;
		this.stopListening = ledger.onWake(channel, () => this.wake());
		// It is n8n that keeps the process alive.
		this.renewal = setInterval(() => void this.renew(), RENEW_EVERY_MS).unref();
		this.timers.add(setInterval(() => this.wake(), POLL_MS).unref());
		this.wake();
		void this.takeUpWaiting();
		void this.takeUpLeft();
	}

	/** A power cut may take the clock along: what was being run would then wait for the time that it was. */
	private async takeUpLeft(): Promise<void> {
		const { ledger, channel, now } = this.options;
		const at = now();
		try {
			await ledger.lapse(channel, at, at + LONGEST_CLAIM_MS);
			this.wake();
		} catch (error) {
			this.failed(error); // then it waits for its lease
		}
	}

	/**
	 * What waits for a later attempt has waited for this, as often as not: a workflow that was mended and
	 * published again, a server that was restarted.
	 */
	private async takeUpWaiting(): Promise<void> {
		const { ledger, channel, now } = this.options;
		const pace = { now: now(), everyMs: TAKE_UP_EVERY_MS, most: Infinity };
		try {
			await ledger.hasten({ channel }, pace);
		} catch (error) {
			this.failed(error); // then they wait for their schedule
		}
	}

	/** Looks for due messages, now or as soon as the present look is over. */
	wake(): void {
		this.again = true;
		this.pumping ??= this.pump().finally(() => {
			this.pumping = undefined;
			// Woken after the last look and before this line.
			if (this.again && !this.stopped) this.wake();
		});
	}

	/**
	 * Takes nothing more, and waits for what is running.
	 *
	 * @param limitMs then the rest goes on unwatched: its claims are kept until it ends, since a workflow that is
	 *   published again would run it a second time beside itself. With the process they lapse, as after a crash
	 */
	async stop(limitMs: number): Promise<void> {
		this.stopped = true;
		this.stopListening();
		await this.pumping;
		await this.giveBack();
		let timer: NodeJS.Timeout | undefined;
		const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
		const ended = Promise.all(this.running.keys()).then(() => clearInterval(this.renewal));
		await Promise.race([ended, limit]);
		clearTimeout(timer);
		for (const one of this.timers) clearInterval(one);
	}

	/** The wall clock was set back: what waits for a time by it would wait so much longer. */
	private noticeClock(): void {
		const { now, clock } = this.options;
		const ahead = now() - clock();
		if (this.clockAhead - ahead > SET_BACK_MS) void this.takeUpWaiting();
		this.clockAhead = ahead;
	}

	private async pump(): Promise<void> {
		this.noticeClock();
		while (this.again && !this.stopped) {
			this.again = false;
			if (this.planLook()) return;
			try {
				await this.claimAndRun();
				this.recovered();
			} catch (error) {
				this.failed(error); // the interval looks again
			}
		}
	}

	/** @returns whether to look later: messages that come in quick succession share an execution */
	private planLook(): boolean {
		const wait = this.backlog ? 0 : this.pace.waitMs;
		if (wait > 0 && !this.planned) {
			this.planned = true;
			this.wakeIn(wait, () => (this.planned = false));
		}
		return wait > 0;
	}

	private async claimAndRun(): Promise<void> {
		const free = this.free();
		if (free <= 0) return; // the end of a run wakes, and so does the interval
		const { ledger, channel, batchSize, now } = this.options;
		const { queue } = this;
		// The process stood still: what it is running is not to be taken for somebody else's that was left.
		if (now() - this.renewedAt > RENEW_EVERY_MS) await this.renew();
		const at = now();
		const claim = randomUUID();
		const room = free * batchSize;
		const limit = queue.hasNew ? 0 : room;
		const againLimit = queue.hasAgain ? 0 : room;
		const until = at + CLAIM_LEASE_MS;
		const { isBusy } = this.pace;
		const messages = await ledger.claim({ channel, claim, limit, againLimit, now: at, until });
		for (const { id } of messages) this.held.set(id, claim);
		if (messages.length > 0) this.pace.found();
		const fresh = messages.filter(isNew);
		const again = messages.filter((message) => !isNew(message));
		const { split = (run) => [[...run]] } = this.options;
		const runs = [
			...formRuns(fresh, isBusy ? 1 : free, batchSize),
			...formRuns(again, 1, batchSize),
		].flatMap(split);
		for (const messagesOfRun of runs) queue.add({ messages: messagesOfRun, claim });
		this.backlog = fresh.length === room || again.length === room || queue.size > free;
		this.beginWaiting();
	}

	/** How many executions may begin now. */
	private free(): number {
		const { parallel, now } = this.options;
		const since = now() - PLACE_LIMIT_MS;
		const fresh = [...this.running.values()].filter((begunAt) => begunAt > since).length;
		return Math.min(parallel - fresh, parallel * MOST_RUNNING - this.running.size);
	}

	private beginWaiting(): void {
		while (this.free() > 0) {
			const next = this.queue.next();
			if (!next) return;
			// What lapsed while it waited is another claim's now.
			const own = next.messages.filter(({ id }) => this.held.get(id) === next.claim);
			if (own.length > 0) this.begin(own, next.claim);
		}
	}

	/** The waiting ones, unused: others need not wait for their claims to lapse. */
	private async giveBack(): Promise<void> {
		const { ledger, now } = this.options;
		try {
			for (const { messages, claim } of this.queue.clear()) {
				const ids = messages.map(({ id }) => id);
				for (const id of ids) this.held.delete(id);
				await ledger.release(ids, claim, now());
			}
		} catch (error) {
			this.failed(error); // they lapse
		}
	}

	private begin(messages: readonly ClaimedMessage[], claim: string): void {
		const ended = this.pace.began();
		const run = this.runToEnd(messages, claim).finally(() => {
			ended();
			for (const { id } of messages) if (this.held.get(id) === claim) this.held.delete(id);
			this.running.delete(run);
			this.wake();
		});
		this.running.set(run, this.options.now());
	}

	private async runToEnd(messages: readonly ClaimedMessage[], claim: string): Promise<void> {
		const result = await this.withLimit(this.options.run(messages));
		const { clock } = this.options;
		const until = clock() + SETTLE_LIMIT_MS;
		while (!(await this.isSettled(messages, result, claim))) {
			// What cannot be written down before somebody else has its messages runs again.
			const isOurs = messages.some(({ id }) => this.held.get(id) === claim);
			if (this.stopped || !isOurs || clock() > until) return;
			await new Promise((resolve) => setTimeout(resolve, SETTLE_EVERY_MS).unref());
		}
	}

	private async isSettled(...run: Parameters<Drain['settle']>): Promise<boolean> {
		try {
			await this.settle(...run);
			return true;
		} catch (error) {
			this.failed(error);
			return false;
		}
	}

	private async withLimit(run: Promise<RunResult>): Promise<RunResult> {
		let timer: NodeJS.Timeout | undefined;
		const limit = new Promise<RunResult>((resolve) => {
			const result: RunResult = { ok: false, reason: RUN_LIMIT, executionId: null };
			timer = setTimeout(() => resolve(result), RUN_LIMIT_MS).unref();
		});
		try {
			return await Promise.race([run, limit]);
		} finally {
			clearTimeout(timer);
		}
	}

	private async settle(
		messages: readonly ClaimedMessage[],
		result: RunResult,
		claim: string,
	): Promise<void> {
		const { ledger, now } = this.options;
		const ids = messages.map(({ id }) => id);
		const { executionId } = result;
		this.noteResult(result.ok, ids);
		const stillOpen = result.ok ? await ledger.complete(ids, claim, now(), executionId) : [];
		const reason = result.ok ? DELIVERY_OPEN : result.reason;
		const at = now();
		const inBatch = messages.length > 1;
		const attempts = messages.flatMap((message) => {
			const open = stillOpen.find(({ id }) => id === message.id);
			if (result.ok && !open) return [];
			const alone = open?.unsure ?? true;
			// Each says by itself what is the matter with it, at once, and in its old place.
			const isToTell = alone && inBatch && !message.solo;
			const nextAt = isToTell
				? Math.min(message.scheduledFrom, at)
				: this.nextAt(message, open, at);
			return [{ id: message.id, reason, executionId, alone, counts: !isToTell, nextAt }];
		});
		if (attempts.length === 0) return;
		await ledger.fail(attempts, claim, at);
		const dead = attempts.filter(({ nextAt }) => nextAt === null).map(({ id }) => id);
		if (dead.length > 0) this.options.onDead(dead);
		const soonest = Math.min(...attempts.map(({ nextAt }) => nextAt ?? Infinity));
		if (soonest - at < POLL_MS) this.wakeIn(Math.max(0, soonest - at));
	}

	/**
	 * The first run that succeeds after a row of failures shows that the workflow has been mended. n8n does not
	 * start a trigger anew when only other nodes have changed, so nothing else would tell.
	 */
	private noteResult(ok: boolean, ids: readonly number[]): void {
		if (!ok) {
			for (const id of ids.slice(0, BROKEN_AFTER)) this.failing.add(id);
			return;
		}
		const wasBroken = this.failing.size >= BROKEN_AFTER;
		this.failing.clear();
		if (wasBroken) void this.takeUpWaiting();
	}

	/** For what is due before the next look: polling is precise enough for the rest. */
	private wakeIn(ms: number, before = (): void => {}): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			before();
			this.wake();
		}, ms);
		this.timers.add(timer);
	}

	private nextAt(
		{ attempts, scheduledFrom }: ClaimedMessage,
		open: StillOpen | undefined,
		at: number,
	): number | null {
		const { schedule, random } = this.options;
		const next = nextAttemptAt(schedule, attempts, scheduledFrom, at, random());
		if (next === null || !open?.parked) return next;
		return Math.min(Math.max(next, at + PARKED_MS), scheduledFrom + schedule.maxAgeMs);
	}

	private async renew(): Promise<void> {
		const { ledger, now } = this.options;
		const at = now();
		try {
			for (const claim of new Set(this.held.values())) {
				const ids = [...this.held].filter(([, own]) => own === claim).map(([id]) => id);
				const still = await ledger.renew(ids, claim, now() + CLAIM_LEASE_MS);
				for (const id of ids) {
					if (!still.includes(id) && this.held.get(id) === claim) this.held.delete(id);
				}
			}
			// Not where it failed: they may lapse before the ledger is back, and are not to be run a second time then.
			this.renewedAt = at;
		} catch (error) {
			this.failed(error);
		}
	}

	private failed(error: unknown): void {
		if (this.troubled) return;
		this.troubled = true;
		this.options.onTrouble(error);
	}

	private recovered(): void {
		if (!this.troubled) return;
		this.troubled = false;
		this.options.onRecovery();
	}
}
