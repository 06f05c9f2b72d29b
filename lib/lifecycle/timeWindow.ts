import { DateTime } from '../thirdParty';

/** When something applies, in a time zone. A window over midnight belongs to the day on which it begins. */
export interface TimeWindow {
	/** Minutes after midnight; equal: the whole day. */
	fromMinute: number;
	toMinute: number;
	/** 1 Monday … 7 Sunday. */
	weekdays: ReadonlySet<number>;
	/** Which days: all, holidays only, or all but holidays. */
	days: 'all' | 'holidays' | 'noHolidays';
}

export interface Calendar {
	/** IANA name. */
	timeZone: string;
	/** Dates as yyyy-MM-dd. */
	holidays: ReadonlySet<string>;
}

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** @returns minutes after midnight; undefined for what is no time of day */
export function minuteOfDay(text: string): number | undefined {
	const [, hour, minute] = /^\s*(\d{1,2})[:：](\d{2})(?::\d{2})?\s*$/.exec(text) ?? [];
	const [hours, minutes] = [Number(hour), Number(minute)];
	const isTime = (hours < 24 && minutes < 60) || (hours === 24 && minutes === 0);
	return isTime ? hours * MINUTES_PER_HOUR + minutes : undefined;
}

/**
 * When the window that a time lies in began.
 *
 * @param at epoch milliseconds
 * @returns epoch milliseconds; undefined where it lies outside
 */
export function windowStart(
	window: TimeWindow,
	{ timeZone, holidays }: Calendar,
	at: number,
): number | undefined {
	const { fromMinute, toMinute, weekdays, days } = window;
	const now = DateTime.fromMillis(at, { zone: timeZone });
	const minute = now.hour * MINUTES_PER_HOUR + now.minute;
	const isWholeDay = fromMinute === toMinute;
	const isOverMidnight = fromMinute > toMinute;
	const isInside = isOverMidnight
		? minute >= fromMinute || minute < toMinute
		: isWholeDay || (minute >= fromMinute && minute < toMinute);
	if (!isInside) return undefined;
	const beganYesterday = isOverMidnight && minute < toMinute;
	const day = now.startOf('day').minus({ days: beganYesterday ? 1 : 0 });
	const isHoliday = holidays.has(day.toISODate() ?? '');
	if (!weekdays.has(day.weekday)) return undefined;
	if (days !== 'all' && isHoliday !== (days === 'holidays')) return undefined;
	const from = isWholeDay ? 0 : fromMinute;
	return day
		.set({ hour: Math.floor(from / MINUTES_PER_HOUR), minute: from % MINUTES_PER_HOUR })
		.toMillis();
}

/** How long a window lasts at most, in minutes; whole days follow on one another. Infinity: it has no end. */
export function longestStretch({ fromMinute, toMinute, weekdays }: TimeWindow): number {
	const minutes = (toMinute - fromMinute + MINUTES_PER_DAY) % MINUTES_PER_DAY;
	if (minutes > 0) return minutes;
	if (weekdays.size === WEEKDAYS.length) return Infinity;
	let [run, longest] = [0, 0];
	// Twice: a run may go on from Sunday to Monday.
	for (const day of [...WEEKDAYS, ...WEEKDAYS]) {
		run = weekdays.has(day) ? run + 1 : 0;
		longest = Math.max(longest, run);
	}
	return longest * MINUTES_PER_DAY;
}
