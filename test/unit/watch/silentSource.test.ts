import { expectedSince } from '../../../lib/watch/incidents/silentSource';
import type { TimeWindow } from '../../../lib/lifecycle/timeWindow';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = [1, 2, 3, 4, 5, 6, 7];
/** A Monday. */
const MIDNIGHT = Date.UTC(2026, 10, 23);
const calendar = { timeZone: 'UTC', holidays: new Set<string>() };

const hours = (fromHour: number, toHour: number, weekdays = WEEK): TimeWindow => ({
	fromMinute: fromHour * 60,
	toMinute: toHour * 60,
	weekdays: new Set(weekdays),
	days: 'all',
});
const since = (window: TimeWindow, minutes: number, now: number, begun = 0) =>
	expectedSince({ reportType: '', minutes, window, calendar }, begun, now);

it.each([
	['00:00 to 24:00', hours(0, 24)],
	['equal times', hours(8, 8)],
])('counts on over midnight in hours that have no end: %s', (_, window) => {
	const now = MIDNIGHT + HOUR;
	expect(since(window, 120, now)).toBe(now - 2 * HOUR);
	expect(since(window, 3 * 24 * 60, now)).toBe(now - 3 * DAY);
	expect(since(window, 1e9, now, now - DAY)).toBeUndefined();
});

it('begins anew with hours that are apart', () => {
	expect(since(hours(8, 18), 30, MIDNIGHT + 8.4 * HOUR)).toBeUndefined();
	expect(since(hours(8, 18), 30, MIDNIGHT + 8.5 * HOUR)).toBe(MIDNIGHT + 8 * HOUR);
	const workdays = hours(0, 24, [1, 2, 3, 4, 5]);
	expect(since(workdays, 120, MIDNIGHT + HOUR)).toBeUndefined();
	expect(since(workdays, 120, MIDNIGHT + DAY + HOUR)).toBe(MIDNIGHT + DAY - HOUR);
});

it('knows nothing of what was before the watch began', () => {
	const now = MIDNIGHT + 12 * HOUR;
	expect(since(hours(0, 24), 120, now, now - HOUR)).toBeUndefined();
	expect(since(hours(0, 24), 120, now, now - 2 * HOUR)).toBe(now - 2 * HOUR);
});
