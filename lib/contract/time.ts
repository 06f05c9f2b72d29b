import { DateTime } from '../thirdParty';
import { trimEdges } from './text';

/** A time that could be read. `listed` is false for forms interface.md (decision 5) doesn't list. */
export interface TimeReading {
	/** Epoch milliseconds. */
	ms: number;
	listed: boolean;
}

/** Below this a number means seconds: as milliseconds it would be 1973, as seconds it is up to 5138. */
const SECONDS_BELOW = 1e11;

/** The span of ECMAScript's time values. */
const MOST_MS = 8.64e15;

/** No listed form is longer, not even with nanoseconds and a zone's name. */
const LONGEST_FORM = 80;

/** The earth's offsets end at +14:00. luxon would take +99:00 and +08:99 and make a wrong time of them. */
const MOST_OFFSET_MINUTES = 14 * 60;

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clocks of ward systems are wrong by hours (time zones), hardly by more than a day. */
const MOST_AHEAD_MS = DAY_MS;
/** Not shorter: the interface document's own example is from 2022, and archives are replayed. */
const MOST_BEHIND_MS = 10 * 365.25 * DAY_MS;

const NUMERIC = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** yyyyMMdd, to minutes, seconds or milliseconds: what PowerBuilder and Delphi make of a date. */
const COMPACT =
	/^(?<year>(?:19|20)\d\d)(?<month>\d\d)(?<day>\d\d)(?:(?<hour>\d\d)(?<minute>\d\d)(?:(?<second>\d\d)(?<fraction>\d{3})?)?)?$/;

/** ISO 8601 with a whole date and a time; luxon alone would also take `16:12` and make it today's. */
const ISO = /^(\d{4}-?\d\d-?\d\d|\d{4}-?W\d\d-?\d|\d{4}-?\d{3})T\d\d/i;

/** A date and perhaps a time, spelled as people and databases do. */
const LOOSE =
	/^(?<year>\d{4})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})(?:日?$|(?:日\s*|[\sT]+)(?<hour>\d{1,2})[:时点](?<minute>\d{1,2})分?(?::?(?<second>\d{1,2})(?:[.,:](?<fraction>\d{1,9}))?秒?)?\s*(?<offset>Z|[+-]\d\d(?::?\d\d)?)?$)/i;

/** The two local forms interface.md lists, with the fraction that Java and .NET add. */
const LISTED_LOCAL = /^\d{4}([-/])\d\d\1\d\d \d\d:\d\d:\d\d(\.\d{1,9})?$/;

/** How older .NET writes a date in JSON. */
const DOT_NET = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

const OFFSET = /(?:Z|([+-])(\d\d):?(\d\d)?)(?:\[[\w/+-]+\])?$/i;

function fromEpoch(number: number): number | undefined {
	const ms = Math.round(Math.abs(number) < SECONDS_BELOW ? number * 1000 : number);
	return Math.abs(ms) <= MOST_MS ? ms : undefined; // NaN and Infinity fail this too
}

function fromIso(iso: string, timeZone: string): number | undefined {
	const time = iso.slice(iso.search(/T/i));
	const offset = OFFSET.exec(time);
	const [hours, minutes] = [Number(offset?.[2] ?? 0), Number(offset?.[3] ?? 0)];
	if (minutes >= 60 || 60 * hours + minutes > MOST_OFFSET_MINUTES) return undefined;
	// With an offset of its own a time needs no zone, so that a wrong zone setting can't spoil it.
	const read = DateTime.fromISO(iso, offset ? { setZone: true } : { zone: timeZone });
	return read.isValid ? read.toMillis() : undefined;
}

/** Puts the parts of a date together as ISO 8601; luxon then checks the calendar (no February 30th). */
function fromParts(parts: Record<string, string | undefined>, timeZone: string) {
	const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
	const date = `${parts.year}-${two(parts.month)}-${two(parts.day)}`;
	const time = `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}`;
	return fromIso(`${date}T${time}.${parts.fraction ?? '0'}${parts.offset ?? ''}`, timeZone);
}

function readText(value: string, timeZone: string): TimeReading | undefined {
	const trimmed = trimEdges(value);
	if (trimmed.length > LONGEST_FORM) return undefined;
	const text = trimmed.normalize('NFKC');
	const reading = (ms: number | undefined, listed: boolean): TimeReading | undefined =>
		ms === undefined ? undefined : { ms, listed: listed && text === trimmed };

	const compact = COMPACT.exec(text)?.groups;
	const compactMs = compact && fromParts(compact, timeZone);
	if (compactMs !== undefined) return reading(compactMs, false);
	if (NUMERIC.test(text)) return reading(fromEpoch(Number(text)), true);
	if (ISO.test(text)) return reading(fromIso(text, timeZone), true);
	const loose = LOOSE.exec(text)?.groups;
	if (loose) return reading(fromParts(loose, timeZone), LISTED_LOCAL.test(text));
	const dotNet = DOT_NET.exec(text);
	return dotNet ? reading(fromEpoch(Number(dotNet[1])), false) : undefined;
}

/** Expressions such as `{{ $now }}` put luxon's DateTime into an item, Code nodes a Date. */
function fromObject(value: object): number | undefined {
	if (value instanceof Date) return fromEpoch(value.getTime());
	const { toMillis } = value as { toMillis?: unknown };
	const ms: unknown = typeof toMillis === 'function' ? toMillis.call(value) : undefined;
	return typeof ms === 'number' ? fromEpoch(ms) : undefined;
}

/**
 * Reads a time in any form of interface.md (decision 5), and some close to them.
 *
 * @param value number, text, Date or DateTime; anything else is unreadable
 * @param timeZone IANA name, for forms without an offset
 */
export function readTimeForm(value: unknown, timeZone: string): TimeReading | undefined {
	if (typeof value === 'string') return readText(value, timeZone);
	// Whole numbers go the way of texts: a date of 14 digits is one with and without quotes.
	if (Number.isSafeInteger(value)) return readText(String(value), timeZone);
	const ms =
		typeof value === 'number'
			? fromEpoch(value)
			: typeof value === 'object' && value !== null
				? fromObject(value)
				: undefined;
	return ms === undefined ? undefined : { ms, listed: true };
}

/** @returns epoch milliseconds, or undefined where `value` is no time. See {@link readTimeForm} */
export function readTime(value: unknown, timeZone: string): number | undefined {
	return readTimeForm(value, timeZone)?.ms;
}

/** Whether a message of this time can have been received at `now` (both epoch milliseconds). */
export function isPlausibleTime(ms: number, now: number): boolean {
	return ms <= now + MOST_AHEAD_MS && ms >= now - MOST_BEHIND_MS;
}
