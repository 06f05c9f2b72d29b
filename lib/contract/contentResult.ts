import type { FoundRange } from './contentBracket';
import { Clauses } from './contentClauses';
import { readComparator, type Direction, type Quantity } from './contentRange';
import { plainNumber, TokenReader } from './contentTokens';

/** What stands behind an item's name, understood to its end. */
export interface Result {
	/** Where the result itself stands in the text that was read. */
	start: number;
	end: number;
	/** Absent for a result that is no number (阳性, 1:320). */
	quantity: Quantity | undefined;
	range: FoundRange;
	/** What arrows, H or L say. */
	hint: Direction;
}

/** Whole numbers of so many digits, without unit or range, are ids, telephone numbers or dates. */
const SHORTEST_ID = 8;

function readQuantity(reader: TokenReader): Omit<Quantity, 'unit'> | undefined {
	return reader.attempt(() => {
		const comparator = readComparator(reader, 'comparator');
		reader.take('space');
		const token = reader.take('number');
		const number = token === undefined ? undefined : plainNumber(token);
		return number === undefined ? undefined : { number, comparator };
	});
}

function looksLikeId(text: string, clauses: Clauses): boolean {
	const isLong = text.length >= SHORTEST_ID && /^\d+$/.test(text);
	return isLong && clauses.unit === undefined && clauses.range === undefined;
}

/** A result that is no number: 阳性, +++, 1:320, an arrow alone. */
function readQuality(reader: TokenReader): string | undefined {
	return reader.takeAny('titre', 'quality');
}

/**
 * Reads what stands behind an item's name: a result, and its unit, range and arrows.
 *
 * @param text without white space at its ends
 * @param isVolume whether a lone L is litres
 * @returns undefined unless all of it was understood: a number in front of something unknown may be
 *   the hour of a time, the first half of a ratio or a date
 */
export function readResult(text: string, isVolume: boolean): Result | undefined {
	const reader = new TokenReader(text);
	const clauses = new Clauses(reader, isVolume);
	const arrow = reader.take('arrow');
	if (arrow !== undefined) clauses.addHint(arrow);
	reader.take('space');

	const start = reader.at;
	const quality = readQuality(reader);
	const quantity = quality === undefined ? readQuantity(reader) : undefined;
	if (quality === undefined && quantity === undefined && arrow === undefined) return undefined;
	const end = reader.at;

	if (!clauses.readAll()) return undefined;
	const { unit, range, hint } = clauses;
	if (quantity && looksLikeId(text.slice(start, end), clauses)) return undefined;
	const whole =
		quantity === undefined && quality === undefined ? { start: 0, end: start } : { start, end };
	return { ...whole, quantity: quantity && { ...quantity, unit }, range, hint };
}
