import { cell, type CellKind, type CellValue, type CsvReader } from './csvCell';

/** A column of a table: its heading in both languages, and what stands in it. */
export interface Column<Row> {
	zh: string;
	en: string;
	kind: CellKind;
	/** Times are texts, yyyy-MM-dd HH:mm:ss: a spreadsheet reads them as times. */
	isTime?: boolean;
	value: (row: Row) => CellValue;
}

/** Without it Excel reads UTF-8 as the machine's old code page, and Chinese is lost. */
const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

/** Large enough that writing costs little a row, small enough to be forgotten at once. */
const CHUNK_CHARACTERS = 64 * 1024;

function line<Row>(row: Row, columns: ReadonlyArray<Column<Row>>, reader: CsvReader): string {
	const cells = columns.map(({ kind, isTime = false, value }) =>
		// Excel's guess is right for a time: it is to be sorted and subtracted.
		cell(value(row), kind, isTime ? 'plain' : reader),
	);
	return cells.join(',') + LINE_END;
}

function heading<Row>(columns: ReadonlyArray<Column<Row>>): string {
	const names = columns.map(({ zh, en }) => cell(`${zh} ${en}`, 'text', 'plain'));
	return BYTE_ORDER_MARK + names.join(',') + LINE_END;
}

/**
 * A table as CSV text, chunk by chunk: byte order mark, a heading of both languages, a line a row (RFC 4180, CRLF).
 * To be written as UTF-8. An empty table is its heading.
 */
export async function* csv<Row>(
	rows: Iterable<Row> | AsyncIterable<Row>,
	columns: ReadonlyArray<Column<Row>>,
	reader: CsvReader,
): AsyncGenerator<string, void, undefined> {
	let chunk = heading(columns);
	for await (const row of rows) {
		chunk += line(row, columns, reader);
		if (chunk.length < CHUNK_CHARACTERS) continue;
		yield chunk;
		chunk = '';
	}
	if (chunk !== '') yield chunk;
}
