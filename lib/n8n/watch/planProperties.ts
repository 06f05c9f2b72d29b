import type { INodeProperties } from 'n8n-workflow';
import { wireChoices } from '../wireChoices';
import { DEFAULT_PLAN, LABELS, WEEKDAYS } from './labels';

/** From, to, weekdays: when something applies. Used by plans and by sources. */
export const windowProperties: INodeProperties[] = [
	{
		displayName: 'From 开始时间',
		name: 'from',
		type: 'string',
		default: '08:00',
		placeholder: 'e.g. 18:00',
		description:
			'Time of day (HH:mm) in the workflow’s time zone. 一天中的时刻（HH:mm），按工作流的时区。',
	},
	{
		displayName: 'To 结束时间',
		name: 'to',
		type: 'string',
		default: '18:00',
		placeholder: 'e.g. 08:00',
		description:
			'Earlier than From: until the next morning. Equal: the whole day. 早于开始时间表示到次日；相等表示全天。',
	},
	{
		displayName: 'Weekdays 星期',
		name: 'weekdays',
		type: 'multiOptions',
		default: [1, 2, 3, 4, 5, 6, 7],
		options: WEEKDAYS.map(({ value, name }) => ({ name, value })),
		description:
			'A window over midnight belongs to the day on which it begins. 跨零点的时段属于开始的那一天。',
	},
];

const stepValues: INodeProperties[] = [
	{
		displayName: 'After (Minutes) 分钟后',
		name: 'afterMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		description:
			'So long after the critical value was received, if nobody has confirmed it. 收到危急值后多久仍未确认即触发。',
	},
	{
		displayName: 'Name 名称',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. 值班医生 Duty Doctor',
		description:
			'Who is told. It identifies the step; under a new name, a level that has fired is not begun again for what is open. 通知对象，也是该步骤的标识；改名后，未确认危急值已触发的级别不再重新触发。',
	},
	{
		displayName: 'Level 级别',
		name: 'level',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description:
			'For a Switch node, and for the change of plans: a level that one plan has reached is not begun again by the next. 供 Switch 节点使用；换班时，已达到的级别不会由下一方案重新触发。',
	},
	{
		displayName: 'Patient Classes 患者类型',
		name: 'patientClasses',
		type: 'multiOptions',
		default: [],
		options: wireChoices('patientClass'),
		description: 'Only for these; empty: for all. 仅限所选患者类型；不选则不限。',
	},
	{
		displayName: 'Report Types 报告类型',
		name: 'reportTypes',
		type: 'multiOptions',
		default: [],
		options: wireChoices('reportType'),
		description: 'Only for these; empty: for all. 仅限所选报告类型；不选则不限。',
	},
	{
		displayName: 'Wards 病区',
		name: 'wards',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0301, 心血管内科一病区',
		description:
			'Only for these, by code or name, separated by commas; empty: for all. 仅限这些病区，填编号或名称，用逗号分隔；不填则不限。',
	},
];

/** Who is told when nobody confirms: plans by the hour, each with its steps. */
export const planProperty: INodeProperties = {
	displayName: LABELS.plans,
	name: 'plans',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Plan 添加方案',
	},
	default: { plan: [DEFAULT_PLAN] } as unknown as INodeProperties['default'],
	description:
		'The first plan whose hours it is applies. Each step fires once for a critical value, and stops with its confirm or withdrawal. 按顺序采用第一个当前适用的方案；每个步骤对每条危急值只触发一次，确认或撤销后立即停止。',
	options: [
		{
			displayName: 'Plan 方案',
			name: 'plan',
			values: [
				{
					displayName: 'Name 名称',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. 夜间 Night',
					description: 'Name of the plan. 方案名称。',
				},
				{
					displayName: 'Applies 适用时间',
					name: 'applies',
					type: 'options',
					default: 'always',
					options: [
						{
							name: 'Always 始终',
							value: 'always',
							description: 'At every hour. 任何时间。',
						},
						{
							name: 'On Holidays 节假日',
							value: 'holidays',
							description:
								'In its hours, on the dates in the option Holidays only. 仅在“节假日”选项中的日期。',
						},
						{
							name: 'On Other Days 非节假日',
							value: 'noHolidays',
							description:
								'In its hours, on all dates but those in the option Holidays. “节假日”选项以外的日期。',
						},
						{
							name: 'Within Hours 指定时段',
							value: 'hours',
							description: 'In its hours, on any date. 指定时段，不分日期。',
						},
					],
					description: 'When this plan applies. 该方案何时适用。',
				},
				...windowProperties.map((property) => ({
					...property,
					displayOptions: { hide: { applies: ['always'] } },
				})),
				{
					displayName: 'Steps 步骤',
					name: 'steps',
					type: 'fixedCollection',
					typeOptions: {
						multipleValues: true,
						sortable: true,
						multipleValueButtonText: 'Add Step 添加步骤',
					},
					default: {},
					options: [{ displayName: 'Step 步骤', name: 'step', values: stepValues }],
					description:
						'Who is told, and when. For a critical value that no step is for, the fallback in the options fires. 何时通知谁；没有适用步骤的危急值由选项中的兜底步骤通知。',
				},
			],
		},
	],
};
