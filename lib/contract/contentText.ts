/**
 * The text of a report's content, in three forms of equal length, so that an index in one is an index
 * in all: what is read in one form can be quoted from another.
 */
export interface ContentText {
	/** As it came: what is not understood is quoted from here. */
	original: string;
	/** Full-width letters, digits and signs as half-width ones: names and results are quoted from here. */
	half: string;
	/** Also one kind of bracket, dash and tilde: what the parser looks at. */
	plain: string;
	/** For the index of an opening bracket that is closed on its line: where. Else 0. */
	closing: Int32Array;
}

/** A part of the text: `start` inclusive, `end` exclusive. */
export interface Span {
	start: number;
	end: number;
}

/** A bracket closed further away than this is a slip, and must not swallow the items between. */
const WIDEST_BRACKET = 120;

const FULL_WIDTH_FIRST = 0xff01;
const FULL_WIDTH_LAST = 0xff5e;
const FULL_WIDTH_SHIFT = 0xfee0;

/** Signs that look alike and are typed for one another. Each stands for exactly one. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
	Object.entries({
		'-': '—–―−‐‑‒﹣',
		'~': '〜∼∽˜',
		'(': '[{【〔〖「﹙',
		')': ']}】〕〗」﹚',
		'<': '﹤',
		'>': '﹥',
		'=': '﹦',
		'≤': '≦⩽',
		'≥': '≧⩾',
		':': '∶﹕',
		';': '﹔',
		'%': '﹪',
		μ: 'µ',
		'×': '✕✖╳',
		'↑': '⬆⇑▲',
		'↓': '⬇⇓▼',
	}).flatMap(([sign, alike]) => [...alike].map((one) => [one, sign] as const)),
);

// Not NFKC: it would turn 10⁹ into 109 and ½ into 1⁄2, and so invent numbers.
function halfWidth(text: string): string {
	return text.replace(/[\uff01-\uff5e\u3000\u00a0\u2002-\u200a]/g, (sign) => {
		const code = sign.charCodeAt(0);
		const isWide = code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST;
		return isWide ? String.fromCharCode(code - FULL_WIDTH_SHIFT) : ' ';
	});
}

/** The Chinese dash, one sign typed with one key: between -3 and 2 it is no minus before the 2. */
const LONG_DASH = /[—―]{2}/g;

function plainSigns(half: string): string {
	return half
		.replace(LONG_DASH, ' ~')
		.replace(/[^\w\s\u4e00-\u9fff]/g, (sign) => LOOKALIKES.get(sign) ?? sign);
}

/** Finds each bracket's partner in one pass. Brackets don't reach over line ends. */
function matchBrackets(plain: string): Int32Array {
	const closing = new Int32Array(plain.length);
	let open: number[] = [];
	for (let at = 0; at < plain.length; at++) {
		const sign = plain[at];
		if (sign === '(') {
			open.push(at);
		} else if (sign === ')') {
			const start = open.pop();
			if (start !== undefined && at - start <= WIDEST_BRACKET) closing[start] = at;
		} else if (sign === '\n' || sign === '\r') {
			open = [];
		}
	}
	return closing;
}

export function contentText(original: string): ContentText {
	const half = halfWidth(original);
	const plain = plainSigns(half);
	return { original, half, plain, closing: matchBrackets(plain) };
}

/** @returns the span without white space at its ends */
export function trimSpan(plain: string, { start, end }: Span): Span {
	let from = start;
	let to = end;
	while (from < to && /\s/.test(plain.charAt(from))) from++;
	while (to > from && /\s/.test(plain.charAt(to - 1))) to--;
	return { start: from, end: to };
}

/**
 * Splits a span where `cutAt` says so, outside brackets.
 *
 * @param cutAt for an index: how many characters a separator there takes; undefined for no separator
 * @returns parts that are not blank, trimmed
 */
export function splitSpan(
	text: ContentText,
	span: Span,
	cutAt: (index: number) => number | undefined,
): Span[] {
	const parts: Span[] = [];
	let start = span.start;
	let at = span.start;
	while (at < span.end) {
		const length = cutAt(at);
		if (length !== undefined) {
			parts.push({ start, end: at });
			start = at + length;
		}
		const close = text.closing[at] ?? 0;
		at = close > 0 ? close + 1 : at + 1;
	}
	parts.push({ start, end: span.end });
	return parts.map((part) => trimSpan(text.plain, part)).filter(({ start: a, end: b }) => a < b);
}
