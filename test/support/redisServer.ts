/** A Redis of a test's own, in memory only: n8n's queue mode keeps its jobs in one. CI installs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, LOCAL } from '../../demo/n8n/ports';

const BINARY = 'redis-server';
const START_LIMIT_MS = 10_000;
const POLL_MS = 50;

/** Whether a server on this port answers PING. */
async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, LOCAL, () => socket.write('PING\r\n'));
		const end = (yes: boolean) => {
			socket.destroy();
			resolve(yes);
		};
		socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
		socket.once('error', () => end(false));
	});
}

export class RedisServer {
	private child: ChildProcess | undefined;
	private failure: string | undefined;

	private constructor(
		private readonly folder: string,
		readonly port: number,
	) {}

	/** @throws where none is installed, or it does not come up */
	static async start(): Promise<RedisServer> {
		const folder = mkdtempSync(join(tmpdir(), 'critical-value-redis-'));
		const server = new RedisServer(folder, await freePort());
		try {
			await server.resume();
		} catch (error) {
			await server.dispose();
			throw error;
		}
		return server;
	}

	/** Starts it again after {@link halt}, empty: what was queued is lost, as on a Redis without persistence. */
	async resume(): Promise<void> {
		const memoryOnly = ['--save', '', '--appendonly', 'no'];
		const args = [
			'--port',
			String(this.port),
			'--bind',
			LOCAL,
			'--dir',
			this.folder,
			...memoryOnly,
		];
		const child = spawn(BINARY, args, { cwd: this.folder, stdio: 'ignore' });
		this.child = child;
		this.failure = undefined;
		child.once('error', (error) => (this.failure = error.message));
		child.once('exit', (code) => (this.failure = `it ended with ${code}`));
		for (let waited = 0; waited < START_LIMIT_MS; waited += POLL_MS) {
			if (this.failure) throw new Error(`${BINARY}: ${String(this.failure)}`);
			if (await answers(this.port)) return;
			await sleep(POLL_MS);
		}
		throw new Error(`${BINARY} does not answer after ${START_LIMIT_MS} ms`);
	}

	/** As a power cut. */
	async halt(): Promise<void> {
		const { child } = this;
		this.child = undefined;
		if (!child || child.pid === undefined || child.exitCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await gone;
	}

	async dispose(): Promise<void> {
		await this.halt();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
