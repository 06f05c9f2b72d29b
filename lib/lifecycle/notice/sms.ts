import { briefWords } from './markdown';
import type { Notice, NoticePart } from './notice';
import { shorten } from './tame';
import { joinFitting } from './words';

/**
 * UCS-2 units in a short message, and in each part of a longer one: a part's header takes 6 of its 140 bytes
 * (3GPP TS 23.040), so that a text of 71 units is two messages, of 134 still two, of 135 three.
 */
const SINGLE_UNITS = 70;
const PART_UNITS = 67;

/** Carriers take longer ones badly, and each part is paid for. */
const MOST_PARTS = 4;
const MOST_UNITS = MOST_PARTS * PART_UNITS;

export interface Sms {
	text: string;
	/** UTF-16 units, as carriers count: a rare character or an emoji is two. */
	characters: number;
	/** Short messages that it takes. */
	parts: number;
}

/** @returns how many short messages a Chinese text takes; the sender's signature, if the carrier adds one, apart */
export function smsParts(text: string): number {
	const { length } = text;
	return length <= SINGLE_UNITS ? 1 : Math.ceil(length / PART_UNITS);
}

/** Most characters that have room whatever they are: each may be two units. */
function cut(text: string, units: number): string {
	if (text.length <= units) return text;
	let limit = Math.min(units, Array.from(text).length);
	while (shorten(text, limit).length > units) limit--;
	return shorten(text, limit);
}

/** One thing: what, where, who, what results, and its number if there is room. */
function singleWords({ kind, headline, brief, lines, results }: NoticePart, room: number): string {
	if (kind === 'alarm') return cut([headline, brief.results].filter(Boolean).join('：'), room);
	const { place, patient, report } = brief;
	const who = [headline, place, patient, report].filter((text) => text !== '').join(' ');
	const number = lines().find(({ label }) => label === '编号')?.text ?? '';
	const tail = number === '' ? '' : `，编号 ${number}`;
	// A surrogate pair counts as one in joinFitting and as two here.
	const left = Math.max(20, room - who.length - tail.length - 1);
	const shown = cut(joinFitting(results(), '；', left), left);
	return cut([who, shown].filter((text) => text !== '').join('：') + tail, room);
}

/** The worst that have room, and how many more there are. */
function digestWords({ headline, parts }: Notice, room: number): { text: string; omitted: number } {
	const all = parts.map(({ brief: { results: _results, ...brief } }) =>
		briefWords({ ...brief, results: '' }),
	);
	const more = (omitted: number) => (omitted === 0 ? '' : `；另有 ${omitted} 项`);
	let shown = 0;
	let text = headline;
	for (const one of all) {
		const longer = `${text}${shown === 0 ? '：' : '；'}${one}`;
		if (longer.length + more(all.length - shown - 1).length > room) break;
		text = longer;
		shown++;
	}
	const omitted = all.length - shown;
	return { text: cut(text + more(omitted), room), omitted };
}

/** A notification as a short message, in four parts at most. No link: carriers stop messages with one. */
export function smsOf(notice: Notice): { sms: Sms; omitted: number } {
	const { prefix, parts } = notice;
	const [only] = parts;
	const start = prefix === '' || /[^\p{L}\p{N}]$/u.test(prefix) ? prefix : `${prefix} `;
	const room = MOST_UNITS - start.length;
	const { text, omitted } =
		only && parts.length === 1
			? { text: singleWords(only, room), omitted: 0 }
			: digestWords(notice, room);
	const whole = start + text;
	return { sms: { text: whole, characters: whole.length, parts: smsParts(whole) }, omitted };
}
