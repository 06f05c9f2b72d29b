/** Node's inspector in a running n8n: memory after a collection of garbage, and CPU profiles. */
import { setTimeout as sleep } from 'node:timers/promises';

const OPEN_LIMIT_MS = 10_000;
const POLL_MS = 50;

export interface Memory {
	/** Bytes. */
	heapUsed: number;
	rss: number;
}

interface Reply {
	id?: number;
	result?: unknown;
	error?: { message: string };
}

async function addressOf(port: number): Promise<string> {
	const deadline = performance.now() + OPEN_LIMIT_MS;
	for (;;) {
		try {
			const response = await fetch(`http://127.0.0.1:${port}/json/list`);
			const [target] = (await response.json()) as Array<{ webSocketDebuggerUrl: string }>;
			if (target) return target.webSocketDebuggerUrl;
		} catch (error) {
			if (performance.now() > deadline) throw error;
		}
		await sleep(POLL_MS);
	}
}

export class Inspector {
	private lastId = 0;
	private readonly waiting = new Map<number, (reply: Reply) => void>();

	private constructor(private readonly socket: WebSocket) {
		socket.addEventListener('message', ({ data }) => {
			const reply = JSON.parse(String(data)) as Reply;
			if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
		});
	}

	/** Has the process open its inspector, which SIGUSR1 does in every Node, and speaks to it. */
	static async open(pid: number, port: number): Promise<Inspector> {
		process.kill(pid, 'SIGUSR1');
		const socket = new WebSocket(await addressOf(port));
		await new Promise((resolve, reject) => {
			socket.addEventListener('open', resolve, { once: true });
			socket.addEventListener('error', () => reject(new Error('no inspector')), { once: true });
		});
		return new Inspector(socket);
	}

	/** Memory after everything that is no longer used is gone. */
	async memory(): Promise<Memory> {
		await this.ask('HeapProfiler.enable');
		// The second finds what finalizers of the first have let go.
		await this.ask('HeapProfiler.collectGarbage');
		await this.ask('HeapProfiler.collectGarbage');
		const expression = 'JSON.stringify(process.memoryUsage())';
		const { result } = (await this.ask('Runtime.evaluate', { expression })) as {
			result: { value: string };
		};
		const { heapUsed, rss } = JSON.parse(result.value) as Memory;
		return { heapUsed, rss };
	}

	async startProfile(): Promise<void> {
		await this.ask('Profiler.enable');
		await this.ask('Profiler.start');
	}

	/** @returns the content of a .cpuprofile file */
	async stopProfile(): Promise<string> {
		const { profile } = (await this.ask('Profiler.stop')) as { profile: unknown };
		return JSON.stringify(profile);
	}

	close(): void {
		this.socket.close();
	}

	private async ask(method: string, params: object = {}): Promise<unknown> {
		const id = (this.lastId += 1);
		const reply = await new Promise<Reply>((resolve) => {
			this.waiting.set(id, resolve);
			this.socket.send(JSON.stringify({ id, method, params }));
		});
		this.waiting.delete(id);
		if (reply.error) throw new Error(`${method}: ${reply.error.message}`);
		return reply.result;
	}
}
