/**
 * What the living hospital does and when: values that come in by themselves, wards that answer most of them,
 * some late, and a few values that get lost on the way. Without timers and calls, which are living.ts'.
 */
import { departments } from './findings';
import { handling, newValue, type SentValue } from './messages';
import type { Random } from './random';

/** Times in ms. */
const FIRST_AFTER = 3_000;
/** The first values follow each other quickly: a first visitor wants to see something. */
const QUICK_VALUES = 3;
const QUICK_GAP: Range = [4_000, 8_000];
const GAP: Range = [20_000, 40_000];
const ANSWER_AFTER: Range = [30_000, 180_000];
/** Past an escalation plan's first steps, within its last ones. */
const LATE_ANSWER_AFTER: Range = [8 * 60_000, 22 * 60_000];
/** n8n restarts in less; and a workflow that is switched off need not be asked more often. */
const RETRY_AFTER: Range = [15_000, 45_000];
/** What waited for an answer while the demo was stopped gets it soon after its start. */
const CATCH_UP_AFTER: Range = [20_000, 120_000];

const LATE_SHARE = 0.15;
const FEEDBACK_SHARE = 0.5;
/** A full board is no longer read. */
export const MAX_OPEN = 12;
export const LOST_EVERY = 15;
/** Of those; early, so that the first reconciliation finds one. */
const LOST_AT = 4;
/** Left unanswered for long, so that the first visit sees it escalate. */
const LATE_AT = 2;

type Range = readonly [number, number];

/** A value that n8n has and no ward has answered. */
export interface OpenCase {
	value: SentValue;
	/** Epoch milliseconds. */
	answerAt: number;
}

export type LifeEvent =
	| { kind: 'send'; serial: number; value: SentValue }
	/** The LIS has sent it, and n8n never gets it. */
	| { kind: 'lost'; value: SentValue }
	| { kind: 'confirm'; riskId: string; body: Record<string, unknown> };

type SendEvent = Extract<LifeEvent, { kind: 'send' }>;

export class Life {
	private readonly cases = new Map<string, OpenCase>();
	private retries: Array<{ event: SendEvent; at: number }> = [];
	/** Sent or being answered, and the outcome not known. */
	private readonly inFlight = new Set<string>();
	private nextValueAt: number;
	private quietUntil = 0;
	private serial = 0;

	/**
	 * @param now epoch milliseconds
	 * @param open what an earlier life has left
	 */
	constructor(
		private readonly random: Random,
		now: number,
		open: readonly OpenCase[] = [],
	) {
		this.nextValueAt = now + FIRST_AFTER;
		for (const { value, answerAt } of open) {
			const soon = answerAt > now ? answerAt : now + this.within(CATCH_UP_AFTER);
			this.cases.set(value.riskId, { value, answerAt: soon });
		}
	}

	/** What waits for an answer. */
	get open(): OpenCase[] {
		return [...this.cases.values()];
	}

	/** When `due` has something to give at the earliest. */
	get nextAt(): number {
		const sends = [this.nextValueAt, ...this.retries.map(({ at }) => at)];
		const answers = this.open
			.filter(({ value }) => !this.inFlight.has(value.riskId))
			.map(({ answerAt }) => answerAt);
		return Math.min(Math.max(Math.min(...sends), this.quietUntil), ...answers);
	}

	/** No value comes in before that time; wards go on answering. A time that has passed ends it. */
	beQuietUntil(at: number): void {
		this.quietUntil = at;
	}

	/** What is to be done now; each `send` and `confirm` then has to be reported as accepted or failed. */
	due(now: number): LifeEvent[] {
		const events: LifeEvent[] = now >= this.quietUntil ? this.values(now) : [];
		for (const { value, answerAt } of this.open) {
			if (answerAt > now || this.inFlight.has(value.riskId)) continue;
			events.push({ kind: 'confirm', riskId: value.riskId, body: this.answer(value, now) });
		}
		for (const event of events) {
			if (event.kind !== 'lost') this.inFlight.add(riskIdOf(event));
		}
		return events;
	}

	/** n8n has it: a ward will answer the value, or has answered it. */
	accepted(event: LifeEvent, now: number): void {
		this.inFlight.delete(riskIdOf(event));
		if (event.kind === 'confirm') this.cases.delete(event.riskId);
		if (event.kind !== 'send') return;
		const isLate = event.serial === LATE_AT || this.random.chance(LATE_SHARE);
		const answerAt = now + this.within(isLate ? LATE_ANSWER_AFTER : ANSWER_AFTER);
		this.cases.set(event.value.riskId, { value: event.value, answerAt });
	}

	/** n8n is restarting, or says no: the same again a little later. */
	failed(event: LifeEvent, now: number): void {
		this.inFlight.delete(riskIdOf(event));
		const at = now + this.within(RETRY_AFTER);
		if (event.kind === 'send') this.retries.push({ event, at });
		const found = event.kind === 'confirm' ? this.cases.get(event.riskId) : undefined;
		if (found) found.answerAt = at;
	}

	private values(now: number): LifeEvent[] {
		const again = this.retries.filter(({ at }) => at <= now);
		this.retries = this.retries.filter(({ at }) => at > now);
		const events: LifeEvent[] = again.map(({ event }) => event);
		if (this.nextValueAt > now) return events;
		// From now on and not from when it was due: a computer that slept must not send its night at once.
		this.nextValueAt = now + this.within(this.serial < QUICK_VALUES ? QUICK_GAP : GAP);
		const unanswered = new Set([...this.cases.keys(), ...this.inFlight]).size;
		if (unanswered + this.retries.length + again.length < MAX_OPEN) events.push(this.value(now));
		return events;
	}

	private value(now: number): LifeEvent {
		this.serial += 1;
		const { random, serial } = this;
		const value = newValue(random, random.weighted(departments), serial, now);
		if (serial % LOST_EVERY === LOST_AT) return { kind: 'lost', value };
		return { kind: 'send', serial, value };
	}

	/** By the platform (interface 2) or by a clinical system (3). */
	private answer(value: SentValue, now: number): Record<string, unknown> {
		const { random } = this;
		const feedbackId = random.chance(FEEDBACK_SHARE) && { feedbackId: `FB${random.digits(10)}` };
		return { ...feedbackId, ...handling(random, value, now) };
	}

	private within([low, high]: Range): number {
		return this.random.between(low, high);
	}
}

const riskIdOf = (event: LifeEvent): string =>
	event.kind === 'confirm' ? event.riskId : event.value.riskId;
