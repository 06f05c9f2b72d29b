/** The Clinical schedule, as a clock would live through it. */
import * as fc from 'fast-check';
import { CLINICAL, nextAttemptAt } from '../../lib/ledger/schedule';
import { NOW } from './messages';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** No spread. */
const MIDDLE = 0.5;

/** When attempts are made if each fails at once: milliseconds since the schedule began. */
function attemptsOf(random: () => number, from = NOW): number[] {
	const times: number[] = [];
	for (let at: number | null = from; at !== null;) {
		times.push(at - from);
		at = nextAttemptAt(CLINICAL, times.length, from, at, random());
	}
	return times;
}

const waits = (times: readonly number[]): number[] =>
	times.slice(1).map((time, index) => time - (times[index] ?? 0));

/** Between 0 (included) and 1 (excluded), as a random number generator gives it. */
const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the Clinical schedule', () => {
	it('makes ten attempts in about seven minutes', () => {
		const times = attemptsOf(() => MIDDLE);
		expect(waits(times.slice(0, 10)).map((ms) => ms / SECOND)).toEqual([
			...[2, 5, 10, 20, 30, 60, 60, 120, 120],
		]);
		expect(times.filter((time) => time <= 7.5 * MINUTE)).toHaveLength(10);
	});

	it('then tries every five minutes for an hour, then every half hour', () => {
		const [dense, everyFive, ...rest] = [
			waits(attemptsOf(() => MIDDLE)).slice(0, 9),
			waits(attemptsOf(() => MIDDLE)).slice(9, 21),
			...waits(attemptsOf(() => MIDDLE)).slice(21),
		];
		expect(dense).toHaveLength(9);
		expect(everyFive).toEqual(Array.from({ length: 12 }, () => 5 * MINUTE));
		expect(new Set(rest)).toEqual(new Set([30 * MINUTE]));
		expect(rest.length).toBeGreaterThan(40);
	});

	it('ends after 24 hours: the last attempt is less than half an hour before', () => {
		const last = attemptsOf(() => MIDDLE).at(-1) ?? 0;
		expect(last).toBeLessThanOrEqual(24 * HOUR);
		expect(last).toBeGreaterThan(23.5 * HOUR);
	});

	it('plans an attempt for the very end, and none a millisecond later', () => {
		const end = NOW + 24 * HOUR;
		const late = 100;
		const half = 30 * MINUTE;
		expect(nextAttemptAt(CLINICAL, late, NOW, end - half, MIDDLE)).toBe(end);
		expect(nextAttemptAt(CLINICAL, late, NOW, end - half + 1, MIDDLE)).toBeNull();
	});

	it('counts its age from its beginning: a replay begins anew', () => {
		const now = NOW + 30 * HOUR;
		expect(nextAttemptAt(CLINICAL, 1, NOW, now, MIDDLE)).toBeNull();
		expect(nextAttemptAt(CLINICAL, 1, now, now, MIDDLE)).toBe(now + 2 * SECOND);
	});

	it('spreads every wait by a fifth at most, both ways', () => {
		const anyAttempt = fc.integer({ min: 1, max: 60 });
		fc.assert(
			fc.property(anyAttempt, anyRandom, (attempts, random) => {
				const wait = CLINICAL.delaysMs[attempts - 1] ?? CLINICAL.thenEveryMs;
				const at = (nextAttemptAt(CLINICAL, attempts, NOW, NOW, random) ?? 0) - NOW;
				expect(at).toBeGreaterThanOrEqual(Math.round(0.8 * wait));
				expect(at).toBeLessThanOrEqual(Math.round(1.2 * wait));
				expect(Number.isInteger(at)).toBe(true);
			}),
		);
		expect(nextAttemptAt(CLINICAL, 1, NOW, NOW, 0)).toBe(NOW + 1_600);
		expect(nextAttemptAt(CLINICAL, 1, NOW, NOW, 1)).toBe(NOW + 2_400);
	});

	it('spreads what failed together', () => {
		const times = [0, 0.25, 0.5, 0.75].map((random) =>
			nextAttemptAt(CLINICAL, 1, NOW, NOW, random),
		);
		expect(new Set(times).size).toBe(4);
	});

	it('however the waits fall: dense at first, always later, never past its age', () => {
		fc.assert(
			fc.property(fc.infiniteStream(anyRandom), (stream) => {
				const times = attemptsOf(() => Number(stream.next().value));
				expect(times.filter((time) => time <= 9 * MINUTE).length).toBeGreaterThanOrEqual(10);
				expect(Math.min(...waits(times))).toBeGreaterThan(0);
				expect(Math.max(...times)).toBeLessThanOrEqual(CLINICAL.maxAgeMs);
				expect(Math.max(...times)).toBeGreaterThan(23 * HOUR);
			}),
		);
	});
});
