import type { CriticalValue } from '../lifecycle/criticalValue';
import {
	patientOf,
	planAt,
	stepsAhead,
	type Escalation,
	type EscalationPlan,
	type Patient,
	type StepFired,
} from '../lifecycle/escalation';
import type { DueStep } from '../ledger/criticalValues/types';

const MINUTE_MS = 60_000;

/** Both clocks at one moment. */
export interface Moment {
	/** Epoch milliseconds: what plans, and times in messages, go by. */
	now: number;
	/** Monotonic milliseconds: how time really passes, whatever the clock is set to. */
	clock: number;
}

/** A step that is due, and when it came due, by the monotonic clock. */
export interface Due extends DueStep {
	dueClock: number;
}

/** A critical value that is open. */
interface Opening {
	riskId: string;
	opening: number;
	patient: Patient;
	/** Monotonic: when it was opened. */
	openedClock: number;
	fired: StepFired[];
	/** Monotonic: when its next step comes due. */
	nextClock: number;
}

export interface OpeningsOptions {
	/** Whose steps: others' have no say here. */
	watch: string;
	escalation: Escalation;
	/** What the minutes count from: when the value was received here, or when it was sent. */
	countFrom: 'receipt' | 'sendTime';
	/** Opened before that: known when the watch began, and not its to escalate. Epoch milliseconds. */
	notBefore: number;
}

/**
 * The critical values that are open, and when the next step of each comes due. How long one has been open is
 * counted by the monotonic clock from the moment at which it is learned of: a clock that is set must neither
 * hold an alarm back nor raise all of them at once.
 */
export class Openings {
	private readonly all = new Map<string, Opening>();
	private plan: EscalationPlan | undefined;

	constructor(private readonly options: OpeningsOptions) {}

	get size(): number {
		return this.all.size;
	}

	/** Takes in a critical value as it is now. */
	learn(value: CriticalValue, { now, clock }: Moment): void {
		const { riskId, state, opening, openedReceivedAt } = value;
		const isOurs = openedReceivedAt !== null && openedReceivedAt >= this.options.notBefore;
		if (state !== 'open' || !isOurs) {
			this.all.delete(riskId);
			return;
		}
		const known = this.all.get(riskId);
		const isSame = known?.opening === opening;
		const from =
			this.options.countFrom === 'sendTime'
				? Math.min(value.openedAt ?? openedReceivedAt, openedReceivedAt)
				: openedReceivedAt;
		const entry: Opening = {
			riskId,
			opening,
			patient: patientOf(value),
			openedClock: isSame ? known.openedClock : clock - Math.max(0, now - from),
			fired: isSame ? known.fired : this.firedOf(value),
			nextClock: 0,
		};
		this.planNext(entry);
		this.all.set(riskId, entry);
	}

	private firedOf({ escalations, opening }: CriticalValue): StepFired[] {
		const { watch } = this.options;
		return escalations.filter((one) => one.watch === watch && one.opening === opening);
	}

	private aheadOf({ patient, fired }: Opening) {
		return stepsAhead(this.options.escalation, this.plan, patient, fired);
	}

	private planNext(entry: Opening): void {
		const minutes = this.aheadOf(entry).map(({ afterMinutes }) => afterMinutes);
		entry.nextClock = entry.openedClock + Math.min(Infinity, ...minutes) * MINUTE_MS;
	}

	/** The steps that are due, the one that has been longest first. */
	due({ now, clock }: Moment): Due[] {
		const plan = planAt(this.options.escalation, now);
		if (plan !== this.plan) {
			this.plan = plan;
			for (const entry of this.all.values()) this.planNext(entry);
		}
		const due: Due[] = [];
		for (const entry of this.all.values()) {
			if (entry.nextClock > clock) continue;
			for (const { id, name, level, afterMinutes } of this.aheadOf(entry)) {
				const dueClock = entry.openedClock + afterMinutes * MINUTE_MS;
				if (dueClock > clock) continue;
				const { riskId, opening } = entry;
				due.push({ riskId, opening, step: id, name, level, afterMinutes, dueClock });
			}
		}
		return due.sort((a, b) => a.dueClock - b.dueClock || a.level - b.level);
	}

	/** These have fired, or were not to fire any more. */
	settled(steps: readonly DueStep[]): void {
		for (const { riskId, opening, step, level } of steps) {
			const entry = this.all.get(riskId);
			if (entry?.opening !== opening) continue;
			entry.fired.push({ step, level });
			this.planNext(entry);
		}
	}
}
