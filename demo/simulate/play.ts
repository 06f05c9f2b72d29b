/** Sends a stream's calls at an even pace, whether or not the earlier ones were answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedCall, Stream } from '../hospital/stream';
import { SetupError } from '../n8n/ports';

export interface CallResult {
	call: SimulatedCall;
	/** `code 0`, `code 1003`, or what came instead of the contract's reply. */
	reply: string;
	msg: string;
	durationMs: number;
}

export interface PlayOptions {
	url: string;
	count: number;
	rate: number;
	onResult: (line: string) => void;
}

/** Longer than n8n takes under any load that is not a fault. */
const CALL_LIMIT_MS = 60_000;

/** Room for the longest `what`. */
const WHAT_WIDTH = 16;

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

async function make(call: SimulatedCall, url: string): Promise<CallResult> {
	const begun = performance.now();
	const took = () => Math.round(performance.now() - begun);
	try {
		const response = await fetch(`${url}/risk/${call.kind}`, {
			method: 'POST',
			headers: { 'content-type': call.contentType },
			body: new Uint8Array(call.bytes),
			signal: AbortSignal.timeout(CALL_LIMIT_MS),
		});
		const reply = readReply(response.status, await response.text());
		return { call, ...reply, durationMs: took() };
	} catch (error) {
		return { call, reply: `no answer 无应答 (${causeOf(error)})`, msg: '', durationMs: took() };
	}
}

const UNREACHABLE = /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN/;

/** Says in words why nothing is there; 404 is n8n's answer while no workflow is published. */
function requireListener({ reply, msg }: CallResult, url: string): void {
	if (UNREACHABLE.test(reply)) {
		throw new SetupError(
			`${url} 无人应答，请先启动演示。Nothing listens there (${reply}).\n` +
				'  Start the demo first: npm start. Other port? --url http://127.0.0.1:<port>/outapi',
		);
	}
	if (reply.startsWith('HTTP 404') || reply === 'code 404') {
		throw new SetupError(
			`${url} 上没有已发布的工作流。n8n answers, but no workflow is published there.\n  ${msg}\n` +
				'  Publish it in the editor, or: npm start -- --reset',
		);
	}
}

function lineFor(result: CallResult, number: number, count: number): string {
	const { call, reply, durationMs } = result;
	const { reportType, patientClass, wardName } = call.body as Record<string, string | undefined>;
	const place = [reportType, patientClass, wardName].filter(Boolean).join(' ');
	const gbk = call.encoding === 'gbk' ? ' (GBK)' : '';
	const place16 = String(number).padStart(String(count).length);
	return `  ${place16}/${count}  ${call.what.padEnd(WHAT_WIDTH)} ${place}${gbk}  → ${reply}, ${durationMs} ms`;
}

/**
 * @returns one result for each call, in the order in which they were sent
 * @throws {SetupError} when the first call shows that nobody is there
 */
export async function play(
	stream: Pick<Stream, 'next'>,
	{ url, count, rate, onResult }: PlayOptions,
): Promise<CallResult[]> {
	let finished = 0;
	const one = async () => {
		const result = await make(stream.next(), url);
		finished += 1;
		onResult(lineFor(result, finished, count));
		return result;
	};
	const first = await one();
	requireListener(first, url);
	const begun = performance.now();
	const running = [Promise.resolve(first)];
	for (let index = 1; index < count; index += 1) {
		// Against the clock, not from call to call: sleeping too long must not add up.
		const due = begun + (index * 1000) / rate;
		await sleep(Math.max(0, due - performance.now()));
		running.push(one());
	}
	return await Promise.all(running);
}
