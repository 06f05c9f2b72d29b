/**
 * A real n8n for end-to-end tests: the pinned one, with the packed package inside, in a folder of its
 * own. Only under `npm run test:e2e`, which sets n8n up.
 *
 *   const n8n = await startTestN8n();
 *   const workflow = await n8n.publish(file);            // waits until its webhooks answer
 *   await fetch(n8n.webhookUrl('risk/send'), …);
 *   await n8n.waitForExecutions(workflow.id, (all) => all.some(({ status }) => status === 'success'));
 *   await n8n.kill9(); await n8n.start();
 *   await n8n.dispose();                                 // in afterAll
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentChanges } from '../../demo/n8n/environment';
import { importCredentials, renderCredentials } from '../../demo/n8n/examples';
import { OwnN8n, ownN8nSettings } from '../../demo/n8n/ownN8n';
import type { ExecutionSummary, WorkflowFile } from '../../demo/n8n/rest';
import type { N8nProcess } from '../../demo/n8n/server';

const ROOT = join(__dirname, '../..');
const SETTLED = new Set(['success', 'error', 'crashed', 'canceled']);

export interface TestN8nOptions {
	/** In queue mode: which process (see n8nCluster.ts). */
	process?: N8nProcess;
	/** On top of demo/n8n/environment.ts. */
	env?: EnvironmentChanges;
	/** Imports demo/credentials.json with this address of the hospital. */
	hospitalUrl?: string;
	/** false: n8n without the package, for instance to see what callers get then. */
	withPackage?: boolean;
	/** false: prepared, but not started. */
	start?: boolean;
}

export class TestN8n extends OwnN8n {
	/**
	 * Publishes a workflow that can't be, and waits until n8n says so: it tries several times, with
	 * growing pauses, before it does (some 15 s in 2.41.1).
	 *
	 * @returns what the editor would show: the answer to publishing, or the state of the triggers after it
	 */
	async failToPublish(file: WorkflowFile): Promise<string> {
		const saved = await this.rest.createWorkflow(file);
		try {
			await this.rest.activate(saved);
		} catch (error) {
			return String(error);
		}
		let shown = '';
		const failed = async () => {
			shown = JSON.stringify(await this.rest.publicationStatus(saved.id));
			return /fail/i.test(shown);
		};
		await this.until(failed, 90_000, 'the publication to fail').catch((error: Error) => {
			throw new Error(`${error.message}; its status is ${shown}`);
		});
		return shown;
	}

	/** Unpublishes, and waits until these paths no longer answer. */
	async unpublish(id: string, paths: readonly string[]): Promise<void> {
		await this.rest.deactivate(id);
		for (const path of paths) {
			await this.until(async () => !(await this.isLive(path)), 30_000, `${path} to be gone`);
		}
	}

	/**
	 * Resolves with a workflow's executions, newest first, when none is under way and `enough` holds.
	 * @throws after the limit, with their states
	 */
	async waitForExecutions(
		workflowId: string,
		enough: (settled: ExecutionSummary[]) => boolean,
		limitMs = 30_000,
	): Promise<ExecutionSummary[]> {
		let all: ExecutionSummary[] = [];
		const reached = async () => {
			all = await this.rest.executions(workflowId);
			return all.every(({ status }) => SETTLED.has(status)) && enough(all);
		};
		await this.until(reached, limitMs, 'the executions').catch((error: Error) => {
			throw new Error(`${error.message}; there are ${all.map(({ status }) => status).join(', ')}`);
		});
		return all;
	}

	/** The JSON of each item on one output of a node's first run. */
	async itemsOf(executionId: string, node: string, output = 0): Promise<Record<string, unknown>[]> {
		const { resultData } = await this.rest.executionData(executionId);
		const items = resultData.runData[node]?.[0]?.data?.main[output] ?? [];
		return items.map(({ json }) => json);
	}

	/**
	 * Resolves with the first item on a node's output, in any execution, that a test looks for.
	 * @throws after the limit
	 */
	async waitForItem(
		workflowId: string,
		node: string,
		isIt: (item: Record<string, unknown>) => boolean,
	): Promise<Record<string, unknown>> {
		const seen = new Set<string>();
		let found: Record<string, unknown> | undefined;
		const look = async () => {
			for (const { id, status } of await this.rest.executions(workflowId)) {
				if (found || seen.has(id) || !SETTLED.has(status)) continue;
				seen.add(id);
				found = (await this.itemsOf(id, node)).find(isIt);
			}
			return found !== undefined;
		};
		await this.until(look, 30_000, `an item at "${node}"`);
		return found ?? {};
	}
}

/**
 * Starts an n8n of its own (about 8 s; with credentials 13 s). Give `beforeAll` a minute.
 *
 * @throws with the reason and n8n's log when it doesn't start, leaving nothing behind
 */
export async function startTestN8n(options: TestN8nOptions = {}): Promise<TestN8n> {
	const settings = await ownN8nSettings('e2e', options.env);
	const n8n = new TestN8n({ ...settings, process: options.process ?? 'start' });
	try {
		if (options.withPackage !== false) n8n.unpackPackage();
		if (options.hospitalUrl !== undefined) {
			const template = readFileSync(join(ROOT, 'demo', 'credentials.json'), 'utf8');
			const credentials = renderCredentials(template, options.hospitalUrl);
			await importCredentials(n8n, credentials, join(n8n.folder, 'credentials.json'), undefined);
		}
		if (options.start !== false) await n8n.start();
		return n8n;
	} catch (error) {
		await n8n.dispose();
		throw error;
	}
}
