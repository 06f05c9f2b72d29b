import { validateHeaderName, validateHeaderValue } from 'node:http';

import {
	credentialSchema,
	FIELD_LABELS,
	MAX_TIMEOUT_SECONDS,
	type CredentialData,
} from './credentialData';
import { holdsCertificates, isPair, mendPem, opensKey } from './pem';
import { readAddress, type AddressFault, type TargetAddress } from './url';

export type TargetAuth =
	| { type: 'none' }
	| { type: 'basic'; user: string; password: string }
	| { type: 'header'; name: string; value: string }
	| { type: 'bearer'; token: string }
	| { type: 'hmac'; secret: string };

export interface TlsSettings {
	ca?: string;
	cert?: string;
	key?: string;
	passphrase?: string;
	servername?: string;
	rejectUnauthorized: boolean;
}

/** A system that messages are pushed to: everything the client needs, checked once. */
export interface Target extends TargetAddress {
	/** Identity of the system called, the same for every operation: its address, and its name where a gateway may route by more. */
	key: string;
	/** What people call it: the credential's name. */
	name: string;
	auth: TargetAuth;
	tls: TlsSettings;
	connectTimeoutMs: number;
	responseTimeoutMs: number;
	/** Sent with every call; names in lower case. */
	headers: Readonly<Record<string, string>>;
}

/** Which field of the credential is wrong, and in what way. Never its value. */
export interface TargetFault {
	field: string;
	zh: string;
	en: string;
}

export type TargetResult = { ok: true; target: Target } | { ok: false; fault: TargetFault };

/** The connection's own business: a credential must not break the framing of a call. */
const RESERVED_HEADERS = new Set([
	'host',
	'connection',
	'content-length',
	'transfer-encoding',
	'expect',
	'upgrade',
	'idempotency-key',
]);

const ADDRESS_FAULTS: Readonly<Record<AddressFault, readonly [string, string]>> = {
	EMPTY: ['不能为空', 'must not be empty'],
	NO_SCHEME: ['必须以 http:// 或 https:// 开头', 'must begin with http:// or https://'],
	SCHEME_NOT_HTTP: ['只支持 http:// 和 https://', 'must be an http:// or https:// address'],
	UNREADABLE: ['不是有效的地址', 'is no valid address'],
	HAS_USER_OR_PASSWORD: [
		'不能含有用户名或密码，请改用「Authentication」',
		'must not contain user or password; use Authentication instead',
	],
};

/** Carries a fault out of the small parsers below to `parseTarget`, and never further. */
class FaultSignal extends Error {
	constructor(readonly fault: TargetFault) {
		super('credential fault');
	}
}

function refuse(field: keyof CredentialData, zh: string, en: string): never {
	throw new FaultSignal({ field: FIELD_LABELS[field], zh, en });
}

function required(
	data: CredentialData,
	field: 'user' | 'headerValue' | 'token' | 'secret',
): string {
	if (data[field] === '') refuse(field, '不能为空', 'must not be empty');
	return data[field];
}

/** A header as Node would send it, or a refusal that names the field but not the value. */
function header(field: 'headerName' | 'token' | 'defaultHeaders', name: string, value: string) {
	const trimmed = name.trim().toLowerCase();
	try {
		validateHeaderName(trimmed);
	} catch {
		refuse(field, '请求头名称无效', 'is or contains an invalid header name');
	}
	if (RESERVED_HEADERS.has(trimmed)) {
		refuse(field, `不能设置 ${trimmed}`, `must not set ${trimmed}`);
	}
	try {
		validateHeaderValue(trimmed, value);
	} catch {
		refuse(
			field,
			'请求头内容只能含有 ASCII 字符，不能换行',
			'has a value that cannot be sent as a header (line break or non-Latin characters)',
		);
	}
	return { name: trimmed, value };
}

function parseAuth(data: CredentialData): TargetAuth {
	switch (data.authentication) {
		case 'none':
			return { type: 'none' };
		case 'basic':
			return { type: 'basic', user: required(data, 'user'), password: data.password };
		case 'header':
			return {
				type: 'header',
				...header('headerName', data.headerName, required(data, 'headerValue')),
			};
		case 'bearer':
			header('token', 'authorization', required(data, 'token'));
			return { type: 'bearer', token: data.token };
		case 'hmac':
			return { type: 'hmac', secret: required(data, 'secret') };
		default: {
			const unreachable: never = data.authentication;
			return unreachable;
		}
	}
}

function parseTls(data: CredentialData): TlsSettings {
	// Switched off, the form hides the rest but n8n keeps what was typed there.
	if (!data.customTls) return { rejectUnauthorized: true };
	const [ca, cert, key] = [mendPem(data.ca), mendPem(data.cert), mendPem(data.key)];
	const notPem = ['不是有效的 PEM 证书', 'is no valid certificate in PEM form'] as const;
	if (ca !== '' && !holdsCertificates(ca)) refuse('ca', ...notPem);
	if (cert !== '' && !holdsCertificates(cert)) refuse('cert', ...notPem);
	if (cert !== '' && key === '') {
		refuse('key', '使用客户端证书时必须填写私钥', 'is needed with a client certificate');
	}
	if (key !== '' && cert === '') {
		refuse('cert', '填写了私钥时必须填写证书', 'is needed with a client key');
	}
	if (key !== '' && !opensKey(key, data.passphrase)) {
		refuse(
			'key',
			'无法读取：不是 PEM 私钥，或口令不对',
			'cannot be opened: no PEM key, or wrong passphrase',
		);
	}
	if (key !== '' && !isPair(cert, key, data.passphrase)) {
		refuse('key', '与客户端证书不匹配', 'does not belong to the client certificate');
	}
	return {
		...(ca === '' ? {} : { ca }),
		...(cert === '' ? {} : { cert, key }),
		...(key === '' || data.passphrase === '' ? {} : { passphrase: data.passphrase }),
		...(data.serverName.trim() === '' ? {} : { servername: data.serverName.trim() }),
		rejectUnauthorized: !data.skipVerification,
	};
}

function parseHeaders(data: CredentialData): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const row of data.defaultHeaders) {
		if (row.name.trim() === '') continue;
		const { name, value } = header('defaultHeaders', row.name, row.value);
		headers[name] = value;
	}
	return headers;
}

/**
 * Tells systems apart that a gateway serves at one address, by a query or a header: taken for one, the second
 * would count as having what only the first was sent. By the credential's name, not by what they say: a key or
 * a time in them changes, and with it everything would be sent anew.
 */
function identityOf(
	{ key, urls }: TargetAddress,
	headers: Readonly<Record<string, string>>,
	name: string,
): string {
	const isRouted = new URL(urls.send.href).search !== '' || Object.keys(headers).length > 0;
	return isRouted ? `${key}#${name}` : key;
}

function parseAddress(data: CredentialData): TargetAddress {
	const read = readAddress(data.baseUrl);
	if (read.ok) return read.address;
	return refuse('baseUrl', ...ADDRESS_FAULTS[read.fault]);
}

function schemaFault(path: PropertyKey | undefined): TargetFault {
	const known = Object.entries(FIELD_LABELS).find(([field]) => field === path);
	const timeout = path === 'connectTimeout' || path === 'responseTimeout';
	return {
		field: known?.[1] ?? 'Risk API',
		zh: timeout ? `须为 0 到 ${MAX_TIMEOUT_SECONDS} 之间的秒数` : '类型不对',
		en: timeout
			? `must be a number of seconds between 0 and ${MAX_TIMEOUT_SECONDS}`
			: 'has a value of the wrong type',
	};
}

/**
 * Reads the data of a `riskApi` credential.
 *
 * @param data as n8n decrypted it
 * @param name what the target is called in outputs and errors; its address if empty
 * @returns the target, or the first field that is wrong; never throws
 */
export function parseTarget(data: unknown, name: string): TargetResult {
	const parsed = credentialSchema.safeParse(data);
	if (!parsed.success) return { ok: false, fault: schemaFault(parsed.error.issues[0]?.path[0]) };
	try {
		const address = parseAddress(parsed.data);
		const headers = parseHeaders(parsed.data);
		return {
			ok: true,
			target: {
				...address,
				key: identityOf(address, headers, name.trim()),
				name: name.trim() === '' ? address.key : name.trim(),
				auth: parseAuth(parsed.data),
				tls: parseTls(parsed.data),
				connectTimeoutMs: parsed.data.connectTimeout,
				responseTimeoutMs: parsed.data.responseTimeout,
				headers,
			},
		};
	} catch (error) {
		if (error instanceof FaultSignal) return { ok: false, fault: error.fault };
		throw error;
	}
}
