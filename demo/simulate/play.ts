/** Sends a stream's calls at an even pace, whether or not the earlier ones were answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCall, type CallResult } from '../hospital/caller';
import type { Stream } from '../hospital/stream';
import { SetupError } from '../n8n/ports';

export interface PlayOptions {
	url: string;
	count: number;
	rate: number;
	onResult: (line: string) => void;
	/** Hears of each answer at once. */
	onAnswer?: (result: CallResult) => void;
}

/** Room for the longest `what`. */
const WHAT_WIDTH = 16;

const UNREACHABLE = /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN/;

/**
 * 404 is n8n's answer while no workflow is published.
 *
 * @throws {SetupError} saying in words why nothing is there
 */
export function requireListener({ reply, msg }: CallResult, url: string): void {
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
	{ url, count, rate, onResult, onAnswer }: PlayOptions,
): Promise<CallResult[]> {
	let finished = 0;
	const one = async () => {
		const result = await makeCall(stream.next(), url);
		finished += 1;
		onAnswer?.(result);
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
