/**
 * An n8n of one's own: the pinned one, with the packed package inside, in a temporary folder. What the
 * end-to-end tests and the fault tests run on.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvironmentChanges } from './environment';
import { renderExample, triggerPaths } from './examples';
import { newOwner } from './owner';
import { freePort } from './ports';
import type { SavedWorkflow, WorkflowFile } from './rest';
import { findRuntime } from './runtime';
import { N8nServer, type N8nOptions } from './server';
import { unpackPackage } from './userFolder';

const ROOT = join(__dirname, '../..');
const POLL_MS = 100;

/** What an n8n in a temporary folder is constructed from. */
export interface OwnN8nSettings extends N8nOptions {
	tarball: string;
}

export class OwnN8n extends N8nServer {
	/** N8N_USER_FOLDER; `.n8n/database.sqlite` is in it. */
	readonly folder: string;
	private readonly tarball: string;

	constructor(settings: OwnN8nSettings) {
		super(settings);
		this.folder = settings.userFolder;
		this.tarball = settings.tarball;
	}

	/** Puts the package in, again after `rmSync(packageFolder(n8n.folder))`; n8n reads it at its start. */
	unpackPackage(): void {
		unpackPackage(this.tarball, this.folder);
	}

	/**
	 * One of `workflows/*.json`, as a hospital imports it.
	 *
	 * @param hospitalUrl in place of the simulated hospital's usual address
	 */
	exampleWorkflow(name: string, hospitalUrl?: string): WorkflowFile {
		const text = readFileSync(join(ROOT, 'workflows', `${name}.json`), 'utf8');
		const rendered = hospitalUrl === undefined ? text : renderExample(text, hospitalUrl);
		return JSON.parse(rendered) as WorkflowFile;
	}

	/**
	 * Creates a workflow (or replaces the one with its id), publishes it, and waits until the webhooks
	 * of its risk triggers answer.
	 *
	 * @param paths further webhook paths to wait for, of other kinds of triggers
	 */
	async publish(file: WorkflowFile, paths: readonly string[] = []): Promise<SavedWorkflow> {
		const existing = file.id === undefined ? undefined : await this.rest.findWorkflow(file.id);
		const saved = existing
			? await this.rest.updateWorkflow(existing.id, file)
			: await this.rest.createWorkflow(file);
		const active = await this.rest.activate(saved);
		for (const path of [...triggerPaths(file), ...paths]) await this.waitUntilLive(path);
		return active;
	}

	/** Stops n8n and deletes its folder; `CRITICAL_VALUE_KEEP=1` keeps it to be looked at. */
	async dispose(): Promise<void> {
		await this.stop();
		if (process.env.CRITICAL_VALUE_KEEP) process.stdout.write(`kept: ${this.folder}\n`);
		else rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	/** @throws after the limit, naming `what` */
	async until(reached: () => Promise<boolean>, limitMs: number, what: string): Promise<void> {
		const deadline = performance.now() + limitMs;
		while (!(await reached())) {
			if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms for ${what}`);
			await sleep(POLL_MS);
		}
	}
}

/**
 * A folder, a port and an account for an n8n of one's own. Nothing is started.
 *
 * @param name part of the folder's name, for whoever finds one left over
 * @param env on top of demo/n8n/environment.ts
 */
export async function ownN8nSettings(
	name: string,
	env: EnvironmentChanges = {},
): Promise<OwnN8nSettings> {
	const runtime = findRuntime();
	const folder = mkdtempSync(join(tmpdir(), `critical-value-${name}-`));
	return {
		runtime,
		userFolder: folder,
		port: await freePort(),
		owner: newOwner(runtime),
		logFile: join(folder, 'n8n.log'),
		env,
		tarball: runtime.tarball,
	};
}
