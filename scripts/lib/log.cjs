/** What a person sees while something is being prepared. On stderr: stdout belongs to the task. */

/** How often a long step says that it is still alive. */
const HEARTBEAT_MS = 15_000;

/** A failure whose cause and remedy are known: shown without a stack trace. */
class ScriptError extends Error {
	/** @param {string} message what happened  @param {string[]} details what to do, or the evidence */
	constructor(message, details = []) {
		super(message);
		this.details = details;
	}
}

const paint = (code, text) => (process.stderr.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text);

function say(text) {
	process.stderr.write(`${paint(36, '▸')} ${text}\n`);
}

function showError(error) {
	const known = error instanceof ScriptError;
	process.stderr.write(`${paint(31, '✖')} ${known ? error.message : (error?.stack ?? error)}\n`);
	for (const line of known ? error.details : []) process.stderr.write(`  ${line}\n`);
}

/** 95_000 → "1 min 35 s" */
function duration(ms) {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Says what is being done, that it is still being done, and how long it took.
 *
 * @param {string} what e.g. "Installing n8n (about 4 minutes)"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` gave
 * @template T
 */
async function step(what, work) {
	say(`${what} …`);
	const begun = Date.now();
	const beat = setInterval(
		() => say(`  … still at it, ${duration(Date.now() - begun)} so far 仍在进行`),
		HEARTBEAT_MS,
	);
	try {
		const result = await work();
		const took = Date.now() - begun;
		if (took > 3_000) say(`  done in ${duration(took)} 完成`);
		return result;
	} finally {
		clearInterval(beat);
	}
}

module.exports = { ScriptError, duration, say, showError, step };
