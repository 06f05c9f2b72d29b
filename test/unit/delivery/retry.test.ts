import { failure, type FailureReason } from '../../../lib/delivery/failures';
import type { Verdict } from '../../../lib/delivery/judge';
import {
	backoff,
	MAX_BACKOFF_MS,
	withTries,
	type TryEnvironment,
} from '../../../lib/delivery/retry';

const DELIVERED: Verdict = { delivered: true, httpStatus: 200, code: 0, msg: '', response: {} };
const failed = (reason: FailureReason): Verdict => ({ delivered: false, failure: failure(reason) });

/** A clock that only sleeping moves. */
function fakeEnvironment(random = 0.5) {
	const sleeps: number[] = [];
	let now = 0;
	const environment: TryEnvironment = {
		now: () => now,
		random: () => random,
		sleep: async (ms) => {
			sleeps.push(ms);
			now += ms;
		},
	};
	return { environment, sleeps };
}

async function run(verdicts: Verdict[], tries = 5, signal?: AbortSignal) {
	const { environment, sleeps } = fakeEnvironment();
	let calls = 0;
	const result = await withTries({ tries, backoffMs: 1000 }, environment, signal, async () => {
		const verdict = verdicts[Math.min(calls++, verdicts.length - 1)];
		if (!verdict) throw new Error('no verdict');
		return verdict;
	});
	return { ...result, calls, sleeps };
}

test('a success needs one try and no wait', async () => {
	expect(await run([DELIVERED])).toMatchObject({ attempts: 1, calls: 1, sleeps: [] });
});

test('waits double from try to try', async () => {
	const result = await run([failed('CONNECTION_REFUSED')], 5);
	expect(result).toMatchObject({ attempts: 5, calls: 5, sleeps: [1000, 2000, 4000, 8000] });
	expect(result.verdict).toEqual(failed('CONNECTION_REFUSED'));
});

test('a late success ends the tries', async () => {
	const result = await run([failed('CONNECTION_REFUSED'), failed('RESPONSE_TIMEOUT'), DELIVERED]);
	expect(result).toMatchObject({ attempts: 3, verdict: { delivered: true } });
});

test.each<[FailureReason, number]>([
	['TARGET_ERROR', 5],
	['RESPONSE_TIMEOUT', 5],
	['CODE_NOT_ZERO', 5],
	['PATH_NOT_FOUND', 1],
	['CODE_PERMANENT', 1],
	['CERTIFICATE_EXPIRED', 1],
])('%s is tried %i times', async (reason, calls) => {
	expect(await run([failed(reason)])).toMatchObject({ calls, attempts: calls });
});

test('one try means one try', async () => {
	expect(await run([failed('TARGET_ERROR')], 1)).toMatchObject({ calls: 1, sleeps: [] });
});

test('a stop before the first try sends nothing', async () => {
	const result = await run([DELIVERED], 5, AbortSignal.abort());
	expect(result).toMatchObject({ calls: 0, attempts: 0, verdict: failed('CANCELLED') });
});

test('a stop while waiting keeps the last verdict and makes no further try', async () => {
	const stop = new AbortController();
	let calls = 0;
	const environment: TryEnvironment = {
		now: () => 0,
		random: () => 0.5,
		sleep: async () => stop.abort(),
	};
	const result = await withTries({ tries: 5, backoffMs: 1 }, environment, stop.signal, async () => {
		calls++;
		return failed('RESPONSE_TIMEOUT');
	});
	expect(calls).toBe(1);
	expect(result).toEqual({ verdict: failed('RESPONSE_TIMEOUT'), attempts: 1 });
});

test('jitter is 20 % to either side, and waits end at the cap', () => {
	expect(backoff(1000, 1, 0)).toBe(800);
	expect(backoff(1000, 1, 0.999999)).toBe(1200);
	expect(backoff(1000, 10, 0.5)).toBe(MAX_BACKOFF_MS);
	expect(backoff(0, 3, 0.5)).toBe(0);
});
