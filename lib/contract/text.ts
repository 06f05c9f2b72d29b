/**
 * Small questions about texts that came from outside. All of them take a time linear in the text,
 * whatever it is made of: a pattern such as `\s+$` would be quadratic on a megabyte of spaces.
 */

/** Longest name of a field that we repeat in a warning or reply. The longest wire name has 18. */
const NAME_LIMIT = 40;

/**
 * White space, controls (C strings end in NUL) and invisible format characters (zero-width space,
 * byte order mark): nobody sees them, so at the edges of an id they are nobody's intention.
 */
const INVISIBLE = /[\s\p{Cc}\p{Cf}]/u;

/** @returns `text` without invisible characters at both ends */
export function trimEdges(text: string): string {
	// trim() first: it is native, and white space is nearly all there ever is.
	const trimmed = text.trim();
	let start = 0;
	let end = trimmed.length;
	while (start < end && INVISIBLE.test(trimmed.charAt(start))) start++;
	while (end > start && INVISIBLE.test(trimmed.charAt(end - 1))) end--;
	return trimmed.slice(start, end);
}

/** @returns whether a text says nothing: empty, or invisible characters only */
export function isBlank(text: string): boolean {
	return trimEdges(text) === '';
}

/**
 * A field's name as it may be shown. The name of an unknown field is the caller's own text: without
 * a limit and with control characters it could forge log lines or swell a reply to megabytes.
 */
export function showName(name: string): string {
	const head = Array.from(name.slice(0, 2 * NAME_LIMIT))
		.slice(0, NAME_LIMIT)
		.join('');
	const shown = head.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
	return head.length < name.length ? `${shown}…` : shown;
}

/** A surrogate without its partner: half a character, which becomes U+FFFD in any UTF-8. */
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Whether a text was damaged before it reached us: it holds the replacement character, half a
 * character, or 锟斤拷, which is what replacement characters look like once read as GBK.
 */
export function isDamaged(text: string): boolean {
	return text.includes('\uFFFD') || text.includes('锟斤拷') || LONE_SURROGATE.test(text);
}

/** Whether any text within a JSON value is damaged. Values come from our reader: 100 levels at most. */
export function holdsDamage(value: unknown): boolean {
	if (typeof value === 'string') return isDamaged(value);
	if (typeof value !== 'object' || value === null) return false;
	return Object.entries(value).some(([key, inner]) => isDamaged(key) || holdsDamage(inner));
}
