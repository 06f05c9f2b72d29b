/** The pinned n8n that `npm start` and the end-to-end tests run: in the cache, shared by all clones. */
const fs = require('node:fs');
const path = require('node:path');
const { quietly } = require('./child.cjs');
const { cacheDir, isStamped, shortHash, stamp } = require('./cache.cjs');
const { ROOT } = require('./dependencies.cjs');
const { withLock } = require('./lock.cjs');
const { say, step } = require('./log.cjs');
const { installLocked, npm } = require('./npm.cjs');
const { ensureNode24 } = require('./node24.cjs');

const COMPILER_HINT = [
	'',
	'n8n needs sqlite3, which is compiled here unless its binary can be fetched from GitHub. That',
	'takes a C++ compiler, make and Python 3: `apt-get install build-essential python3`,',
	'`dnf install gcc-c++ make python3`, or on macOS `xcode-select --install`. 需要 C++ 编译器',
];

/** Both have parts in machine code: if they load, n8n starts. */
const PROOF = "require('sqlite3'); require('isolated-vm')";

function runtimePaths(demo = path.join(ROOT, 'demo'), cache = cacheDir()) {
	const lockText = fs.readFileSync(path.join(demo, 'package-lock.json'));
	const key = `${shortHash(lockText)}-${process.platform}-${process.arch}`;
	const folder = path.join(cache, `runtime-${shortHash(lockText)}`);
	const nodePackage = path.join(folder, 'node_modules', `node-${process.platform}-${process.arch}`);
	return { demo, folder, key, nodePackage, stampFile: path.join(folder, '.finished.json') };
}

/** The Node inside the runtime, when there is one for this platform. */
const runtimeNode = (demo) => path.join(runtimePaths(demo).nodePackage, 'bin', 'node');

const proves = (node, folder) =>
	quietly(node, ['-e', PROOF], { cwd: folder, what: 'Loading n8n’s native parts' });

async function compileSqlite(node, { folder, nodePackage }) {
	const env = {};
	// Headers from npm as well: node-gyp would fetch them from nodejs.org.
	if (fs.existsSync(path.join(nodePackage, 'include'))) env.npm_config_nodedir = nodePackage;
	await step('Compiling sqlite3 for Node 24 (about a minute) 编译 sqlite3', () =>
		npm(['rebuild', 'sqlite3'], {
			cwd: folder,
			env,
			nodeDir: path.dirname(node),
			what: 'npm rebuild sqlite3',
			hint: COMPILER_HINT,
		}),
	);
	await proves(node, folder);
}

async function install(paths) {
	const { demo, folder, nodePackage } = paths;
	const { version } = JSON.parse(fs.readFileSync(path.join(demo, 'package-lock.json'), 'utf8'))
		.packages['node_modules/n8n'];
	say(`n8n ${version} is not in the cache yet; this happens once, and takes 3 GB in ${folder}`);
	fs.mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		fs.copyFileSync(path.join(demo, file), path.join(folder, file));
	}
	// Without scripts: the Kafka driver's would need GitHub, and nobody here needs Kafka.
	await step(`Installing n8n ${version} (3 to 6 minutes) 安装 n8n，请稍候`, () =>
		installLocked(folder, `Installing n8n ${version}`),
	);
	const own = path.join(nodePackage, 'bin', 'node');
	const node = fs.existsSync(own) ? own : await ensureNode24();
	await compileSqlite(node, paths);
}

/**
 * Makes sure that the pinned n8n is installed, compiled and proven to load.
 *
 * @returns {Promise<{folder: string, node: string}>} its folder, and the Node to run it with
 */
async function ensureRuntime(demo) {
	const paths = runtimePaths(demo);
	const { folder, key, stampFile } = paths;
	if (!isStamped(stampFile, key)) {
		const lock = path.join(cacheDir(), 'locks', path.basename(folder));
		await withLock(lock, 'installing n8n', async () => {
			if (isStamped(stampFile, key)) return;
			await install(paths);
			stamp(stampFile, key);
		});
	}
	const own = path.join(paths.nodePackage, 'bin', 'node');
	return { folder, node: fs.existsSync(own) ? own : await ensureNode24() };
}

module.exports = { ensureRuntime, runtimeNode, runtimePaths };
