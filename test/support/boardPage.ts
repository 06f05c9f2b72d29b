/** What tests ask of the ward board's HTML. */
import { renderBoard } from '../../lib/lifecycle/board/page';
import { boardInput } from './boardValues';

export const board = (...input: Parameters<typeof boardInput>): string =>
	renderBoard(boardInput(...input));

/** The cards of a page, in their order. */
export const cards = (page: string): string[] => page.match(/<article[\s\S]*?<\/article>/g) ?? [];
export const card = (page: string): string => cards(page)[0] ?? '';

/** What a person reads. */
export const text = (markup: string): string =>
	markup
		.replace(/<style>[\s\S]*?<\/style>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ');

/** The part that is printed. */
export const paper = (page: string): string => page.slice(page.indexOf('class="paper"'));
