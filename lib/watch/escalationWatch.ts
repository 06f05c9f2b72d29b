import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FiringStep, WatchItem } from '../ledger/criticalValues/types';
import type { Ledger } from '../ledger/types';
import { Openings, type Due, type Moment, type OpeningsOptions } from './openings';

/** Values read, and steps fired, at a time: nobody who accepts waits for more. */
const PAGE = 200;

export interface EscalationOptions extends OpeningsOptions {
	/** Everything that comes due within this time goes into one item; 0: each step has its own. */
	digestMs: number;
	/** The output item for a step that fires, or for several that go together. */
	itemOf: (firing: readonly FiringStep[], isDigest: boolean, now: number) => object;
}

const fingerprintOf = (watch: string, firing: readonly FiringStep[]): string => {
	const steps = firing.map(({ riskId, opening, step }) => [riskId, opening, step]);
	return createHash('sha256')
		.update(JSON.stringify([watch, steps]))
		.digest('hex');
};

/** Fires the steps of an escalation plan as they come due. What has fired is in the ledger, and nowhere else. */
export class EscalationWatch {
	private readonly openings: Openings;
	/** From where on changes are told; undefined before the first look. */
	private changed: number | undefined;
	/** Monotonic: when the last digest fired. */
	private digestedClock = -Infinity;

	constructor(
		private readonly ledger: Ledger,
		private readonly options: EscalationOptions,
	) {
		this.openings = new Openings(options);
	}

	/** @throws LedgerError; nothing is lost then, the next call goes on */
	async tick(moment: Moment): Promise<void> {
		await this.learn(moment);
		const due = this.openings.due(moment);
		if (due.length === 0 || this.isGathering(due, moment)) return;
		for (let at = 0; at < due.length; at += PAGE) {
			const steps = due.slice(at, at + PAGE);
			const { watch } = this.options;
			const compose = (firing: readonly FiringStep[]) => this.compose(firing, moment.now);
			await this.ledger.criticalValues.fire(watch, steps, compose, moment.now);
			this.openings.settled(steps);
		}
		this.digestedClock = moment.clock;
	}

	private async learn(moment: Moment): Promise<void> {
		const { criticalValues } = this.ledger;
		for (;;) {
			const { values, changed, more } =
				this.changed === undefined
					? await criticalValues.allOpen()
					: await criticalValues.changedSince(this.changed, PAGE);
			for (const value of values) this.openings.learn(value, moment);
			this.changed = changed;
			if (!more) return;
			await nextTurn();
		}
	}

	/** A digest waits for what comes due behind its first, and at least as long after the one before. */
	private isGathering(due: readonly Due[], { clock }: Moment): boolean {
		const { digestMs } = this.options;
		const [first] = due;
		if (digestMs === 0 || !first) return false;
		return clock < Math.max(first.dueClock, this.digestedClock) + digestMs;
	}

	private compose(firing: readonly FiringStep[], now: number): WatchItem[] {
		const { watch, digestMs, itemOf } = this.options;
		const isDigest = digestMs > 0;
		const groups = isDigest ? [firing] : firing.map((one) => [one]);
		return groups.map((group) => ({
			fingerprint: fingerprintOf(watch, group),
			item: JSON.stringify(itemOf(group, isDigest, now)),
		}));
	}
}
