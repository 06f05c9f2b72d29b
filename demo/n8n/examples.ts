/** The example workflows and their credentials: imported once, and never over somebody's own changes. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { N8nRest, SavedWorkflow, WorkflowFile } from './rest';
import type { N8nServer } from './server';

/** What was imported, and how n8n had it afterwards. */
export interface Imported {
	/** Hash of the credentials as they were imported, the hospital's address filled in. */
	credentials?: string;
	workflows: Record<string, { hash: string; versionId: string }>;
}

export interface Example {
	id: string;
	file: WorkflowFile;
	hash: string;
}

/** What became of an example: `kept` was changed by somebody in the editor, `off` unpublished. */
export type Outcome = 'imported' | 'updated' | 'unchanged' | 'kept' | 'off';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function readImported(file: string): Imported {
	try {
		const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Imported>;
		return { ...kept, workflows: kept.workflows ?? {} };
	} catch {
		// The first start, or a folder somebody has tidied up: then everything is imported again.
		return { workflows: {} };
	}
}

export function writeImported(file: string, imported: Imported): void {
	writeFileSync(file, `${JSON.stringify(imported, null, '\t')}\n`);
}

/** The simulated hospital as the files name it: what a hospital that imports them by hand looks for and replaces. */
const HOSPITAL_IN_FILES = 'http://127.0.0.1:5690';

/** An example's text, with the running hospital's address in place of the one in the file. */
export const renderExample = (text: string, hospitalUrl: string): string =>
	text.replaceAll(HOSPITAL_IN_FILES, hospitalUrl);

/**
 * All *.json of a folder, by name. A file without id gets one from its name: it has to last.
 *
 * @param hospitalUrl the running hospital's; where it has moved, the examples that name it count as changed
 */
export function readExamples(folder: string, hospitalUrl: string): Example[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => {
			const text = renderExample(readFileSync(join(folder, name), 'utf8'), hospitalUrl);
			const file = JSON.parse(text) as WorkflowFile;
			return { id: file.id ?? `example-${basename(name, '.json')}`, file, hash: hashOf(text) };
		});
}

/** Whether nobody has saved a change since we imported it. */
const untouched = (saved: SavedWorkflow, last: { versionId: string } | undefined): boolean =>
	saved.versionId === last?.versionId;

async function save(rest: N8nRest, example: Example, saved: SavedWorkflow | undefined) {
	const file = { ...example.file, id: example.id };
	if (saved?.isArchived) await rest.unarchive(example.id);
	const fresh = saved
		? await rest.updateWorkflow(example.id, file)
		: await rest.createWorkflow(file);
	return await rest.activate(fresh);
}

/**
 * Brings one example into n8n and publishes it, unless somebody has changed or unpublished it.
 *
 * @param reset overwrites even then
 * @returns what was done, and what to remember of it
 */
export async function bringIn(
	rest: N8nRest,
	example: Example,
	last: { hash: string; versionId: string } | undefined,
	reset: boolean,
): Promise<{ outcome: Outcome; remember: { hash: string; versionId: string } | undefined }> {
	const saved = await rest.findWorkflow(example.id);
	if (saved && !reset) {
		if (saved.isArchived || saved.activeVersionId === null)
			return { outcome: 'off', remember: last };
		if (!untouched(saved, last)) return { outcome: 'kept', remember: last };
		if (example.hash === last?.hash) return { outcome: 'unchanged', remember: last };
	}
	const { versionId } = await save(rest, example, saved);
	const remember = { hash: example.hash, versionId };
	return { outcome: saved ? 'updated' : 'imported', remember };
}

/** The demo's credentials, with the hospital's address in place of `{{HOSPITAL_URL}}`. */
export const renderCredentials = (template: string, hospitalUrl: string): string =>
	template.replaceAll('{{HOSPITAL_URL}}', hospitalUrl);

/** What the ward board's page asks a browser for. */
export function boardLogin(template: string): { user: string; password: string } {
	type Credential = { type: string; data: { user: string; password: string } };
	const all = JSON.parse(template) as Credential[];
	const found = all.find(({ type }) => type === 'httpBasicAuth');
	if (!found) throw new Error('the demo has no credential for the ward board');
	return found.data;
}

/**
 * Imports credentials by n8n's command, the only way to give them ids of our own, which the workflows
 * name. Costs five seconds, so only when they are new or the hospital has moved.
 *
 * @returns the hash to remember
 */
export async function importCredentials(
	server: N8nServer,
	credentials: string,
	draftFile: string,
	lastHash: string | undefined,
): Promise<string> {
	const hash = hashOf(credentials);
	if (hash === lastHash) return hash;
	mkdirSync(dirname(draftFile), { recursive: true });
	writeFileSync(draftFile, credentials, { mode: 0o600 });
	try {
		await server.command('import:credentials', `--input=${draftFile}`);
	} finally {
		rmSync(draftFile, { force: true });
	}
	return hash;
}

/** The paths at which a workflow's own triggers answer, e.g. `risk/send`. */
export function triggerPaths({ nodes }: WorkflowFile): string[] {
	const defaults: Record<string, string> = {
		'n8n-nodes-critical-value.riskSendTrigger': 'risk/send',
		'n8n-nodes-critical-value.riskConfirmTrigger': 'risk/confirm',
	};
	return nodes
		.filter(({ type, disabled }) => String(type) in defaults && disabled !== true)
		.map(({ type, parameters }) => {
			const { path } = (parameters ?? {}) as { path?: unknown };
			return typeof path === 'string' && path !== '' ? path : (defaults[String(type)] ?? '');
		});
}
