import { readBracket, type FoundRange } from './contentBracket';
import { directionIn, type Direction, type Range } from './contentRange';
import { readResult, type Result } from './contentResult';
import { trimSpan, type ContentText, type Span } from './contentText';
import { TokenReader } from './contentTokens';

/** One part of a report's content, before its range is settled. */
export interface Part {
	span: Span;
	/** '' where the part is free text. */
	item: string;
	/** The result as text, or the part itself. */
	text: string;
	/** There if the part is an item whose result was understood. */
	result: Result | undefined;
}

/** Names of results are short; what is longer is a sentence with a colon in it. */
const LONGEST_NAME = 60;

/** A name has letters, and nothing a sentence has. A colon before a number belongs to another item. */
const HAS_LETTER = /\p{L}/u;
const SENTENCE = /[。！？!?，,;；、]|[:=]\s*[<>≤≥↑↓]?\s*-?\d/;

/** Names whose numbers measure nothing. 时间 alone is no such name: 凝血酶原时间 is a test. */
const NO_TEST =
	/(?:[号年月日]|号码|日期|电话|手机|年龄|床|床位|床号|条码|科室|病区|病房|楼层|房间|姓名|(?:^|采集|采样|送检|报告|检查|检验|通知|发送|接收|复查|审核|登记|上报|入院|就诊|开单|申请|抽血|反馈|处理)时间|\bid|\bno\.?)\d*$|床\d+$/i;

const RANGE_NAME =
	/^(?:生物)?(?:参考|正常)(?:参考)?(?:值|范围|区间)+$|^(?:ref|reference|normal)\b/i;

const VOLUME_NAME = /量$|体积$|容积$|volume$/i;

/** 1. 1、 (1) ① - in front of an item. */
const LIST_MARK = /^(?:\(\d{1,2}\)|\d{1,2}[.)、]|[①-⑳•·●]|[-*](?=\s))\s*(?=[^\d\s])/;

/** Names that end in digits: PO2, CA19-9, CD4 by their letters, 糖类抗原199 by its length. */
const LATIN_AND_DIGITS = /(?:^|[^A-Za-z0-9])([A-Za-z]+)[-\d.]*\d$/;
const CHINESE_AND_DIGITS = /[\u4e00-\u9fff]\d{3,}$/;
const CLOCK_WORDS = /^(?:am|pm|at|time|bed|no)$/i;

/**
 * Whether a colon between digits divides a name from its result (`PO2:35`, `抗原199:35`) rather than
 * hours from minutes or the parts of a ratio (`12:30`, `时间12:30`, `1:2`).
 */
function endsAsName(left: string): boolean {
	const letters = LATIN_AND_DIGITS.exec(left)?.[1];
	if (letters === undefined) return CHINESE_AND_DIGITS.test(left);
	// T3 and T4 are thyroid hormones, T12 is noon.
	return !CLOCK_WORDS.test(letters) && !/(?:^|[^A-Za-z])T\d\d$/.test(left);
}

/** @returns the places in a span that may divide a name from its result, outside brackets */
function separators({ plain, closing }: ContentText, { start, end }: Span): number[] {
	const found: number[] = [];
	for (let at = start; at < end; at++) {
		if ((closing[at] ?? 0) > 0) {
			at = closing[at] ?? at;
		} else if (plain[at] === '=' && !/[<>=]/.test(plain.charAt(at - 1) + plain.charAt(at + 1))) {
			found.push(at);
		} else if (plain[at] === ':') {
			const left = plain.slice(Math.max(start, at - LONGEST_NAME), at).trimEnd();
			const right = plain.slice(at + 1, Math.min(end, at + LONGEST_NAME)).trimStart();
			if (!/\d$/.test(left) || !/^\d/.test(right) || endsAsName(left)) found.push(at);
		}
	}
	return found;
}

function nameAt(text: ContentText, start: number, end: number): string | undefined {
	const span = trimSpan(text.plain, { start, end });
	const name = text.half.slice(span.start, span.end).replace(LIST_MARK, '');
	const isName = name.length <= LONGEST_NAME && HAS_LETTER.test(name) && !SENTENCE.test(name);
	return isName ? name : undefined;
}

function itemAt(text: ContentText, span: Span, nameEnd: number, start: number): Part | undefined {
	const item = nameAt(text, span.start, nameEnd);
	if (item === undefined || NO_TEST.test(item) || RANGE_NAME.test(item)) return undefined;
	const rest = trimSpan(text.plain, { start, end: span.end });
	const result = readResult(text.plain.slice(rest.start, rest.end), VOLUME_NAME.test(item));
	if (!result) return undefined;
	const quoted = text.half.slice(rest.start + result.start, rest.start + result.end);
	return { span, item, text: quoted.trim(), result };
}

/**
 * `白细胞 1.67 ↓ 3.5-9.5`: without a colon it takes a range, an arrow or a compound unit to be sure
 * that it is an item (`大小约 3.5 cm` is none).
 */
function spacedItem(text: ContentText, span: Span): Part | undefined {
	const offset = text.plain.slice(span.start, span.end).search(/\s[<>≤≥↑↓]?-?\d/);
	if (offset < 0) return undefined;
	const part = itemAt(text, span, span.start + offset, span.start + offset);
	const result = part?.result;
	if (!result?.quantity) return undefined;
	const isSure =
		isRange(result.range) || result.hint !== 'unknown' || result.quantity.unit?.includes('/');
	return isSure ? part : undefined;
}

function isRange(range: FoundRange): range is Range {
	return range !== undefined && range !== 'unclear';
}

/** A span as one item with a result that is understood to its end. */
export function readItem(text: ContentText, span: Span): Part | undefined {
	const [first] = separators(text, span);
	return first === undefined ? spacedItem(text, span) : itemAt(text, span, first, first + 1);
}

/** The same where a heading stands before the name: `血常规:白细胞:1.67`. */
export function readHeadedItem(text: ContentText, span: Span): Part | undefined {
	for (const at of separators(text, span).slice(1)) {
		const part = itemAt(text, span, at, at + 1);
		if (part) return part;
	}
	return undefined;
}

/** A span that is no item: as it came, with its name where it has one (`超声所见:…`). */
export function readText(text: ContentText, span: Span): Part {
	const quote = ({ start, end }: Span) => text.original.slice(start, end);
	const [first] = separators(text, span);
	const item = first === undefined ? undefined : nameAt(text, span.start, first);
	const rest =
		first === undefined ? span : trimSpan(text.plain, { start: first + 1, end: span.end });
	if (item === undefined || rest.start >= rest.end) {
		return { span, item: '', text: quote(span), result: undefined };
	}
	return { span, item, text: quote(rest), result: undefined };
}

/** A span that is nothing but a reference range: it belongs to the item before it. */
export function readLoneRange({ plain }: ContentText, { start, end }: Span): Range | undefined {
	const text = plain.slice(start, end);
	const inside = text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
	if (new TokenReader(inside).take('rangeLabel') === undefined) return undefined;
	const { range } = readBracket(inside, false);
	return isRange(range) ? range : undefined;
}

/** Where a part's result lies: by its range, else by what arrows say. */
export function directionOf(part: Part): Direction {
	const { result } = part;
	if (!result) return 'unknown';
	const { quantity, range, hint } = result;
	const computed = quantity && isRange(range) ? directionIn(quantity, range) : 'unknown';
	return computed === 'unknown' ? hint : computed;
}
