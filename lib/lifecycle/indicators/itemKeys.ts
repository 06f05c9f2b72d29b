import { createHash } from 'node:crypto';
import type { ContentItem } from '../../contract/content';

/** Names of tests are shorter; what is longer is kept as a digest, so that no content stays in memory. */
const LONGEST_KEY = 60;

const DIVIDER = '\u0000';

const fold = (text: string): string =>
	text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const short = (text: string): string => (text.length > LONGEST_KEY ? `#${digest(text)}` : text);

/** What a critical value's tests are of: its request, or itself where it names none. */
function ownerOf(riskId: string, reqId: string): string {
	const request = reqId.trim();
	return request === '' ? `riskId${DIVIDER}${riskId}` : `reqId${DIVIDER}${short(request)}`;
}

/**
 * The test items of a critical value, each once, as keys that are equal where two items are the same test of the
 * same request (repeat runs of one specimen), whichever riskId they came under.
 *
 * An item is the same by its name, without regard to width, case and spaces. All free text of a critical value
 * is one item, and the same as another's only if it says the same: what has no name can't be told apart
 * otherwise, and a missed finding must not hide behind another. A blank content is one item, its own.
 *
 * @param reqId request number; blank: nothing is a repeat of anything under another riskId
 */
export function itemKeys(riskId: string, reqId: string, items: readonly ContentItem[]): string[] {
	const owner = ownerOf(riskId, reqId);
	const names = new Set<string>();
	const freeTexts: string[] = [];
	for (const { item, text } of items) {
		const name = fold(item);
		if (name === '') freeTexts.push(fold(text));
		else names.add(short(name));
	}
	const keys = [...names].map((name) => `${owner}${DIVIDER}${name}`);
	if (freeTexts.length > 0) keys.push(`${owner}${DIVIDER}${DIVIDER}${digest(freeTexts.join(';'))}`);
	return keys.length > 0 ? keys : [`riskId${DIVIDER}${riskId}${DIVIDER}${DIVIDER}`];
}
