/** An n8n for a measure: in production mode, in a folder of its own, with the packed package inside. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentChanges } from '../../demo/n8n/environment';
import { newOwner } from '../../demo/n8n/owner';
import { freePort } from '../../demo/n8n/ports';
import type { SavedWorkflow, WorkflowFile } from '../../demo/n8n/rest';
import { findRuntime } from '../../demo/n8n/runtime';
import { N8nServer } from '../../demo/n8n/server';
import { unpackPackage } from '../../demo/n8n/userFolder';
import { InboxFile } from './inboxFile';
import { ExecutionsFile } from './executionsFile';
import { Inspector } from './inspector';

/** The README's "Settings to give n8n" are the demo's; without them n8n is as it comes. */
export const SETTINGS: Readonly<Record<'stock' | 'recommended', EnvironmentChanges>> = {
	stock: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: undefined },
	recommended: {},
};
export type SettingsName = keyof typeof SETTINGS;

/** A published workflow, as what is asked about it. */
export interface Published {
	workflow: SavedWorkflow;
	/** Whose inbox in the ledger: workflow and trigger node. */
	channel: string;
	url: string;
}

const running = new Set<BenchN8n>();

/** For whoever ends the bench in the middle. */
export async function stopAll(): Promise<void> {
	await Promise.all([...running].map(async (n8n) => await n8n.dispose()));
}

export class BenchN8n {
	readonly inbox: InboxFile;
	readonly executions: ExecutionsFile;

	private constructor(
		readonly server: N8nServer,
		private readonly folder: string,
		private readonly inspectorPort: number,
	) {
		this.inbox = new InboxFile(join(folder, '.n8n', 'critical-value-ledger.sqlite'));
		this.executions = new ExecutionsFile(join(folder, '.n8n', 'database.sqlite'));
	}

	static async start(settings: SettingsName): Promise<BenchN8n> {
		const runtime = findRuntime();
		const folder = mkdtempSync(join(tmpdir(), 'critical-value-bench-'));
		const inspectorPort = await freePort();
		const server = new N8nServer({
			runtime,
			userFolder: folder,
			port: await freePort(),
			owner: newOwner(runtime),
			logFile: join(folder, 'n8n.log'),
			env: {
				...SETTINGS[settings],
				// Only says where; nothing is inspected until Inspector asks for it.
				NODE_OPTIONS: `--inspect-port=127.0.0.1:${inspectorPort}`,
			},
		});
		const n8n = new BenchN8n(server, folder, inspectorPort);
		running.add(n8n);
		try {
			unpackPackage(runtime.tarball, folder);
			await server.start();
			return n8n;
		} catch (error) {
			await n8n.dispose();
			throw error;
		}
	}

	/** Saves and publishes, and waits until its webhook answers. */
	async publish(file: WorkflowFile, path: string): Promise<Published> {
		const saved = await this.save(file, path);
		await this.activate(saved);
		return saved;
	}

	async save(file: WorkflowFile, path: string): Promise<Published> {
		const { rest } = this.server;
		const workflow = await rest.createWorkflow({ ...file, id: randomUUID() });
		const [trigger] = file.nodes;
		const channel = `${workflow.id}:${String(trigger?.id)}`;
		return { workflow, channel, url: this.server.webhookUrl(path) };
	}

	async activate({ workflow, url }: Published): Promise<void> {
		await this.server.rest.activate(workflow);
		await this.server.waitUntilLive(url.slice(this.server.webhookUrl('').length));
	}

	async inspect(): Promise<Inspector> {
		return await Inspector.open(this.server.pid ?? 0, this.inspectorPort);
	}

	async dispose(): Promise<void> {
		running.delete(this);
		this.inbox.close();
		this.executions.close();
		await this.server.stop();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}
}
