import { maskName } from '../mask';

/** So many characters of a field are looked at: no notification shows more. */
const LONGEST_FIELD = 20_000;

/**
 * A field's text as one line in which no phone, mail program or robot finds anything to act on: no control or
 * invisible characters, no line breaks, no `@`, no link. It stays legible: the signs that make a link are
 * widened or parted, the words are left.
 *
 * A scheme needs its colon and a host name its dots; both are undone, since clients make links of bare
 * addresses as well (`http://…`, `www.…`, `evil.com`, `tel:110`).
 */
export function tame(text: string): string {
	return text
		.slice(0, LONGEST_FIELD)
		.replace(/\p{Cs}/gu, '\uFFFD')
		.replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
		.replace(/\p{Cf}/gu, '')
		.trim()
		.replace(/@/g, '＠')
		.replace(/(?<=[A-Za-z]):|:(?=[A-Za-z/\\])/g, '：')
		.replace(/(?<=[\p{L}\p{N}\p{M}_-])\.(?=[\p{L}_])/gu, '. ');
}

const WIDE: Readonly<Record<string, string>> = {
	'\\': '＼',
	'`': '｀',
	'*': '＊',
	_: '＿',
	'~': '～',
	'#': '＃',
	'<': '＜',
	'>': '＞',
	'[': '［',
	']': '］',
	'|': '｜',
	'&': '＆',
	$: '＄',
};

/**
 * Tame text as it may stand behind a label in any of the robots' dialects of Markdown.
 *
 * Wide forms instead of backslashes or entities: WeCom knows no backslash, Feishu wants entities, DingTalk is
 * between the two and has changed, and what is not escaped in one version would be a mention of everybody.
 * Signs that mean something at the beginning of a line only (`-`, `1.`) need nothing: no line begins with a field.
 */
export const wideSigns = (text: string): string =>
	text.replace(/[\\`*_~#<>[\]|&$]/g, (sign) => WIDE[sign] ?? sign);

/**
 * The beginning of a text, at most `limit` characters including the `…`. Never ends within a number: 12.5 cut to
 * 12 would be another result.
 */
export function shorten(text: string, limit: number): string {
	const characters = Array.from(text);
	if (characters.length <= limit) return text;
	const kept = characters.slice(0, limit - 1).join('');
	const isInNumber = /[\d.]$/.test(kept) && /^[\d.]/.test(characters[limit - 1] ?? '');
	return `${(isInNumber ? kept.replace(/[\d.]+$/, '') : kept).trimEnd()}…`;
}

/** Characters of one name that are looked for in other texts. */
const LONGEST_NAME = 100;

const quote = (character: string): string => {
	if (character === ':' || character === '：') return '[:：]';
	return character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
};

/**
 * Masks a patient's name wherever it stands, also with spaces between its characters or in other letter case.
 *
 * A name of one character masks nothing, and neither does one without any letter ("12", what some systems put
 * there for unknown persons): they would take the digits out of results. A Latin name has to stand as a word,
 * or "Li" would be found in "Lipase".
 *
 * @param name tame
 * @returns for a tame text the same text without the name
 */
export function nameHider(name: string): (text: string) => string {
	const characters = Array.from(name.replace(/ /g, '')).slice(0, LONGEST_NAME);
	if (characters.length < 2 || !/\p{L}/u.test(name)) return (text) => text;
	const before = /^[A-Za-z0-9]/.test(name) ? '(?<![A-Za-z0-9])' : '';
	const after = /[A-Za-z0-9]$/.test(name) ? '(?![A-Za-z0-9])' : '';
	const pattern = new RegExp(`${before}${characters.map(quote).join(' ?')}${after}`, 'giu');
	const masked = maskName(name);
	return (text) => text.replace(pattern, () => masked);
}
