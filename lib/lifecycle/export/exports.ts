import type { CriticalValue } from '../criticalValue';
import { figureRows } from '../indicators/catalogue';
import type { Statistics } from '../indicators/statistics';
import { csv } from './csv';
import type { CsvReader } from './csvCell';
import { exportedValue, type ExportedValue, type ExportOptions } from './exportedValue';
import { figureColumns } from './figureColumns';
import { ndjson } from './ndjson';
import { valueColumns } from './valueColumns';
import { valueRecord } from './valueRecord';

export type Values = Iterable<CriticalValue> | AsyncIterable<CriticalValue>;

/** Text of a file, chunk by chunk; to be written as UTF-8. */
export type Chunks = AsyncGenerator<string, void, undefined>;

async function* exported(
	values: Values,
	options: ExportOptions,
): AsyncGenerator<ExportedValue, void, undefined> {
	for await (const value of values) yield exportedValue(value, options);
}

async function* records(values: Values, options: ExportOptions) {
	for await (const one of exported(values, options)) yield valueRecord(one, options.timeZone);
}

/** Critical values as CSV, a line each, in the order they come. */
export const valuesCsv = (values: Values, options: ExportOptions, reader: CsvReader): Chunks =>
	csv(exported(values, options), valueColumns(options.timeZone), reader);

/** Critical values as NDJSON, one object a line, in the order they come. */
export const valuesNdjson = (values: Values, options: ExportOptions): Chunks =>
	ndjson(records(values, options));

/** Indicators as CSV, a line a figure: the total first. */
export const statisticsCsv = (
	statistics: Statistics,
	includeRiskIds: boolean,
	reader: CsvReader,
): Chunks =>
	csv(figureRows(statistics), figureColumns(statistics.options.groupBy, includeRiskIds), reader);
