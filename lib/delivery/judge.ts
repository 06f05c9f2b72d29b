import type { Exchange } from './client';
import { failure, type DeliveryFailure, type FailureReason } from './failures';

/** Codes that mean "never try this again", as the admin listed them. */
export type PermanentCodes = ReadonlySet<string>;

export type Verdict =
	| { delivered: true; httpStatus: number; code: number | string; msg: string; response: unknown }
	| { delivered: false; failure: DeliveryFailure; response?: unknown };

type Answered = Extract<Exchange, { kind: 'answered' }>;

/** Statuses that pass by themselves, although they are in the 4xx range. */
const TRANSIENT_CLIENT_STATUSES = new Set([408, 409, 421, 423, 425, 429]);

/** Codes are shown in errors, so one that is long enough to be a name or an id is not taken over. */
const SHOWABLE_CODE = /^-?[\w.]{1,16}$/;
const MAX_SHOWABLE_NUMBER = 999_999_999;

const MAX_MSG_LENGTH = 1000;

/**
 * The text of a body, without a byte order mark: UTF-8, else GB18030 as old systems send it.
 * GB18030 maps nearly everything to something, which is good enough for a text people read.
 */
export function bodyText(body: Uint8Array): string {
	for (const encoding of ['utf-8', 'gb18030']) {
		try {
			return new TextDecoder(encoding, { fatal: true }).decode(body);
		} catch {
			// not this encoding
		}
	}
	return Buffer.from(body).toString('latin1');
}

export function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch {
		return { ok: false };
	}
}

/** `code` and `msg` of an answer, whatever else it holds. */
export function readReply(value: unknown): { code: unknown; msg: string } {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return { code: undefined, msg: '' };
	}
	const code: unknown = Object.hasOwn(value, 'code') ? Reflect.get(value, 'code') : undefined;
	const msg: unknown = Object.hasOwn(value, 'msg') ? Reflect.get(value, 'msg') : undefined;
	return { code, msg: typeof msg === 'string' ? msg.slice(0, MAX_MSG_LENGTH) : '' };
}

const isSuccessCode = (code: unknown): code is 0 | '0' => code === 0 || code === '0';

export const isCode = (code: unknown): code is number | string =>
	typeof code === 'number' || (typeof code === 'string' && code.trim() !== '');

function showable(code: number | string): number | string | undefined {
	if (typeof code === 'number') return Math.abs(code) <= MAX_SHOWABLE_NUMBER ? code : undefined;
	return SHOWABLE_CODE.test(code) && Math.abs(Number(code) || 0) <= MAX_SHOWABLE_NUMBER
		? code
		: undefined;
}

export const looksLikeHtml = (text: string, contentType: string): boolean =>
	/html/i.test(contentType) || /^\s*<(?:!doctype|html|head|body|script|\?xml)/i.test(text);

/** What a status outside 2xx says. 4xx: our side has to change something, but for a few. */
function statusReason(status: number): FailureReason {
	if (status >= 300 && status < 400) return 'REDIRECTED';
	if (status === 401 || status === 403) return 'NOT_AUTHORISED';
	if (status === 407) return 'PROXY_FAILED';
	if (status === 404 || status === 410) return 'PATH_NOT_FOUND';
	if (status === 429 || status === 503 || TRANSIENT_CLIENT_STATUSES.has(status))
		return 'TARGET_BUSY';
	if (status >= 400 && status < 500) return 'REQUEST_REFUSED';
	return 'TARGET_ERROR';
}

function successStatusReason(text: string, json: boolean, code: unknown, contentType: string) {
	if (text.trim() === '') return 'RESPONSE_EMPTY';
	if (!json) return looksLikeHtml(text, contentType) ? 'RESPONSE_HTML' : 'RESPONSE_NOT_JSON';
	return isCode(code) ? 'CODE_NOT_ZERO' : 'RESPONSE_WITHOUT_CODE';
}

function judgeAnswer(answer: Answered, permanentCodes: PermanentCodes): Verdict {
	const { httpStatus, contentType } = answer;
	const text = bodyText(answer.body);
	const json = parseJson(text);
	const { code, msg } = readReply(json.ok ? json.value : undefined);
	const response: unknown = json.ok ? json.value : text;
	const succeeded = httpStatus >= 200 && httpStatus < 300;

	if (succeeded && isSuccessCode(code)) {
		return { delivered: true, httpStatus, code, msg, response };
	}
	const shown = isCode(code) ? showable(code) : undefined;
	const facts = { httpStatus, msg, ...(shown === undefined ? {} : { code: shown }) };
	const listed = isCode(code) && permanentCodes.has(String(code).trim());
	const reason = listed
		? 'CODE_PERMANENT'
		: succeeded
			? successStatusReason(text, json.ok, code, contentType)
			: statusReason(httpStatus);
	return { delivered: false, failure: failure(reason, facts), response };
}

/**
 * Decides whether a message was taken: HTTP status 2xx *and* a JSON body whose `code` is 0 or "0"
 * (interface page, decision 1). Everything else is a failure, of the class its reason has.
 *
 * @param exchange what came of the call; untrusted
 * @param permanentCodes codes after which no try follows
 */
export function judge(exchange: Exchange, permanentCodes: PermanentCodes): Verdict {
	if (exchange.kind === 'answered') return judgeAnswer(exchange, permanentCodes);
	const { reason, httpStatus } = exchange;
	const facts = httpStatus === undefined ? {} : { httpStatus };
	return { delivered: false, failure: failure(reason, facts) };
}
