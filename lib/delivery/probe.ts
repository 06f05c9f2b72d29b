import { REPLY_CATALOGUE } from '../contract/envelope';
import type { Kind } from '../contract/fields';
import type { Exchange, TargetClient } from './client';
import { FAILURE_CATALOGUE, type FailureReason } from './failures';
import { callHeaders } from './headers';
import { bodyText, isCode, looksLikeHtml, parseJson, readReply } from './judge';
import type { Target } from './target';

/** What a credential test says. Holds the address called, and nothing secret. */
export interface ProbeResult {
	ok: boolean;
	message: string;
}

type Words = readonly [zh: string, en: string];

type Finding =
	| { kind: 'contract'; words: Words }
	/** Something answers, and it is not this interface: the other one may still be there. */
	| { kind: 'elsewhere'; words: Words }
	| { kind: 'broken'; words: Words };

const STATUS_SPEAKS_FOR_ITSELF = new Set([401, 403, 404, 405, 407, 410]);

/** An empty body: no receiver can make a critical value of nothing. */
const EMPTY_BODY = Buffer.alloc(0);

const catalogued = (reason: FailureReason, note: Words = ['', '']): Words => {
	const { zh, en, helpZh, helpEn } = FAILURE_CATALOGUE[reason];
	return [`${zh}${note[0]}。${helpZh}`, `${en}${note[1]}. ${helpEn}`];
};

function redirectNote(location: string): Words {
	// The path and the query of a login page can carry a ticket; its host says enough.
	const host = URL.canParse(location) ? new URL(location).origin : '';
	return host === '' ? ['', ''] : [`（到 ${host}）`, ` (to ${host})`];
}

/** The same two where nothing listens at the address: with HTTP 200, as they answer everything. */
function listensNowhere(code: number | string, msg: string): boolean {
	const nowhere = REPLY_CATALOGUE.NOT_REGISTERED;
	if (code === nowhere.code && msg.includes(nowhere.zh)) return true;
	return String(code) === '404';
}

/** Another n8n with these nodes, or a common Chinese back-end framework, refusing who calls. */
function refusesCaller(code: number | string, msg: string): boolean {
	const denied = REPLY_CATALOGUE.NOT_ALLOWED;
	if (code === denied.code && msg.includes(denied.zh)) return true;
	return ['401', '403'].includes(String(code));
}

function contractFinding(code: number | string, msg: string): Finding {
	const note: Words = [`（code ${code}）`, ` (code ${code})`];
	if (listensNowhere(code, msg)) {
		return { kind: 'elsewhere', words: catalogued('PATH_NOT_FOUND', note) };
	}
	if (refusesCaller(code, msg)) {
		return { kind: 'broken', words: catalogued('NOT_AUTHORISED', note) };
	}
	if (code === 0 || code === '0') {
		return {
			kind: 'contract',
			words: [
				'连接正常。注意：目标对空消息也返回 code 0，请与对方确认其校验',
				'Connected. Note: the target answers code 0 even to an empty message; ask its operator what it checks',
			],
		};
	}
	return {
		kind: 'contract',
		words: [
			'连接正常：目标按接口格式拒绝了空的测试消息',
			'Connected: the target refused the empty test message in the interface’s own form',
		],
	};
}

const status = (httpStatus: number): Words => [`（HTTP ${httpStatus}）`, ` (HTTP ${httpStatus})`];

/** An answer that is not the contract's, read by its status. */
function foreignFinding(exchange: Extract<Exchange, { kind: 'answered' }>, text: string): Finding {
	const { httpStatus, contentType, location } = exchange;
	const note = status(httpStatus);
	if (httpStatus >= 300 && httpStatus < 400) {
		return { kind: 'broken', words: catalogued('REDIRECTED', redirectNote(location)) };
	}
	if (httpStatus === 401 || httpStatus === 403) {
		return { kind: 'broken', words: catalogued('NOT_AUTHORISED', note) };
	}
	if (httpStatus === 407) return { kind: 'broken', words: catalogued('PROXY_FAILED', note) };
	if (httpStatus === 404 || httpStatus === 410) {
		return { kind: 'elsewhere', words: catalogued('PATH_NOT_FOUND', note) };
	}
	if (httpStatus === 405) {
		return {
			kind: 'elsewhere',
			words: [
				'该地址不接受 POST（HTTP 405），很可能不是危急值接口。请核对凭据中的地址路径',
				'This address takes no POST (HTTP 405) and is probably not the interface. Check the path in the credential',
			],
		};
	}
	if (httpStatus >= 500) return { kind: 'broken', words: catalogued('TARGET_ERROR', note) };
	if (httpStatus >= 400) return { kind: 'elsewhere', words: unconfirmed(httpStatus) };
	if (text.trim() === '') return { kind: 'elsewhere', words: catalogued('RESPONSE_EMPTY', note) };
	if (looksLikeHtml(text, contentType)) {
		return { kind: 'elsewhere', words: catalogued('RESPONSE_HTML', note) };
	}
	const json = parseJson(text).ok;
	const reason = json ? 'RESPONSE_WITHOUT_CODE' : 'RESPONSE_NOT_JSON';
	return { kind: 'elsewhere', words: catalogued(reason, note) };
}

/** Many frameworks refuse an empty body before the interface sees it: neither proof nor disproof. */
const unconfirmed = (httpStatus: number): Words => [
	`有服务应答，但以 HTTP ${httpStatus} 拒绝了空的测试消息，且没有按接口格式返回 {code,msg}。地址可能正确；请推送一条测试危急值加以确认`,
	`Something answers, but it refused the empty test message with HTTP ${httpStatus} and not with {code,msg}. The address may be right; push a test value to be sure`,
];

/**
 * Whether an answer is an interface's, and not a server's or gateway's. n8n's own errors, for
 * example, are `{code, message}` with a status outside 2xx, and among them is `code: 0`.
 */
function speaksContract(httpStatus: number, code: unknown, msg: string): code is number | string {
	if (!isCode(code)) return false;
	if (httpStatus >= 200 && httpStatus < 300) return true;
	return msg !== '' && !STATUS_SPEAKS_FOR_ITSELF.has(httpStatus) && httpStatus >= 400;
}

function interpret(exchange: Exchange): Finding {
	if (exchange.kind === 'broken') {
		return { kind: 'broken', words: catalogued(exchange.reason) };
	}
	const text = bodyText(exchange.body);
	const json = parseJson(text);
	const { code, msg } = readReply(json.ok ? json.value : undefined);
	return speaksContract(exchange.httpStatus, code, msg)
		? contractFinding(code, msg)
		: foreignFinding(exchange, text);
}

/**
 * Tests a target without any risk of a critical value in it: an empty POST to `/risk/send`, and if
 * nothing there speaks the interface, to `/risk/confirm` (a platform serves only that one).
 *
 * @param target what to test
 * @param client its client
 * @param now epoch milliseconds
 * @param id unique id of this test, for signed calls
 * @returns words for the admin, Chinese first, with the address called; never throws
 */
export async function probeTarget(
	target: Target,
	client: TargetClient,
	now: number,
	id: string,
): Promise<ProbeResult> {
	const probe = async (kind: Kind): Promise<Finding> => {
		const headers = callHeaders(target, id, EMPTY_BODY, now);
		return interpret(await client.post({ url: target.urls[kind], body: EMPTY_BODY, headers }));
	};
	const say = (finding: Finding, kind: Kind): ProbeResult => ({
		ok: finding.kind === 'contract',
		message: `${finding.words[0]}。${finding.words[1]}. URL: ${target.urls[kind].shown}`,
	});

	const send = await probe('send');
	if (send.kind !== 'elsewhere') return say(send, 'send');
	const confirm = await probe('confirm');
	return confirm.kind === 'contract' ? say(confirm, 'confirm') : say(send, 'send');
}
