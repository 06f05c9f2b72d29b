import { plainNumber, type TokenReader, type TokenName } from './contentTokens';

/** A reference range. A side without a bound is null; a strict bound is itself outside. */
export interface Range {
	low: number | null;
	high: number | null;
	lowStrict: boolean;
	highStrict: boolean;
	unit: string | undefined;
}

export type Direction = 'low' | 'high' | 'within' | 'unknown';

/** A numeric result: a number, or a bound that it lies beyond (`<0.5`). */
export interface Quantity {
	number: number;
	comparator: '<' | '≤' | '>' | '≥' | undefined;
	unit: string | undefined;
}

const COMPARATORS: Readonly<Record<string, '<' | '≤' | '>' | '≥'>> = {
	'<': '<',
	'<=': '≤',
	'=<': '≤',
	'≤': '≤',
	'>': '>',
	'>=': '≥',
	'=>': '≥',
	'≥': '≥',
	小于: '<',
	低于: '<',
	小于等于: '≤',
	不大于: '≤',
	不超过: '≤',
	大于: '>',
	高于: '>',
	大于等于: '≥',
	不小于: '≥',
	不低于: '≥',
};

/** @returns the comparator that comes next, in one spelling */
export function readComparator(reader: TokenReader, ...names: TokenName[]) {
	const token = reader.takeAny(...names);
	return token === undefined ? undefined : COMPARATORS[token];
}

function readNumber(reader: TokenReader): number | undefined {
	const token = reader.take('number');
	return token === undefined ? undefined : plainNumber(token);
}

function readUnitAfter(reader: TokenReader): string | undefined {
	return reader.attempt(() => {
		reader.take('space');
		return reader.unit();
	});
}

function oneSided(reader: TokenReader): Range | undefined {
	const comparator = readComparator(reader, 'comparator', 'comparatorWord');
	if (comparator === undefined) return undefined;
	reader.take('space');
	const bound = readNumber(reader);
	if (bound === undefined) return undefined;
	const unit = readUnitAfter(reader);
	const isUpper = comparator === '<' || comparator === '≤';
	return {
		low: isUpper ? null : bound,
		high: isUpper ? bound : null,
		lowStrict: comparator === '>',
		highStrict: comparator === '<',
		unit,
	};
}

/** The second end, as `3.5-9.5`, `-3--1` and `3.5--9.5` (a long dash typed as two short ones) have it. */
function secondEnd(reader: TokenReader, low: number): number | undefined {
	const bound = reader.attempt(() => {
		const high = readNumber(reader);
		return high !== undefined && high > low ? high : undefined;
	});
	if (bound !== undefined) return bound;
	reader.take('to');
	const high = readNumber(reader);
	return high !== undefined && high >= low ? high : undefined;
}

function twoSided(reader: TokenReader): Range | undefined {
	const low = readNumber(reader);
	if (low === undefined) return undefined;
	const lowUnit = readUnitAfter(reader);
	if (reader.take('to') === undefined) return undefined;
	const high = secondEnd(reader, low);
	if (high === undefined) return undefined;
	const unit = readUnitAfter(reader);
	// `1g/L-2mg/L` compares with nothing.
	if (lowUnit !== undefined && !sameUnit(lowUnit, unit)) return undefined;
	return { low, high, lowStrict: false, highStrict: false, unit };
}

/** @returns the range that comes next, if one does that can be read without doubt */
export function readRange(reader: TokenReader): Range | undefined {
	return reader.attempt(() => oneSided(reader)) ?? reader.attempt(() => twoSided(reader));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `×10^9/L`, `10*9/L` and `10⁹/l` are one unit. */
function unitKey(unit: string): string {
	return unit
		.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(SUPERSCRIPTS.indexOf(digit)))
		.replace(/10[eE](?=\d)/, '10')
		.replace(/[\s×xX*^·]/g, '')
		.replace(/μ/g, 'u')
		.toLowerCase();
}

function sameUnit(a: string | undefined, b: string | undefined): boolean {
	return a !== undefined && b !== undefined && unitKey(a) === unitKey(b);
}

/**
 * Whether a result's number may be held against a range's. A unit written once is meant for both,
 * except a percent sign: 0.3 beside 20-40% is thirty percent to one laboratory and a third to another.
 */
export function comparable(result: string | undefined, range: string | undefined): boolean {
	if (result !== undefined && range !== undefined) return sameUnit(result, range);
	return range === undefined || !/[%‰]/.test(range);
}

/**
 * 15% beside 0.40-0.50: a share of the whole to one laboratory, low; to another percents, high. A range
 * of percents that reaches no further than 1 cannot be told from that.
 */
function mixesShares({ unit }: Quantity, range: Range): boolean {
	if (unit === undefined || !/[%‰]/.test(unit) || range.unit !== undefined) return false;
	return Math.max(range.low ?? 0, range.high ?? 0) <= 1;
}

function directionOfNumber(value: number, range: Range): Direction {
	const { low, high, lowStrict, highStrict } = range;
	if (low !== null && (value < low || (lowStrict && value === low))) return 'low';
	if (high !== null && (value > high || (highStrict && value === high))) return 'high';
	return 'within';
}

/** For `<0.5`: certain only if every number below 0.5 lies on one side. */
function directionBelow(bound: number, open: boolean, range: Range): Direction {
	const { low, high, lowStrict, highStrict } = range;
	if (low !== null)
		return bound < low || (bound === low && (open || lowStrict)) ? 'low' : 'unknown';
	const allWithin = high !== null && (bound < high || (bound === high && (open || !highStrict)));
	return allWithin ? 'within' : 'unknown';
}

function directionAbove(bound: number, open: boolean, range: Range): Direction {
	const { low, high, lowStrict, highStrict } = range;
	if (high !== null) {
		return bound > high || (bound === high && (open || highStrict)) ? 'high' : 'unknown';
	}
	const allWithin = low !== null && (bound > low || (bound === low && (open || !lowStrict)));
	return allWithin ? 'within' : 'unknown';
}

/** Where a result lies, if that is certain. */
export function directionIn(quantity: Quantity, range: Range): Direction {
	const { number, comparator, unit } = quantity;
	if (!comparable(unit, range.unit) || mixesShares(quantity, range)) return 'unknown';
	switch (comparator) {
		case undefined:
			return directionOfNumber(number, range);
		case '<':
		case '≤':
			return directionBelow(number, comparator === '<', range);
		case '>':
		case '≥':
			return directionAbove(number, comparator === '>', range);
		default: {
			const unreachable: never = comparator;
			return unreachable;
		}
	}
}
