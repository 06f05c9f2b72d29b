import { escapeHtml } from '../html';

/** A piece of a page: whatever came from outside has been escaped. */
export interface Markup {
	readonly markup: string;
}

/** `false`, null and undefined are nothing, so that `condition && piece` can be written. */
export type Part = Markup | string | number | readonly Part[] | false | null | undefined;

function written(part: Part): string {
	if (part === false || part === null || part === undefined) return '';
	if (typeof part === 'string') return escapeHtml(part);
	if (typeof part === 'number') return String(part);
	return 'markup' in part ? part.markup : part.map(written).join('');
}

/** A template whose texts are escaped, so that no field of a message can be forgotten. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	const pieces = strings.map((literal, at) => literal + written(parts[at]));
	return { markup: pieces.join('') };
}

/** Our own constants only: a style sheet must not be escaped. */
export const trusted = (markup: string): Markup => ({ markup });
