import { failure } from './failures';
import type { Verdict } from './judge';

export interface TryPolicy {
	/** At least 1. */
	tries: number;
	/** Wait before the second try; it doubles from try to try. */
	backoffMs: number;
}

export interface TryEnvironment {
	/** Epoch milliseconds. */
	now: () => number;
	/** In [0, 1). */
	random: () => number;
	/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
	sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** A doctor waits behind this execution: the long tail is the trigger's schedule, not ours. */
export const MAX_BACKOFF_MS = 30_000;

/** Senders that failed together must not come back together. */
const JITTER = 0.2;

/**
 * How long to wait before the next try.
 *
 * @param failedTries at least 1
 * @param random in [0, 1)
 */
export function backoff(backoffMs: number, failedTries: number, random: number): number {
	const exact = Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (failedTries - 1));
	return Math.round(exact * (1 - JITTER + 2 * JITTER * random));
}

/**
 * Tries until the message is delivered, fails for good, or the tries are used up.
 *
 * @param attempt one call, judged; undefined: no call may be made now, and none follows
 * @returns the last verdict; a stop between two tries leaves the verdict of the first standing
 */
export async function withTries(
	policy: TryPolicy,
	environment: TryEnvironment,
	signal: AbortSignal | undefined,
	attempt: () => Promise<Verdict | undefined>,
): Promise<{ verdict: Verdict; attempts: number }> {
	if (signal?.aborted) {
		return { verdict: { delivered: false, failure: failure('CANCELLED') }, attempts: 0 };
	}
	let last: Verdict = { delivered: false, failure: failure('TARGET_PARKED') };
	for (let attempts = 1; ; attempts++) {
		const verdict = await attempt();
		if (verdict === undefined) return { verdict: last, attempts: attempts - 1 };
		last = verdict;
		const final =
			verdict.delivered || verdict.failure.class === 'permanent' || attempts >= policy.tries;
		if (final || signal?.aborted) return { verdict, attempts };

		await environment.sleep(backoff(policy.backoffMs, attempts, environment.random()), signal);
		if (signal?.aborted) return { verdict, attempts };
	}
}
