import type { Duration, Figures, Share } from './figures';
import type { GroupStatistics, Statistics } from './statistics';

type KeysOf<T> = { [K in keyof Figures]: Figures[K] extends T ? K : never }[keyof Figures];

export type ShareKey = KeysOf<Share>;
export type DurationKey = KeysOf<Duration>;

interface Names {
	zh: string;
	en: string;
	/** Number of the quality indicator that it follows; '' where there is none that we know of. */
	code: string;
}

export type Indicator = Names &
	({ kind: 'share'; key: ShareKey } | { kind: 'duration'; key: DurationKey });

/** All indicators in the order of reports. docs/indicators.md says what each counts. */
export const INDICATORS: readonly Indicator[] = [
	{
		kind: 'share',
		key: 'notificationRate',
		zh: '危急值通报率',
		en: 'Notification rate',
		code: 'CL-14',
	},
	{
		kind: 'share',
		key: 'timelyNotificationRate',
		zh: '危急值通报及时率',
		en: 'Timely notification rate',
		code: 'CL-15',
	},
	{
		kind: 'share',
		key: 'ultrasoundTenMinuteRate',
		zh: '超声危急值10分钟内通报率',
		en: 'Ultrasound notified within 10 minutes',
		code: 'US-CV-01',
	},
	{
		kind: 'share',
		key: 'radiologyTenMinuteRate',
		zh: '放射危急值10分钟内通报率',
		en: 'Radiology notified within 10 minutes',
		code: 'RQI-RCV-04',
	},
	{
		kind: 'share',
		key: 'timelyHandlingRate',
		zh: '危急值处理及时率',
		en: 'Timely handling rate',
		code: '',
	},
	{
		kind: 'share',
		key: 'unacknowledgedRate',
		zh: '危急值未确认率',
		en: 'Unacknowledged rate',
		code: '',
	},
	{ kind: 'duration', key: 'notificationTime', zh: '通报用时', en: 'Notification time', code: '' },
	{ kind: 'duration', key: 'confirmationTime', zh: '确认用时', en: 'Confirmation time', code: '' },
];

/** What is counted once. */
export type Basis = 'value' | 'item';

export const BASES: readonly Basis[] = ['value', 'item'];

export const BASIS_NAMES: Record<Basis, { zh: string; en: string }> = {
	value: { zh: '按危急值', en: 'per critical value' },
	item: { zh: '按检验项目', en: 'per test item' },
};

/** One figure with all that says which it is: a line of a table. */
export interface FigureRow {
	groupKey: string;
	groupName: string;
	isTotal: boolean;
	basis: Basis;
	indicator: Indicator;
	numerator: number;
	denominator: number;
	/** Of a share; null of a duration, and where nothing is counted. */
	value: number | null;
	/** Of a duration; null of a share, and where nothing was measured. */
	medianSeconds: number | null;
	p90Seconds: number | null;
	numeratorRiskIds: readonly string[];
	restRiskIds: readonly string[];
}

function rowOf(group: GroupStatistics, isTotal: boolean, basis: Basis, indicator: Indicator) {
	const figures = basis === 'value' ? group.byValue : group.byItem;
	const none = { value: null, medianSeconds: null, p90Seconds: null };
	const figure = figures[indicator.key];
	const { key: groupKey, name: groupName } = group.group;
	return { groupKey, groupName, isTotal, basis, indicator, ...none, ...figure };
}

/** All figures one by one: the total first, then each group; per critical value, then per item. */
export function* figureRows(statistics: Statistics): Generator<FigureRow> {
	for (const group of [statistics.total, ...statistics.groups]) {
		for (const basis of BASES) {
			for (const indicator of INDICATORS) {
				yield rowOf(group, group === statistics.total, basis, indicator);
			}
		}
	}
}
