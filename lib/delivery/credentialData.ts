import { z } from '../thirdParty';

/** Long enough for a slow ward server, short enough that ten tries fit into ten minutes. */
const DEFAULT_CONNECT_SECONDS = 5;
const DEFAULT_RESPONSE_SECONDS = 20;

/** The agents' eviction relies on it: no call may last longer than an idle pool is kept. */
export const MAX_TIMEOUT_SECONDS = 300;

/** An expression in a credential field may yield a number. */
const text = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? ''));
const flag = z
	.boolean()
	.nullish()
	.transform((value) => value ?? false);
const seconds = (fallback: number) =>
	z.coerce
		.number()
		.positive()
		.max(MAX_TIMEOUT_SECONDS)
		.nullish()
		.transform((s) => (s ?? fallback) * 1000);

/** The credential as n8n stores it: flat, and with whatever an earlier version of the form left. */
export const credentialSchema = z.object({
	baseUrl: text,
	authentication: z
		.enum(['none', 'basic', 'header', 'bearer', 'hmac'])
		.nullish()
		.transform((v) => v ?? 'none'),
	user: text,
	password: text,
	headerName: text,
	headerValue: text,
	token: text,
	secret: text,
	customTls: flag,
	ca: text,
	cert: text,
	key: text,
	passphrase: text,
	serverName: text,
	skipVerification: flag,
	connectTimeout: seconds(DEFAULT_CONNECT_SECONDS),
	responseTimeout: seconds(DEFAULT_RESPONSE_SECONDS),
	defaultHeaders: z
		.object({ header: z.array(z.object({ name: text, value: text })).nullish() })
		.nullish()
		.transform((value) => value?.header ?? []),
});

export type CredentialData = z.output<typeof credentialSchema>;

/** The labels of the credential form, so that a fault names what the admin sees. */
export const FIELD_LABELS: Readonly<Record<keyof CredentialData, string>> = {
	baseUrl: 'Base URL 接口地址',
	authentication: 'Authentication 认证方式',
	user: 'User 用户名',
	password: 'Password 密码',
	headerName: 'Header Name 请求头名称',
	headerValue: 'Header Value 请求头内容',
	token: 'Token 令牌',
	secret: 'Secret 签名密钥',
	customTls: 'Adjust TLS 自定义 TLS',
	ca: 'CA Certificate CA 证书',
	cert: 'Client Certificate 客户端证书',
	key: 'Client Key 客户端私钥',
	passphrase: 'Passphrase 私钥口令',
	serverName: 'Server Name (SNI) 服务器名称',
	skipVerification: 'Skip Certificate Verification 跳过证书校验',
	connectTimeout: 'Connect Timeout 连接超时 (Seconds)',
	responseTimeout: 'Response Timeout 响应超时 (Seconds)',
	defaultHeaders: 'Default Headers 默认请求头',
};
