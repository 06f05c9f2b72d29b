import { isoTime } from '../../lifecycle/isoTime';
import { windowStart, type Calendar, type TimeWindow } from '../../lifecycle/timeWindow';
import {
	item,
	NOTHING,
	recall,
	remember,
	secondsBetween,
	spell,
	type Look,
	type Report,
} from './incident';

/** Which messages are missed, and when. */
export interface SourceSettings {
	/** A report type; '' for any. */
	reportType: string;
	minutes: number;
	window: TimeWindow | undefined;
	calendar: Calendar;
}

const MINUTE_MS = 60_000;

/** Since when a message would have had to come by now; undefined where none is expected yet. */
export function expectedSince(
	{ minutes, window, calendar }: SourceSettings,
	/** When the watch began, epoch milliseconds: what was before, it cannot know. */
	begun: number,
	now: number,
): number | undefined {
	const from = now - minutes * MINUTE_MS;
	if (from < begun) return undefined;
	// Whole days follow on one another: a silence goes on over midnight, and may be longer than a day.
	for (let at = now; window && at > from; at -= 1) {
		const start = windowStart(window, calendar, at);
		if (start === undefined) return undefined;
		at = Math.min(at, start);
	}
	return from;
}

/**
 * A source that says nothing in its hours: told once, and once when it is back.
 *
 * @param since what {@link expectedSince} gave
 * @param last the newest call since then, or since the silence began; null where there is none
 */
export function silentSource(
	{ reportType, minutes }: SourceSettings,
	since: number | undefined,
	last: number | null,
	{ state, now, timeZone }: Look,
): Report {
	const key = `silent:${reportType}`;
	const known = state[key];
	const who = reportType === '' ? '危急值来源' : `${reportType} 危急值来源`;
	const sourceJson = (from: number) => ({
		reportType: reportType === '' ? null : reportType,
		minutes,
		sinceTime: isoTime(from, timeZone),
		sinceTimestamp: from,
	});
	if (known === undefined) {
		if (since === undefined || last !== null) return NOTHING;
		const json = {
			event: 'silentSource',
			...sourceJson(since),
			text: `${who}已 ${minutes} 分钟没有消息，请检查接口和网络`,
		};
		const changes = { [key]: remember({ since, most: 0 }) };
		return { changes, items: [item(`${key}:${since}`, json)] };
	}
	if (last === null) return NOTHING;
	const begun = recall(known).since;
	const seconds = secondsBetween(begun, now);
	const json = {
		event: 'sourceBack',
		...sourceJson(begun),
		seconds,
		text: `${who}已恢复，中断 ${spell(seconds)}`,
	};
	return { changes: { [key]: null }, items: [item(`${key}:${begun}:back`, json)] };
}

/** From when on a call ends a silence that was told; undefined where none was. */
export const silentSince = (
	{ reportType }: SourceSettings,
	{ state }: Look,
): number | undefined => {
	const known = state[`silent:${reportType}`];
	return known === undefined ? undefined : recall(known).since;
};
