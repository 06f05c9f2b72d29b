import type { Ledger } from '../ledger/types';
import { EscalationWatch, type EscalationOptions } from './escalationWatch';
import { BEGUN, IncidentWatch, type IncidentOptions } from './incidentWatch';
import type { Moment } from './openings';

/** A step fires within a second or two of its time. */
const TICK_MS = 1_000;

/** Incidents are not looked for as often: in an outage that means to read all that has not been delivered. */
const TICKS_PER_LOOK = 2;

/**
 * Opened longer before a watch began than this, a critical value is history to it: a ledger that is watched for
 * the first time must not ring for all that was never confirmed in years.
 */
const BEFORE_BEGUN_MS = 24 * 3_600_000;

export interface WatchOptions {
	ledger: Ledger;
	watch: string;
	escalation: Omit<EscalationOptions, 'watch' | 'notBefore'> | undefined;
	incidents: Omit<IncidentOptions, 'watch'> | undefined;
	/** Both clocks. */
	moment: () => Moment;
	/** Hears of a ledger that fails and of one that works again; once each. */
	onTrouble: (error: unknown) => void;
	onRecovery: () => void;
}

/** Looks once a second for what a Risk Watch Trigger is to tell. */
export class Watch {
	private escalation: EscalationWatch | undefined;
	private readonly incidents: IncidentWatch | undefined;
	private hasBegun = false;
	private ticks = 0;
	private troubled = false;
	private timer: NodeJS.Timeout | undefined;
	private running: Promise<void> = Promise.resolve();
	private stopped = false;

	constructor(private readonly options: WatchOptions) {
		const { ledger, watch, incidents } = options;
		if (incidents) this.incidents = new IncidentWatch(ledger, { ...incidents, watch });
	}

	start(): void {
		this.running = this.look().finally(() => {
			if (this.stopped) return;
			this.timer = setTimeout(() => this.start(), TICK_MS);
			this.timer.unref();
		});
	}

	async stop(): Promise<void> {
		this.stopped = true;
		clearTimeout(this.timer);
		await this.running;
	}

	private async look(): Promise<void> {
		try {
			if (!this.hasBegun) await this.begin();
			await this.tick(this.options.moment());
			if (this.troubled) this.options.onRecovery();
			this.troubled = false;
		} catch (error) {
			if (!this.troubled) this.options.onTrouble(error);
			this.troubled = true;
		}
	}

	private async tick(moment: Moment): Promise<void> {
		const isLook = this.ticks % TICKS_PER_LOOK === 0;
		this.ticks += 1;
		try {
			await this.escalation?.tick(moment);
		} finally {
			// Whatever is the matter with the critical values: those who could mend it are to be told.
			if (isLook) await this.incidents?.tick(moment.now);
		}
	}

	private async begin(): Promise<void> {
		const { ledger, watch, escalation, moment } = this.options;
		const { criticalValues } = ledger;
		const state = await criticalValues.remembered(watch);
		const { now } = moment();
		const known = state[BEGUN];
		if (known === undefined) {
			await criticalValues.remember(watch, state, { [BEGUN]: String(now) }, [], now);
		}
		const notBefore = Number(known ?? now) - BEFORE_BEGUN_MS;
		if (escalation) {
			this.escalation = new EscalationWatch(ledger, { ...escalation, watch, notBefore });
		}
		this.hasBegun = true;
	}
}
