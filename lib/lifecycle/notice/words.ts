import { canonicalValue } from '../../contract/enums';
import { wireFields } from '../../contract/fields';
import { readTime } from '../../contract/time';
import { DateTime } from '../../thirdParty';
import { STATE_WORDS } from '../stateWords';
import { wireLabel } from '../wireLabels';
import type { ResultItem } from './incoming';
import { shorten, tame } from './tame';

/** @returns the document's Chinese label of an enumerated value; a value it does not list, as it came */
export function enumWords(field: 'patientClass' | 'reportType', value: string): string {
	const row = wireFields(1).find(({ name }) => name === field);
	const canonical = row && canonicalValue(row, value);
	return canonical === undefined ? value : wireLabel(field, canonical);
}

export const stateWords = (state: string): string => STATE_WORDS.get(state)?.zh ?? state;

/** @returns 不足 1 分钟, 12 分钟, 1 小时 5 分钟 */
export function durationWords(minutes: number): string {
	const whole = Math.floor(minutes);
	if (whole < 1) return '不足 1 分钟';
	if (whole < 60) return `${whole} 分钟`;
	const rest = whole % 60;
	return `${Math.floor(whole / 60)} 小时${rest === 0 ? '' : ` ${rest} 分钟`}`;
}

/** A time that came as epoch milliseconds or as a text. */
export interface Moment {
	timestamp?: number | undefined;
	time?: string | number | undefined;
}

/** @returns epoch milliseconds; undefined where it says no time */
export function momentOf({ timestamp, time }: Moment, timeZone: string): number | undefined {
	return readTime(timestamp ?? time ?? '', timeZone);
}

/** The time of day; with the date where it is not the day of `reference`. */
export function clock(ms: number, timeZone: string, reference?: number): string {
	const at = DateTime.fromMillis(ms, { zone: timeZone });
	const day =
		reference === undefined ? undefined : DateTime.fromMillis(reference, { zone: timeZone });
	const isSameDay = day !== undefined && at.hasSame(day, 'day');
	return at.toFormat(isSameDay ? 'HH:mm' : 'yyyy-MM-dd HH:mm');
}

export const fullTime = (ms: number, timeZone: string): string =>
	DateTime.fromMillis(ms, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');

const ARROWS: ReadonlyMap<string, string> = new Map([
	['low', '↓'],
	['high', '↑'],
]);

function rangeWords(range: ResultItem['range']): string {
	if (!range) return '';
	const { low, high } = range;
	if (low !== null && high !== null) return `（参考 ${low}-${high}）`;
	if (low !== null) return `（参考 ≥${low}）`;
	return high === null ? '' : `（参考 ≤${high}）`;
}

/** @returns 白细胞计数 1.6710 ↓（参考 3.5-9.5）, tame; a free text as it is */
export function resultWords({ item, text, unit, range, direction }: ResultItem): string {
	const arrow = ARROWS.get(direction) ?? '';
	const hasArrow = arrow !== '' && !text.includes(arrow);
	const words = [item, text, unit ?? '', hasArrow ? arrow : ''].map(tame);
	return words.filter((word) => word !== '').join(' ') + rangeWords(range);
}

/** Whether the result is known to lie outside its range. */
export const isOutside = ({ direction }: ResultItem): boolean => ARROWS.has(direction);

/** What a reader needs first: 0 outside the range, 1 not known (free text, no range), 2 within it. */
export const concern = (item: ResultItem): 0 | 1 | 2 => {
	if (isOutside(item)) return 0;
	return item.direction === 'within' ? 2 : 1;
};

/**
 * As many whole texts as fit, and how many there are if not all do.
 *
 * @param limit of characters
 */
export function joinFitting(texts: readonly string[], separator: string, limit: number): string {
	const whole = texts.join(separator);
	if (Array.from(whole).length <= limit) return whole;
	const tail = texts.length > 1 ? `…共 ${texts.length} 项` : '';
	let kept = '';
	for (const text of texts) {
		const longer = kept === '' ? text : `${kept}${separator}${text}`;
		if (Array.from(longer).length + tail.length > limit) break;
		kept = longer;
	}
	// Not even the first: its beginning says more than nothing.
	return (kept === '' ? shorten(texts[0] ?? '', limit - tail.length) : kept) + tail;
}
