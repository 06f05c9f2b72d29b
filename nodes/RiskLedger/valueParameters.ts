import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../../lib/n8n/optionsCollection';
import { LABELS } from '../../lib/n8n/ledgerNode/labels';
import { wireChoices } from '../../lib/n8n/wireChoices';

/** What narrows critical values down, in alphabetical order: all operations on several share it. */
export const valueFilters: INodeProperties = {
	displayName: LABELS.valueFilters,
	name: 'valueFilters',
	type: 'collection',
	placeholder: 'Add filter 添加条件',
	default: {},
	options: [
		{
			displayName: LABELS.patientClasses,
			name: 'patientClasses',
			type: 'multiOptions',
			default: [],
			options: wireChoices('patientClass'),
			description: 'Only patients of these classes. 仅这些类型的患者。',
		},
		{
			displayName: LABELS.reportTypes,
			name: 'reportTypes',
			type: 'multiOptions',
			default: [],
			options: wireChoices('reportType'),
			description: 'Only reports of these types. 仅这些类型的报告。',
		},
		{
			displayName: LABELS.riskIds,
			name: 'riskIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2022022100017, 2022022100018',
			description: 'Only these, separated by commas. 仅这些危急值，用逗号分隔。',
		},
		{
			displayName: LABELS.sentAfter,
			name: 'sentAfter',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-11-24 00:00:00',
			description:
				'Only what was first sent at this time or later; without an offset it is read in the workflow’s time zone. 仅此时间起首次发送的危急值；不带时区偏移时按工作流的时区。',
		},
		{
			displayName: LABELS.sentBefore,
			name: 'sentBefore',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-11-25 00:00:00',
			description:
				'Only what was first sent before this time; without an offset it is read in the workflow’s time zone. 仅此时间以前首次发送的危急值；不带时区偏移时按工作流的时区。',
		},
		{
			displayName: LABELS.wards,
			name: 'wards',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0301, 心血管内科一病区',
			description:
				'Only these wards, by code or name, separated by commas. 仅这些病区，填编号或名称，用逗号分隔。',
		},
	],
};

export const show: INodeProperties[] = [
	{
		displayName: LABELS.show,
		name: 'show',
		type: 'options',
		default: 'open',
		options: [
			{ name: 'Any 全部', value: 'any', description: 'Whatever their state. 不限状态。' },
			{
				name: 'Cancelled 已撤销',
				value: 'cancelled',
				description: 'Withdrawn by the sender. 发送方已撤销。',
			},
			{
				name: 'Confirmed 已确认',
				value: 'confirmed',
				description: 'Handled by a clinician. 临床已处理。',
			},
			{
				name: 'Open 未确认',
				value: 'open',
				description: 'Nobody has confirmed them. 尚无人确认。',
			},
			{
				name: 'Overdue 超时未确认',
				value: 'overdue',
				description: 'Open for longer than some minutes. 超过一定分钟数仍未确认。',
			},
			{
				name: 'Unknown 只有确认',
				value: 'unknown',
				description: 'Confirmed, but never received here. 收到了确认，但未收到危急值。',
			},
		],
		description: 'Which critical values to list. 列出哪些危急值。',
	},
	{
		displayName: LABELS.overdueMinutes,
		name: 'overdueMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 10,
		displayOptions: { show: { show: ['overdue'] } },
		description: 'Open for at least so long since it was received. 收到后至少多久仍未确认。',
	},
];

export const timelineOptions = optionsCollection([
	{
		displayName: LABELS.includeTimeline,
		name: 'includeTimeline',
		type: 'boolean',
		default: true,
		description:
			'Whether all that happened comes along, in order: messages, deliveries, escalations, confirms. 是否附带按顺序排列的全部经过：消息、推送、升级、确认。',
	},
]);

/** What a clinician fills in: interface 3's fields. */
export const handling: INodeProperties[] = [
	{
		displayName: LABELS.responseName,
		name: 'responseName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 赵医生',
		description: 'Who handled it. 谁处理的。',
	},
	{
		displayName: LABELS.responseStaff,
		name: 'responseStaff',
		type: 'string',
		default: '',
		placeholder: 'e.g. D0033',
		description: 'Staff number of whoever handled it. 处理人工号。',
	},
	{
		displayName: LABELS.responseTell,
		name: 'responseTell',
		type: 'string',
		default: '',
		placeholder: 'e.g. 8101',
		description: 'Telephone. 联系电话。',
	},
	{
		displayName: LABELS.responseResult,
		name: 'responseResult',
		type: 'options',
		default: '暂时处理',
		options: wireChoices('responseResult', 3),
		description:
			'How it was handled; another text can be given by an expression. 处理结果；其他文字可用表达式填写。',
	},
	{
		displayName: LABELS.responseContent,
		name: 'responseContent',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. 已复核并处理',
		description: 'What was done, in words. 处理的详细说明。',
	},
	{
		displayName: LABELS.responseTime,
		name: 'responseTime',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-11-25 08:05:00',
		description: 'When it was handled; empty: now. 处理时间，不填则为当前时间。',
	},
	{
		displayName: LABELS.sysType,
		name: 'sysType',
		type: 'options',
		default: 'mobileoa',
		options: wireChoices('sysType', 3),
		description: 'Which system it was entered in. 在哪个系统中填写。',
	},
];

export const reconcileParameters: INodeProperties[] = [
	{
		displayName: LABELS.source,
		name: 'source',
		type: 'options',
		noDataExpression: true,
		default: 'items',
		options: [
			{
				name: 'Incoming Items 输入数据',
				value: 'items',
				description: 'One row of the source system an item. 来源系统的每一行为一条输入数据。',
			},
			{
				name: 'List 列表',
				value: 'list',
				description: 'RiskIds in a parameter. 在参数中填写 riskId。',
			},
		],
		description: 'Where the source system’s critical values are. 来源系统的危急值在哪里。',
	},
	{
		displayName: LABELS.riskIdField,
		name: 'riskIdField',
		type: 'string',
		default: 'riskId',
		placeholder: 'e.g. risk_id',
		displayOptions: { show: { source: ['items'] } },
		description: 'Field of the rows that holds the riskId. 输入数据中 riskId 所在的字段名。',
	},
	{
		displayName: LABELS.riskIds,
		name: 'riskIds',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. 2022022100017, 2022022100018',
		displayOptions: { show: { source: ['list'] } },
		description: 'Separated by commas or lines. 用逗号或换行分隔。',
	},
	{
		displayName: LABELS.output,
		name: 'output',
		type: 'options',
		default: 'differences',
		options: [
			{
				name: 'All 全部',
				value: 'all',
				description: 'One item for each riskId. 每个 riskId 一条。',
			},
			{
				name: 'Differences 差异',
				value: 'differences',
				description:
					'One item for each riskId that is missing on a side, or unconfirmed. 缺失或未确认的，每条一项。',
			},
			{
				name: 'Summary 汇总',
				value: 'summary',
				description: 'One item with counts and lists of riskIds. 一条汇总，含数量和 riskId 列表。',
			},
		],
		description: 'What comes out. 输出什么。',
	},
];
