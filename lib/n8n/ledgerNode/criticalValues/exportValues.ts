import { valuesCsv, valuesNdjson } from '../../../lifecycle/export/exports';
import { isoTime } from '../../../lifecycle/isoTime';
import { DateTime } from '../../../thirdParty';
import type { CriticalValue } from '../../../lifecycle/criticalValue';
import { rawCollection } from '../parameters';
import { readChoice, readSwitch } from '../read';
import { WithFile, type LedgerCall } from '../run';
import { textFile } from './file';
import { valuePages } from './pages';
import { readPeriod } from './period';
import { readList, readValueFilter } from './read';

export const FORMATS = ['csv', 'ndjson'] as const;
export const READERS = ['excel', 'plain'] as const;

const MIME = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

/** The critical values of a period as a file: for a spreadsheet, or for another program. */
export async function exportValues(call: LedgerCall): Promise<object[]> {
	const { timeZone } = call;
	const period = readPeriod(call, call.now);
	const filter = { ...readValueFilter(call), ...period };
	const format = readChoice(call, 'format', FORMATS);
	const options = {
		timeZone,
		maskNames: readSwitch(call, 'maskNames', true),
		clinicalSystems:
			readList('clinicalSystems', rawCollection(call, 'options').clinicalSystems) ?? [],
	};
	let count = 0;
	async function* counted(): AsyncGenerator<CriticalValue> {
		for await (const value of valuePages(call, filter, Number.POSITIVE_INFINITY)) {
			count += 1;
			yield value;
		}
	}
	const chunks =
		format === 'csv'
			? valuesCsv(counted(), options, readChoice(call, 'reader', READERS))
			: valuesNdjson(counted(), options);
	const day = (ms: number) => DateTime.fromMillis(ms, { zone: timeZone }).toFormat('yyyy-MM-dd');
	const fileName = `危急值-${day(period.from)}-${day(period.to - 1)}.${format}`;
	const file = await textFile(call, chunks, fileName, MIME[format]);
	const json = {
		fileName,
		format,
		count,
		fromTime: isoTime(period.from, timeZone),
		toTime: isoTime(period.to, timeZone),
	};
	return [new WithFile(json, file)];
}
