/** What the figures were measured on: enough to compare, nothing that names a machine or a person. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { findRuntime } from '../demo/n8n/runtime';

const GB = 1024 ** 3;

export interface Environment {
	date: string;
	cores: number;
	cpu: string;
	memoryGb: number;
	platform: string;
	node: string;
	sqlite: string;
	n8n: string;
	package: string;
}

const versionIn = (file: string): string =>
	(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

function sqliteVersion(): string {
	const handle = new DatabaseSync(':memory:');
	const row = handle.prepare('SELECT sqlite_version() AS version').get();
	handle.close();
	return String(row?.version);
}

/** n8n runs on the very Node that runs this. */
export function environment(now: Date): Environment {
	const { folder } = findRuntime();
	return {
		date: now.toISOString().slice(0, 10),
		cores: availableParallelism(),
		cpu: cpus()[0]?.model.trim() ?? '',
		memoryGb: Math.round(totalmem() / GB),
		platform: `${platform()} ${arch()}`,
		node: process.versions.node,
		sqlite: sqliteVersion(),
		n8n: versionIn(join(folder, 'node_modules', 'n8n', 'package.json')),
		package: versionIn(join(__dirname, '..', 'package.json')),
	};
}
