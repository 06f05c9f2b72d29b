import { BASIS_NAMES, type FigureRow } from '../indicators/catalogue';
import { GROUPING_NAMES } from '../indicators/group';
import type { GroupBy } from '../indicators/options';
import type { Column } from './csv';

type FigureColumn = Column<FigureRow>;

const percent = (value: number | null): number | null =>
	value === null ? null : Math.round(value * 10_000) / 100;

const RISK_IDS: readonly FigureColumn[] = [
	{
		zh: '分子的危急值编号',
		en: 'Numerator riskIds',
		kind: 'id',
		value: (row) => row.numeratorRiskIds.join('; '),
	},
	{
		zh: '其余的危急值编号',
		en: 'Rest riskIds',
		kind: 'id',
		value: (row) => row.restRiskIds.join('; '),
	},
];

const FIGURES: readonly FigureColumn[] = [
	{ zh: '统计口径', en: 'Counted', kind: 'text', value: (row) => BASIS_NAMES[row.basis].zh },
	{ zh: '指标编号', en: 'Code', kind: 'id', value: (row) => row.indicator.code },
	{
		zh: '指标',
		en: 'Indicator',
		kind: 'text',
		value: ({ indicator }) => `${indicator.zh} ${indicator.en}`,
	},
	{ zh: '分子', en: 'Numerator', kind: 'number', value: (row) => row.numerator },
	{ zh: '分母', en: 'Denominator', kind: 'number', value: (row) => row.denominator },
	{ zh: '比率(%)', en: 'Percent', kind: 'number', value: (row) => percent(row.value) },
	{ zh: '中位数(秒)', en: 'Median Seconds', kind: 'number', value: (row) => row.medianSeconds },
	{ zh: '90百分位(秒)', en: 'P90 Seconds', kind: 'number', value: (row) => row.p90Seconds },
];

/** The columns of a table of indicators; with the critical values behind each figure, if wanted. */
export function figureColumns(groupBy: GroupBy, includeRiskIds: boolean): FigureColumn[] {
	const grouping = GROUPING_NAMES[groupBy];
	return [
		{
			zh: grouping,
			en: 'Group',
			kind: 'text',
			value: ({ isTotal, groupName }) => (isTotal ? '合计' : groupName),
		},
		{ zh: `${grouping}编号`, en: 'Group Key', kind: 'id', value: (row) => row.groupKey },
		...FIGURES,
		...(includeRiskIds ? RISK_IDS : []),
	];
}
