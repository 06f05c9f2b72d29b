import { OWN_REASONS, type FailureReason } from './failures';
import type { Verdict } from './judge';

/**
 * What is known of a target.
 *
 * - `closed`: calls go out. `calls` failed in a row, for so many critical values.
 * - `open`: it takes nothing. Messages are parked (they stay in the inbox) until something has answered
 *   there (`ready`), or for so long that one is tried all the same.
 * - `probing`: one message is on its way, and decides.
 *
 * `refused`: it answers, and these critical values with a code of its own; undefined where it does not. Some that
 * it will never take must not keep it from the others, which go out meanwhile.
 */
type State =
	| { kind: 'closed'; calls: number; riskIds: ReadonlySet<string> }
	| ({ kind: 'open'; ready: boolean } & Outage)
	| ({ kind: 'probing' } & Outage);

interface Outage {
	waitMs: number;
	triedAt: number;
	/** Grows in place: an outage that answers refuses a whole backlog. */
	refused: Set<string> | undefined;
}

/** Failed calls in a row after which a target counts as down. */
const FAILURES_TO_OPEN = 5;

/** Until the first look whether anything answers; doubled from look to look. */
const FIRST_WAIT_MS = 5_000;
/** What a ward may wait longer because of us, once the target is back. */
const LONGEST_WAIT_MS = 30_000;

/** A look can be wrong for ever (a gateway that drops what it does not know): then a message decides. */
const TRY_AT_LATEST_MS = 5 * 60_000;

/** Nothing was sent, and whether the target is up was not the question. */
const NOT_ABOUT_TARGET: ReadonlySet<FailureReason> = new Set([
	...OWN_REASONS,
	'TARGET_PARKED',
	'STILL_CALLING',
]);

/** The target is up, and does not want this message. */
const ABOUT_MESSAGE: ReadonlySet<FailureReason> = new Set(['REQUEST_REFUSED', 'CODE_PERMANENT']);

/** Says enough with one message: nobody was reached. Any other failure may be the message's own fault. */
const NOBODY_REACHED: ReadonlySet<FailureReason> = new Set([
	'CONNECTION_REFUSED',
	'CONNECT_TIMEOUT',
	'HOST_UNKNOWN',
	'HOST_UNREACHABLE',
	'PROXY_FAILED',
]);

/** Patience with a target of which nothing is known yet, and the least with any. */
const FIRST_PATIENCE_MS = 5_000;
const LEAST_PATIENCE_MS = 3_000;
/** Times its usual answer; older ones count for less. */
const PATIENCE_FACTOR = 3;
const FORGETTING = 0.9;

/** Who has been refused after this failure; undefined: it was no answer in the interface's form. */
function refusedWith(
	before: Set<string> | undefined,
	riskId: string,
	reason: FailureReason | undefined,
): Set<string> | undefined {
	return reason === 'CODE_NOT_ZERO' ? (before ?? new Set()).add(riskId) : undefined;
}

export interface CircuitEvents {
	/** It is down: look in so many milliseconds whether anything answers. */
	opened: (lookInMs: number) => void;
	/** It takes messages (again): those that wait for it may go. */
	recovered: () => void;
}

/** The permission to make one call. Each has to be settled, or a probe would block the target for good. */
export interface Pass {
	/** @param verdict undefined: the call was not made, or broke off on our side */
	settle(verdict: Verdict | undefined, durationMs: number): void;
}

/** One target's circuit breaker. It never drops anything: what it parks stays in the inbox. */
export class Circuit {
	private state: State = { kind: 'closed', calls: 0, riskIds: new Set() };
	/** Messages may wait from before this process began: the first success tells them. */
	private everTaken = false;
	private usualMs: number | undefined;

	constructor(
		/** Epoch milliseconds. */
		private readonly now: () => number,
		private readonly events: CircuitEvents,
	) {}

	/**
	 * @param mayPark false where nothing behind the call would send it later
	 * @returns undefined: not now
	 */
	admit(riskId: string, mayPark: boolean): Pass | undefined {
		if (this.state.kind === 'closed') return this.pass(riskId, false);
		if (this.mayProbe()) {
			const { waitMs, refused } = this.state;
			this.state = { kind: 'probing', waitMs, triedAt: this.now(), refused };
			return this.pass(riskId, true);
		}
		if (this.state.refused?.has(riskId) === false) return this.pass(riskId, false);
		return mayPark ? undefined : this.pass(riskId, false);
	}

	/** A call that is taking too long says something before it has ended. */
	slow(riskId: string): void {
		this.failed(riskId, false);
	}

	/** Whether it is up, and has refused some: any other than those may be sent. */
	get isRefusing(): boolean {
		return this.state.kind !== 'closed' && this.state.refused !== undefined;
	}

	/** Something answered at the target's address: the next message is the probe. */
	answered(): void {
		if (this.state.kind === 'open') this.state = { ...this.state, ready: true };
	}

	/** Still nothing there. */
	silent(): void {
		if (this.state.kind !== 'open') return;
		const { waitMs, triedAt, refused } = this.state;
		this.open(waitMs * 2, triedAt, refused);
	}

	/**
	 * How long an execution waits for this target, milliseconds. A system that hangs must not keep the others
	 * waiting; one that is always slow is no reason for an alarm.
	 */
	patienceMs(): number {
		if (this.usualMs === undefined) return FIRST_PATIENCE_MS;
		return Math.max(LEAST_PATIENCE_MS, PATIENCE_FACTOR * this.usualMs);
	}

	private mayProbe(): boolean {
		if (this.state.kind !== 'open') return false;
		return this.state.ready || this.now() - this.state.triedAt >= TRY_AT_LATEST_MS;
	}

	private pass(riskId: string, isProbe: boolean): Pass {
		let settled = false;
		return {
			settle: (verdict, durationMs) => {
				if (settled) return;
				settled = true;
				this.settle(riskId, isProbe, verdict, durationMs);
			},
		};
	}

	private settle(
		riskId: string,
		isProbe: boolean,
		verdict: Verdict | undefined,
		durationMs: number,
	): void {
		if (verdict?.delivered) {
			this.usualMs = Math.max(durationMs, (this.usualMs ?? 0) * FORGETTING);
			this.taken();
			return;
		}
		const reason = verdict?.failure.reason;
		if (reason === undefined || NOT_ABOUT_TARGET.has(reason)) {
			if (isProbe && this.state.kind === 'probing') {
				this.state = { ...this.state, kind: 'open', ready: true };
			}
			return;
		}
		if (ABOUT_MESSAGE.has(reason)) this.alive();
		else this.failed(riskId, isProbe, reason);
	}

	private taken(): void {
		const wasDown = this.state.kind !== 'closed';
		this.alive();
		if (!wasDown && !this.everTaken) this.events.recovered();
		this.everTaken = true;
	}

	private alive(): void {
		const wasDown = this.state.kind !== 'closed';
		this.state = { kind: 'closed', calls: 0, riskIds: new Set() };
		if (wasDown) this.events.recovered();
	}

	private failed(riskId: string, isProbe: boolean, reason?: FailureReason): void {
		if (this.state.kind === 'probing' && isProbe) {
			const refused = refusedWith(this.state.refused, riskId, reason);
			this.open(this.state.waitMs * 2, this.state.triedAt, refused);
			return;
		}
		if (this.state.kind !== 'closed') {
			this.state = { ...this.state, refused: refusedWith(this.state.refused, riskId, reason) };
			return;
		}
		const calls = this.state.calls + 1;
		const riskIds = new Set(this.state.riskIds).add(riskId);
		this.state = { kind: 'closed', calls, riskIds };
		const isOneMessage = riskIds.size < 2 && !(reason !== undefined && NOBODY_REACHED.has(reason));
		if (calls < FAILURES_TO_OPEN || isOneMessage) return;
		this.open(FIRST_WAIT_MS, this.now(), refusedWith(riskIds, riskId, reason));
	}

	private open(waitMs: number, triedAt: number, refused: Outage['refused']): void {
		const bounded = Math.min(waitMs, LONGEST_WAIT_MS);
		this.state = { kind: 'open', waitMs: bounded, ready: false, triedAt, refused };
		this.events.opened(bounded);
	}
}
