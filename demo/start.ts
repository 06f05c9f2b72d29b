/**
 * `npm start`: n8n with this package and its example workflows, and a simulated hospital, live.
 * scripts/run.cjs has installed n8n and packed the package before this runs.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { wireFields } from '../lib/contract/fields';
import { box } from './box';
import { holdFolder } from './folderLock';
import { comeAlive } from './hospital/comeAlive';
import { startHospital, type Hospital } from './hospital/server';
import {
	boardLogin,
	bringIn,
	importCredentials,
	readExamples,
	readImported,
	renderCredentials,
	triggerPaths,
	writeImported,
	type Example,
	type Imported,
	type Outcome,
} from './n8n/examples';
import { keptOwner } from './n8n/owner';
import { SetupError, requireFreePort } from './n8n/ports';
import { findRuntime } from './n8n/runtime';
import { N8nServer } from './n8n/server';
import { unpackPackage } from './n8n/userFolder';
import { readDemoSettings, type DemoSettings } from './settings';

const ROOT = join(__dirname, '..');
/** With `{{HOSPITAL_URL}}` for the hospital's address. */
const CREDENTIALS = readFileSync(join(__dirname, 'credentials.json'), 'utf8');
const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const say = (text: string): void => console.log(`▸ ${text}`);

const WORDS: Readonly<Record<Outcome, string>> = {
	imported: 'imported and published 已导入并发布',
	updated: 'updated and published 已更新并发布',
	unchanged: 'unchanged 未变',
	kept: 'changed in the editor, kept as it is (npm start -- --reset overwrites) 保留您的修改',
	off: 'unpublished or archived in the editor, left so (npm start -- --reset restores) 保持停用',
};

/** Everything that has to be ended again. */
class Demo {
	private hospital: Hospital | undefined;
	private endLife: (() => Promise<void>) | undefined;
	private server: N8nServer | undefined;
	private release: (() => void) | undefined;
	private stopping: Promise<void> | undefined;

	constructor(private readonly settings: DemoSettings) {}

	async start(): Promise<string> {
		const { settings } = this;
		const runtime = findRuntime();
		await requireFreePort(settings.n8nPort, 'N8N_PORT', settings.host);
		await requireFreePort(settings.hospitalPort, 'HOSPITAL_PORT', settings.host);
		this.release = holdFolder(settings.folder);
		this.hospital = await startHospital({ port: settings.hospitalPort, host: settings.host });

		const owner = keptOwner(join(settings.folder, 'owner.json'), runtime);
		const logFile = join(settings.folder, 'n8n.log');
		if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
		const server = new N8nServer({
			runtime,
			owner,
			logFile,
			userFolder: settings.folder,
			port: settings.n8nPort,
			env: { N8N_LISTEN_ADDRESS: settings.host },
		});
		this.server = server;
		unpackPackage(runtime.tarball, settings.folder);
		await this.fill(server);
		this.bringToLife(this.hospital, server);
		return box({
			...{ n8nUrl: server.url, hospitalUrl: `http://127.0.0.1:${settings.hospitalPort}` },
			...{ email: owner.email, password: owner.password },
			...{ folder: settings.folder, logFile, example: exampleBody() },
			board: boardLogin(CREDENTIALS),
			isAlive: settings.isAlive,
		});
	}

	/** Resolves when n8n has ended by itself. */
	async died(): Promise<string> {
		await this.server?.exit();
		return this.server?.logTail() ?? '';
	}

	/** Ends what was started; however often it is called, once. */
	async stop(): Promise<void> {
		this.stopping ??= this.end();
		await this.stopping;
	}

	get isStopping(): boolean {
		return this.stopping !== undefined;
	}

	private async end(): Promise<void> {
		await this.endLife?.();
		await this.server?.stop();
		await this.hospital?.stop();
		this.release?.();
	}

	/** After the workflows are live: what comes in has somewhere to go. */
	private bringToLife(hospital: Hospital, server: N8nServer): void {
		if (this.isStopping) return;
		this.endLife = comeAlive(hospital, {
			url: `${server.url}/outapi`,
			memoryFile: join(this.settings.folder, 'hospital.json'),
			isAlive: this.settings.isAlive,
		});
	}

	/** Credentials first, by n8n's command; then n8n itself, and the workflows over its REST. */
	private async fill(server: N8nServer): Promise<void> {
		const { folder, hospitalPort, reset } = this.settings;
		const importedFile = join(folder, 'imported.json');
		const imported = readImported(importedFile);
		const hospitalUrl = `http://127.0.0.1:${hospitalPort}`;
		const credentials = renderCredentials(CREDENTIALS, hospitalUrl);
		const last = reset ? undefined : imported.credentials;
		say('Preparing n8n 准备 n8n …');
		imported.credentials = await importCredentials(
			server,
			credentials,
			join(folder, 'credentials.tmp.json'),
			last,
		);
		writeImported(importedFile, imported);
		say('Starting n8n 启动 n8n …');
		await server.start();
		for (const example of readExamples(join(ROOT, 'workflows'), hospitalUrl)) {
			await this.bring(server, example, imported);
			writeImported(importedFile, imported);
		}
	}

	private async bring(server: N8nServer, example: Example, imported: Imported): Promise<void> {
		const { id, file } = example;
		const { outcome, remember } = await bringIn(
			server.rest,
			example,
			imported.workflows[id],
			this.settings.reset,
		);
		if (remember) imported.workflows[id] = remember;
		say(`Workflow 工作流 "${file.name}": ${WORDS[outcome]}`);
		// Somebody's own changes may have moved the paths; ours must be there.
		if (outcome === 'kept' || outcome === 'off') return;
		for (const path of triggerPaths(file)) await proveLive(server, path);
	}
}

/** An empty call has to be refused in the contract's words; n8n's own 404 means "not there yet". */
async function proveLive(server: N8nServer, path: string): Promise<void> {
	await server.waitUntilLive(path);
	const url = server.webhookUrl(path);
	const response = await fetch(url, { method: 'POST' });
	const text = await response.text();
	const reply = readReply(text);
	if (response.status !== 404 && typeof reply?.code === 'number' && typeof reply.msg === 'string') {
		return;
	}
	throw new SetupError(
		`${url} is not answered by this package but with ${response.status}: ${text.slice(0, 300)}\n` +
			server.logTail(),
	);
}

function readReply(text: string): { code?: unknown; msg?: unknown } | undefined {
	try {
		return JSON.parse(text) as { code?: unknown; msg?: unknown };
	} catch {
		return undefined;
	}
}

/** The interface document's example, filled in. */
const exampleBody = (): Record<string, unknown> =>
	Object.fromEntries(wireFields(1).map(({ name, example }) => [name, example]));

async function main(): Promise<void> {
	const demo = new Demo(readDemoSettings(process.argv.slice(2), process.env));
	const end = (code: number) => {
		if (demo.isStopping) return;
		if (code === 0) say('Stopping 正在结束 …');
		void demo.stop().finally(() => process.exit(code));
	};
	for (const signal of SIGNALS) process.on(signal, () => end(0));
	// scripts/run.cjs is gone, perhaps by `kill -9`.
	process.on('disconnect', () => end(0));
	process.channel?.unref();
	try {
		console.log(await demo.start());
	} catch (error) {
		// Stopped while starting: what failed by that is no news, and end() ends the process.
		if (demo.isStopping) return;
		const known = error instanceof SetupError;
		console.error(`✖ ${known ? error.message : ((error as Error).stack ?? String(error))}`);
		return end(1);
	}
	const lastWords = await demo.died();
	if (demo.isStopping) return;
	console.error(`✖ n8n ended by itself 意外退出. Its last words 最后的日志:\n${lastWords}`);
	end(1);
}

void main();
