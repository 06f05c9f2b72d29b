import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signed calls after the Standard Webhooks specification: three headers, HMAC-SHA256 over
 * `id.timestamp.body`, where the body is the raw bytes as they travelled (a re-serialised body has
 * another signature).
 */

const SECRET_PREFIX = 'whsec_';
const SIGNATURE_VERSION = 'v1';

/** Standard Webhooks' tolerance: wide enough for a ward server's clock, too narrow for a replay. */
export const SIGNATURE_TOLERANCE_SECONDS = 5 * 60;

/** More signatures than any key rotation needs; bounds the work a forged header can cause. */
const MAX_SIGNATURES = 16;

export interface SignatureHeaders {
	'webhook-id': string;
	'webhook-timestamp': string;
	'webhook-signature': string;
}

/** Why a signature was not accepted. For our own log only: a caller is never told which. */
export type SignatureVerdict =
	| 'valid'
	| 'headers-missing'
	| 'timestamp-unreadable'
	| 'timestamp-too-old'
	| 'timestamp-too-new'
	| 'no-match';

/**
 * A secret as an admin enters it: `whsec_` and base64 as Standard Webhooks writes it, or any other
 * text, whose UTF-8 bytes are then the key.
 */
function keyBytes(secret: string): Buffer {
	return secret.startsWith(SECRET_PREFIX)
		? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
		: Buffer.from(secret, 'utf8');
}

function digest(secret: string, id: string, timestamp: string, body: Uint8Array): Buffer {
	return createHmac('sha256', keyBytes(secret)).update(`${id}.${timestamp}.`).update(body).digest();
}

/**
 * Signs a body.
 *
 * @param secret `whsec_…` (base64) or any text
 * @param id unique id of the message, the same over retries
 * @param timestampSeconds time of sending, epoch seconds
 * @param body the bytes exactly as they will be sent
 * @returns the three headers to send along
 */
export function signStandardWebhook(
	secret: string,
	id: string,
	timestampSeconds: number,
	body: Uint8Array,
): SignatureHeaders {
	const timestamp = String(Math.floor(timestampSeconds));
	const signature = digest(secret, id, timestamp, body).toString('base64');
	return {
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': `${SIGNATURE_VERSION},${signature}`,
	};
}

/**
 * Checks a signed call in constant time, against every secret (two while a key is being rotated).
 *
 * @param secrets the secrets in force; empty ones never match
 * @param headers lower-case names
 * @param body the raw bytes of the body
 * @param nowSeconds epoch seconds
 */
export function verifyStandardWebhook(
	secrets: readonly string[],
	headers: Readonly<Record<string, string | undefined>>,
	body: Uint8Array,
	nowSeconds: number,
): SignatureVerdict {
	const id = headers['webhook-id'];
	const timestamp = headers['webhook-timestamp'];
	const signatures = headers['webhook-signature'];
	if (!id || !timestamp || !signatures) return 'headers-missing';

	if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp-unreadable';
	const age = nowSeconds - Number(timestamp);
	if (age > SIGNATURE_TOLERANCE_SECONDS) return 'timestamp-too-old';
	if (age < -SIGNATURE_TOLERANCE_SECONDS) return 'timestamp-too-new';

	const offered = signatures
		.split(' ', MAX_SIGNATURES)
		.filter((part) => part.startsWith(`${SIGNATURE_VERSION},`))
		.map((part) => Buffer.from(part.slice(SIGNATURE_VERSION.length + 1), 'base64'));

	let valid = false;
	// No early return: the time taken must not tell which secret or which signature came close.
	for (const secret of secrets) {
		if (keyBytes(secret).length === 0) continue;
		const expected = digest(secret, id, timestamp, body);
		for (const candidate of offered) {
			if (candidate.length === expected.length && timingSafeEqual(candidate, expected))
				valid = true;
		}
	}
	return valid ? 'valid' : 'no-match';
}
