/** One n8n: started, waited for, stopped, killed, started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { n8nEnvironment, type EnvironmentChanges } from './environment';
import type { Owner } from './owner';
import { LOCAL, SetupError, freePort } from './ports';
import { N8nRest } from './rest';
import { n8nScript, type Runtime } from './runtime';
import { forgetCrash } from './userFolder';

/**
 * n8n's three kinds of processes, and what each says when it is ready. `start` is the only one there is
 * without queue mode: it says so when all published workflows have been registered.
 */
const READY = {
	start: 'Editor is now accessible via',
	webhook: 'Webhook listener waiting for requests',
	worker: 'n8n worker is now ready',
} as const;
const START_LIMIT_MS = 120_000;
/** n8n's own limit is 10 s (N8N_GRACEFUL_SHUTDOWN_TIMEOUT); after that it is ended by force. */
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 100;
const TAIL_LINES = 25;

/** Which of n8n's processes: the main one, and in queue mode a webhook processor or a worker. */
export type N8nProcess = keyof typeof READY;

export interface N8nOptions {
	runtime: Runtime;
	/** `start` where it is not said. */
	process?: N8nProcess;
	userFolder: string;
	/** A worker listens on none, but for its own health check. */
	port: number;
	owner: Owner;
	logFile: string;
	env?: EnvironmentChanges;
}

export interface Exit {
	code: number | null;
	signal: NodeJS.Signals | null;
}

export class N8nServer {
	readonly url: string;
	readonly rest: N8nRest;
	private child: ChildProcess | undefined;
	private ended: Promise<Exit> | undefined;
	private changes: EnvironmentChanges;
	private readonly commands = new Set<ChildProcess>();

	constructor(private readonly options: N8nOptions) {
		this.url = `http://${LOCAL}:${options.port}`;
		this.changes = options.env ?? {};
		this.rest = new N8nRest(this.url, options.owner);
	}

	/** e.g. `risk/send` → `http://127.0.0.1:5678/outapi/risk/send` */
	webhookUrl(path: string): string {
		return `${this.url}/outapi/${path}`;
	}

	/** The address that answers while somebody listens for a test event. */
	testWebhookUrl(path: string): string {
		return `${this.url}/webhook-test/${path}`;
	}

	private get kind(): N8nProcess {
		return this.options.process ?? 'start';
	}

	get pid(): number | undefined {
		return this.child?.pid;
	}

	get isRunning(): boolean {
		return this.child !== undefined;
	}

	/** Resolves when n8n ends, by itself or by us; at once when it is not running. */
	async exit(): Promise<Exit> {
		return (await this.ended) ?? { code: null, signal: null };
	}

	/** Everything n8n has printed, over all its starts. */
	logText(): string {
		try {
			return readFileSync(this.options.logFile, 'utf8');
		} catch {
			return '';
		}
	}

	logTail(lines = TAIL_LINES): string {
		return this.logText().trimEnd().split('\n').slice(-lines).join('\n');
	}

	/**
	 * Starts n8n and resolves when it is ready: its editor and all published workflows are up (`start`).
	 *
	 * @param changes environment for this and later starts, on top of the present one
	 * @throws {SetupError} with the last lines of its log, when it ends or takes too long
	 */
	async start(changes: EnvironmentChanges = {}): Promise<void> {
		if (this.child) throw new Error('n8n is already running');
		this.changes = { ...this.changes, ...changes };
		forgetCrash(this.options.userFolder);
		const from = this.logText().length;
		await this.spawn();
		await this.untilReady(from);
	}

	/** Ends n8n gracefully, then by force after a limit. Does nothing when it is not running. */
	async stop(): Promise<void> {
		const { child } = this;
		for (const command of this.commands) command.kill();
		if (!child) return;
		child.kill('SIGTERM');
		const limit = new AbortController();
		const inTime = await Promise.race([
			this.exit().then(() => true),
			sleep(STOP_LIMIT_MS, false, { signal: limit.signal }).catch(() => false),
		]);
		limit.abort();
		if (!inTime) this.killGroup(child);
		await this.exit();
		// Whatever it left behind: the task runner is in the same group.
		this.killGroup(child);
	}

	/** As a power cut: n8n and all it has started are gone at once. */
	async kill9(): Promise<void> {
		if (!this.child) return;
		this.killGroup(this.child);
		await this.exit();
	}

	/** `stop()`, then `start()`. */
	async restart(changes: EnvironmentChanges = {}): Promise<void> {
		await this.stop();
		await this.start(changes);
	}

	/**
	 * Runs a command of n8n's own (`import:credentials` …), while the server is stopped or not.
	 *
	 * @returns what it printed
	 * @throws {SetupError} with what it printed, when it fails
	 */
	async command(name: string, ...args: string[]): Promise<string> {
		const child = spawn(
			this.options.runtime.node,
			[n8nScript(this.options.runtime), name, ...args],
			{
				cwd: this.options.userFolder,
				env: await this.environment(),
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		this.commands.add(child);
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => (output += text));
		}
		const code = await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		this.commands.delete(child);
		// n8n's commands report some failures and still end with 0.
		if (code === 0 && !/an error occurred/i.test(output)) return output;
		throw new SetupError(`n8n ${name} failed 失败:\n${output.trim()}`);
	}

	/**
	 * Resolves when a webhook path is registered for POST. Asks by OPTIONS, which starts nothing.
	 *
	 * @param path as in the trigger, e.g. `risk/send`
	 * @throws {SetupError} after the limit
	 */
	async waitUntilLive(path: string, limitMs = 30_000): Promise<void> {
		const attempts = Math.ceil(limitMs / POLL_MS);
		for (let attempt = 0; attempt < attempts; attempt += 1) {
			if (await this.isLive(path)) return;
			if (!this.child) throw this.died();
			await sleep(POLL_MS);
		}
		throw new SetupError(`${this.webhookUrl(path)} is not registered after ${limitMs} ms`);
	}

	/** Whether a webhook path is registered for POST. */
	async isLive(path: string): Promise<boolean> {
		try {
			const init = { method: 'OPTIONS', headers: { origin: this.url } };
			const response = await fetch(this.webhookUrl(path), init);
			await response.arrayBuffer();
			return (response.headers.get('access-control-allow-methods') ?? '').includes('POST');
		} catch {
			return false;
		}
	}

	private async environment(): Promise<NodeJS.ProcessEnv> {
		const { userFolder, port, owner } = this.options;
		mkdirSync(userFolder, { recursive: true });
		const settings = { userFolder, port, owner, brokerPort: await freePort() };
		return n8nEnvironment(settings, this.changes);
	}

	private async spawn(): Promise<void> {
		const { runtime, userFolder, logFile } = this.options;
		const env = await this.environment();
		mkdirSync(dirname(logFile), { recursive: true });
		const log = openSync(logFile, 'a', 0o600);
		const preload = join(__dirname, 'dieWithParent.cjs');
		const child = spawn(runtime.node, ['--require', preload, n8nScript(runtime), this.kind], {
			cwd: userFolder,
			env,
			// A group of its own: Ctrl-C in the terminal reaches us only, and we end it in good order.
			detached: true,
			stdio: ['ignore', log, log, 'ipc'],
		});
		closeSync(log);
		child.channel?.unref();
		this.child = child;
		this.ended = new Promise((resolve) => {
			child.once('error', () => resolve({ code: null, signal: null }));
			child.once('exit', (code, signal) => resolve({ code, signal }));
		});
		void this.ended.then(() => {
			if (this.child === child) this.child = undefined;
		});
	}

	private async untilReady(from: number): Promise<void> {
		for (let waited = 0; waited < START_LIMIT_MS; waited += POLL_MS) {
			if (!this.child) throw this.died();
			if (this.logGrewBeyond(from) && this.logText().includes(READY[this.kind], from)) return;
			await sleep(POLL_MS);
		}
		await this.kill9();
		throw new SetupError(
			`n8n ${this.kind} was not ready within ${START_LIMIT_MS / 1000} s:\n${this.logTail()}`,
		);
	}

	private logGrewBeyond(from: number): boolean {
		return statSync(this.options.logFile).size > from;
	}

	private died(): SetupError {
		return new SetupError(`n8n ended unexpectedly 意外退出. Its last words:\n${this.logTail()}`);
	}

	private killGroup(child: ChildProcess): void {
		if (child.pid === undefined) return;
		try {
			process.kill(-child.pid, 'SIGKILL');
		} catch {
			// ESRCH: nobody is left in the group, which is what we want.
		}
	}
}
