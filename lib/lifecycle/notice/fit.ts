import type { Rank } from './notice';

/** Bytes of a text in UTF-8, in which all robots count. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Bytes of a text within a JSON body. */
export const jsonBytes = (text: string): number => utf8Bytes(JSON.stringify(text)) - 2;

/** A line in a channel's own form. Rank as of a notice's line: the highest is left out first. */
export interface FittedLine {
	text: string;
	rank: Rank;
}

interface Room {
	/** Most that all lines may take together, and what one takes with its line break. */
	limit: number;
	sizeOf: (line: string) => number;
	/** The line that says how many were left out. */
	more: (omitted: number) => string;
}

/**
 * Leaves out whole lines until the rest has room: of the highest rank first, from the end. A result cut in two
 * would be another result.
 *
 * @returns the lines that stay, the one about the others behind the last that was left out, and how many these are
 */
export function fitLines(
	lines: readonly FittedLine[],
	{ limit, sizeOf, more }: Room,
): { texts: string[]; omitted: number } {
	const sizes = lines.map(({ text }) => sizeOf(text));
	let size = sizes.reduce((sum, one) => sum + one, 0);
	const dropped = new Set<number>();
	if (size > limit) {
		// Its own size is that of the highest number it could name.
		size += sizeOf(more(lines.length));
		const order = [...lines.keys()].reverse();
		for (const rank of [3, 2, 1, 0]) {
			for (const index of order.filter((one) => lines[one]?.rank === rank)) {
				if (size <= limit) break;
				dropped.add(index);
				size -= sizes[index] ?? 0;
			}
		}
	}
	const last = Math.max(-1, ...dropped);
	const texts = lines.flatMap(({ text }, index) => {
		const kept = dropped.has(index) ? [] : [text];
		return index === last ? [...kept, more(dropped.size)] : kept;
	});
	return { texts, omitted: dropped.size };
}
