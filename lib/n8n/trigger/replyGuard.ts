import type { ServerResponse } from 'node:http';
import {
	httpStatusFor,
	isEnvelope,
	refused,
	type Envelope,
	type ReplyName,
} from '../../contract/envelope';

/**
 * n8n's own error body is `{"code":0,"message":…}`, and code 0 tells our callers "stored". The guard
 * stands on the response of a risk URL and lets nothing out but the contract's `{code, msg}`, and a
 * code 0 only where intake has accepted the message.
 */
export interface ReplyGuard {
	/** From now on a reply with code 0 may leave: the message has been accepted. */
	permitSuccess(): void;
	/** Whether failures also show in the HTTP status (the node's option). */
	mirrorHttpStatus: boolean;
	/** Set once the trigger itself has taken the request. */
	claimed: boolean;
	/** The HTTP status n8n wanted to answer with, once it has answered; ours may differ. */
	statusOfN8n: number | undefined;
}

/** The part of Express' response that the guard needs. */
export type JsonResponse = ServerResponse & {
	json?: (body: unknown) => unknown;
	locals?: Record<string, unknown>;
};

/** Shared through the global registry: a re-loaded package must find the guard its predecessor set. */
const GUARD = Symbol.for('n8n-nodes-critical-value.replyGuard');

type GuardedResponse = JsonResponse & { [GUARD]?: ReplyGuard };

/** What n8n wanted to say, in the contract's words. n8n's own text is dropped: it may name internals. */
function translate(httpStatus: number): Envelope {
	const name: ReplyName =
		httpStatus === 404 ? 'NOT_REGISTERED' : httpStatus === 413 ? 'BODY_TOO_LARGE' : 'NOT_STORED';
	return refused(name);
}

/**
 * Puts the guard on a response; a second call returns the one that is there.
 *
 * Works on `res.json`, where all of n8n's webhook replies pass. Express sets the response's prototype
 * after the guard may already stand, so the original is looked up on the prototype at the time of the
 * call, not before.
 *
 * @param mirrorHttpStatus what to do until the node's own option is known
 */
export function guardReplies(response: JsonResponse, mirrorHttpStatus = false): ReplyGuard {
	const guarded = response as GuardedResponse;
	const existing = guarded[GUARD];
	if (existing) return existing;

	let successPermitted = false;
	const guard: ReplyGuard = {
		mirrorHttpStatus,
		claimed: false,
		statusOfN8n: undefined,
		permitSuccess() {
			successPermitted = true;
		},
	};
	guarded[GUARD] = guard;

	guarded.json = function json(this: JsonResponse, body: unknown): unknown {
		const original = (Object.getPrototypeOf(response) as JsonResponse).json;
		if (original === undefined) throw new TypeError('response has no json()');
		guard.statusOfN8n = response.statusCode;
		const isOurs = isEnvelope(body) && (body.code !== 0 || successPermitted);
		const envelope = isOurs ? body : translate(response.statusCode);
		// A browser's GET or a probe is no contract call: it keeps the status n8n gave it.
		if (response.req.method === 'POST') {
			response.statusCode = httpStatusFor(envelope.code, guard.mirrorHttpStatus);
		}
		return original.call(response, envelope);
	};
	return guard;
}
