import { CONNECT_TIMEOUT_CODE, PROXY_FAILED_CODE } from './connect';
import type { FailureReason } from './failures';

/** What was known about the call when it broke. */
export interface CallPhase {
	/** The connection stood (TLS included), so the message may have left. */
	sent: boolean;
	/** The status line had come. */
	answering: boolean;
}

const BY_CODE: Readonly<Record<string, FailureReason>> = {
	[CONNECT_TIMEOUT_CODE]: 'CONNECT_TIMEOUT',
	[PROXY_FAILED_CODE]: 'PROXY_FAILED',
	ECONNREFUSED: 'CONNECTION_REFUSED',
	ENOTFOUND: 'HOST_UNKNOWN',
	EAI_AGAIN: 'HOST_UNKNOWN',
	EHOSTUNREACH: 'HOST_UNREACHABLE',
	ENETUNREACH: 'HOST_UNREACHABLE',
	EHOSTDOWN: 'HOST_UNREACHABLE',
	ENETDOWN: 'HOST_UNREACHABLE',
	EADDRNOTAVAIL: 'HOST_UNREACHABLE',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'CERTIFICATE_SELF_SIGNED',
	SELF_SIGNED_CERT_IN_CHAIN: 'CERTIFICATE_UNTRUSTED',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'CERTIFICATE_UNTRUSTED',
	UNABLE_TO_GET_ISSUER_CERT: 'CERTIFICATE_UNTRUSTED',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'CERTIFICATE_UNTRUSTED',
	CERT_UNTRUSTED: 'CERTIFICATE_UNTRUSTED',
	CERT_SIGNATURE_FAILURE: 'CERTIFICATE_UNTRUSTED',
	INVALID_CA: 'CERTIFICATE_UNTRUSTED',
	CERT_HAS_EXPIRED: 'CERTIFICATE_EXPIRED',
	CERT_NOT_YET_VALID: 'CERTIFICATE_NOT_YET_VALID',
	ERR_TLS_CERT_ALTNAME_INVALID: 'CERTIFICATE_HOST_MISMATCH',
	ERR_SSL_WRONG_VERSION_NUMBER: 'TLS_NOT_SPOKEN',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'TLS_NOT_SPOKEN',
	ERR_SSL_HTTP_REQUEST: 'TLS_NOT_SPOKEN',
};

/** OpenSSL's reasons. Node hands the ones of a failed handshake over as EPROTO and a text. */
const BY_OPENSSL_REASON: Readonly<Record<string, FailureReason>> = {
	'10B': 'TLS_NOT_SPOKEN', // wrong version number
	'9C': 'TLS_NOT_SPOKEN', // http request
	C6: 'TLS_NOT_SPOKEN', // packet length too long
	// The target's alerts about our certificate: bad, unsupported, revoked, expired, unknown
	412: 'CLIENT_CERTIFICATE_REFUSED',
	413: 'CLIENT_CERTIFICATE_REFUSED',
	414: 'CLIENT_CERTIFICATE_REFUSED',
	415: 'CLIENT_CERTIFICATE_REFUSED',
	416: 'CLIENT_CERTIFICATE_REFUSED',
	418: 'CLIENT_CERTIFICATE_REFUSED', // unknown CA
	'45C': 'CLIENT_CERTIFICATE_REFUSED', // certificate required
};

const OPENSSL_REASON = /:error:0A0*([0-9A-F]+):/;

/** The same alerts where Node makes codes of them, as TLS 1.3 brings them after the handshake. */
const CLIENT_CERTIFICATE_ALERT =
	/ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN))/;

interface ErrorLike {
	name: string;
	message: string;
	code: string;
	cause: unknown;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** By shape and not by `instanceof`: an error of another realm (a worker, a sandbox) counts too. */
function asError(value: unknown): ErrorLike | undefined {
	if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
	return {
		name: 'name' in value ? textOf(value.name) : '',
		message: textOf(value.message),
		code: 'code' in value ? textOf(value.code) : '',
		cause: 'cause' in value ? value.cause : undefined,
	};
}

/** An error and its causes, outermost first: libraries wrap, and lose, the first code. */
function chainOf(error: unknown): ErrorLike[] {
	const chain: ErrorLike[] = [];
	for (let link = asError(error); link && chain.length < 5; link = asError(link.cause)) {
		chain.push(link);
	}
	return chain;
}

function named({ name, message, code }: ErrorLike): FailureReason | undefined {
	// n8n's guarded look-up throws errors of its own, known by their names only.
	if (name.startsWith('SsrfBlocked')) return 'EGRESS_BLOCKED';
	if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
	if (CLIENT_CERTIFICATE_ALERT.test(code)) return 'CLIENT_CERTIFICATE_REFUSED';
	if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
		const reason = OPENSSL_REASON.exec(message)?.[1] ?? '';
		return BY_OPENSSL_REASON[reason] ?? 'TLS_FAILED';
	}
	// A parser's or a decompressor's complaint about what came back.
	if (/^(?:HPE_|Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/.test(code)) return 'RESPONSE_UNREADABLE';
	return undefined;
}

/**
 * Names what broke a call. Only codes are read: texts of errors can quote what was sent.
 *
 * @param error whatever the HTTP stack threw
 * @param phase how far the call had come
 */
export function transportFault(error: unknown, phase: CallPhase): FailureReason {
	const chain = chainOf(error);
	const reasons = chain.map(named);
	if (reasons.includes('EGRESS_BLOCKED')) return 'EGRESS_BLOCKED';
	const reason = reasons.find((found) => found !== undefined);
	if (reason) return reason;
	if (!phase.sent && chain.some((link) => link.code === 'ETIMEDOUT')) return 'CONNECT_TIMEOUT';
	if (phase.answering) return 'RESPONSE_TRUNCATED';
	return phase.sent ? 'CONNECTION_LOST' : 'CONNECTION_RESET';
}
