/** When an accepted message is tried again, and until when. */
export interface RetrySchedule {
	/** Waits before the second, third … attempt, milliseconds. */
	readonly delaysMs: readonly number[];
	/** Wait between attempts after those, milliseconds. */
	readonly thenEveryMs: number;
	/** From the schedule's beginning, milliseconds: after this no further attempt is planned. */
	readonly maxAgeMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const repeat = (ms: number, times: number): number[] => Array.from({ length: times }, () => ms);

/**
 * The default: ten tries in about seven minutes, dense where the ward's ten minutes are at stake, then
 * every five minutes for an hour, then every half hour for a day.
 */
export const CLINICAL: RetrySchedule = {
	delaysMs: [
		...[2, 5, 10, 20, 30, 60, 60, 120, 120].map((seconds) => seconds * SECOND),
		...repeat(5 * MINUTE, 12),
	],
	thenEveryMs: 30 * MINUTE,
	maxAgeMs: 24 * HOUR,
};

/** Spread of the waits, so that what failed together is not tried again together. */
const JITTER = 0.2;

/**
 * @param attempts made so far, the failed one included
 * @param from when the schedule began (acceptance, or a replay), epoch milliseconds
 * @param now epoch milliseconds
 * @param random from 0 to 1
 * @returns epoch milliseconds of the next attempt; null where the schedule is used up
 */
export function nextAttemptAt(
	schedule: RetrySchedule,
	attempts: number,
	from: number,
	now: number,
	random: number,
): number | null {
	const delay = schedule.delaysMs[attempts - 1] ?? schedule.thenEveryMs;
	const at = Math.round(now + delay * (1 + JITTER * (2 * random - 1)));
	return at - from > schedule.maxAgeMs ? null : at;
}
