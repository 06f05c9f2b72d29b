/** The package through n8n's own loaders, in a process of its own: what a hospital's n8n then knows. */
import { loadReport, type LoadedPackage, type LoadReport } from '../support/loadedPackage';
import { manifestIn, PACKAGE_NAME, TemporaryFolder } from '../support/tarball';

let report: LoadReport;
let loaded: LoadedPackage;
let version: string;

beforeAll(async () => {
	const temporary = new TemporaryFolder();
	version = manifestIn(temporary.unpack('user')).version;
	temporary.remove();
	report = await loadReport();
	const [first] = report.atStart;
	if (!first) throw new Error('n8n has found no package');
	loaded = first;
});

const NODES = [
	...['riskSendTrigger', 'riskConfirmTrigger', 'riskPush', 'riskLedger'],
	'riskWatchTrigger',
];
const CREDENTIALS = ['riskApi', 'riskLedgerDb', 'riskSignature'];
const nodeOf = (name: string) => {
	const node = loaded.nodes.find((candidate) => candidate.name === name);
	if (!node) throw new Error(`n8n does not know ${name}`);
	return node;
};

it('is found by the scan n8n makes at its start, once', () => {
	expect(report.atStart).toHaveLength(1);
	expect(loaded).toMatchObject({ kind: 'LazyPackageDirectoryLoader', packageName: PACKAGE_NAME });
});

it('gives n8n the types that workflows name', () => {
	expect(loaded.nodes.map(({ name }) => name)).toEqual(NODES);
	expect(Object.keys(loaded.known.nodes)).toEqual(NODES);
	expect(loaded.credentials.map(({ name }) => name)).toEqual(CREDENTIALS);
	expect(Object.keys(loaded.known.credentials)).toEqual(CREDENTIALS);
});

it('credentials and nodes know each other', () => {
	expect(loaded.known.credentials.riskApi?.supportedNodes).toEqual(['riskPush']);
	expect(loaded.known.credentials.riskLedgerDb?.supportedNodes).toEqual([
		'riskSendTrigger',
		'riskConfirmTrigger',
		'riskLedger',
		'riskWatchTrigger',
	]);
	expect(loaded.known.credentials.riskSignature?.supportedNodes).toEqual([
		'riskSendTrigger',
		'riskConfirmTrigger',
	]);
});

it('has the versions that saved workflows rely on', () => {
	expect(loaded.loadedNodes).toEqual([
		{ name: 'riskSendTrigger', version: 2 },
		{ name: 'riskConfirmTrigger', version: 2 },
		{ name: 'riskPush', version: 1 },
		{ name: 'riskLedger', version: 1 },
		{ name: 'riskWatchTrigger', version: 1 },
	]);
	for (const name of NODES) {
		// n8n adds the package's version where it has taken the node for a community node.
		expect(nodeOf(name)).toMatchObject({ communityNodePackageVersion: version });
	}
});

it.each([...NODES, ...CREDENTIALS])('%s has an icon for light and for dark', (name) => {
	const icons = loaded.icons[name];
	if (!icons) throw new Error('n8n could make no URL of its icon');
	for (const icon of [icons.light, icons.dark]) {
		expect(icon).toMatchObject({ exists: true, inside: true });
		expect(icon.url).toMatch(new RegExp(`^icons/${PACKAGE_NAME}/dist/nodes/.+\\.svg$`));
	}
	expect(icons.light.url).not.toBe(icons.dark.url);
});

it.each(NODES)('%s has a codex: found by its Chinese name, with documentation', (name) => {
	const { codex } = nodeOf(name);
	expect(codex?.alias).toContain('危急值');
	expect(codex?.alias).toContain('risk');
	expect(codex?.categories?.length).toBeGreaterThan(0);
	const pages = codex?.resources?.primaryDocumentation ?? [];
	expect(pages.length).toBeGreaterThan(0);
	for (const { url } of pages) expect(url).toMatch(/^https:\/\//);
});

describe('output examples, where n8n looks for them', () => {
	it.each([
		['riskSendTrigger', ['']],
		['riskConfirmTrigger', ['']],
		['riskPush', ['pushCriticalValue', 'pushHandlingResult', 'submitFeedback']],
		[
			'riskLedger',
			[
				...['board', 'confirm', 'discard', 'exportValues', 'formatNotification'],
				...['getCriticalValue', 'getMessage', 'health', 'reconcile', 'replay'],
				...['searchCriticalValues', 'searchMessages', 'statistics', 'verifyAudit'],
			],
		],
	])('%s', (name, operations) => {
		const schemas = loaded.schemas[name] ?? {};
		expect(Object.keys(schemas).sort()).toEqual([...operations].sort());
		for (const schema of Object.values(schemas)) {
			expect(schema).toMatchObject({ type: 'object', version: 1 });
			expect(Object.keys(schema?.properties ?? {}).length).toBeGreaterThan(2);
		}
	});

	it('what is about a critical value has its riskId', () => {
		const about = Object.entries(loaded.schemas).flatMap(([name, schemas]) =>
			Object.entries(schemas).map(([operation, schema]) => ({
				at: `${name} ${operation}`,
				schema,
			})),
		);
		const without = about.filter(
			({ schema }) => !Object.hasOwn(schema?.properties ?? {}, 'riskId'),
		);
		expect(without.map(({ at }) => at).sort()).toEqual([
			'riskLedger board', // a page of many
			'riskLedger exportValues', // a file of many
			'riskLedger formatNotification', // it may be of many, and has riskIds
			'riskLedger health',
			'riskLedger replay',
			'riskLedger statistics', // as the one for notifications
			'riskLedger verifyAudit',
		]);
	});

	it('the triggers show what comes beside the fields', () => {
		for (const name of ['riskSendTrigger', 'riskConfirmTrigger']) {
			const { properties } = loaded.schemas[name]?.[''] ?? {};
			expect(properties).toMatchObject({ raw: {}, received: {}, warnings: {} });
		}
	});
});

it('all nodes use one and the same bundle of libraries', () => {
	expect(report.shared).toEqual([
		{
			riskSendTrigger: [0],
			riskConfirmTrigger: [0],
			riskPush: [0],
			riskLedger: [0],
			riskWatchTrigger: [0],
		},
	]);
});

it('can be loaded anew without a restart, and is then the same', () => {
	const { kind, ...again } = report.again;
	expect(kind).toBe('PackageDirectoryLoader');
	const { kind: _kind, ...before } = loaded;
	expect(again).toEqual(before);
});
