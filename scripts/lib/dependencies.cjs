/** The clone's own node_modules, exactly as package-lock.json says. */
const fs = require('node:fs');
const path = require('node:path');
const { cacheDir, isStamped, readJson, shortHash, stamp } = require('./cache.cjs');
const { withLock } = require('./lock.cjs');
const { step } = require('./log.cjs');
const { installLocked } = require('./npm.cjs');

const ROOT = path.resolve(__dirname, '../..');

/**
 * Whether what npm has installed is what the lock asks for: true after somebody's own `npm install`,
 * which then needn't be thrown away. Optional packages are other platforms' binaries.
 */
function matchesLock(lock, installed) {
	if (!lock?.packages || !installed?.packages) return false;
	return Object.entries(lock.packages).every(
		([where, { version, optional, link }]) =>
			where === '' || optional || link || installed.packages[where]?.version === version,
	);
}

async function ensureDependencies(root = ROOT) {
	const lockFile = path.join(root, 'package-lock.json');
	const stampFile = path.join(root, 'node_modules', '.critical-value-stamp.json');
	const key = shortHash(fs.readFileSync(lockFile));
	if (isStamped(stampFile, key)) return;

	const lock = path.join(cacheDir(), 'locks', `dependencies-${shortHash(root)}`);
	await withLock(lock, 'npm install', async () => {
		if (isStamped(stampFile, key)) return;
		const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'));
		if (!matchesLock(readJson(lockFile), installed)) {
			await step("Installing this package's dependencies (about a minute) 安装依赖", () =>
				installLocked(root, 'npm install'),
			);
		}
		stamp(stampFile, key);
	});
}

module.exports = { ROOT, ensureDependencies, matchesLock };
