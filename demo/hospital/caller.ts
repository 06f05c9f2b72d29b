/** Calls as a hospital's systems make them, and what came of each. */
import type { CallKind } from './types';

export interface SimulatedCall {
	/** What happens, in words. */
	what: 'add' | 'update' | 'delete' | 'handling result' | 'feedback';
	kind: CallKind;
	body: Record<string, unknown>;
	/** The body as it goes over the wire. */
	bytes: Buffer;
	contentType: string;
	encoding: 'utf-8' | 'gbk';
}

export interface CallResult {
	call: SimulatedCall;
	/** `code 0`, `code 1003`, or what came instead of the contract's reply. */
	reply: string;
	msg: string;
	durationMs: number;
}

/** Longer than n8n takes under any load that is not a fault. */
const CALL_LIMIT_MS = 60_000;

export const isAccepted = ({ reply }: Pick<CallResult, 'reply'>): boolean => reply === 'code 0';

/** A call as a caller of today makes it. */
export function utf8Call(what: SimulatedCall['what'], body: object): SimulatedCall {
	return {
		what,
		kind: what === 'handling result' || what === 'feedback' ? 'confirm' : 'send',
		body: { ...body },
		bytes: Buffer.from(JSON.stringify(body)),
		contentType: 'application/json; charset=utf-8',
		encoding: 'utf-8',
	};
}

function readReply(status: number, text: string): { reply: string; msg: string } {
	try {
		const { code, msg } = JSON.parse(text) as { code?: unknown; msg?: unknown };
		if (typeof code === 'number' && typeof msg === 'string') return { reply: `code ${code}`, msg };
	} catch {
		// Not the contract's: said below.
	}
	const msg = text.slice(0, 120).replaceAll(/\s+/g, ' ');
	return { reply: `HTTP ${status}, not {code, msg} 非约定应答`, msg };
}

/** The system's code of a failed fetch; fetch itself only says "fetch failed". */
function causeOf(error: unknown): string {
	const { cause, name } = error as { cause?: { code?: string }; name?: string };
	return cause?.code ?? name ?? 'unknown error';
}

/**
 * Makes one call, and never throws: whatever goes wrong is a reply in words.
 *
 * @param url with `/outapi`
 * @param signal gives the call up
 */
export async function makeCall(
	call: SimulatedCall,
	url: string,
	signal?: AbortSignal,
): Promise<CallResult> {
	const begun = performance.now();
	const took = () => Math.round(performance.now() - begun);
	const limit = AbortSignal.timeout(CALL_LIMIT_MS);
	try {
		const response = await fetch(`${url}/risk/${call.kind}`, {
			method: 'POST',
			headers: { 'content-type': call.contentType },
			body: new Uint8Array(call.bytes),
			signal: signal ? AbortSignal.any([signal, limit]) : limit,
		});
		const reply = readReply(response.status, await response.text());
		return { call, ...reply, durationMs: took() };
	} catch (error) {
		return { call, reply: `no answer 无应答 (${causeOf(error)})`, msg: '', durationMs: took() };
	}
}
