import { BlockList, isIP } from 'node:net';
import type { InterfaceNumber, Kind } from '../contract/fields';
import { IANAZone, z } from '../thirdParty';

/** n8n's own limit for a webhook's body (N8N_PAYLOAD_SIZE_MAX) unless the node says otherwise. */
export const DEFAULT_MAX_BODY_MB = 16;
const BYTES_PER_MB = 1024 * 1024;

/** What a call must prove before its body is looked at. */
export type Authentication =
	| { type: 'none' }
	| { type: 'basicAuth'; user: string; password: string }
	| { type: 'headerAuth'; name: string; value: string }
	| { type: 'jwtAuth'; key: string; algorithm: string }
	| { type: 'signature'; secrets: readonly string[] };

/** How a trigger treats the calls on its URL: everything the node's parameters decide, parsed. */
export interface IntakeSettings {
	kind: Kind;
	/** Which of the document's interfaces this URL serves. */
	accept: readonly InterfaceNumber[];
	validation: 'tolerant' | 'strict';
	/** IANA name; times without an offset are read in it. */
	timeZone: string;
	requiredFields: readonly string[];
	maxBytes: number;
	authentication: Authentication;
	/** `undefined` = any address may call. */
	allowList: BlockList | undefined;
	/** Header that carries the caller's address when a proxy stands in front; `undefined` = socket. */
	proxyHeader: string | undefined;
	mirrorHttpStatus: boolean;
}

/** A parameter that cannot work, in words for the person who can mend it. */
export class SettingsError extends Error {
	constructor(
		/** Display name of the parameter at fault. */
		readonly parameter: string,
		message: string,
		/** What to do about it. */
		readonly remedy: string,
	) {
		super(message);
		this.name = 'SettingsError';
	}
}

/** @returns the error for a parameter whose value is none it can have (an imported file, an expression) */
export function unusableParameter(name: string): SettingsError {
	return new SettingsError(
		name,
		`参数"${name}"的值不能用 (the parameter "${name}" has a value that cannot be used)`,
		'请打开该节点，重新选择此参数并保存 (open the node, set this parameter again and save)',
	);
}

/**
 * Reads an allow list: addresses and CIDR blocks, IPv4 and IPv6, separated by commas, semicolons or
 * white space.
 *
 * @returns `undefined` for an empty list: everybody may call
 * @throws SettingsError naming the entry that is neither an address nor a block
 */
export function parseAllowList(text: string): BlockList | undefined {
	const entries = text.split(/[\s,;，；、]+/).filter((entry) => entry !== '');
	if (entries.length === 0) return undefined;
	const list = new BlockList();
	for (const entry of entries) {
		const [address = '', prefix, ...rest] = entry.split('/');
		const version = isIP(address);
		const family = version === 6 ? 'ipv6' : 'ipv4';
		const maxPrefix = version === 6 ? 128 : 32;
		const prefixIsValid =
			prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= maxPrefix);
		if (version === 0 || !prefixIsValid || rest.length > 0) {
			throw new SettingsError(
				'IP Allow List IP白名单',
				`IP白名单中的"${entry}"不是IP地址或CIDR网段 ("${entry}" in the IP allow list is neither an address nor a CIDR block)`,
				'请填写如 10.1.2.3 或 10.1.0.0/16，多个用逗号分隔 (write e.g. 10.1.2.3 or 10.1.0.0/16, separated by commas)',
			);
		}
		if (prefix === undefined) list.addAddress(address, family);
		else list.addSubnet(address, Number(prefix), family);
	}
	return list;
}

const optionsSchema = z.object({
	ipAllowList: z.string().default(''),
	trustProxy: z.boolean().default(false),
	proxyHeader: z.string().trim().default('x-forwarded-for'),
	mirrorHttpStatus: z.boolean().default(false),
	maxBodyMb: z.number().positive().max(1024).default(DEFAULT_MAX_BODY_MB),
	requiredFields: z.array(z.string()).default([]),
});

const parametersSchema = z.object({
	path: z.string(),
	interface: z.enum(['both', '2', '3']).default('both'),
	validation: z.enum(['tolerant', 'strict']).default('tolerant'),
	options: optionsSchema.prefault({}),
});

export type IntakeParameters = z.input<typeof parametersSchema>;

function acceptedInterfaces(kind: Kind, choice: 'both' | '2' | '3'): readonly InterfaceNumber[] {
	if (kind === 'send') return [1];
	switch (choice) {
		case 'both':
			return [2, 3];
		case '2':
			return [2];
		case '3':
			return [3];
		default: {
			const unreachable: never = choice;
			return unreachable;
		}
	}
}

function checkPath(path: string): void {
	if (!/^[^\s?#:/][^\s?#:]*$/.test(path.replace(/^\/+|\/+$/g, ''))) {
		throw new SettingsError(
			'Path 路径',
			'参数"Path 路径"为空或含有不允许的字符 (the parameter "Path 路径" is empty or has characters a URL path may not have)',
			'请填写路径，例如 risk/send，不含空格、?、#、: (enter a path, e.g. risk/send, without spaces, ?, # or :)',
		);
	}
}

/**
 * Parses a trigger node's parameters once, at the edge; inside, settings are trusted.
 *
 * @param kind which wire path the node serves
 * @param parameters the node's parameters as n8n hands them over
 * @param authentication the access check, its credential already read
 * @param timeZone the workflow's time zone (IANA name)
 * @throws SettingsError saying which parameter is at fault and how to mend it
 */
export function parseSettings(
	kind: Kind,
	parameters: unknown,
	authentication: Authentication,
	timeZone: string,
): IntakeSettings {
	const parsed = parametersSchema.safeParse(parameters);
	if (!parsed.success) {
		throw unusableParameter(parsed.error.issues[0]?.path.join('.') ?? '');
	}
	const { path, interface: choice, validation, options } = parsed.data;
	checkPath(path);
	return {
		kind,
		accept: acceptedInterfaces(kind, choice),
		validation,
		// Not IANAZone.isValidZone, which makes a formatter of its own for each call.
		timeZone: IANAZone.create(timeZone).isValid ? timeZone : 'UTC',
		requiredFields: options.requiredFields,
		maxBytes: Math.floor(options.maxBodyMb * BYTES_PER_MB),
		authentication,
		allowList: parseAllowList(options.ipAllowList),
		proxyHeader: options.trustProxy ? options.proxyHeader.toLowerCase() : undefined,
		mirrorHttpStatus: options.mirrorHttpStatus,
	};
}
