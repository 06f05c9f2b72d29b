import { statisticsCsv } from '../../../lifecycle/export/exports';
import { BASIS_NAMES, figureRows, type FigureRow } from '../../../lifecycle/indicators/catalogue';
import { figureText } from '../../../lifecycle/indicators/figureText';
import {
	DEFAULT_LIMITS,
	GROUPINGS,
	type GroupBy,
	type IndicatorLimits,
	type IndicatorOptions,
} from '../../../lifecycle/indicators/options';
import { reportHtml } from '../../../lifecycle/indicators/reportHtml';
import { statisticsOver, type Statistics } from '../../../lifecycle/indicators/statistics';
import { isoTime } from '../../../lifecycle/isoTime';
import { DateTime } from '../../../thirdParty';
import type { Parameter } from '../labels';
import {
	MINUTES_WANTED,
	minutesUpTo,
	parsed,
	rawCollection,
	SWITCH_WANTED,
	textOf,
	yesOrNo,
	type At,
} from '../parameters';
import { readChoice } from '../read';
import { WithFile, type LedgerCall } from '../run';
import { textFile } from './file';
import { valuePages } from './pages';
import { readPeriod } from './period';
import { readList, readValueFilter } from './read';

export const STATISTICS_OUTPUTS = ['figures', 'report'] as const;
const DEFAULT_TITLE = '危急值指标';

const minutes = minutesUpTo(100_000);

/** The limits that each hospital sets for itself; those of docs/indicators.md where it sets none. */
export function readLimits(at: At): IndicatorLimits {
	const options = rawCollection(at, 'options');
	const limit = (name: Parameter, fallback: number | undefined) =>
		parsed(minutes, name, options[name] ?? fallback ?? 0, MINUTES_WANTED);
	const { notificationMinutes, otherNotificationMinutes, handlingMinutes } = DEFAULT_LIMITS;
	return {
		notificationMinutes: {
			Lis: limit('limitLis', notificationMinutes.Lis),
			Ris: limit('limitRis', notificationMinutes.Ris),
			Pacs: limit('limitPacs', notificationMinutes.Pacs),
			Ecg: limit('limitEcg', notificationMinutes.Ecg),
		},
		otherNotificationMinutes: limit('limitOther', otherNotificationMinutes),
		handlingMinutes: limit('limitHandling', handlingMinutes),
		clinicalSystems: readList('clinicalSystems', options.clinicalSystems) ?? [],
		includeCancelled: parsed(
			yesOrNo,
			'includeCancelled',
			options.includeCancelled ?? false,
			SWITCH_WANTED,
		),
	};
}

/** One figure as an item: IF and Switch nodes go by `code` or `key`, people read `text`. */
function figureJson(row: FigureRow, { from, to, timeZone, groupBy }: IndicatorOptions) {
	const { indicator, basis } = row;
	return {
		key: indicator.key,
		code: indicator.code,
		name: `${indicator.zh} ${indicator.en}`,
		basis,
		basisName: `${BASIS_NAMES[basis].zh} ${BASIS_NAMES[basis].en}`,
		groupBy,
		group: row.groupName,
		groupKey: row.groupKey,
		isTotal: row.isTotal,
		numerator: row.numerator,
		denominator: row.denominator,
		value: row.value,
		medianSeconds: row.medianSeconds,
		p90Seconds: row.p90Seconds,
		text: `${indicator.zh}（${BASIS_NAMES[basis].zh}）：${figureText(row)}`,
		numeratorRiskIds: row.numeratorRiskIds,
		restRiskIds: row.restRiskIds,
		fromTime: isoTime(from, timeZone),
		fromTimestamp: from,
		toTime: isoTime(to, timeZone),
		toTimestamp: to,
	};
}

/** A report for a mail: its HTML as a field, all figures with their riskIds as a file for a spreadsheet. */
async function report(call: LedgerCall, statistics: Statistics) {
	const options = rawCollection(call, 'options');
	const title = parsed(textOf, 'reportTitle', options.reportTitle ?? DEFAULT_TITLE, {
		zh: '请填写文字',
		en: 'Give a text',
	});
	const { from, to, timeZone } = statistics.options;
	const day = DateTime.fromMillis(from, { zone: timeZone }).toFormat('yyyy-MM-dd');
	const file = await textFile(
		call,
		statisticsCsv(statistics, true, 'excel'),
		`危急值指标-${day}.csv`,
		'text/csv',
	);
	const json = {
		title,
		html: reportHtml(statistics, title),
		fromTime: isoTime(from, timeZone),
		toTime: isoTime(to, timeZone),
		figures: [...figureRows(statistics)]
			.filter(({ isTotal }) => isTotal)
			.map((row) => figureJson(row, statistics.options))
			.map(({ numeratorRiskIds: _yes, restRiskIds: _no, ...figure }) => figure),
	};
	return [new WithFile(json, file)];
}

/** The indicators of a period: an item a figure, or a report. docs/indicators.md says what each counts. */
export async function statistics(call: LedgerCall): Promise<object[]> {
	const period = readPeriod(call, call.now);
	const options: IndicatorOptions = {
		...readLimits(call),
		...period,
		timeZone: call.timeZone,
		groupBy: readChoice(call, 'groupBy', GROUPINGS as readonly [GroupBy, ...GroupBy[]]),
	};
	const filter = { ...readValueFilter(call), ...period };
	const counted = await statisticsOver(valuePages(call, filter, Number.POSITIVE_INFINITY), options);
	if (readChoice(call, 'statisticsOutput', STATISTICS_OUTPUTS) === 'report') {
		return await report(call, counted);
	}
	return [...figureRows(counted)].map((row) => figureJson(row, options));
}
