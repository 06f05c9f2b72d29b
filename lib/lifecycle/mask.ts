/**
 * A name as it may leave for a phone or a screen in a corridor: 张三 → 张*, 欧阳修 → 欧**, '' → ''. Of a
 * name of one character nothing is left: 张 → *. Counts characters, not UTF-16 units: rare names need two.
 */
export function maskName(name: string): string {
	const [first = '', ...rest] = Array.from(name.trim());
	if (first === '') return '';
	return rest.length === 0 ? '*' : first + '*'.repeat(rest.length);
}

/** Characters of one name that are looked for in other texts. */
const LONGEST_NAME = 100;

/** What stands between the characters of a name where it was wrapped, padded or copied from a page. */
const UNSEEN = /[\s\p{Cc}\p{Cf}]/gu;
const BETWEEN = '[\\s\\p{Cc}\\p{Cf}]*';

/** Signs that are written for one another: colons, and the dot within a name (阿依古丽·买买提). */
const SAME_SIGNS = [':：', '·•・‧∙⋅･.．'];

const quote = (character: string): string => {
	const same = SAME_SIGNS.find((signs) => signs.includes(character));
	if (same !== undefined) return `[${same}]`;
	return character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
};

/**
 * Masks a patient's name wherever it stands, also with blanks or unseen characters between its own, or in other
 * letter case.
 *
 * A name of one character is not looked for, since it stands in too many words, and neither is one without any
 * letter ("12", what some systems put there for unknown persons): it would take the digits out of results. A
 * Latin name has to stand as a word, or "Li" would be found in "Lipase".
 *
 * @returns for a text the same text without the name
 */
export function nameHider(name: string): (text: string) => string {
	const characters = Array.from(name.replace(UNSEEN, '')).slice(0, LONGEST_NAME);
	if (characters.length < 2 || !/\p{L}/u.test(name)) return (text) => text;
	const before = /^[A-Za-z0-9]/.test(name) ? '(?<![A-Za-z0-9])' : '';
	const after = /[A-Za-z0-9]$/.test(name) ? '(?![A-Za-z0-9])' : '';
	const pattern = new RegExp(`${before}${characters.map(quote).join(BETWEEN)}${after}`, 'giu');
	const masked = maskName(name);
	return (text) => text.replace(pattern, () => masked);
}

/** A shorter one stands in results, too: visit 12. */
const SHORTEST_NUMBER = 6;
/** So does a round one: somebody's placeholder, and somebody's platelets. */
const ROUND = /^\d0*$/;

/**
 * Masks a patient's numbers where a report repeats them (住院号 ZY00098231). Only where a number stands by itself:
 * it would take digits out of longer ones.
 *
 * @returns for a text the same text with stars for the numbers
 */
export function numberHider(numbers: readonly string[]): (text: string) => string {
	const wanted = numbers
		.map((number) => number.trim().slice(0, LONGEST_NAME))
		.filter(
			(number) => number.length >= SHORTEST_NUMBER && /\d/.test(number) && !ROUND.test(number),
		)
		.sort((a, b) => b.length - a.length)
		.map((number) => Array.from(number).map(quote).join(''));
	if (wanted.length === 0) return (text) => text;
	const pattern = new RegExp(`(?<![A-Za-z0-9.])(?:${wanted.join('|')})(?!\\.?[A-Za-z0-9])`, 'giu');
	return (text) => text.replace(pattern, (number) => '*'.repeat(number.length));
}
