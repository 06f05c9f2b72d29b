import { readRange, type Range } from './contentRange';
import { TokenReader } from './contentTokens';

/** A range, or `unclear`: there is one, but not one that can be compared with (by sex; two of them). */
export type FoundRange = Range | 'unclear' | undefined;

/** What a bracket behind a result says, as far as it is understood. */
export interface Bracket {
	range: FoundRange;
	unit: string | undefined;
	hints: string[];
}

type Part =
	| { kind: 'unit'; unit: string }
	| { kind: 'hint'; hint: string }
	| { kind: 'range'; range: Range; hint: string | undefined }
	/** Not understood. */
	| { kind: 'strange'; labelled: boolean }
	| { kind: 'nothing' };

/** Reads a part as one token and nothing else. */
function whole<T>(reader: TokenReader, read: () => T | undefined): T | undefined {
	return reader.attempt(() => {
		const token = read();
		return reader.done ? token : undefined;
	});
}

function readPart(text: string, isVolume: boolean): Part {
	const reader = new TokenReader(text);
	if (reader.done || reader.take('criticalClause') !== undefined) return { kind: 'nothing' };
	const isUnit = reader.take('unitLabel') !== undefined || isVolume;
	const hint = whole(reader, () => reader.take('hint'));
	// `(L)` is both.
	if (hint !== undefined && !(isUnit && hint === 'L')) return { kind: 'hint', hint };
	const unit = hint ?? whole(reader, () => reader.unit());
	if (unit !== undefined) return { kind: 'unit', unit };

	const labelled = reader.take('rangeLabel') !== undefined;
	const range = readRange(reader);
	reader.take('space');
	const rangeHint = reader.take('hint');
	if (range && reader.done) return { kind: 'range', range, hint: rangeHint };
	return { kind: 'strange', labelled };
}

/**
 * @param content what stands between the brackets
 * @param isVolume whether a lone L is litres (尿量:2.1(L)), not "low"
 * @returns what is understood of it; a remark is let be. A range beside other numbers is unclear:
 *   parts of `(3,5-9,5)` and `(男:130-175,女:115-150)` look like ranges, and are none.
 */
export function readBracket(content: string, isVolume: boolean): Bracket {
	const bracket: Bracket = { range: undefined, unit: undefined, hints: [] };
	let ranges = 0;
	let labelled = false;
	let otherNumbers = false;
	for (const text of content.split(/[;,、|]/)) {
		const part = readPart(text.trim(), isVolume);
		if (part.kind === 'unit') bracket.unit ??= part.unit;
		if (part.kind === 'hint') bracket.hints.push(part.hint);
		if (part.kind === 'range') {
			ranges++;
			bracket.range = part.range;
			if (part.hint !== undefined) bracket.hints.push(part.hint);
		}
		if (part.kind === 'strange') {
			labelled ||= part.labelled;
			otherNumbers ||= /\d/.test(text);
		}
	}
	if (ranges > 1 || (otherNumbers && (ranges > 0 || labelled))) bracket.range = 'unclear';
	return bracket;
}
