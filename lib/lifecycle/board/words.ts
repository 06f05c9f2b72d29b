import { trimEdges } from '../../contract/text';
import { DateTime } from '../../thirdParty';
import type { CriticalValue } from '../criticalValue';
import { fieldText as wholeText } from '../fieldText';
import { maskName, nameHider, numberHider } from '../mask';
import { wireLabel } from '../wireLabels';
import type { BoardInput } from './board';

type Fields = CriticalValue['fields'] | null;

/** Control characters, and those that turn the direction of what stands beside them. */
const UNSEEN = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** Characters of one number that stay readable, beside the bed, when a patient is masked. */
const NUMBER_TAIL = 4;

/** A text on one line, cut at a number of characters (not UTF-16 units). */
export function oneLine(text: string, most: number): string {
	const line = trimEdges(text.slice(0, 8 * most).replace(UNSEEN, ' ')).replace(/\s+/g, ' ');
	const characters = Array.from(line);
	return characters.length > most ? `${characters.slice(0, most).join('')}…` : line;
}

/** A field as text: whatever is no text or number is taken for missing. */
export function fieldText(fields: Fields, name: string, most = 60): string {
	const value = fields?.[name];
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' ? oneLine(value, most) : '';
}

/** The Chinese label of a listed value; any other text as it came. */
export function labelText(fields: Fields, name: string): string {
	const value = fieldText(fields, name, 20);
	return wireLabel(name, value);
}

/** 12 → 12床; what says bed already stays. */
export function bedText(fields: Fields): string {
	const bed = fieldText(fields, 'patientBedno', 12);
	return bed === '' || bed.includes('床') ? bed : `${bed}床`;
}

export const wardText = (fields: Fields): string =>
	fieldText(fields, 'wardName', 40) || fieldText(fields, 'wardCode', 40);

export function patientText(fields: Fields, isMasked: boolean): string {
	const name = fieldText(fields, 'patientName', 40);
	return isMasked ? maskName(name) : name;
}

/** The visit number. Masked, its last digits tell two patients of a ward apart. */
export function visitText(fields: Fields, isMasked: boolean): string {
	const number = fieldText(fields, 'patientNo', 30);
	if (!isMasked) return number;
	const characters = Array.from(number);
	const tail = Math.min(NUMBER_TAIL, Math.floor(characters.length / 2));
	return '*'.repeat(characters.length - tail) + characters.slice(characters.length - tail).join('');
}

/** A report that names its patient in a sentence, or by number, would give the patient away. */
export function withoutName(text: string, fields: Fields, isMasked: boolean): string {
	if (!isMasked || !fields) return text;
	const numbers = ['patientNo', 'patientMedRecordno'].map((name) => wholeText(fields, name));
	return numberHider(numbers)(nameHider(wholeText(fields, 'patientName'))(text));
}

/** Left as they are: the name is masked by {@link patientText}, and wards are looked up by code and name. */
const KEPT: ReadonlySet<string> = new Set(['patientName', 'wardCode', 'wardName']);

/**
 * A value as a masked board may show it: without its patient's name in what people wrote into other fields (bed
 * 12 张三, result 已通知张三复诊), those of the confirm included.
 */
export function withoutNames(value: CriticalValue): CriticalValue {
	const { fields, confirm } = value;
	const hide = nameHider(wholeText(fields, 'patientName'));
	const hidden = (all: NonNullable<Fields>) =>
		Object.fromEntries(
			Object.entries(all).map(([name, text]) => [
				name,
				typeof text === 'string' && !KEPT.has(name) ? hide(text) : text,
			]),
		);
	return { ...value, fields: hidden(fields), confirm: confirm && hidden(confirm) };
}

type Clock = Pick<BoardInput, 'now' | 'timeZone'>;

/** 14:32, or with its date where that is another day's. */
export function timeText(ms: number, { now, timeZone }: Clock): string {
	const time = DateTime.fromMillis(ms, { zone: timeZone });
	const isToday = time.hasSame(DateTime.fromMillis(now, { zone: timeZone }), 'day');
	return time.toFormat(isToday ? 'HH:mm' : 'M/d HH:mm');
}

/** 14:32:08. */
export const clockText = (ms: number, { timeZone }: Pick<BoardInput, 'timeZone'>): string =>
	DateTime.fromMillis(ms, { zone: timeZone }).toFormat('HH:mm:ss');

/** Whole minutes as people say them: <1 分, 7 分, 1 时 05 分, 3 天 2 时. */
export function durationText(minutes: number): string {
	const whole = Math.floor(minutes);
	if (whole < 1) return '<1 分';
	if (whole < 60) return `${whole} 分`;
	const hours = Math.floor(whole / 60);
	if (hours < 24) return `${hours} 时 ${String(whole % 60).padStart(2, '0')} 分`;
	return `${Math.floor(hours / 24)} 天 ${hours % 24} 时`;
}
