import { parse } from 'csv-parse/sync';

/**
 * A reader of CSV after RFC 4180, written from its grammar and knowing nothing of our writer: every character is
 * looked at once. Strict: a bare CR or LF outside quotes, a quote inside an unquoted field and text after a closing
 * quote are errors, not guesses.
 */
function readStrictly(text: string): string[][] {
	const records: string[][] = [];
	let record: string[] = [];
	let at = 0;
	const fail = (what: string): never => {
		throw new Error(`${what} at character ${at}`);
	};
	const escaped = (): string => {
		let field = '';
		for (at++; at < text.length; at++) {
			if (text[at] !== '"') field += text[at];
			else if (text[at + 1] === '"') field += text[at++];
			else {
				at++;
				return field;
			}
		}
		return fail('no closing quote');
	};
	const plain = (): string => {
		const start = at;
		while (at < text.length && text[at] !== ',' && text[at] !== '\r') {
			if (text[at] === '"' || text[at] === '\n') fail('a character that has to be quoted');
			at++;
		}
		return text.slice(start, at);
	};
	while (at < text.length) {
		record.push(text[at] === '"' ? escaped() : plain());
		if (text[at] === ',') {
			at++;
			if (at === text.length) fail('no end of line');
		} else if (text[at] === '\r' && text[at + 1] === '\n') {
			at += 2;
			records.push(record);
			record = [];
		} else fail('text where a field ends');
	}
	return records;
}

/**
 * What a file says, as the strict reader and csv-parse, a library that many programs read CSV with, agree on it.
 *
 * @throws where either refuses it, or they read different things
 */
export function readCsv(text: string): string[][] {
	const records = readStrictly(text);
	const options = { relax_column_count: true, record_delimiter: '\r\n' };
	expect(parse(text, options)).toEqual(records);
	return records;
}
