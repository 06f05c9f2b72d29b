/** The product: dist/ and the packed tarball. The tarball is what a hospital gets, so tests take it too. */
const fs = require('node:fs');
const path = require('node:path');
const { inForeground } = require('./child.cjs');
const { cacheDir, readJson, shortHash, writeJson } = require('./cache.cjs');
const { ROOT } = require('./dependencies.cjs');
const { withLock } = require('./lock.cjs');
const { ScriptError, step } = require('./log.cjs');
const { npm } = require('./npm.cjs');

/** Everything that the build reads or the tarball holds. */
const INPUTS = [
	...['credentials', 'gulp', 'gulpfile.js', 'index.js', 'lib', 'nodes', 'package.json', 'scripts'],
	...['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
	...['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE', 'LICENSE.md'],
];

/** Ignored by git, inside the clone: two clones must not share a tarball. */
const STAMP = path.join(ROOT, '.cache', 'product.json');

function filesOf(name) {
	const full = path.join(ROOT, name);
	if (!fs.existsSync(full)) return [];
	if (fs.statSync(full).isFile()) return [name];
	return fs
		.readdirSync(full)
		.sort()
		.flatMap((entry) => filesOf(path.join(name, entry)));
}

function inputsHash() {
	const files = INPUTS.flatMap(filesOf);
	return shortHash(...files.flatMap((file) => [file, fs.readFileSync(path.join(ROOT, file))]));
}

/** Runs gulp; its output is the task's own. */
async function build(node, args = []) {
	const gulp = path.join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js');
	return await inForeground(node, [gulp, ...args], { cwd: ROOT, env: process.env });
}

/** @returns {Promise<string>} path of the tarball */
async function pack() {
	const folder = path.dirname(STAMP);
	fs.mkdirSync(folder, { recursive: true });
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
	const report = JSON.parse(await npm(args, { cwd: ROOT, what: 'npm pack', hint: [] }));
	return path.join(folder, report[0].filename);
}

/**
 * dist/ and a tarball made from the sources as they are now; what is already up to date is kept.
 *
 * @param {string} node the Node to build with
 * @returns {Promise<string>} path of the tarball
 */
async function ensureProduct(node) {
	// Two terminals in one clone: gulp's first step would delete the other's dist/.
	const lock = path.join(cacheDir(), 'locks', `product-${shortHash(ROOT)}`);
	return await withLock(lock, 'building', async () => {
		const key = inputsHash();
		const made = readJson(STAMP);
		const complete = made?.key === key && fs.existsSync(path.join(ROOT, 'dist'));
		if (complete && fs.existsSync(made.tarball)) return made.tarball;
		const tarball = await step('Building and packing 构建', async () => {
			if ((await build(node)) !== 0) throw new ScriptError('The build failed (see above) 构建失败');
			return await pack();
		});
		writeJson(STAMP, { key, tarball });
		return tarball;
	});
}

module.exports = { build, ensureProduct };
