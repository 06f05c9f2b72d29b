/** What every build step knows: where things are, how to speak, how to fail. */
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const DIST = path.join(ROOT, 'dist');
const THIRD_PARTY = path.join(DIST, 'lib', 'thirdParty.js');

const PACKAGE = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** A failure that explains itself: gulp prints its message and no stack. */
class BuildError extends Error {
	/** @param {string} message @param {readonly string[]} [details] one line each */
	constructor(message, details = []) {
		super([message, ...details.map((line) => `  - ${line}`)].join('\n'));
		this.name = 'BuildError';
		this.showStack = false;
	}
}

/** One line on what a step has done. */
const say = (text) => process.stdout.write(`    ${text}\n`);

/**
 * @param {string} folder absolute path
 * @returns {string[]} absolute paths of all files in it, sorted; empty if there is no such folder
 */
function filesIn(folder) {
	if (!fs.existsSync(folder)) return [];
	return fs
		.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
		.sort();
}

/** A path as it reads in messages and licence files: relative, with forward slashes. */
const relative = (file, from = ROOT) => path.relative(from, file).split(path.sep).join('/');

/** @param {number} bytes */
const kilobytes = (bytes) => `${Math.round(bytes / 1024)} kB`;

/** Names a task in `gulp --tasks`. */
const describe = (task, description) => Object.assign(task, { description });

module.exports = {
	BuildError,
	DIST,
	PACKAGE,
	ROOT,
	THIRD_PARTY,
	describe,
	filesIn,
	kilobytes,
	relative,
	say,
};
