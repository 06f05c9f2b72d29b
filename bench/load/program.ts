/**
 * The load generator: a process of its own, so that it takes n8n no time but that of the machine. Takes one
 * {@link Load} over the channel to its parent, answers with a {@link LoadResult}, and ends.
 */
import { Agent, request } from 'node:http';
import { bodyOf } from './messages';
import type { Load, LoadResult } from './protocol';

/** A call that gets no answer must not hold the whole run up. */
const ANSWER_LIMIT_MS = 30_000;

interface Answer {
	status: number;
	text: string;
}

class Sender {
	private readonly agent: Agent;
	private readonly url: URL;
	private sent = 0;
	readonly result: LoadResult;

	constructor(private readonly load: Load) {
		this.url = new URL(load.url);
		this.agent = new Agent({ keepAlive: true, maxSockets: load.connections });
		const startedAt = Date.now();
		const nothing = { answered: 0, accepted: 0, failed: {}, latenciesMs: [] };
		this.result = { startedAt, endedAt: startedAt, ...nothing };
	}

	get mayGoOn(): boolean {
		const { forMs = Infinity, calls = Infinity } = this.load;
		return this.sent < calls && Date.now() - this.result.startedAt < forMs;
	}

	/** @param dueAt when the call was to leave, by performance.now() */
	async call(dueAt = performance.now()): Promise<void> {
		const body = bodyOf(`${this.load.prefix}${(this.sent += 1)}`);
		try {
			this.note(await this.post(body), dueAt);
		} catch (error) {
			this.failedBy((error as NodeJS.ErrnoException).code ?? 'error');
		}
		this.result.endedAt = Date.now();
	}

	end(): void {
		this.agent.destroy();
	}

	private note({ status, text }: Answer, dueAt: number): void {
		if (status !== 200) return this.failedBy(`HTTP ${status}`);
		this.result.answered += 1;
		if (text.startsWith('{"code":0,')) this.result.accepted += 1;
		this.result.latenciesMs.push(performance.now() - dueAt);
	}

	private failedBy(what: string): void {
		this.result.failed[what] = (this.result.failed[what] ?? 0) + 1;
	}

	private async post(body: string): Promise<Answer> {
		const { hostname, port, pathname } = this.url;
		const headers = {
			'content-type': 'application/json',
			'content-length': Buffer.byteLength(body),
		};
		return await new Promise((resolve, reject) => {
			const options = {
				hostname,
				port,
				path: pathname,
				method: 'POST',
				headers,
				agent: this.agent,
			};
			const call = request({ ...options, timeout: ANSWER_LIMIT_MS }, (response) => {
				let text = '';
				response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
				response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
				response.once('error', reject);
			});
			call.once('timeout', () => call.destroy());
			call.once('error', reject);
			call.end(body);
		});
	}
}

/** Each connection sends its next call when the last one was answered. */
async function closedLoop(sender: Sender, connections: number): Promise<void> {
	const connection = async () => {
		while (sender.mayGoOn) await sender.call();
	};
	await Promise.all(Array.from({ length: connections }, connection));
}

/** Calls at a fixed rate. A slow answer delays none: what waits because of it counts as its latency. */
async function openLoop(sender: Sender, rate: number): Promise<void> {
	const start = performance.now();
	const calls: Array<Promise<void>> = [];
	for (let n = 0; sender.mayGoOn; n += 1) {
		const dueAt = start + (n * 1_000) / rate;
		const wait = dueAt - performance.now();
		if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
		calls.push(sender.call(dueAt));
	}
	await Promise.all(calls);
}

process.once('message', (message) => {
	const load = message as Load;
	const sender = new Sender(load);
	const sending =
		load.rate === undefined ? closedLoop(sender, load.connections) : openLoop(sender, load.rate);
	void sending.then(() => {
		sender.end();
		process.send?.(sender.result, () => process.disconnect());
	});
});
