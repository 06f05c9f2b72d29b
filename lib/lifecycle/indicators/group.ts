import { DateTime } from '../../thirdParty';
import type { CriticalValue } from '../criticalValue';
import { fieldText } from '../fieldText';
import { patientClassLabel, reportTypeLabel } from '../wireLabels';
import { acknowledgedAt } from './durations';
import type { GroupBy, IndicatorOptions } from './options';

/** What some critical values have in common. */
export interface Group {
	/** Unique among its siblings, and what they are sorted by; '' where the message doesn't say. */
	key: string;
	/** What people read. */
	name: string;
}

export const ALL: Group = { key: '', name: '合计' };

const NOT_SAID: Group = { key: '', name: '未填写' };
const NOT_CONFIRMED: Group = { key: '', name: '未确认' };

/** ISO 8601: weeks begin on Monday and belong to the year of their Thursday. */
const FORMATS = { month: 'yyyy-MM', week: "kkkk-'W'WW", day: 'yyyy-MM-dd' } as const;

function coded(code: string, name: string, missing = NOT_SAID): Group {
	if (code === '' && name === '') return missing;
	return { key: code || name, name: name || code };
}

const labelled = (code: string, label: (value: string) => string): Group =>
	coded(code, label(code));

function inTime(at: number, unit: keyof typeof FORMATS, zone: string): Group {
	const key = DateTime.fromMillis(at, { zone, locale: 'en-US' }).toFormat(FORMATS[unit]);
	return { key, name: key };
}

function personWhoHandled(value: CriticalValue): Group {
	if (value.confirm === null || acknowledgedAt(value) === null) return NOT_CONFIRMED;
	const { confirm } = value;
	return coded(fieldText(confirm, 'responseStaff'), fieldText(confirm, 'responseName'));
}

/** What a critical value is counted under. `at`: its time for months, weeks and days. */
export function groupOf(
	value: CriticalValue,
	at: number,
	{ groupBy, timeZone }: Pick<IndicatorOptions, 'groupBy' | 'timeZone'>,
): Group {
	const { fields } = value;
	switch (groupBy) {
		case 'none':
			return ALL;
		case 'month':
		case 'week':
		case 'day':
			return inTime(at, groupBy, timeZone);
		case 'ward':
			return coded(fieldText(fields, 'wardCode'), fieldText(fields, 'wardName'));
		case 'reportType':
			return labelled(fieldText(fields, 'reportType'), reportTypeLabel);
		case 'patientClass':
			return labelled(fieldText(fields, 'patientClass'), patientClassLabel);
		case 'sender':
			return coded(fieldText(fields, 'senderStaff'), fieldText(fields, 'senderName'));
		case 'responder':
			return personWhoHandled(value);
		default: {
			const unreachable: never = groupBy;
			return unreachable;
		}
	}
}

/** How a grouping is called where its groups are listed. */
export const GROUPING_NAMES: Record<GroupBy, string> = {
	none: '全部',
	month: '月份',
	week: '周',
	day: '日期',
	ward: '病区',
	reportType: '报告类型',
	patientClass: '患者类型',
	sender: '发送人',
	responder: '处理人',
};
