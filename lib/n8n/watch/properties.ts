import type { INodeProperties } from 'n8n-workflow';
import { ledgerProperty } from '../ledger/property';
import { DEFAULTS, LABELS } from './labels';
import { optionsCollection } from '../optionsCollection';
import { wireChoices } from '../wireChoices';
import { planProperty, windowProperties } from './planProperties';

const events: INodeProperties = {
	displayName: LABELS.events,
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	default: ['unconfirmed'],
	options: [
		{
			name: 'Backlog Above Limit 积压超限',
			value: 'backlog',
			description:
				'More open messages than a limit, and when that is over. 未处理消息超过上限，以及解除时。',
		},
		{
			name: 'Dead Letter 死信',
			value: 'deadLetter',
			description:
				'Messages that were given up after their whole schedule. 用完重试方案仍失败的消息。',
		},
		{
			name: 'Delivery in Trouble 推送故障',
			value: 'deliveryTrouble',
			description:
				'A system does not take messages, and when it does again: one item each, however many fail. 某系统推送失败，以及恢复时；无论失败多少条，各一条通知。',
		},
		{
			name: 'Rejected Messages 拒收消息',
			value: 'rejected',
			description: 'Calls that could not be taken in, together. 未能接收的调用，合并通知。',
		},
		{
			name: 'Silent Source 来源静默',
			value: 'silentSource',
			description:
				'No critical value for some time within configured hours, and when one comes again. 在设定时段内长时间没有危急值，以及恢复时。',
		},
		{
			name: 'Unconfirmed Past Deadline 超时未确认',
			value: 'unconfirmed',
			description: 'A step of the escalation plan comes due. 升级方案中的步骤到时。',
		},
	],
	description:
		'What this workflow is started by; the field “event” of each item says which. 由什么启动工作流；每条数据的 event 字段说明是哪一种。',
};

const isOn = (event: string) => ({ show: { events: [event] } });

const alarmProperties: INodeProperties[] = [
	{
		displayName: 'Trouble After (Seconds) 故障判定时间',
		name: 'troubleSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: DEFAULTS.troubleSeconds,
		displayOptions: isOn('deliveryTrouble'),
		description:
			'A system is in trouble when the oldest message that it lacks failed first so long ago. 最早一条未送达的消息首次失败多久后判定为故障。',
	},
	{
		displayName: 'Backlog Limit 积压上限',
		name: 'backlogLimit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULTS.backlogLimit,
		displayOptions: isOn('backlog'),
		description:
			'More open messages than this are told; it is over at 80 % of it. 未处理消息超过此数即通知，降到80%时解除。',
	},
	{
		displayName: LABELS.sources,
		name: 'sources',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Source 添加来源' },
		default: {
			source: [{ minutes: DEFAULTS.silentMinutes, reportType: '', from: '00:00', to: '24:00' }],
		},
		displayOptions: isOn('silentSource'),
		description:
			'Which critical values are missed, and when. 哪些来源、在哪些时段、多久没有消息即通知。',
		options: [
			{
				displayName: 'Source 来源',
				name: 'source',
				values: [
					{
						displayName: 'Silent for (Minutes) 静默分钟数',
						name: 'minutes',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: DEFAULTS.silentMinutes,
						description:
							'Told after so long without a critical value, counted within the hours. 在时段内持续多久没有危急值即通知。',
					},
					{
						displayName: 'Report Type 报告类型',
						name: 'reportType',
						type: 'options',
						default: '',
						options: [{ name: 'Any 任意', value: '' }, ...wireChoices('reportType')],
						description: 'Of this type, or of any. 仅某一类报告，或任意类型。',
					},
					...windowProperties,
				],
			},
		],
	},
];

const options = optionsCollection([
	{
		displayName: 'Alarm Merge (Seconds) 告警合并间隔',
		name: 'alarmSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: DEFAULTS.alarmSeconds,
		description:
			'Dead letters and rejected calls that come within this time are one item. 此时间内的死信、拒收合并为一条。',
	},
	{
		displayName: 'Count From 起算时间',
		name: 'countFrom',
		type: 'options',
		default: 'receipt',
		options: [
			{
				name: 'Receipt 收到时',
				value: 'receipt',
				description:
					'When n8n received it: no sender’s clock matters. 以 n8n 收到时间为准，不受发送方时钟影响。',
			},
			{
				name: 'Send Time 发送时间',
				value: 'sendTime',
				description:
					'The message’s sendTime, never later than receipt. 以消息的 sendTime 为准，但不晚于收到时间。',
			},
		],
		description: 'What the minutes of the steps count from. 步骤的分钟数从何时起算。',
	},
	{
		displayName: 'Fallback After (Minutes) 兜底时间',
		name: 'fallbackMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: DEFAULTS.fallbackMinutes,
		description:
			'When the fallback fires for a critical value that no step is for. 没有适用步骤的危急值，多久后由兜底步骤通知。',
	},
	{
		displayName: 'Fallback Level 兜底级别',
		name: 'fallbackLevel',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULTS.fallbackLevel,
		description: 'Level of the fallback step. 兜底步骤的级别。',
	},
	{
		displayName: 'Fallback Name 兜底名称',
		name: 'fallbackName',
		type: 'string',
		default: DEFAULTS.fallbackName,
		description:
			'Who is told of a critical value that no step is for: there is never nobody. 没有适用步骤时通知谁，确保始终有人收到。',
	},
	{
		displayName: LABELS.holidays,
		name: 'holidays',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. 2027-01-01, 2027-02-05',
		description:
			'Dates (yyyy-MM-dd), separated by commas or lines, for plans that apply on holidays or on other days. 节假日日期（yyyy-MM-dd），用逗号或换行分隔。',
	},
	{
		displayName: 'Merge Within (Seconds) 合并间隔',
		name: 'digestSeconds',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 600 },
		default: 0,
		description:
			'Steps that come due within this time are one item (event “unconfirmedDigest”), for robots that take 20 messages a minute and then mute; 0: each has its own. 此时间内到时的步骤合并为一条（event 为 unconfirmedDigest），适用于限流的群机器人；0 表示每步一条。',
	},
]);

/** The parameters of the Risk Watch Trigger. */
export const watchProperties: INodeProperties[] = [
	events,
	{ ...planProperty, displayOptions: isOn('unconfirmed') },
	...alarmProperties,
	{
		...ledgerProperty,
		description:
			'Which ledger to watch: the one that the other triggers keep their messages in. 监视哪个台账：与其他触发器所选的一致。',
	},
	options,
];
