import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { box, curlOf } from '../../../demo/box';
import { holdFolder } from '../../../demo/folderLock';
import { n8nEnvironment } from '../../../demo/n8n/environment';
import {
	bringIn,
	readExamples,
	readImported,
	renderCredentials,
	triggerPaths,
	writeImported,
	type Example,
} from '../../../demo/n8n/examples';
import { keptOwner } from '../../../demo/n8n/owner';
import { freePort, readPort, requireFreePort } from '../../../demo/n8n/ports';
import { unflatten, type N8nRest, type SavedWorkflow } from '../../../demo/n8n/rest';
import { findRuntime } from '../../../demo/n8n/runtime';
import { packageFolder, unpackPackage } from '../../../demo/n8n/userFolder';
import { readDemoSettings } from '../../../demo/settings';

const ROOT = join(__dirname, '../../..');

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-start-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

describe('ports', () => {
	test('a port in use is said with the variable that gives another', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		await expect(requireFreePort(port, 'N8N_PORT')).rejects.toThrow(
			new RegExp(`端口 ${port} 已被占用.*in use[\\s\\S]*N8N_PORT=\\d+ npm start`),
		);
		server.close();
	});

	test('a free port is free', async () => {
		await expect(requireFreePort(await freePort(), 'N8N_PORT')).resolves.toBeUndefined();
	});

	test.each(['0', '65536', '80a', '-1', '1.5'])('%s is no port', (text) => {
		expect(() => readPort(text, 1, 'HOSPITAL_PORT')).toThrow('HOSPITAL_PORT');
	});
});

describe('settings', () => {
	test('defaults, and what the environment changes', () => {
		expect(readDemoSettings([], { CRITICAL_VALUE_CACHE: '/c' })).toEqual({
			n8nPort: 5678,
			hospitalPort: 5690,
			host: '127.0.0.1',
			folder: '/c/demo',
			reset: false,
			isAlive: true,
		});
		const env = { N8N_PORT: '1', HOSPITAL_PORT: '2', DEMO_DIR: '/d', N8N_LISTEN_ADDRESS: '::' };
		expect(readDemoSettings(['--reset'], { ...env, DEMO_LIFE: 'off' })).toEqual({
			n8nPort: 1,
			hospitalPort: 2,
			host: '::',
			folder: '/d',
			reset: true,
			isAlive: false,
		});
	});

	test('wrong ones are refused', () => {
		expect(() => readDemoSettings(['--rest'], {})).toThrow(/--rest[\s\S]*--reset/);
		expect(() => readDemoSettings([], { N8N_PORT: '7', HOSPITAL_PORT: '7' })).toThrow('differ');
		expect(() => readDemoSettings([], { DEMO_LIFE: 'no' })).toThrow(/DEMO_LIFE[\s\S]*npm start/);
	});

	test('without run.cjs the message says what to use', () => {
		expect(() => findRuntime({})).toThrow('npm start');
	});
});

test('a folder is held by one living process', () => {
	const release = holdFolder(folder);
	const file = join(folder, 'running.pid');
	release();
	// Process 1 always lives.
	writeFileSync(file, '1');
	expect(() => holdFolder(folder)).toThrow(/in use by another demo[\s\S]*DEMO_DIR=/);
	writeFileSync(file, String(2 ** 22 + 1));
	expect(() => holdFolder(folder)()).not.toThrow();
});

test('the account is made once, for its owner’s eyes, with a password that n8n takes', () => {
	const modules = join(folder, 'node_modules', 'bcryptjs');
	mkdirSync(modules, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{}');
	writeFileSync(join(modules, 'index.js'), 'exports.hashSync = (text) => "hash of " + text;');
	const file = join(folder, 'demo', 'owner.json');
	const owner = keptOwner(file, { folder, node: '', tarball: '' });
	expect(owner.password).toMatch(/^(?=.*[A-Z])(?=.*\d).{8,64}$/);
	expect(owner.passwordHash).toBe(`hash of ${owner.password}`);
	expect(keptOwner(file, { folder, node: '', tarball: '' })).toEqual(owner);
	expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('n8n gets none of the surrounding n8n’s settings, nor npm’s and jest’s', () => {
	const owner = { email: 'e@h', password: 'p', passwordHash: 'h' };
	const settings = { userFolder: '/u', port: 1, brokerPort: 2, owner };
	const foreign = { DB_TYPE: 'postgresdb', N8N_ENCRYPTION_KEY: 'k', NODE_ENV: 'test', npm_x: 'y' };
	const base = { ...foreign, NODE_OPTIONS: '--x', HTTPS_PROXY: 'p', PATH: '/bin' };
	const env = n8nEnvironment(settings, { TZ: undefined, N8N_METRICS: 'true' }, base);
	expect(env).toMatchObject({
		NODE_ENV: 'production',
		N8N_USER_FOLDER: '/u',
		N8N_PORT: '1',
		N8N_RUNNERS_BROKER_PORT: '2',
		N8N_ENDPOINT_WEBHOOK: 'outapi',
		N8N_METRICS: 'true',
		HTTPS_PROXY: 'p',
		PATH: '/bin',
	});
	for (const name of ['DB_TYPE', 'N8N_ENCRYPTION_KEY', 'npm_x', 'NODE_OPTIONS', 'TZ']) {
		expect(env).not.toHaveProperty(name);
	}
});

test('the tarball is unpacked where n8n looks, in place of an older one', () => {
	const source = join(folder, 'package');
	mkdirSync(source);
	writeFileSync(join(source, 'package.json'), '{"name":"n8n-nodes-critical-value"}');
	const tarball = join(folder, 'x.tgz');
	execFileSync('tar', ['-czf', tarball, '-C', folder, 'package']);
	const target = packageFolder(folder);
	mkdirSync(target, { recursive: true });
	writeFileSync(join(target, 'old.js'), '');
	unpackPackage(tarball, folder);
	expect(readFileSync(join(target, 'package.json'), 'utf8')).toContain('critical-value');
	expect(() => statSync(join(target, 'old.js'))).toThrow('ENOENT');
});

describe('the printed box', () => {
	const facts = {
		n8nUrl: 'http://127.0.0.1:5679',
		hospitalUrl: 'http://127.0.0.1:5690',
		...{ email: 'admin@hospital.local', password: 'secret1A', folder: '/d', logFile: '/d/l' },
		example: { riskId: 'R1', patientName: "O'Brien 张三" },
		board: { user: 'ward', password: 'board-demo' },
		isAlive: true,
	};

	test('has a curl whose quoting a shell undoes', () => {
		const command = curlOf('http://h/outapi/risk/send', facts.example).replace(
			/^curl/,
			'printf %s%s',
		);
		const printed = execFileSync('sh', ['-c', command.replace('-sS', "''")], { encoding: 'utf8' });
		expect(printed).toContain("O'Brien 张三");
		expect(printed).toContain('http://h/outapi/risk/send');
	});

	test('names what to open, and the port where it is not the usual one', () => {
		const text = box(facts);
		const board = ['/outapi/risk/board', 'board-demo'];
		for (const part of ['secret1A', '/outapi/risk/confirm', '5690/emr/log', '/d/l', ...board]) {
			expect(text).toContain(part);
		}
		expect(text).toContain('--url http://127.0.0.1:5679/outapi');
		expect(text).not.toContain('--hospital');
		expect(box({ ...facts, n8nUrl: 'http://127.0.0.1:5678' })).not.toContain('--url');
		const moved = { ...facts, hospitalUrl: 'http://127.0.0.1:5691' };
		expect(box(moved)).toContain('/outapi --hospital http://127.0.0.1:5691\n');
	});

	test('says that values come by themselves, and how to end that; or that none do', () => {
		expect(box(facts)).toMatch(
			/ {2}活动 .*come by themselves\n.*DEMO_LIFE=off npm start\n {2}数据/,
		);
		const quiet = box({ ...facts, isAlive: false });
		expect(quiet).toMatch(/ {2}活动 .*nothing comes by itself.*\n {2}数据/);
		expect(quiet).not.toContain('npm start');
	});
});

describe('example workflows', () => {
	const example: Example = {
		id: 'hub',
		hash: 'new',
		file: { id: 'hub', name: 'Hub', nodes: [], connections: {} },
	};
	const saved = (more: Partial<SavedWorkflow> = {}): SavedWorkflow => ({
		...{ ...example.file, id: 'hub', versionId: 'v1', activeVersionId: 'v1', isArchived: false },
		...more,
	});

	/** n8n with one workflow or none; notes what was asked of it. */
	function rest(existing: SavedWorkflow | undefined): [N8nRest, string[]] {
		const asked: string[] = [];
		const note = (what: string) => async () => {
			asked.push(what);
			return await Promise.resolve(saved({ versionId: 'v2', activeVersionId: 'v2' }));
		};
		const fake = {
			findWorkflow: async () => await Promise.resolve(existing),
			createWorkflow: note('create'),
			updateWorkflow: note('update'),
			unarchive: note('unarchive'),
			activate: note('activate'),
		};
		return [fake as unknown as N8nRest, asked];
	}

	const last = (hash: string, versionId = 'v1') => ({ hash, versionId });

	type StartCase = [
		name: string,
		existing: SavedWorkflow | undefined,
		remembered: ReturnType<typeof last> | undefined,
		reset: boolean,
		outcome: string,
		asked: string[],
	];

	test.each<StartCase>([
		['absent', undefined, undefined, false, 'imported', ['create', 'activate']],
		['deleted since', undefined, last('new'), false, 'imported', ['create', 'activate']],
		['as imported', saved(), last('new'), false, 'unchanged', []],
		['as imported, file newer', saved(), last('old'), false, 'updated', ['update', 'activate']],
		['edited', saved({ versionId: 'v9' }), last('new'), false, 'kept', []],
		['edited, file newer', saved({ versionId: 'v9' }), last('old'), false, 'kept', []],
		['unpublished', saved({ activeVersionId: null }), last('old'), false, 'off', []],
		['of unknown origin', saved(), undefined, false, 'kept', []],
		[
			'edited, reset',
			saved({ versionId: 'v9' }),
			last('new'),
			true,
			'updated',
			['update', 'activate'],
		],
		[
			'archived, reset',
			saved({ isArchived: true, activeVersionId: null }),
			last('new'),
			true,
			'updated',
			['unarchive', 'update', 'activate'],
		],
	])('%s', async (_, existing, remembered, reset, outcome, expected) => {
		const [fake, asked] = rest(existing);
		const result = await bringIn(fake, example, remembered, reset);
		expect(result.outcome).toBe(outcome);
		expect(asked).toEqual(expected);
		const published = expected.includes('activate');
		expect(result.remember).toEqual(published ? last('new', 'v2') : remembered);
	});

	test('those of this package have ids that last, and paths of the contract', () => {
		const examples = readExamples(join(ROOT, 'workflows'), 'http://127.0.0.1:1');
		expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
		expect(examples.flatMap(({ file }) => triggerPaths(file)).sort()).toEqual([
			'risk/confirm',
			'risk/send',
		]);
	});

	test('ask the hospital that runs, and count as changed when it has moved', () => {
		const [one, same, moved] = [
			'http://127.0.0.1:1',
			'http://127.0.0.1:1',
			'http://127.0.0.1:2',
		].map((url) => readExamples(join(ROOT, 'workflows'), url));
		const text = JSON.stringify(one);
		const addresses = [...text.matchAll(/http:\/\/127[^"\\]*/g)].map(([url]) => url);
		expect(addresses).toEqual(['http://127.0.0.1:1/lis/critical-values']);
		expect(same).toEqual(one);
		const changed = moved?.filter(({ hash }, index) => hash !== one?.[index]?.hash);
		expect(changed?.map(({ id }) => id)).toEqual(['criticalValuesReconciliation']);
	});

	test('name only credentials that the demo has', () => {
		const text = readFileSync(join(ROOT, 'demo', 'credentials.json'), 'utf8');
		const rendered = renderCredentials(text, 'http://127.0.0.1:1');
		expect(rendered).not.toContain('{{');
		const known = (JSON.parse(rendered) as Array<{ id: string; name: string; type: string }>).map(
			({ id, name, type }) => ({ type, id, name }),
		);
		const used = readExamples(join(ROOT, 'workflows'), 'http://127.0.0.1:1')
			.flatMap(({ file }) => file.nodes)
			.flatMap(({ credentials }) => Object.entries(credentials ?? {}))
			.map(([type, value]) => ({ type, ...(value as { id: string; name: string }) }));
		expect(used.length).toBeGreaterThan(0);
		for (const credential of used) expect(known).toContainEqual(credential);
	});

	test('what was imported is remembered; a spoilt memory is an empty one', () => {
		const file = join(folder, 'imported.json');
		expect(readImported(file)).toEqual({ workflows: {} });
		const imported = { credentials: 'h', workflows: { hub: last('x') } };
		writeImported(file, imported);
		expect(readImported(file)).toEqual(imported);
		writeFileSync(file, '{');
		expect(readImported(file)).toEqual({ workflows: {} });
	});
});

test('run data are unfolded from n8n’s form', () => {
	const text = '[{"a":"1","b":"2","n":5},"text",["3","3",null,true],{"c":"0"}]';
	const value = unflatten(text) as { a: string; b: unknown[]; n: number };
	expect(value.a).toBe('text');
	expect(value.n).toBe(5);
	expect(value.b.slice(2)).toEqual([null, true]);
	expect(value.b[0]).toBe(value.b[1]);
	expect((value.b[0] as { c: unknown }).c).toBe(value);
});

test('a process with dieWithParent.cjs ends when its parent is killed outright', async () => {
	const preload = join(ROOT, 'demo', 'n8n', 'dieWithParent.cjs');
	const child = `['--require', ${JSON.stringify(preload)}, '-e', 'setInterval(() => {}, 1000)']`;
	const script = `
		const { spawn } = require('node:child_process');
		const child = spawn(process.execPath, ${child}, {
			detached: true,
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		});
		console.log(child.pid);`;
	const parent = spawn(process.execPath, ['-e', script]);
	const pid = await new Promise<number>((resolve) => {
		parent.stdout.once('data', (text: Buffer) => resolve(Number(String(text))));
	});
	expect(() => process.kill(pid, 0)).not.toThrow();
	parent.kill('SIGKILL');
	await expect(gone(pid)).resolves.toBe(true);
});

/** Whether a process that is not ours to wait for has ended, within a few seconds. */
async function gone(pid: number): Promise<boolean> {
	for (let attempt = 0; attempt < 100; attempt += 1) {
		try {
			process.kill(pid, 0);
		} catch {
			return true;
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return false;
}
