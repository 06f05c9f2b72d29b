/** Where prepared things are kept between runs and between clones, and how we know they are finished. */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const NAME = 'n8n-nodes-critical-value';

/**
 * The cache folder: `$CRITICAL_VALUE_CACHE`, else `$XDG_CACHE_HOME/<package>`, else `~/.cache/<package>`.
 * The XDG specification says to ignore relative paths there.
 */
function cacheDir(env = process.env, home = os.homedir()) {
	if (env.CRITICAL_VALUE_CACHE) return path.resolve(env.CRITICAL_VALUE_CACHE);
	if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) {
		return path.join(env.XDG_CACHE_HOME, NAME);
	}
	return path.join(home, '.cache', NAME);
}

/** The first 16 hex digits of the SHA-256 of these texts or buffers: plenty to tell two locks apart. */
function shortHash(...parts) {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part).update('\0');
	return hash.digest('hex').slice(0, 16);
}

/** @returns {unknown} the JSON in the file; undefined when there is none, or it was cut short */
function readJson(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/** Written beside and renamed into place, so that nobody ever reads half a stamp. */
function writeJson(file, value) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const draft = `${file}.${process.pid}.tmp`;
	fs.writeFileSync(draft, `${JSON.stringify(value, null, '\t')}\n`);
	fs.renameSync(draft, file);
}

/** Whether the stamp in this file is for exactly this key: anything else counts as unfinished. */
const isStamped = (file, key) => readJson(file)?.key === key;

const stamp = (file, key) => writeJson(file, { key, finished: new Date().toISOString() });

module.exports = { cacheDir, isStamped, readJson, shortHash, stamp, writeJson };
