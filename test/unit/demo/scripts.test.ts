import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The scripts are plain CommonJS without types: they run before anything is installed. */
const load = createRequire(__filename);
const SCRIPTS = join(__dirname, '../../../scripts');
const LIB = join(SCRIPTS, 'lib');

const cache = load(join(LIB, 'cache.cjs')) as {
	cacheDir(env: NodeJS.ProcessEnv, home: string): string;
	isStamped(file: string, key: string): boolean;
	stamp(file: string, key: string): void;
};
const { matchesLock } = load(join(LIB, 'dependencies.cjs')) as {
	matchesLock(lock: unknown, installed: unknown): boolean;
};
const { isUsable } = load(join(LIB, 'node24.cjs')) as { isUsable(version: string): boolean };
const { runtimePaths } = load(join(LIB, 'runtime.cjs')) as {
	runtimePaths(demo: string, cache: string): { folder: string; key: string };
};

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-scripts-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Runs Node and gives its exit code and everything it printed. */
/** @param heard is told all that was said so far, as it comes */
async function hear(
	heard: (output: string) => void,
	...args: string[]
): Promise<{ code: number | null; output: string }> {
	const child = spawn(process.execPath, args);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => heard((output += text)));
	}
	return await new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const node = async (...args: string[]) => await hear(() => undefined, ...args);

describe('the cache folder', () => {
	test.each([
		[{ CRITICAL_VALUE_CACHE: '/a/b', XDG_CACHE_HOME: '/x' }, '/a/b'],
		[{ XDG_CACHE_HOME: '/x' }, '/x/n8n-nodes-critical-value'],
		// Relative: to be ignored, says the XDG specification.
		[{ XDG_CACHE_HOME: 'x' }, '/home/u/.cache/n8n-nodes-critical-value'],
		[{ CRITICAL_VALUE_CACHE: '' }, '/home/u/.cache/n8n-nodes-critical-value'],
		[{}, '/home/u/.cache/n8n-nodes-critical-value'],
	])('%j → %s', (env, expected) => {
		expect(cache.cacheDir(env, '/home/u')).toBe(expected);
	});

	test('each lock of n8n has a runtime folder of its own', () => {
		const demo = (lock: string) => {
			const path = join(folder, lock);
			mkdirSync(path);
			writeFileSync(join(path, 'package-lock.json'), lock);
			return runtimePaths(path, '/cache').folder;
		};
		expect(demo('one')).toMatch(/^\/cache\/runtime-[0-9a-f]{16}$/);
		expect(demo('one2')).not.toBe(demo('two'));
	});
});

describe('stamps', () => {
	test('count for the very key only', () => {
		const file = join(folder, 'deep', 'stamp.json');
		expect(cache.isStamped(file, 'k')).toBe(false);
		cache.stamp(file, 'k');
		expect(cache.isStamped(file, 'k')).toBe(true);
		expect(cache.isStamped(file, 'other')).toBe(false);
		expect(readdirSync(join(folder, 'deep'))).toEqual(['stamp.json']);
	});

	test('that were cut short count for nothing', () => {
		const file = join(folder, 'stamp.json');
		writeFileSync(file, '{"key":"k"');
		expect(cache.isStamped(file, 'k')).toBe(false);
	});

	test('what somebody installed by hand is kept when it is what the lock says', () => {
		const lock = {
			packages: {
				'': { version: '1.0.0' },
				'node_modules/a': { version: '1.0.0' },
				'node_modules/other-platform': { version: '1.0.0', optional: true },
			},
		};
		const installed = (version: string) => ({ packages: { 'node_modules/a': { version } } });
		expect(matchesLock(lock, installed('1.0.0'))).toBe(true);
		expect(matchesLock(lock, installed('1.0.1'))).toBe(false);
		expect(matchesLock(lock, { packages: {} })).toBe(false);
		expect(matchesLock(lock, undefined)).toBe(false);
	});
});

test.each([
	['20.20.2', false],
	['22.1.0', false],
	['24.0.0', true],
	['25.3.0', false],
	['26.1.0', true],
])('Node %s runs n8n: %s', (version, expected) => {
	expect(isUsable(version)).toBe(expected);
});

describe('locks', () => {
	/** Appends `<` at its begin and `>` at its end to a file, under the lock. */
	const worker = `
		const { appendFileSync } = require('node:fs');
		const { withLock } = require(process.argv[1]);
		const [, , lock, file] = process.argv;
		withLock(lock, 'test', async () => {
			appendFileSync(file, '<');
			await new Promise((resolve) => setTimeout(resolve, 40));
			appendFileSync(file, '>');
		});`;
	const files = () => [join(LIB, 'lock.cjs'), join(folder, 'the.lock'), join(folder, 'out')];
	const work = async () => await node('-e', worker, ...files());
	const written = () => load('node:fs').readFileSync(join(folder, 'out'), 'utf8') as string;

	test('let one process in at a time, and are gone afterwards', async () => {
		const results = await Promise.all(Array.from({ length: 4 }, work));
		expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
		expect(written()).toBe('<><><><>');
		expect(readdirSync(folder)).toEqual(['out']);
	});

	test.each([
		['a process that is gone', { pid: 2 ** 22 + 1, started: '' }],
		['a pid that is now another process', { pid: process.pid, started: 'long ago' }],
	])('are taken over from %s, by one of those who wait', async (_, dead) => {
		const lock = join(folder, 'the.lock');
		mkdirSync(lock);
		const owner = { host: hostname(), since: Date.now(), token: 'dead', ...dead };
		writeFileSync(join(lock, 'owner.json'), JSON.stringify(owner));
		const results = await Promise.all([work(), work(), work()]);
		expect(written()).toBe('<><><>');
		expect(results.map(({ output }) => output).join()).toContain('taking over');
		expect(existsSync(lock)).toBe(false);
	});

	test('are waited for while their owner lives, saying so', async () => {
		const lock = join(folder, 'the.lock');
		mkdirSync(lock);
		// Another host's: it can't be looked at, so it counts as alive for an hour.
		const owner = { host: 'elsewhere', pid: 1, started: '', since: Date.now(), token: 't' };
		writeFileSync(join(lock, 'owner.json'), JSON.stringify(owner));
		// Until it has said so, however long its start takes.
		let isReleased = false;
		const release = (output: string) => {
			if (!output.includes('Waiting') || isReleased) return;
			isReleased = true; // once: the next one is the worker's own
			rmSync(lock, { recursive: true });
		};
		const { output } = await hear(release, '-e', worker, ...files());
		expect(output).toContain('Waiting: another process (pid 1) is at "test"');
		expect(written()).toBe('<>');
	});
});

test('an unknown task is refused with the list of tasks', async () => {
	for (const args of [[], ['stort'], ['toString']]) {
		const { code, output } = await node(join(SCRIPTS, 'run.cjs'), ...args);
		expect(code).toBe(1);
		expect(output).toMatch(/test:e2e +end-to-end/);
	}
});
