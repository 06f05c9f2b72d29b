/** The tasks: what each needs first, and what it then runs. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { onNpmGone } = require('./ancestors.cjs');
const { cacheDir } = require('./cache.cjs');
const { inForeground } = require('./child.cjs');
const { ROOT, ensureDependencies } = require('./dependencies.cjs');
const { say } = require('./log.cjs');
const { ensureNode24 } = require('./node24.cjs');
const { build, ensureProduct } = require('./product.cjs');
const { ensureRuntime, runtimeNode } = require('./runtime.cjs');

/** A tool's own file, so that it runs on the Node we chose and not on the one in its first line. */
const tool = (...parts) => path.join(ROOT, 'node_modules', ...parts);

const withPath = (node) => ({
	...process.env,
	PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
	CRITICAL_VALUE_CACHE: cacheDir(),
});

async function prepared() {
	const node = await ensureNode24([runtimeNode()]);
	await ensureDependencies();
	return node;
}

const run = (node, args, env = {}, bound = false) =>
	inForeground(node, args, { cwd: ROOT, env: { ...withPath(node), ...env }, bound });

/** As demo/postgres/server.ts looks for it: Debian's place. */
const hasPostgres = () => fs.existsSync('/usr/lib/postgresql');

/** The ledger's full-disk tests mount a file system of their own: root, or a sudo that asks nothing. */
const mayMount = () =>
	process.getuid?.() === 0 || spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;

const jest = (node, args, env) => run(node, [tool('jest', 'bin', 'jest.js'), ...args], env);

async function test(args) {
	const node = await prepared();
	const tarball = await ensureProduct(node);
	const projects = ['--selectProjects', 'unit', 'ledger', 'nodes', 'package'];
	// The arguments first: jest would take a path behind --selectProjects for a project.
	// CI leaves out nothing: there they run, and fail in words where they can't.
	const withoutMounts = !process.env.CI && !mayMount();
	const code = await jest(node, [...args, ...projects], {
		CRITICAL_VALUE_TARBALL: tarball,
		...(withoutMounts && { CRITICAL_VALUE_NO_MOUNT: '1' }),
	});
	if (withoutMounts) {
		say('left out: the ledger on a full disk (mounting a small one needs root or sudo) 未包含');
	}
	if (!hasPostgres()) {
		say(
			'left out: the ledger on PostgreSQL (no server installed): apt-get install postgresql 未包含',
		);
	}
	say('left out: e2e (a real n8n over HTTP, its editor in a browser): npm run test:e2e 未包含');
	return code;
}

/** What the demo and the end-to-end tests learn of the pinned n8n. */
async function withRuntime() {
	const { folder, node } = await ensureRuntime();
	await ensureDependencies();
	const tarball = await ensureProduct(node);
	const env = {
		CRITICAL_VALUE_RUNTIME: folder,
		CRITICAL_VALUE_NODE: node,
		CRITICAL_VALUE_TARBALL: tarball,
	};
	return { node, env };
}

async function testEndToEnd(args) {
	const { node, env } = await withRuntime();
	return await jest(node, [...args, '--selectProjects', 'e2e', '--runInBand'], env);
}

const typescript = (file, args) => ['--import', 'tsx', path.join(ROOT, file), ...args];

async function start(args) {
	// Whoever ends npm ends the demo, even with `kill -9`; the demo in turn learns of our end by the
	// channel that `bound` gives it.
	onNpmGone(() => process.kill(process.pid, 'SIGTERM'));
	const { node, env } = await withRuntime();
	return await run(node, typescript('demo/start.ts', args), env, true);
}

async function simulate(args) {
	const node = await prepared();
	return await run(node, typescript('demo/simulate.ts', args));
}

async function chaos(args) {
	const { node, env } = await withRuntime();
	return await run(node, typescript('chaos/run.ts', args), env);
}

async function bench(args) {
	onNpmGone(() => process.kill(process.pid, 'SIGTERM'));
	const { node, env } = await withRuntime();
	return await run(node, typescript('bench/run.ts', args), env, true);
}

async function lint(args) {
	const node = await prepared();
	const paths = args.length > 0 ? args : ['.'];
	// Both in any case: who mends the one wants to know of the other.
	const eslint = await run(node, [tool('eslint', 'bin', 'eslint.js'), ...paths]);
	const prettier = await run(node, [tool('prettier', 'bin', 'prettier.cjs'), '--check', ...paths]);
	return eslint || prettier;
}

async function format(args) {
	const node = await prepared();
	const paths = args.length > 0 ? args : ['.'];
	return await run(node, [tool('prettier', 'bin', 'prettier.cjs'), '--write', ...paths]);
}

async function typecheck(args) {
	const node = await prepared();
	return await run(node, [tool('typescript', 'bin', 'tsc'), '--noEmit', ...args]);
}

const setup = async () => {
	const { node } = await withRuntime();
	say(`Ready: ${cacheDir()} (Node: ${node}) 就绪`);
	return 0;
};

/** @type {Record<string, {help: string, run: (args: string[]) => Promise<number>}>} */
const TASKS = {
	start: { help: 'the demo: n8n with this package, and a simulated hospital', run: start },
	simulate: { help: 'plays critical values into the running demo', run: simulate },
	chaos: { help: 'fault tests: n8n killed, systems down; prints a report', run: chaos },
	bench: { help: 'ratios against n8n’s own nodes', run: bench },
	test: { help: 'unit, property, contract, node and package tests', run: test },
	'test:e2e': { help: 'end-to-end tests on the pinned n8n', run: testEndToEnd },
	build: { help: 'compiles and bundles into dist/', run: async (a) => build(await prepared(), a) },
	docs: {
		help: 'writes the generated documents',
		run: async (args) => build(await prepared(), ['docs', ...args]),
	},
	lint: { help: 'eslint and prettier, without changing anything', run: lint },
	format: { help: 'prettier, writing', run: format },
	typecheck: { help: 'tsc, strict', run: typecheck },
	setup: { help: 'installs and builds all that the other tasks need', run: setup },
};

module.exports = { TASKS };
