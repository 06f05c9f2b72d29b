import type { CriticalValue } from './criticalValue';

const MINUTE_MS = 60_000;

/**
 * How long its latest opening has lasted, in minutes: until it was acknowledged or withdrawn, or until now. A ward's
 * clock may be behind ours: it has not confirmed before it was told.
 *
 * @returns null while only confirms have come
 */
export function minutesOpen(value: CriticalValue, now: number): number | null {
	const { openedReceivedAt, acknowledgedAt, cancelledAt, state } = value;
	if (openedReceivedAt === null) return null;
	const ends = state === 'open' ? [] : [acknowledgedAt, cancelledAt].filter((at) => at !== null);
	const until = ends.length > 0 ? Math.min(...ends) : now;
	return Math.max(0, (until - openedReceivedAt) / MINUTE_MS);
}
