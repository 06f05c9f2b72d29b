import type { INodeProperties } from 'n8n-workflow';

import { MAX_SOCKETS_PER_TARGET } from '../../lib/delivery/agents';
import { MAX_TIMEOUT_SECONDS } from '../../lib/delivery/credentialData';
import { MAX_BACKOFF_MS } from '../../lib/delivery/retry';
import { FIELDS_PARAMETER } from '../../lib/n8n/push/outgoingItems';
import { DEFAULTS, MAX_TRIES } from '../../lib/n8n/push/settings';

/** Where the message comes from. */
export const bodySource: INodeProperties = {
	displayName: 'Message 消息来源',
	name: 'bodySource',
	type: 'options',
	noDataExpression: true,
	default: 'item',
	options: [
		{
			name: 'From Incoming Item 使用传入数据',
			value: 'item',
			description:
				'Send the item as it came from a Risk trigger, with the interface’s names and types. 按接口格式发送传入的数据',
		},
		{
			name: 'Field by Field 逐个字段',
			value: 'fields',
			description: 'Set each field of the interface by itself. 逐个填写接口字段',
		},
	],
	description: 'Where the fields of the message come from. 消息字段的来源',
};

/** The interface's fields, each with its wire name and meaning. */
export const fields: INodeProperties = {
	displayName: 'Fields 字段',
	name: FIELDS_PARAMETER,
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	typeOptions: {
		loadOptionsDependsOn: ['operation'],
		resourceMapper: {
			resourceMapperMethod: 'getWireFields',
			mode: 'add',
			valuesLabel: 'Fields 字段',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
		},
	},
	displayOptions: { show: { bodySource: ['fields'] } },
	description:
		'The fields of the interface; those left empty are not sent. 接口字段，留空的字段不发送',
};

/** What is optional, in alphabetical order. */
export const options: INodeProperties = {
	displayName: 'Options 选项',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option 添加选项',
	default: {},
	options: [
		{
			displayName: 'Backoff 重试间隔 (Ms)',
			name: 'backoff',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: MAX_BACKOFF_MS },
			default: DEFAULTS.backoffMs,
			description:
				'Wait before the second try; it doubles from try to try, give or take 20%. 第二次尝试前的等待时间，之后逐次加倍',
		},
		{
			displayName: 'Concurrency 并发数',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_SOCKETS_PER_TARGET },
			default: DEFAULTS.concurrency,
			description:
				'How many critical values are sent at the same time; messages of one riskId always go one after the other. 同时发送的危急值个数，同一 riskId 的消息始终按顺序发送',
		},
		{
			displayName: 'In-Place Tries 就地尝试次数',
			name: 'tries',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_TRIES },
			default: DEFAULTS.tries,
			description:
				'How often to call the target before the item counts as failed. It bridges a restart of seconds, not an outage of hours. 失败前的尝试次数，用于应对几秒钟的中断',
		},
		{
			displayName: 'Include Response Body 保留应答内容',
			name: 'includeResponse',
			type: 'boolean',
			default: false,
			description:
				'Whether to put the target’s whole answer on the item as delivery.response. 是否在 delivery.response 中保留目标的完整应答',
		},
		{
			displayName: 'Permanent Codes 永久失败代码',
			name: 'permanentCodes',
			type: 'string',
			default: '',
			placeholder: 'e.g. 4001, 4002',
			description:
				'Codes of the target that no repetition can mend, separated by commas; they are not tried again. 无需重试的目标返回代码，用逗号分隔',
		},
		{
			displayName: 'Response Timeout 响应超时 (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_TIMEOUT_SECONDS },
			default: 20,
			description: 'Replaces the response timeout of the credential. 覆盖凭据中的响应超时',
		},
	],
};
