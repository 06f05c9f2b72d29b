/** Real processes that work on a ledger: for races, and for what a `kill -9` leaves. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import type { Line, Task } from './program';

/** One process, and all that it has said. */
export class Worker {
	readonly lines: Line[] = [];
	private readonly counts = new Map<Line['said'], number>();
	private waiting: Array<() => void> = [];
	private ended = false;
	/** Resolves when it is gone and everything it said has been read. */
	readonly gone: Promise<void>;
	private errors = '';

	constructor(private readonly child: ChildProcess) {
		const { stdout, stderr } = child;
		if (!stdout || !stderr) throw new Error('a worker is started with pipes');
		stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
		createInterface({ input: stdout }).on('line', (line) => {
			this.hear(line);
			this.check();
		});
		this.gone = new Promise((resolve) => {
			child.once('close', () => {
				this.ended = true;
				this.check();
				resolve();
			});
		});
	}

	/** The last line may be half a line, where the process was killed. */
	private hear(line: string): void {
		try {
			const heard = JSON.parse(line) as Line;
			this.lines.push(heard);
			this.counts.set(heard.said, (this.counts.get(heard.said) ?? 0) + 1);
		} catch {
			if (!this.child.killed) this.errors += line;
		}
	}

	private check(): void {
		const waiting = this.waiting;
		this.waiting = [];
		for (const again of waiting) again();
	}

	private async until(enough: () => boolean): Promise<void> {
		while (!enough()) {
			if (this.ended)
				throw new Error(`it ended: ${JSON.stringify(this.lines.slice(-3))} ${this.errors}`);
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
	}

	async said(what: Line['said'], times = 1): Promise<void> {
		await this.until(() => this.count(what) >= times);
	}

	/** Says the word that it waits for. */
	tell(): void {
		this.child.send('go');
	}

	/** It hangs, with all it holds, until {@link thaw}. */
	freeze(): void {
		this.child.kill('SIGSTOP');
	}

	thaw(): void {
		this.child.kill('SIGCONT');
	}

	/** How often it has said something. */
	count(what: Line['said']): number {
		return this.counts.get(what) ?? 0;
	}

	async kill(): Promise<void> {
		this.child.kill('SIGKILL');
		await this.gone;
	}

	failed(): Array<Extract<Line, { said: 'failed' }>> {
		return this.lines.flatMap((line) => (line.said === 'failed' ? [line] : []));
	}

	stored(): Array<{ id: number; fingerprint: string }> {
		return this.lines.flatMap((line) =>
			line.said === 'stored' ? [{ id: line.id, fingerprint: line.fingerprint }] : [],
		);
	}
}

/** The program as one file, which starts at once: an hour of kills is mostly starting. */
export class Workers {
	private readonly folder = mkdtempSync(join(tmpdir(), 'critical-value-workers-'));
	private readonly program = join(this.folder, 'program.cjs');
	private readonly started: Worker[] = [];

	constructor() {
		buildSync({
			entryPoints: [join(__dirname, 'program.ts')],
			outfile: this.program,
			bundle: true,
			platform: 'node',
			format: 'cjs',
			external: ['pg-native'],
			logLevel: 'error',
		});
	}

	start(task: Task): Worker {
		const child = spawn(process.execPath, [this.program, JSON.stringify(task)], {
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		const worker = new Worker(child);
		this.started.push(worker);
		return worker;
	}

	async dispose(): Promise<void> {
		await Promise.all(this.started.map(async (worker) => await worker.kill()));
		rmSync(this.folder, { recursive: true, force: true });
	}
}
