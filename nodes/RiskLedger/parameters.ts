import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { optionsCollection } from '../../lib/n8n/optionsCollection';
import { LABELS } from '../../lib/n8n/ledgerNode/labels';
import { shownFor } from '../../lib/n8n/shownFor';
import { wireChoices } from '../../lib/n8n/wireChoices';

/** How a message is found. */
export const by: INodeProperties = {
	displayName: LABELS.by,
	name: 'by',
	type: 'options',
	noDataExpression: true,
	default: 'messageId',
	options: [
		{
			name: 'Message ID 消息编号',
			value: 'messageId',
			description: 'One message. 一条消息。',
		},
		{
			name: 'riskId 危急值编号',
			value: 'riskId',
			description:
				'All messages of a critical value, newest first. 同一危急值的全部消息，最新的在前。',
		},
	],
	description: 'How to find the message. 如何查找消息。',
};

export const messageId: INodeProperties = {
	displayName: LABELS.messageId,
	name: 'messageId',
	type: 'number',
	required: true,
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: '',
	placeholder: 'e.g. 17',
	description:
		'Number in the ledger: received.messageId of a trigger’s item, or messageId of a search. 台账中的编号，即触发器输出的 received.messageId，或查询结果的 messageId。',
};

export const riskId: INodeProperties = {
	displayName: LABELS.riskId,
	name: 'riskId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 2022022100017',
	description: 'ID of the critical value, as its sender gave it. 发送方给出的危急值编号。',
};

const STATES: Record<'open' | 'ended', INodePropertyOptions[]> = {
	open: [
		{
			name: 'Claimed 处理中',
			value: 'claimed',
			description: 'Its execution is under way. 正在执行。',
		},
		{
			name: 'Pending 待处理',
			value: 'pending',
			description: 'Waits for its next attempt. 等待下次尝试。',
		},
	],
	ended: [
		{
			name: 'Dead 死信',
			value: 'dead',
			description:
				'Given up after its last attempt, and kept. 重试方案已用完，不再尝试，但仍保留。',
		},
		{
			name: 'Discarded 已丢弃',
			value: 'discarded',
			description: 'Put aside by a person. 由人工丢弃。',
		},
		{
			name: 'Done 已完成',
			value: 'done',
			description: 'Its execution succeeded and all deliveries are made. 执行成功，且全部送达。',
		},
	],
};

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

export const searchedStates: INodeProperties = {
	displayName: LABELS.states,
	name: 'states',
	type: 'multiOptions',
	default: [],
	options: [...STATES.open, ...STATES.ended].sort(byName),
	description: 'How far the messages are; none selected means any. 消息的状态，不选则不限。',
};

export const replayedStates: INodeProperties = {
	...searchedStates,
	default: ['dead'],
	options: STATES.ended,
	description:
		'Which messages to take up again; those that are pending or claimed go on by themselves. 要重新处理哪些状态的消息；待处理和处理中的消息会自动继续。',
};

/** What Search and Replay can narrow down by, in alphabetical order. */
export const filters: INodeProperties = {
	displayName: LABELS.filters,
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter 添加条件',
	default: {},
	options: [
		{
			displayName: LABELS.acceptedAfter,
			name: 'acceptedAfter',
			type: 'dateTime',
			default: '',
			description:
				'Only messages that came at this time or later; without an offset it is read in the workflow’s time zone. 仅此时间及以后收到的消息；不带时区偏移时按工作流的时区。',
		},
		{
			displayName: LABELS.acceptedBefore,
			name: 'acceptedBefore',
			type: 'dateTime',
			default: '',
			description:
				'Only messages that came before this time; without an offset it is read in the workflow’s time zone. 仅此时间以前收到的消息；不带时区偏移时按工作流的时区。',
		},
		{
			displayName: LABELS.channel,
			name: 'channel',
			type: 'string',
			default: '',
			placeholder: 'e.g. criticalValuesHub:b7929bcb-eb79-495e-9a7d-81fcb21f0d7e',
			description:
				'Only messages of one trigger: “channel” of any of its messages (workflow ID, colon, node ID). Without it, those of all triggers. 仅某个触发器的消息，填该触发器任一消息的 channel；不填则包括所有触发器。',
		},
		{
			displayName: LABELS.patientClass,
			name: 'patientClass',
			type: 'options',
			default: 'I',
			options: wireChoices('patientClass'),
			description:
				'Only patients of this class; another value can be given by an expression. 仅此类患者；其他取值可用表达式填写。',
		},
		{
			displayName: LABELS.reportType,
			name: 'reportType',
			type: 'options',
			default: 'Lis',
			options: wireChoices('reportType'),
			description:
				'Only reports of this type; another value can be given by an expression. 仅此类报告；其他取值可用表达式填写。',
		},
		{
			displayName: LABELS.riskId,
			name: 'riskId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2022022100017',
			description: 'Only messages of this critical value. 仅此危急值的消息。',
		},
		{
			displayName: LABELS.target,
			name: 'target',
			type: 'string',
			default: '',
			placeholder: 'e.g. EMR',
			description:
				'Only messages that Risk Push has tried to deliver to this system: the name of its credential, or its address as in a delivery. 仅 Risk Push 向该系统推送过的消息：填凭据名称，或推送记录中的地址。',
		},
		{
			displayName: LABELS.verdict,
			name: 'verdict',
			type: 'options',
			default: 'accepted',
			options: [
				{
					name: 'Accepted 已接收',
					value: 'accepted',
					description: 'Answered code 0. 已应答 code 0。',
				},
				{
					name: 'Rejected 已拒收',
					value: 'rejected',
					description: 'Answered a non-zero code. 已应答非零 code。',
				},
			],
			description:
				'Only accepted messages, or only rejected calls. 仅已接收的消息，或仅已拒收的调用。',
		},
	],
};

const dryRun: INodeProperties = {
	displayName: LABELS.dryRun,
	name: 'dryRun',
	type: 'boolean',
	default: true,
	description:
		'Whether to only count what would be replayed, and change nothing. 是否只统计将重放的条数，不作任何更改。',
};

/** On unless switched off where many are meant; a single message is known by its number. */
export const dryRunOfMany = dryRun;
export const dryRunOfOne: INodeProperties = { ...dryRun, default: false };

/** Who does it and why. */
export const actor: INodeProperties[] = [
	{
		displayName: LABELS.person,
		name: 'person',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 王工 X0012',
		description:
			'Who does this: name or staff number, kept in the audit trail for good. 操作人姓名或工号，永久保存在审计记录中。',
	},
	{
		displayName: LABELS.reason,
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. EMR upgrade finished',
		description:
			'Why, kept in the audit trail for good; without patient data. 原因，永久保存在审计记录中；请勿填写患者信息。',
	},
];

/** Asked for only where something is changed. */
export const actorOfReplay = shownFor({ show: { dryRun: [false] } }, actor);

export const paging: INodeProperties[] = [
	{
		displayName: LABELS.returnAll,
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description:
			'Whether to return all results or only up to a given limit. 是否返回全部结果，而不限条数。',
	},
	{
		displayName: LABELS.limit,
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return. 最多返回的条数。',
	},
];

const beforeId: INodeProperties = {
	displayName: LABELS.beforeId,
	name: 'beforeId',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'For paging by hand: only messages with a lower number, so the messageId of the last one you have; 0 begins at the newest. 手动翻页：仅编号更小的消息，填上一页最后一条的 messageId；0 表示从最新的开始。',
};

const inclusions: INodeProperties[] = [
	{
		displayName: LABELS.includeDeliveries,
		name: 'includeDeliveries',
		type: 'boolean',
		default: false,
		description:
			'Whether each message comes with what became of it at each system. 是否附带向各系统推送的情况。',
	},
	{
		displayName: LABELS.includeMessage,
		name: 'includeMessage',
		type: 'boolean',
		default: false,
		description:
			'Whether each message comes with its content, patient data included. 是否附带消息内容（含患者信息）。',
	},
];

/** Whoever looks at one message wants to see all of it; a list stays short. */
export const getOptions = optionsCollection(
	inclusions.map((option) => ({ ...option, default: true })),
);
export const searchOptions = optionsCollection([beforeId, ...inclusions]);
