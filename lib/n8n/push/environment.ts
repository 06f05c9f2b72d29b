import type { TryEnvironment } from '../../delivery/retry';

/**
 * Resolves after so many milliseconds, or when the signal is aborted: whoever sleeps looks at it next. Not the
 * sleep of `node:timers/promises`, which makes an error of it; one for each delivery was dear.
 */
async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) return;
	await new Promise<void>((resolve) => {
		const wake = () => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		signal?.addEventListener('abort', wake);
	});
}

/** The real clock, dice and sleep: the one place where the push takes them from. */
export const realEnvironment: TryEnvironment = { now: Date.now, random: Math.random, sleep };
