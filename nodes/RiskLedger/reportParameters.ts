import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_LIMITS } from '../../lib/lifecycle/indicators/options';
import { optionsCollection } from '../../lib/n8n/optionsCollection';
import { LABELS, type Parameter } from '../../lib/n8n/ledgerNode/labels';
import { valueFilters } from './valueParameters';

const choices = (list: ReadonlyArray<[value: string, name: string, description: string]>) =>
	list.map(([value, name, description]) => ({ value, name, description }));

/** A report's period. */
export const period: INodeProperties[] = [
	{
		displayName: LABELS.period,
		name: 'period',
		type: 'options',
		default: 'yesterday',
		options: choices([
			['custom', 'Custom 自定义', 'From one time to another. 从某时到某时。'],
			['lastMonth', 'Last Month 上月', 'The whole month before this one. 上一个自然月。'],
			['lastWeek', 'Last Week 上周', 'Monday to Sunday. 上周一至周日。'],
			['thisMonth', 'This Month 本月', 'This month so far. 本月至今。'],
			['thisWeek', 'This Week 本周', 'From Monday so far. 本周一至今。'],
			['today', 'Today 今天', 'Since midnight. 今天零点至今。'],
			['yesterday', 'Yesterday 昨天', 'From midnight to midnight. 昨天全天。'],
		]),
		description:
			'Critical values first sent in this period, in the workflow’s time zone. 此时段内首次发送的危急值，按工作流的时区。',
	},
	{
		displayName: LABELS.sentAfter,
		name: 'sentAfter',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-11-01 00:00:00',
		displayOptions: { show: { period: ['custom'] } },
		description: 'Beginning of the period. 时段开始。',
	},
	{
		displayName: LABELS.sentBefore,
		name: 'sentBefore',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-12-01 00:00:00',
		displayOptions: { show: { period: ['custom'] } },
		description: 'End of the period, not part of it; empty: now. 时段结束（不含），不填则为现在。',
	},
];

/** What else narrows a report down: without the times, which the period has. */
export const reportFilters: INodeProperties = {
	...valueFilters,
	options: (valueFilters.options as INodeProperties[]).filter(
		({ name }) => name !== 'sentAfter' && name !== 'sentBefore',
	),
};

export const groupBy: INodeProperties = {
	displayName: LABELS.groupBy,
	name: 'groupBy',
	type: 'options',
	default: 'none',
	options: choices([
		['day', 'Day 日', 'By day of the first send. 按首次发送的日期。'],
		['month', 'Month 月', 'By month. 按月。'],
		['none', 'None 不分组', 'The total only. 只有合计。'],
		['patientClass', 'Patient Class 患者类型', 'By patient class. 按患者类型。'],
		['reportType', 'Report Type 报告类型', 'By report type. 按报告类型。'],
		['responder', 'Responder 反馈人', 'By who confirmed. 按确认人。'],
		['sender', 'Sender 发送人', 'By who sent. 按发送人。'],
		['ward', 'Ward 病区', 'By ward. 按病区。'],
		['week', 'Week 周', 'By ISO week. 按周。'],
	]),
	description:
		'What the figures are counted apart by, besides the total. 除合计外，按什么分别统计。',
};

export const statisticsOutput: INodeProperties = {
	displayName: LABELS.statisticsOutput,
	name: 'statisticsOutput',
	type: 'options',
	default: 'figures',
	options: choices([
		[
			'figures',
			'Figures 指标',
			'One item for each figure, with numerator, denominator and riskIds. 每个指标一条，含分子、分母和 riskId 列表。',
		],
		[
			'report',
			'Report 报告',
			'One item with an HTML report, and a CSV file with all figures. 一条报告，含 HTML 和全部指标的 CSV 文件。',
		],
	]),
	description: 'What comes out. 输出什么。',
};

const { notificationMinutes, otherNotificationMinutes, handlingMinutes } = DEFAULT_LIMITS;

const limit = (name: Parameter, minutes: number | undefined, what: string): INodeProperties => ({
	displayName: LABELS[name],
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: minutes ?? otherNotificationMinutes,
	description: what,
});

const NOTIFIED = 'The hospital’s own limit for notification. 本院规定的通报时限。';

const clinicalSystems: INodeProperties = {
	displayName: LABELS.clinicalSystems,
	name: 'clinicalSystems',
	type: 'string',
	default: '',
	placeholder: 'e.g. EMR, HIS',
	description:
		'Whose delivery notifies the clinical department, by the names of their credentials; empty: any system. 送达哪些系统算作已通报临床，填凭据名称；不填则任一系统。',
};

export const statisticsOptions = optionsCollection([
	clinicalSystems,
	{
		displayName: LABELS.includeCancelled,
		name: 'includeCancelled',
		type: 'boolean',
		default: false,
		description:
			'Whether values that were withdrawn count like the others. 已撤销的危急值是否一并计入。',
	},
	limit('limitEcg', notificationMinutes.Ecg, NOTIFIED),
	limit(
		'limitHandling',
		handlingMinutes,
		'From the opening to the confirm. 从危急值出现到确认的时限。',
	),
	limit('limitLis', notificationMinutes.Lis, NOTIFIED),
	limit('limitOther', otherNotificationMinutes, NOTIFIED),
	limit('limitPacs', notificationMinutes.Pacs, NOTIFIED),
	limit('limitRis', notificationMinutes.Ris, NOTIFIED),
	{
		displayName: LABELS.reportTitle,
		name: 'reportTitle',
		type: 'string',
		default: '危急值指标',
		description: 'Heading of the report. 报告的标题。',
	},
]);

export const exportOptions = optionsCollection([clinicalSystems]);

export const exportFormat: INodeProperties[] = [
	{
		displayName: LABELS.format,
		name: 'format',
		type: 'options',
		default: 'csv',
		options: choices([
			['csv', 'CSV 表格', 'For a spreadsheet; UTF-8 with BOM. 供表格软件打开，UTF-8（含BOM）。'],
			[
				'ndjson',
				'NDJSON 文本',
				'One JSON object a line, for other programs. 每行一个 JSON，供其他程序读取。',
			],
		]),
		description: 'Form of the file. 文件格式。',
	},
	{
		displayName: LABELS.reader,
		name: 'reader',
		type: 'options',
		default: 'excel',
		options: choices([
			[
				'excel',
				'Excel or WPS 电子表格',
				'Numbers with leading zeros or many digits are kept from being changed. 保护前导零和长编号不被改变。',
			],
			['plain', 'Other Programs 其他程序', 'Every value as it is. 原样输出。'],
		]),
		displayOptions: { show: { format: ['csv'] } },
		description: 'Which program opens the file. 用什么软件打开。',
	},
	{
		displayName: LABELS.maskNames,
		name: 'maskNames',
		type: 'boolean',
		default: true,
		description:
			'Whether patients’ names are masked (张三 → 张*). 患者姓名是否脱敏（张三 → 张*）。',
	},
];
