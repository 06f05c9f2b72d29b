import { setTimeout as wait } from 'node:timers/promises';

import type { TryEnvironment } from '../../delivery/retry';

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	try {
		await wait(ms, undefined, signal ? { signal } : {});
	} catch {
		// Stopped from outside: whoever sleeps looks at the signal next.
	}
}

/** The real clock, dice and sleep: the one place where the push takes them from. */
export const realEnvironment: TryEnvironment = { now: Date.now, random: Math.random, sleep };
