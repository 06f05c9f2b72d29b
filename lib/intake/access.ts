import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { verifyStandardWebhook } from '../contract/signature';
import { jsonwebtoken } from '../thirdParty';
import type { Authentication, IntakeSettings } from './settings';

export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Outcome of an access check. `reason` is for our log only: the caller gets one and the same reply
 * whatever was wrong, and the reason never holds a secret.
 */
export type AccessVerdict = { allowed: true } | { allowed: false; reason: string };

const ALLOWED: AccessVerdict = { allowed: true };
const denied = (reason: string): AccessVerdict => ({ allowed: false, reason });

/** The first value of a header that may come more than once. */
export function headerValue(headers: RequestHeaders, name: string): string | undefined {
	const value = headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/** Compares in a time that does not depend on where two texts differ, nor on their lengths. */
function sameText(a: string, b: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text, 'utf8').digest();
	return timingSafeEqual(hash(a), hash(b));
}

/** `::ffff:10.1.2.3` is how a dual-stack socket shows 10.1.2.3. */
function plainAddress(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
	return mapped?.[1] ?? address;
}

/** Proxies write the port along: `10.1.2.3:51234` (IIS does, unless told not to), `[2001:db8::1]:443`. */
function withoutPort(entry: string): string {
	const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?$/.exec(entry) ?? [];
	return bracketed ?? plain ?? entry;
}

/**
 * The address a call came from.
 *
 * @param socketAddress the address of the connection
 * @param proxyHeader header to trust instead (only when the admin said a proxy stands in front); the
 *   last entry counts, since that is the one our own proxy wrote: everything before it is hearsay
 */
export function callerAddress(
	socketAddress: string | undefined,
	headers: RequestHeaders,
	proxyHeader: string | undefined,
): string {
	const own = plainAddress(socketAddress ?? '');
	if (proxyHeader === undefined) return own;
	const value = headers[proxyHeader];
	const entries = (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',');
	const last = plainAddress(withoutPort((entries.at(-1) ?? '').trim()));
	return isIP(last) === 0 ? own : last;
}

/** Whether an address may call at all. */
export function checkAddress(address: string, settings: IntakeSettings): AccessVerdict {
	if (settings.allowList === undefined) return ALLOWED;
	const version = isIP(address);
	if (version === 0) return denied(`address unreadable`);
	const listed = settings.allowList.check(address, version === 6 ? 'ipv6' : 'ipv4');
	return listed ? ALLOWED : denied(`address ${address} is not on the allow list`);
}

function checkBasic(user: string, password: string, headers: RequestHeaders): AccessVerdict {
	const match = /^basic +([a-z0-9+/=_-]+)$/i.exec(headerValue(headers, 'authorization') ?? '');
	if (!match?.[1]) return denied('no Basic credentials');
	const offered = Buffer.from(match[1], 'base64').toString('utf8');
	return sameText(offered, `${user}:${password}`) ? ALLOWED : denied('wrong Basic credentials');
}

function checkHeader(name: string, value: string, headers: RequestHeaders): AccessVerdict {
	const offered = headerValue(headers, name.toLowerCase());
	if (offered === undefined) return denied('header missing');
	return sameText(offered, value) ? ALLOWED : denied('wrong header value');
}

function checkJwt(key: string, algorithm: string, headers: RequestHeaders): AccessVerdict {
	const match = /^bearer +(\S+)$/i.exec(headerValue(headers, 'authorization') ?? '');
	if (!match?.[1]) return denied('no bearer token');
	try {
		jsonwebtoken.verify(match[1], key, { algorithms: [algorithm as jsonwebtoken.Algorithm] });
		return ALLOWED;
	} catch (error) {
		// The library's own messages name the fault ("jwt expired"). Others come from below it, and
		// JSON.parse quotes a payload that is no JSON.
		const named = error instanceof jsonwebtoken.JsonWebTokenError;
		return denied(named ? error.message : 'token unreadable');
	}
}

/**
 * Checks what a call must prove before its body is looked at.
 *
 * @returns allowed for `signature`, which needs the body: see {@link checkSignature}
 */
export function checkCredentials(
	authentication: Authentication,
	headers: RequestHeaders,
): AccessVerdict {
	switch (authentication.type) {
		case 'none':
		case 'signature':
			return ALLOWED;
		case 'basicAuth':
			return checkBasic(authentication.user, authentication.password, headers);
		case 'headerAuth':
			return checkHeader(authentication.name, authentication.value, headers);
		case 'jwtAuth':
			return checkJwt(authentication.key, authentication.algorithm, headers);
		default: {
			const unreachable: never = authentication;
			return unreachable;
		}
	}
}

/** Checks the signature over the raw bytes, where the settings ask for one. */
export function checkSignature(
	authentication: Authentication,
	headers: RequestHeaders,
	body: Uint8Array,
	now: number,
): AccessVerdict {
	if (authentication.type !== 'signature') return ALLOWED;
	const flat = {
		'webhook-id': headerValue(headers, 'webhook-id'),
		'webhook-timestamp': headerValue(headers, 'webhook-timestamp'),
		'webhook-signature': headerValue(headers, 'webhook-signature'),
	};
	const verdict = verifyStandardWebhook(authentication.secrets, flat, body, Math.floor(now / 1000));
	return verdict === 'valid' ? ALLOWED : denied(`signature: ${verdict}`);
}
