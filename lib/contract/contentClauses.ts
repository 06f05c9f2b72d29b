import { readBracket, type FoundRange } from './contentBracket';
import { readRange, type Direction, type Range } from './contentRange';
import type { TokenReader } from './contentTokens';

const LOW_HINTS: ReadonlySet<string> = new Set([
	'低',
	'偏低',
	'降低',
	'减低',
	'过低',
	'l',
	'll',
	'low',
]);

function directionOfHint(token: string): Direction {
	const isLow = token.startsWith('↓') || LOW_HINTS.has(token.toLowerCase());
	return isLow ? 'low' : 'high';
}

function closingBracket(text: string, open: number): number | undefined {
	let depth = 0;
	for (let at = open; at < text.length; at++) {
		if (text[at] === '(') depth++;
		else if (text[at] === ')' && --depth === 0) return at;
	}
	return undefined;
}

/** What may stand behind a range without brackets: nothing, a space, an arrow or another clause. */
const RANGE_ENDS = /^(?:$|[\s,、;()↑↓*!])/;

/** The clauses behind a result: unit, range, arrows and remarks, in any order. */
export class Clauses {
	unit: string | undefined;
	range: FoundRange;
	private readonly hints = new Set<Direction>();

	/** @param isVolume whether a lone L is litres (尿量:2.1L), not "low" */
	constructor(
		private readonly reader: TokenReader,
		private readonly isVolume: boolean,
	) {}

	/** What arrows, H and L say; `unknown` where there are none, or they contradict. */
	get hint(): Direction {
		const [only, other] = this.hints;
		return only !== undefined && other === undefined ? only : 'unknown';
	}

	addHint(token: string): void {
		this.hints.add(directionOfHint(token));
	}

	/** @returns whether everything to the end was understood */
	readAll(): boolean {
		const { reader } = this;
		let spaced = false;
		while (!reader.done) {
			if (reader.take('comma') !== undefined) {
				spaced = false; // behind a comma an unlabelled range may be anything: 1,3-5
			} else if (reader.take('space') !== undefined) {
				spaced = true;
			} else if (!this.readClause(spaced)) {
				return false;
			} else {
				spaced = false;
			}
		}
		return true;
	}

	private readClause(spaced: boolean): boolean {
		return (
			this.reader.takeAny('criticalClause', 'remark') !== undefined ||
			this.readLabelled() ||
			this.readHint() ||
			this.readUnit() ||
			this.readBracketed() ||
			(spaced && this.addReadRange(this.readWholeRange()))
		);
	}

	private addReadRange(range: FoundRange): boolean {
		if (range === undefined) return false;
		this.range = this.range === undefined ? range : 'unclear';
		return true;
	}

	private readHint(): boolean {
		const { reader } = this;
		if (this.isVolume && reader.text[reader.at] === 'L') return false;
		const token = reader.take('hint');
		if (token !== undefined) this.addHint(token);
		return token !== undefined;
	}

	private readUnit(): boolean {
		if (this.unit !== undefined) return false;
		this.unit = this.reader.unit();
		return this.unit !== undefined;
	}

	/** `参考范围:3.5-9.5` without brackets, or `单位:g/L`. A label whose range can't be read takes the rest. */
	private readLabelled(): boolean {
		const { reader } = this;
		if (reader.take('unitLabel') !== undefined) return this.readUnit();
		if (reader.take('rangeLabel') === undefined) return false;
		if (reader.text[reader.at] === '(') return true; // the bracket is the next clause
		const range = this.readWholeRange();
		if (!range) {
			const rest = reader.text.slice(reader.at);
			reader.at = reader.text.length;
			return /\d/.test(rest) ? this.addReadRange('unclear') : true;
		}
		return this.addReadRange(range);
	}

	private readWholeRange(): Range | undefined {
		const { reader } = this;
		return reader.attempt(() => {
			const range = readRange(reader);
			return RANGE_ENDS.test(reader.text.charAt(reader.at)) ? range : undefined;
		});
	}

	private readBracketed(): boolean {
		const { reader } = this;
		const close =
			reader.text[reader.at] === '(' ? closingBracket(reader.text, reader.at) : undefined;
		if (close === undefined) return false;
		const { range, unit, hints } = readBracket(
			reader.text.slice(reader.at + 1, close),
			this.isVolume,
		);
		reader.at = close + 1;
		this.addReadRange(range);
		this.unit ??= unit;
		for (const hint of hints) this.addHint(hint);
		return true;
	}
}
