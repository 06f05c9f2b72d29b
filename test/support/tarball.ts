/** The packed tarball, which is the product: unpacked and used in child processes, as n8n and npm do. */
import { execFile, execFileSync, type ExecFileOptions } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ROOT = join(__dirname, '../..');
export const PACKAGE_NAME = 'n8n-nodes-critical-value';

/**
 * @returns path of the tarball that `npm test` has packed from the sources as they are
 * @throws if there is none: these tests have nothing to say about anything else
 */
export function tarballPath(): string {
	const path = process.env.CRITICAL_VALUE_TARBALL ?? '';
	if (path === '') {
		throw new Error(
			'CRITICAL_VALUE_TARBALL is not set, so there is no packed tarball to test. Run `npm test` (it packs one), or set it to the path of a .tgz made by `npm pack`.',
		);
	}
	if (!existsSync(path)) {
		throw new Error(`CRITICAL_VALUE_TARBALL names ${path}, but there is no such file.`);
	}
	return path;
}

/** @returns what is in the tarball, without npm's leading `package/`; folders left out, sorted */
export function tarballFiles(): string[] {
	const listed = execFileSync('tar', ['-tzf', tarballPath()], { encoding: 'utf8' }).split('\n');
	const files = listed.filter((name) => name !== '' && !name.endsWith('/')).sort();
	const strange = files.filter((name) => !name.startsWith('package/'));
	if (strange.length > 0) throw new Error(`not below package/: ${strange.join(', ')}`);
	return files.map((name) => name.slice('package/'.length));
}

/** A folder of its own for one test file; `remove` in afterAll. */
export class TemporaryFolder {
	readonly path = mkdtempSync(join(tmpdir(), 'critical-value-package-'));

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}

	folder(...names: string[]): string {
		const path = join(this.path, ...names);
		mkdirSync(path, { recursive: true });
		return path;
	}

	/** Unpacks the tarball where n8n looks for it below a user folder. */
	unpack(userFolder: string): string {
		const target = this.folder(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE_NAME);
		execFileSync('tar', ['-xzf', tarballPath(), '-C', target, '--strip-components=1']);
		return target;
	}
}

/** Nothing listens there: what asks for the network gets "connection refused" at once. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * The environment of a machine without network: registry and proxies lead nowhere, the home folder
 * and npm's cache are empty, and nothing of the surrounding npm or jest is left.
 */
function airGapped(home: string, more: Record<string, string>): Record<string, string> {
	return {
		PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
		HOME: home,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: home,
		N8N_LOG_LEVEL: 'silent',
		HTTP_PROXY: NOWHERE,
		HTTPS_PROXY: NOWHERE,
		http_proxy: NOWHERE,
		https_proxy: NOWHERE,
		npm_config_registry: `${NOWHERE}/`,
		npm_config_cache: join(home, 'empty-npm-cache'),
		npm_config_update_notifier: 'false',
		...more,
	};
}

/** Ends a child that something keeps alive, before jest gives up on the test and leaves it behind. */
const CHILD_LIMIT = { timeout: 25_000, killSignal: 'SIGKILL' } as const;

async function output(file: string, args: string[], options: ExecFileOptions): Promise<string> {
	const all = { ...CHILD_LIMIT, maxBuffer: 64 * 1024 * 1024, ...options };
	return await run(file, args, all).then(
		({ stdout }) => String(stdout),
		(error: Error & { killed?: boolean }) => {
			if (!error.killed) throw error;
			throw new Error(`did not end by itself within ${CHILD_LIMIT.timeout} ms: ${error.message}`);
		},
	);
}

interface ChildOptions {
	home: string;
	cwd?: string;
	env?: Record<string, string>;
}

/** Runs a script of test/package/children in a plain Node.js, and gives back the JSON it printed. */
export async function runChild<T>(
	script: string,
	args: string[],
	{ home, cwd = home, env = {} }: ChildOptions,
): Promise<T> {
	const file = join(ROOT, 'test', 'package', 'children', script);
	const stdout = await output(process.execPath, [file, ...args], {
		cwd,
		env: airGapped(home, env),
	});
	return JSON.parse(stdout) as T;
}

/** Runs npm without network, whichever npm there is. */
export async function runNpm(args: string[], { home, cwd = home }: ChildOptions): Promise<string> {
	const own = process.env.npm_execpath ?? '';
	const command = own.endsWith('npm-cli.js') ? [process.execPath, own] : ['npm'];
	const [file = 'npm', ...before] = command;
	return await output(file, [...before, ...args], { cwd, env: airGapped(home, {}) });
}

export interface Manifest {
	name: string;
	version: string;
	main?: string;
	keywords?: string[];
	scripts?: Record<string, string>;
	files?: string[];
	n8n: { n8nNodesApiVersion: number; nodes: string[]; credentials: string[] };
	[field: string]: unknown;
}

export function manifestIn(folder: string): Manifest {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
