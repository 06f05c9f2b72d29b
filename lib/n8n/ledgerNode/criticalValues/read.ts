import { readTime } from '../../../contract/time';
import { storable } from '../../../ledger/rows';
import type { CriticalValueFilter } from '../../../ledger/criticalValues/types';
import { z } from '../../../thirdParty';
import { LABELS, type Parameter } from '../labels';
import {
	isEmpty,
	parsed,
	rawCollection,
	rawParameter,
	textOf,
	unusable,
	type At,
} from '../parameters';

/** Several values: chosen in a list, or written with commas between (names of wards may hold blanks). */
export const textList = z
	.union([z.array(z.union([z.string(), z.number()])), z.union([z.string(), z.number()])])
	.transform((value) =>
		Array.isArray(value) ? value.map(String) : String(value).split(/[,;，；、\n]+/),
	)
	.transform((all) => all.map((one) => one.trim()).filter((one) => one !== ''));

const LIST_WANTED = {
	zh: '请选择，或用逗号分隔填写',
	en: 'Select values, or write them with commas between',
};

/** @returns undefined where none is given, which means any */
export function readList(parameter: Parameter, value: unknown): readonly string[] | undefined {
	if (isEmpty(value)) return undefined;
	const list = parsed(textList, parameter, value, LIST_WANTED);
	return list.length === 0 ? undefined : list.map((one) => storable(one) ?? '');
}

/** @returns epoch milliseconds; undefined where nothing is given */
export function readMoment(
	{ timeZone }: At,
	parameter: Parameter,
	value: unknown,
): number | undefined {
	if (isEmpty(value)) return undefined;
	const ms = readTime(value, timeZone);
	if (ms !== undefined) return ms;
	throw unusable(parameter, {
		zh: '请填写日期和时间，例如 2026-11-24 08:00:00（按工作流的时区）或 2026-11-24T08:00:00+08:00',
		en: 'Give a date and time, e.g. 2026-11-24 08:00:00 (in the workflow’s time zone) or 2026-11-24T08:00:00+08:00',
	});
}

/** A text parameter; '' where it is left empty. */
export function readText(at: At, parameter: Parameter): string {
	const value = rawParameter(at, parameter, '');
	if (isEmpty(value)) return '';
	return parsed(textOf, parameter, value, { zh: '请填写文字', en: 'Give a text' });
}

/** The period, and what else narrows critical values down: the collection that their operations share. */
export function readValueFilter(at: At): CriticalValueFilter {
	const filters = rawCollection(at, 'valueFilters');
	const from = readMoment(at, 'sentAfter', filters.sentAfter);
	const to = readMoment(at, 'sentBefore', filters.sentBefore);
	if (from !== undefined && to !== undefined && from >= to) {
		throw unusable('sentBefore', {
			zh: `应晚于“${LABELS.sentAfter}”，否则没有危急值符合`,
			en: `It has to be later than “${LABELS.sentAfter}”, or no critical value fits`,
		});
	}
	const riskIds = readList('riskIds', filters.riskIds);
	const wards = readList('wards', filters.wards);
	const reportTypes = readList('reportTypes', filters.reportTypes);
	const patientClasses = readList('patientClasses', filters.patientClasses);
	return {
		...(from === undefined ? {} : { from }),
		...(to === undefined ? {} : { to }),
		...(riskIds && { riskIds }),
		...(wards && { wards }),
		...(reportTypes && { reportTypes }),
		...(patientClasses && { patientClasses }),
	};
}
