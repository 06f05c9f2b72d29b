import type { ICredentialType, INodeProperties } from 'n8n-workflow';

const authenticatedBy = (...types: string[]) => ({ show: { authentication: types } });

const WITH_TLS = { show: { customTls: [true] } };

/**
 * A system that critical values are pushed to. `lib/delivery/target.ts` reads these fields, and
 * names them by these labels when one is wrong.
 */
export class RiskApi implements ICredentialType {
	name = 'riskApi';

	displayName = 'Risk API 危急值接口';

	icon = {
		light: 'file:../nodes/RiskPush/riskPush.svg',
		dark: 'file:../nodes/RiskPush/riskPush.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-critical-value/n8n-nodes-critical-value#readme';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL 接口地址',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://10.0.0.5:8080/outapi',
			description:
				'Address of the target, with or without /outapi, or the whole address ending in /risk/send. The node adds what is missing and calls …/outapi/risk/send and …/outapi/risk/confirm. 目标系统的地址，可带或不带 /outapi，也可填写完整接口地址',
		},
		{
			displayName: 'Authentication 认证方式',
			name: 'authentication',
			type: 'options',
			default: 'none',
			options: [
				{ name: 'Basic Auth 用户名和密码', value: 'basic' },
				{ name: 'Bearer Token 令牌', value: 'bearer' },
				{ name: 'Header 自定义请求头', value: 'header' },
				{ name: 'HMAC Signature (Standard Webhooks) 签名', value: 'hmac' },
				{ name: 'None 无', value: 'none' },
			],
			description:
				'How the target knows this caller; the interface document itself asks for nothing. 目标系统识别调用方的方式，接口文档本身不要求认证',
		},
		{
			displayName: 'User 用户名',
			name: 'user',
			type: 'string',
			default: '',
			displayOptions: authenticatedBy('basic'),
		},
		{
			displayName: 'Password 密码',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: authenticatedBy('basic'),
		},
		{
			displayName: 'Token 令牌',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: authenticatedBy('bearer'),
			description: 'Sent as "Authorization: Bearer …". 以 Authorization: Bearer … 发送',
		},
		{
			displayName: 'Header Name 请求头名称',
			name: 'headerName',
			type: 'string',
			default: '',
			placeholder: 'e.g. X-Api-Key',
			displayOptions: authenticatedBy('header'),
		},
		{
			displayName: 'Header Value 请求头内容',
			name: 'headerValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: authenticatedBy('header'),
		},
		{
			displayName: 'Secret 签名密钥',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. whsec_…',
			displayOptions: authenticatedBy('hmac'),
			description:
				'Shared secret that every call is signed with, after the Standard Webhooks specification. 双方共享的签名密钥',
		},
		{
			displayName: 'Connect Timeout 连接超时 (Seconds)',
			name: 'connectTimeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 5,
			description:
				'How long a connection to the target may take to be made. 建立连接的最长时间（秒）',
		},
		{
			displayName: 'Response Timeout 响应超时 (Seconds)',
			name: 'responseTimeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 20,
			description:
				'How long the target may take to answer after a message was sent. 发出后等待应答的最长时间（秒）',
		},
		{
			displayName: 'Default Headers 默认请求头',
			name: 'defaultHeaders',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add Header 添加请求头',
			description:
				'Headers sent with every call, for example for a gateway; secrets belong into Authentication. 每次调用都发送的请求头',
			options: [
				{
					displayName: 'Header 请求头',
					name: 'header',
					values: [
						{
							displayName: 'Name 名称',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. X-Hospital-Code',
						},
						{ displayName: 'Value 内容', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
		{
			displayName: 'Adjust TLS 自定义 TLS',
			name: 'customTls',
			type: 'boolean',
			default: false,
			description:
				'Whether to set certificates for an https:// target. 是否为 https:// 目标设置证书',
		},
		{
			displayName: 'CA Certificate CA 证书',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			displayOptions: WITH_TLS,
			description:
				'Certificate in PEM form of the CA that signed the target’s; it then replaces the public ones. 签发目标证书的 CA 证书（PEM），填写后不再信任公共 CA',
		},
		{
			displayName: 'Client Certificate 客户端证书',
			name: 'cert',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			displayOptions: WITH_TLS,
			description:
				'Certificate in PEM form that this caller shows to the target. 向目标出示的客户端证书（PEM）',
		},
		{
			displayName: 'Client Key 客户端私钥',
			name: 'key',
			type: 'string',
			typeOptions: { rows: 4, password: true },
			default: '',
			displayOptions: WITH_TLS,
			description: 'Private key in PEM form of the client certificate. 客户端证书的私钥（PEM）',
		},
		{
			displayName: 'Passphrase 私钥口令',
			name: 'passphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: WITH_TLS,
			description: 'Passphrase of the client key, if it has one. 私钥的口令（如有）',
		},
		{
			displayName: 'Server Name (SNI) 服务器名称',
			name: 'serverName',
			type: 'string',
			default: '',
			placeholder: 'e.g. emr.hospital.local',
			displayOptions: WITH_TLS,
			description:
				'Name that the target’s certificate is asked for and checked against, when it differs from the address. 证书上的主机名（与地址不同时填写）',
		},
		{
			displayName: 'Skip Certificate Verification 跳过证书校验',
			name: 'skipVerification',
			type: 'boolean',
			default: false,
			displayOptions: WITH_TLS,
			description:
				'Whether to accept any certificate, also a forged one. 是否接受任何证书（包括伪造的）',
		},
		{
			displayName:
				'Anyone on the network path can then read and change patient data. Use it for a test only, and enter the CA certificate instead. 跳过校验后，网络上的任何人都可能读取或篡改患者数据；仅限测试，请改为填写 CA 证书',
			name: 'skipVerificationNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { customTls: [true], skipVerification: [true] } },
		},
	];
}
