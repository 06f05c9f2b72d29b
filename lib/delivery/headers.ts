import { signStandardWebhook } from '../contract/signature';
import type { Target, TargetAuth } from './target';

const USER_AGENT = 'n8n-nodes-critical-value';

function authHeaders(
	auth: TargetAuth,
	id: string,
	body: Uint8Array,
	now: number,
): Record<string, string> {
	switch (auth.type) {
		case 'none':
			return {};
		case 'basic':
			return {
				authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password}`, 'utf8').toString('base64')}`,
			};
		case 'header':
			return { [auth.name]: auth.value };
		case 'bearer':
			return { authorization: `Bearer ${auth.token}` };
		case 'hmac':
			return { ...signStandardWebhook(auth.secret, id, Math.floor(now / 1000), body) };
		default: {
			const unreachable: never = auth;
			return unreachable;
		}
	}
}

/**
 * The headers of one try, names in lower case.
 *
 * @param target whose authentication and default headers go along; the defaults may replace ours
 * @param id idempotency key, the same over all tries of a message
 * @param body the bytes that will be sent, for the signature
 * @param now epoch milliseconds; a signature carries the time of its own try
 */
export function callHeaders(
	target: Pick<Target, 'auth' | 'headers'>,
	id: string,
	body: Uint8Array,
	now: number,
): Record<string, string> {
	return {
		accept: 'application/json',
		// Answers are some bytes long; a compressed one only brings another way to be broken.
		'accept-encoding': 'identity',
		'content-type': 'application/json; charset=utf-8',
		'user-agent': USER_AGENT,
		...target.headers,
		...authHeaders(target.auth, id, body, now),
		'idempotency-key': id,
	};
}
