import type { Kind } from '../contract/fields';
import type { Ledger } from '../ledger/types';
import { Circuit } from './circuit';
import type { TargetClient } from './client';
import type { Target } from './target';

/** A system that is just back gets what waits for it one by one, beside what is new. */
const RECOVERY_EVERY_MS = 50;
const MOST_HASTENED = 100_000;
/**
 * Where some are refused, the next may be one of those again: among several that take turns a good one comes up
 * soon. Few, since each costs an execution at every look.
 */
const PROBES_WHERE_REFUSING = 5;

/**
 * What was parked in the last moment is not written down yet when a target answers or comes back, as its
 * execution still runs: after these times it is let go as well.
 */
const LET_GO_AGAIN_MS = [5_000, 20_000, 60_000] as const;

/** The ledger may have trouble of its own just then. */
const HASTEN_TRIES = 5;
const HASTEN_AGAIN_MS = 2_000;

export interface CircuitEnvironment {
	/** Epoch milliseconds. */
	now: () => number;
	/** Calls back later, without keeping the process alive. */
	later: (ms: number, callback: () => void) => void;
}

/** How to look whether a target answers: as the latest execution calls it. */
interface Look {
	target: Target;
	client: TargetClient;
	kind: Kind;
}

/** One target's circuit with what acts on it: looks while it is down, and wakes what waits when it is back. */
class GuardedTarget {
	readonly circuit: Circuit;
	private readonly ledgers = new Set<Ledger>();
	/** Looks of an earlier outage have nothing to say. */
	private outage = 0;

	constructor(
		private look: Look,
		private readonly environment: CircuitEnvironment,
	) {
		this.circuit = new Circuit(environment.now, {
			opened: (ms) => this.lookIn(ms),
			recovered: () => this.letGo(),
		});
	}

	private letGo(): void {
		this.outage += 1;
		const { outage } = this;
		void this.hasten(MOST_HASTENED);
		for (const ms of LET_GO_AGAIN_MS) {
			this.environment.later(ms, () => {
				if (this.outage === outage) void this.hasten(MOST_HASTENED);
			});
		}
	}

	use(look: Look, ledger: Ledger | undefined): void {
		this.look = look;
		if (ledger) this.ledgers.add(ledger);
	}

	private lookIn(ms: number): void {
		this.outage += 1;
		const { outage } = this;
		this.environment.later(ms, () => {
			if (this.outage === outage) void this.lookNow(outage);
		});
	}

	private async lookNow(outage: number): Promise<void> {
		const { client, target, kind } = this.look;
		const answers = await client.answers(target.urls[kind]);
		if (this.outage !== outage) return;
		if (!answers) return this.circuit.silent();
		this.circuit.answered();
		await this.wakeProbe(outage, LET_GO_AGAIN_MS);
	}

	/** Nothing looks any more once something has answered: what is not there yet must not be forgotten. */
	private async wakeProbe(outage: number, [againMs, ...rest]: readonly number[]): Promise<void> {
		const woken = await this.hasten(this.circuit.isRefusing ? PROBES_WHERE_REFUSING : 1);
		if (woken > 0 || againMs === undefined) return;
		this.environment.later(againMs, () => {
			if (this.outage === outage) void this.wakeProbe(outage, rest);
		});
	}

	/** @returns how many were let go */
	private async hasten(most: number): Promise<number> {
		const { key } = this.look.target;
		// Side by side: one whose server is gone must not keep the others waiting.
		const hastened = [...this.ledgers].map((ledger) => this.hastenIn(ledger, key, most));
		return (await Promise.all(hastened)).reduce((sum, count) => sum + count, 0);
	}

	private async hastenIn(ledger: Ledger, target: string, most: number): Promise<number> {
		const { now, later } = this.environment;
		for (let attempt = 1; attempt <= HASTEN_TRIES; attempt += 1) {
			try {
				const pace = { now: now(), everyMs: RECOVERY_EVERY_MS, most };
				return await ledger.hasten({ target }, pace);
			} catch {
				// They would only wait for their schedule.
				await new Promise<void>((resolve) => later(HASTEN_AGAIN_MS, resolve));
			}
		}
		return 0;
	}
}

const realEnvironment: CircuitEnvironment = {
	now: Date.now,
	later: (ms, callback) => void setTimeout(callback, ms).unref(),
};

/**
 * The process' targets: an outage outlives an execution. A hospital has some ten of them; a corrected address
 * is a new one.
 */
export class Circuits {
	private readonly targets = new Map<string, GuardedTarget>();

	constructor(private readonly environment: CircuitEnvironment = realEnvironment) {}

	/**
	 * The circuit of a target.
	 *
	 * @param look how it is called now
	 * @param ledger in which messages may wait for it
	 */
	of(look: Look, ledger?: Ledger): Circuit {
		const { key } = look.target;
		const known = this.targets.get(key) ?? new GuardedTarget(look, this.environment);
		this.targets.set(key, known);
		known.use(look, ledger);
		return known.circuit;
	}
}

export const circuits = new Circuits();
