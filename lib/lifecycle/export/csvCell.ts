/**
 * What a cell says, by what the spreadsheet is to make of it. Excel guesses the type of every cell of a CSV file,
 * whether it is quoted or not, and shows (and saves!) its guess: 007 becomes 7, bed 3-12 becomes the 12th of March.
 *
 * - `number`: a number to calculate with.
 * - `id`: a text, though it may consist of digits: looked up and compared digit for digit.
 * - `text`: what people wrote. A plain number stays one.
 */
export type CellKind = 'number' | 'id' | 'text';

export type CellValue = string | number | null;

/** Who reads the file. `excel`: also WPS; see {@link cell}. `plain`: programs, to which a text is a text. */
export type CsvReader = 'excel' | 'plain';

/** Excel takes 32,767 characters a cell and spreads the rest over the sheet. */
const LONGEST_CELL = 32_000;
const CUT = '…（内容过长，已截断）';
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

/** Longest text literal in a formula. */
const LONGEST_LITERAL = 255;

/** Made of what numbers, dates, times, percentages and amounts are made of, and nothing else. */
const NUMBER_LIKE = /^[\d+(.\-$¥￥%E上下午][\d.,:/\\\-+\s%()E$¥￥年月日时分秒上下午]*$/i;
const DIGIT = /\d/;
/** 1-Mar, Mar-1, SEPT2, 2 June 2025 */
const DATE_WORD =
	/^(?:\d{1,4}[\s\-/.,]*)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}(?:[\s\-/.,]*\d{1,4}){0,2}$/i;
const TIME_WORD = /^\d{1,2}(?::\d{2}){0,2}\s*[ap]m?$/i;
const BOOLEAN = /^(?:true|false)$/i;

/** Up to 15 digits: what Excel keeps. No exponent, no leading or trailing zero that would be lost. */
const PLAIN_NUMBER = /^(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const MOST_DIGITS = 15;

/** Results (尿蛋白 +++) and placeholders, nothing to calculate with. */
const SIGNS_ONLY = /^[+-]+$/;

/** What starts a formula, behind white space or characters that nobody sees. The full-width forms do too in places. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

const isPlainNumber = (text: string): boolean =>
	PLAIN_NUMBER.test(text) && text.replace(/\D/g, '').length <= MOST_DIGITS;

function isMisread(text: string): boolean {
	// A Chinese Excel reads full-width digits too.
	const read = text.normalize('NFKC').trim();
	if (NUMBER_LIKE.test(read)) return DIGIT.test(read);
	return [DATE_WORD, TIME_WORD, BOOLEAN].some((form) => form.test(read));
}

function quoted(text: string): string {
	return /["\t\r\n,;]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const cut = (text: string): string =>
	text.length <= LONGEST_CELL
		? text
		: text.slice(0, LONGEST_CELL).replace(HALF_CHARACTER, '') + CUT;

function forExcel(text: string, kind: CellKind): string {
	if (kind !== 'id' && isPlainNumber(text)) return text;
	if (isMisread(text)) return text.length <= LONGEST_LITERAL ? `="${text}"` : `'${text}`;
	return FORMULA.test(text) && !SIGNS_ONLY.test(text) ? `'${text}` : text;
}

/**
 * A cell as it stands in the file, quoted after RFC 4180; line breaks within it are LF.
 *
 * For Excel, what it would misread is written as a formula that gives the text, `="007"`: a tab or an apostrophe
 * before it would become part of the id and spoil every look-up. What would be read as a formula of somebody
 * else's gets an apostrophe before it (CSV injection): such texts are words, not keys.
 */
export function cell(value: CellValue, kind: CellKind, reader: CsvReader): string {
	if (value === null) return '';
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
	const text = value.replace(/\r\n?/g, '\n');
	if (reader === 'plain') return quoted(text);
	return quoted(cut(forExcel(text, kind)));
}
