import { comparable, type Range } from './contentRange';
import {
	directionOf,
	readHeadedItem,
	readItem,
	readLoneRange,
	readText,
	type Part,
} from './contentItem';
import { contentText, splitSpan, trimSpan, type ContentText, type Span } from './contentText';
import { TokenReader } from './contentTokens';

/** One item of a report's content. */
export interface ContentItem {
	/** Name of the test; '' for free text. */
	item: string;
	/** The result, if it is a plain number. `<0.5` has none: 0.5 is not the result. */
	value: number | null;
	/** The result as it was written, without its unit; for free text all of it. */
	text: string;
	unit?: string;
	/** Reference range; null where none is given, or none that can be read without doubt. */
	range: { low: number | null; high: number | null } | null;
	/** Where the result lies; `unknown` unless it is certain. */
	direction: 'low' | 'high' | 'within' | 'unknown';
}

/** Longer than any report; what is longer is returned as one text. */
const LONGEST_CONTENT = 100_000;

/** Longer than any list of results on one line. */
const LONGEST_LINE = 4_000;

/** Longer than any one item: a name of 60, a result, a unit, a range. */
const LONGEST_ITEM = 300;

const freeText = (text: string): ContentItem => ({
	item: '',
	value: null,
	text,
	range: null,
	direction: 'unknown',
});

/** A stop or comma at the end of an item says nothing. */
function withoutStop(plain: string, span: Span): Span {
	let { end } = span;
	while (end > span.start && /[\s.。,、|]/.test(plain.charAt(end - 1))) end--;
	return { start: span.start, end };
}

function readShort<T>(text: ContentText, span: Span, read: (text: ContentText, span: Span) => T) {
	const short = withoutStop(text.plain, span);
	return short.end - short.start <= LONGEST_ITEM ? read(text, short) : undefined;
}

/** @returns all parts as items, if every one of them is */
function allItems(text: ContentText, spans: readonly Span[]): Part[] | undefined {
	const parts: Part[] = [];
	for (const span of spans) {
		const part = readShort(text, span, readItem);
		if (!part) return undefined;
		parts.push(part);
	}
	return parts.length > 1 ? parts : undefined;
}

/** Behind a bracket or a space a new item may begin, if what follows is a name with a colon. */
function startsItem({ plain }: ContentText, at: number): boolean {
	const next = plain.slice(at, at + 60);
	if (!/^\s*[^\s\d:=()-][^\s:=()]*(?:\([^\s()]*\))?[:=]/.test(next)) return false;
	const reader = new TokenReader(next.trimStart());
	return reader.takeAny('rangeLabel', 'unitLabel', 'criticalClause') === undefined;
}

/** A line's items where commas or mere spaces divide them: only if every part is an item. */
function splitLine(text: ContentText, span: Span): Part[] | undefined {
	const { plain, closing } = text;
	const byComma = splitSpan(text, span, (at) =>
		/[,、。|]/.test(plain.charAt(at)) ? 1 : undefined,
	);
	const items = allItems(text, byComma);
	if (items) return items;
	const bySpace = splitSpan(text, span, (at) => {
		const sign = plain.charAt(at);
		if (/[,、。|]/.test(sign)) return 1;
		const divides = /\s/.test(sign) || (plain[at - 1] === ')' && (closing[at] ?? 0) === 0);
		return divides && startsItem(text, at) ? 0 : undefined;
	});
	return allItems(text, bySpace);
}

function readLine(text: ContentText, span: Span): Part[] {
	const whole = readShort(text, span, readItem);
	if (whole) return [whole];
	if (span.end - span.start <= LONGEST_LINE) {
		const several = splitLine(text, span);
		if (several) return several;
	}
	const headed = readShort(text, span, readHeadedItem);
	return [headed ?? readText(text, span)];
}

function isOpen(part: Part | undefined): boolean {
	return part?.result?.quantity !== undefined && part.result.range === undefined;
}

/**
 * Gives a range that stands alone (`血钾:6.8;参考范围:3.5-5.3`) to the item before it. Where the item
 * before that has none either, it is not certain whose it is, and it stays a text.
 */
function attachRange(parts: Part[], range: Range): boolean {
	const last = parts.at(-1);
	if (!last?.result || !isOpen(last) || isOpen(parts.at(-2))) return false;
	parts[parts.length - 1] = { ...last, result: { ...last.result, range } };
	return true;
}

function toItem(part: Part): ContentItem {
	const { item, text, result } = part;
	const quantity = result?.quantity;
	const range = result?.range === 'unclear' ? undefined : result?.range;
	const { unit } = quantity ?? {};
	const shared = unit ?? (comparable(undefined, range?.unit) ? range?.unit : undefined);
	return {
		item,
		value: quantity && quantity.comparator === undefined ? quantity.number : null,
		text,
		...(shared === undefined ? {} : { unit: shared }),
		range: range ? { low: range.low, high: range.high } : null,
		direction: directionOf(part),
	};
}

/**
 * Reads a report's content (报告内容), such as `白细胞计数:1.6710(参考范围:3.5-9.5);`.
 *
 * What is not understood to its last character comes back as text with value null and direction
 * unknown. A number in the result is a number in the content, digit for digit; none is computed.
 * Takes a time linear in the content.
 *
 * @returns items in the content's order; empty for a blank content
 */
export function parseContent(content: string): ContentItem[] {
	if (content.trim() === '') return [];
	if (content.length > LONGEST_CONTENT) return [freeText(content)];
	const text = contentText(content);
	const all = trimSpan(text.plain, { start: 0, end: content.length });
	const parts: Part[] = [];
	for (const span of splitSpan(text, all, (at) =>
		/[;\n\r]/.test(text.plain.charAt(at)) ? 1 : undefined,
	)) {
		const range = readShort(text, span, readLoneRange);
		if (range && attachRange(parts, range)) continue;
		parts.push(...readLine(text, span));
	}
	// Free text with no item in it is one text, however many semicolons it has.
	const isList = parts.some(({ result }) => result !== undefined);
	return isList ? parts.map(toItem) : wholeText(parts, text, all);
}

function wholeText(parts: readonly Part[], text: ContentText, all: Span): ContentItem[] {
	const [only, other] = parts;
	if (only && !other) return [toItem(only)];
	return only ? [freeText(text.original.slice(all.start, all.end))] : [];
}
