/** What is in the tarball, what must never be, and that it is enough on a machine without network. */
import {
	existsSync,
	lstatSync,
	readdirSync,
	readFileSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
	manifestIn,
	PACKAGE_NAME,
	ROOT,
	runChild,
	runNpm,
	tarballFiles,
	tarballPath,
	TemporaryFolder,
	type Manifest,
} from '../support/tarball';

const temporary = new TemporaryFolder();
let folder: string;
let files: string[];
let manifest: Manifest;

beforeAll(() => {
	files = tarballFiles();
	folder = temporary.unpack('user');
	manifest = manifestIn(folder);
});
afterAll(() => temporary.remove());

const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

describe('files', () => {
	it.each([
		'package.json',
		'index.js',
		'README.md',
		'README.zh-CN.md',
		'LICENSE',
		'CHANGELOG.md',
		'dist/THIRD_PARTY_LICENSES.txt',
		'dist/lib/thirdParty.js',
	])('%s is there, and is not empty', (file) => {
		expect(files).toContain(file);
		expect(textOf(file).trim()).not.toBe('');
	});

	it('nothing is there that does not belong: what is not on this list is looked at first', () => {
		const expected = [
			/^(package\.json|index\.js|LICENSE|README(\.zh-CN)?\.md|CHANGELOG\.md)$/,
			/^dist\/(lib|nodes|credentials)\/.+\.js$/,
			/^dist\/nodes\/\w+\/\w+(\.dark)?\.svg$/,
			/^dist\/nodes\/\w+\/\w+\.node\.json$/,
			/^dist\/nodes\/\w+\/__schema__\/.+\.json$/,
			/^dist\/THIRD_PARTY_LICENSES\.txt$/,
			...(manifest.files?.includes('workflows') ? [/^workflows\/[\w-]+\.json$/] : []),
		];
		expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
	});

	it.each([
		['tests', /(^|\/)(tests?|__tests__|fixtures?|vectors|bench)\/|\.(test|spec)\./],
		['sources and source maps', /\.(ts|tsx|map)$/],
		['the demo, scripts, and the build', /(^|\/)(demo|scripts|gulp|node_modules)\/|gulpfile/],
		['hidden files', /(^|\/)\./],
	])('no %s', (_what, pattern) => {
		expect(files.filter((file) => pattern.test(file))).toEqual([]);
	});

	it('no links, which n8n would not follow', () => {
		expect(files.filter((file) => !lstatSync(join(folder, file)).isFile())).toEqual([]);
	});

	it('no path of the machine it was built on, and no source map mentioned', () => {
		const places = [ROOT, `${homedir()}/`].filter((place) => place.length > 2);
		const someHome = /\/(?:home|Users)\/(?!node\/)[\w.-]+\/|[A-Z]:\\Users\\/;
		for (const file of files) {
			const text = textOf(file);
			const named = places.filter((place) => text.includes(place));
			expect({ file, named }).toEqual({ file, named: [] });
			expect({ file, home: someHome.exec(text)?.[0] }).toEqual({ file, home: undefined });
			expect({ file, map: text.includes('sourceMappingURL=') }).toEqual({ file, map: false });
		}
	});

	it('every bundled library has its licence in the list', () => {
		// esbuild writes a comment over each file it takes in.
		const comments = textOf('dist/lib/thirdParty.js').matchAll(
			/^\s*\/\/ ((?:.*\/)?node_modules\/(?:@[\w.-]+\/)?[\w.-]+)\//gm,
		);
		const folders = new Set([...comments].map((match) => match[1] ?? ''));
		// By the name in its package.json: a folder may be an alias (zod-4).
		const bundled = [...folders].map((from) => manifestIn(join(ROOT, from)).name);
		expect(bundled).toEqual(expect.arrayContaining(['axios', 'jsonwebtoken', 'luxon', 'zod']));
		const licences = textOf('dist/THIRD_PARTY_LICENSES.txt');
		const listed = new Set([...licences.matchAll(/^(\S+) \S+ \([\w.-]+\)$/gm)].map((m) => m[1]));
		expect(bundled.filter((name) => !listed.has(name))).toEqual([]);
	});
});

describe('package.json', () => {
	it.each([
		'dependencies',
		'optionalDependencies',
		'bundledDependencies',
		'bundleDependencies',
		'bin',
	])('has no %s', (field) => {
		expect(manifest).not.toHaveProperty(field);
	});

	it('runs nothing when it is installed', () => {
		const onInstall = [
			'preinstall',
			'install',
			'postinstall',
			'preprepare',
			'prepare',
			'postprepare',
		];
		expect(onInstall.filter((name) => name in (manifest.scripts ?? {}))).toEqual([]);
		expect(manifest).not.toHaveProperty('gypfile');
		expect(files).not.toContain('binding.gyp');
	});

	it('asks its host for n8n-workflow alone', () => {
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('is what n8n takes for a community package', () => {
		expect(manifest.name).toBe(PACKAGE_NAME);
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.license).toBe('MIT');
		expect(manifest.n8n).toMatchObject({ n8nNodesApiVersion: 1 });
	});

	it('names nodes and credentials that are there, and all of them', () => {
		const { nodes, credentials } = manifest.n8n;
		const there = files.filter((file) => /\.(node|credentials)\.js$/.test(file));
		expect([...nodes, ...credentials].sort()).toEqual(there);
	});
});

/** A node_modules with n8n-workflow and nothing else, as n8n makes it known through NODE_PATH. */
function onlyN8nWorkflow(): string {
	const modules = temporary.folder('n8n', 'node_modules');
	const link = join(modules, 'n8n-workflow');
	if (!existsSync(link)) symlinkSync(join(ROOT, 'node_modules', 'n8n-workflow'), link, 'dir');
	return modules;
}

interface BareReport {
	nodes: Array<{ name: string; className: string; methods: string[] }>;
	credentials: Array<{ name: string; className: string }>;
	main: string;
	resolves: Record<string, boolean>;
	connections: string[];
	foreign: string[];
}

async function loadBare(packageFolder: string): Promise<BareReport> {
	const libraries = ['axios', 'zod', 'luxon', 'jsonwebtoken', 'n8n-core', 'n8n-workflow'];
	return await runChild<BareReport>('loadBare.cjs', [packageFolder, ...libraries], {
		home: temporary.folder('home'),
		env: { NODE_PATH: onlyN8nWorkflow() },
	});
}

function expectLoaded(report: BareReport): void {
	// First that the test means something: the libraries are out of reach.
	expect(report.resolves).toEqual({
		axios: false,
		zod: false,
		luxon: false,
		jsonwebtoken: false,
		'n8n-core': false,
		'n8n-workflow': true,
	});
	expect(report.nodes.map(({ name, className, methods }) => [name, className, methods])).toEqual([
		['riskSendTrigger', 'RiskSendTrigger', ['execute', 'webhook', 'trigger']],
		['riskConfirmTrigger', 'RiskConfirmTrigger', ['execute', 'webhook', 'trigger']],
		['riskPush', 'RiskPush', ['execute']],
		['riskLedger', 'RiskLedger', ['execute']],
		['riskWatchTrigger', 'RiskWatchTrigger', ['execute', 'trigger']],
	]);
	expect(report.credentials.map(({ name, className }) => [name, className])).toEqual([
		['riskApi', 'RiskApi'],
		['riskLedgerDb', 'RiskLedgerDb'],
		['riskSignature', 'RiskSignature'],
	]);
	expect(report.main).toBe('object');
	expect(report.connections).toEqual([]);
	expect(new Set(report.foreign)).toEqual(new Set(['n8n-workflow']));
}

describe('on a machine without network', () => {
	it('every class loads with nothing but Node.js and n8n-workflow', async () => {
		expectLoaded(await loadBare(folder));
	});

	it('installs as n8n does it, and then loads', async () => {
		const unpacked = temporary.unpack('n8n-installs');
		const { devDependencies, peerDependencies, optionalDependencies, ...kept } =
			manifestIn(unpacked);
		expect([devDependencies, peerDependencies]).not.toContain(undefined);
		expect(optionalDependencies).toBeUndefined();
		writeFileSync(join(unpacked, 'package.json'), JSON.stringify(kept, null, 2));
		// n8n's own flags (community-packages.service.js of 2.41.1); --offline is ours.
		const flags = ['--audit=false', '--fund=false', '--bin-links=false', '--ignore-scripts=true'];
		const layout = ['--install-strategy=shallow', '--package-lock=false', '--offline'];
		const where = { home: temporary.folder('npm-1'), cwd: unpacked };
		await runNpm(['install', ...flags, ...layout], where);
		expect(readdirSync(unpacked).filter((name) => name === 'node_modules')).toEqual([]);
		expectLoaded(await loadBare(unpacked));
	});

	it('installs by npm from the file alone, its cache empty', async () => {
		const cwd = temporary.folder('npm-2', 'nodes');
		writeFileSync(join(cwd, 'package.json'), '{"name":"installed-nodes","private":true}');
		// npm looks the peer up even with --omit=peer; n8n takes it out of package.json instead.
		const omit = ['--omit=dev', '--omit=optional', '--omit=peer', '--legacy-peer-deps'];
		const flags = ['--offline', '--ignore-scripts', '--audit=false', '--fund=false'];
		await runNpm(['install', ...flags, ...omit, tarballPath()], {
			home: temporary.folder('npm-2'),
			cwd,
		});
		const installed = join(cwd, 'node_modules');
		expect(readdirSync(installed).filter((name) => !name.startsWith('.'))).toEqual([PACKAGE_NAME]);
		expectLoaded(await loadBare(join(installed, PACKAGE_NAME)));
	});
});
