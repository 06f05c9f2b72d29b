/** Runs npm, whichever of them started us, from any folder. */
const fs = require('node:fs');
const path = require('node:path');
const { quietly } = require('./child.cjs');

/** No audit, no adverts, no deprecation notices of other people's packages: errors only. */
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--no-update-notifier'];

const HINT = [
	'',
	'Is the package registry reachable? `npm config get registry` says which one is asked; behind a',
	'proxy, `npm config set proxy http://host:port`. 请检查 npm 仓库地址与代理设置。',
];

/**
 * The environment without what the surrounding `npm run` put there about this package: its
 * npm_config_local_prefix would send a nested npm to the wrong folder.
 */
function cleanEnv(env = process.env) {
	const drop = /^npm_(package_|lifecycle_|config_(local_prefix|global_prefix|ignore_scripts)$)/i;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !drop.test(name)));
}

/**
 * @param {string[]} args
 * @param {{cwd: string, what: string, env?: Record<string, string>, nodeDir?: string, hint?: string[]}} options
 *   nodeDir: folder whose `node` runs npm and the packages' scripts; ours by default
 * @returns {Promise<string>} stdout
 */
async function npm(args, { cwd, what, env = {}, nodeDir = path.dirname(process.execPath), hint }) {
	const clean = cleanEnv();
	const all = { ...clean, ...env, PATH: [nodeDir, clean.PATH].join(path.delimiter) };
	// Through npm's own file when it started us: then there is no second npm to be found on PATH.
	const own = process.env.npm_execpath;
	const known = own !== undefined && path.basename(own) === 'npm-cli.js';
	const [command, ...before] = known ? [path.join(nodeDir, 'node'), own] : ['npm'];
	return await quietly(command, [...before, ...args, ...QUIET], {
		cwd,
		env: all,
		what,
		hint: hint ?? HINT,
	});
}

/**
 * Installs exactly what the folder's package-lock.json says, from nothing, without install scripts.
 *
 * Not by `npm ci`: it refuses a lock in which an optional package is missing, and ours were written
 * against a registry that lacks some platforms' binaries. `npm install --no-save` keeps every locked
 * version all the same, fetches this platform's binary if the registry has it, and writes nothing
 * into package.json or the lock. What an interrupted install left is cleared away first, since
 * npm would take a half-unpacked package for a whole one.
 */
async function installLocked(folder, what) {
	fs.rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
	await npm(['install', '--no-save', '--ignore-scripts'], { cwd: folder, what });
}

module.exports = { installLocked, npm };
