import type { INodeProperties } from 'n8n-workflow';
import {
	kindOf,
	wireFields,
	WIRE_PATH,
	type InterfaceNumber,
	type Kind,
} from '../../contract/fields';
import { DEFAULT_MAX_BODY_MB } from '../../intake/settings';
import { ledgerProperty } from '../ledger/property';
import { inboxOptions } from './inboxProperties';

const authenticationProperty: INodeProperties = {
	displayName: 'Authentication 认证方式',
	name: 'authentication',
	type: 'options',
	default: 'none',
	description:
		'How a calling system proves who it is. The interface document asks for nothing. 调用方如何证明身份；接口文档本身不要求认证。',
	options: [
		{
			name: 'Basic Auth 用户名密码',
			value: 'basicAuth',
			description: 'User name and password. 用户名和密码。',
		},
		{
			name: 'Header Auth 请求头',
			value: 'headerAuth',
			description: 'A fixed value in a request header. 请求头中的固定值。',
		},
		{
			name: 'JWT Auth 令牌',
			value: 'jwtAuth',
			description: 'A JSON Web Token as bearer token. JWT 令牌。',
		},
		{
			name: 'None 无',
			value: 'none',
			description: 'Any caller that reaches the URL. 能访问该地址的任何调用方。',
		},
		{
			name: 'Signature (HMAC) 签名',
			value: 'signature',
			description:
				'Every call is signed with a shared secret (Standard Webhooks). 每次调用用共享密钥签名。',
		},
	],
};

const interfaceProperty: INodeProperties = {
	displayName: 'Interface 接口',
	name: 'interface',
	type: 'options',
	default: 'both',
	description:
		"Which of the document's two /confirm interfaces this URL serves; a call with a feedbackId is interface 3. 该地址提供文档中哪个 confirm 接口；带 feedbackId 的为接口3。",
	options: [
		{
			name: 'Both, Told Apart by feedbackId 两者（按 feedbackId 区分）',
			value: 'both',
		},
		{
			name: 'Handling Result 处理结果接收 (Interface 2)',
			value: '2',
			description: 'The platform tells EMR or HIS. 平台推送给 EMR/HIS。',
		},
		{
			name: 'Handling Feedback 处理反馈 (Interface 3)',
			value: '3',
			description: 'EMR or HIS tells the platform. EMR/HIS 反馈给平台。',
		},
	],
};

const validationProperty: INodeProperties = {
	displayName: 'Validation 校验方式',
	name: 'validation',
	type: 'options',
	default: 'tolerant',
	description:
		'What happens to a call that departs from the interface document. 对不符合接口文档的调用如何处理。',
	options: [
		{
			name: 'Strict 严格',
			value: 'strict',
			description: 'Reject it, listing every field at fault. 拒收，并列出所有不符合的字段。',
		},
		{
			name: 'Tolerant 宽松',
			value: 'tolerant',
			description:
				'Accept everything that has a riskId and list the departures in warnings. 只要有 riskId 就接收，偏差列在 warnings 中。',
		},
	],
};

/** Interfaces that can arrive on a kind's URL. */
const INTERFACES: Record<Kind, readonly InterfaceNumber[]> = { send: [1], confirm: [2, 3] };

/** Every wire field of a kind once; riskId is always required and feedbackId tells 3 from 2. */
function requirableFields(kind: Kind) {
	const fields = INTERFACES[kind].flatMap((number) => wireFields(number));
	const byName = new Map(fields.map((field) => [field.name, field]));
	return [...byName.values()]
		.filter(({ name }) => name !== 'riskId' && name !== 'feedbackId')
		.map(({ name, zh, en }) => ({ name: `${name} ${zh}`, value: name, description: en }))
		.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The options that concern who may call, and with what. */
function accessOptions(kind: Kind): INodeProperties[] {
	return [
		{
			displayName: 'IP Allow List IP白名单',
			name: 'ipAllowList',
			type: 'string',
			default: '',
			placeholder: 'e.g. 10.1.2.3, 10.20.0.0/16',
			description:
				'Addresses and CIDR blocks that may call, separated by commas; empty means any. 允许调用的地址或网段，用逗号分隔；留空则不限制。',
		},
		{
			displayName: 'Maximum Body Size (MB) 最大请求体',
			name: 'maxBodyMb',
			type: 'number',
			typeOptions: { minValue: 0.001, maxValue: 1024, numberPrecision: 3 },
			default: DEFAULT_MAX_BODY_MB,
			description:
				'Longer calls are rejected; measured after decompression. 超过则拒收（按解压后计算）。',
		},
		{
			displayName: 'Mirror Errors in HTTP Status 以HTTP状态反映错误',
			name: 'mirrorHttpStatus',
			type: 'boolean',
			default: false,
			description:
				'Whether a failed call also gets an HTTP 4xx or 5xx status; off, every reply is HTTP 200 with a non-zero code, since many callers stop reading at 4xx. 失败时是否同时返回4xx/5xx；关闭时一律HTTP 200加非零code。',
		},
		{
			displayName: 'Proxy Header 代理请求头',
			name: 'proxyHeader',
			type: 'string',
			default: 'X-Forwarded-For',
			placeholder: 'e.g. X-Forwarded-For',
			displayOptions: { show: { trustProxy: [true] } },
			description:
				"Header in which the proxy writes the caller's address; its last entry counts. 代理写入调用方地址的请求头，取最后一项。",
		},
		{
			displayName: 'Required Fields 必填字段',
			name: 'requiredFields',
			type: 'multiOptions',
			default: [],
			options: requirableFields(kind),
			description:
				'Calls without these fields are rejected, in both validation modes; riskId is always required. 缺少这些字段则拒收；riskId 始终必填。',
		},
		{
			displayName: 'Trust Proxy Header 信任代理请求头',
			name: 'trustProxy',
			type: 'boolean',
			default: false,
			description:
				"Whether the caller's address is taken from a header that a reverse proxy in front of n8n writes; only switch on where every call passes that proxy. 是否从反向代理写入的请求头取调用方地址；仅当所有调用都经过该代理时开启。",
		},
	];
}

/** Alphabetical, as n8n's linter compares them. */
const byDisplayName = (a: INodeProperties, b: INodeProperties) =>
	a.displayName < b.displayName ? -1 : 1;

function optionsProperty(kind: Kind): INodeProperties {
	return {
		displayName: 'Options 选项',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option 添加选项',
		default: {},
		options: [...accessOptions(kind), ...inboxOptions].sort(byDisplayName),
	};
}

/**
 * The parameters of a risk trigger.
 *
 * @param kind decides the default path, the interface choice and the fields that can be required
 */
export function triggerProperties(kind: Kind): INodeProperties[] {
	return [
		{
			displayName: 'Path 路径',
			name: 'path',
			type: 'string',
			required: true,
			default: WIRE_PATH[kind],
			placeholder: `e.g. ${WIRE_PATH[kind]}`,
			description:
				'The end of the URL, after the webhook endpoint; start n8n with N8N_ENDPOINT_WEBHOOK=outapi to get the URL of the interface document. 地址的后半部分；以 N8N_ENDPOINT_WEBHOOK=outapi 启动 n8n 即为接口文档中的地址。',
		},
		authenticationProperty,
		...(kind === kindOf(1) ? [] : [interfaceProperty]),
		validationProperty,
		ledgerProperty,
		optionsProperty(kind),
	];
}
