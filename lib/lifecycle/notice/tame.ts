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
