/** Child processes: quiet ones whose output only matters when they fail, and the task itself. */
const { spawn } = require('node:child_process');
const os = require('node:os');
const { ScriptError } = require('./log.cjs');

/** As much of a failed command's output as helps. */
const TAIL_LINES = 25;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Passes signals on, so that ending us ends what we started. (On Ctrl-C the terminal tells the child
 * as well; it has to bear hearing it twice.)
 */
function forwardSignals(child) {
	const forwarded = { signal: undefined, stop: () => {} };
	const forward = (signal) => {
		forwarded.signal ??= signal;
		child.kill(signal);
	};
	for (const signal of SIGNALS) process.on(signal, forward);
	forwarded.stop = () => {
		for (const signal of SIGNALS) process.removeListener(signal, forward);
	};
	return forwarded;
}

/** Resolves with the exit code; a child that was ended by a signal counts as 128 + its number. */
function exitCode(child) {
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			resolve(code ?? 128 + (os.constants.signals[signal] ?? 0));
		});
	});
}

/**
 * Runs a command without showing its output.
 *
 * @param {string} command  @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, what: string, hint?: string[]}} options
 * @returns {Promise<string>} its stdout
 * @throws {ScriptError} with the last lines of its output and the hint, when it fails
 */
async function quietly(command, args, { cwd, env, what, hint = [] }) {
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let stdout = '';
	let all = '';
	child.stdout.setEncoding('utf8').on('data', (text) => {
		stdout += text;
		all += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text) => (all += text));
	const forwarded = forwardSignals(child);
	const code = await exitCode(child).catch((error) => {
		throw new ScriptError(`${what} failed: ${command} can't be run (${error.code})`, hint);
	});
	forwarded.stop();
	// Stopped by Ctrl-C: what the command says about that would be noise.
	if (forwarded.signal) process.exit(128 + os.constants.signals[forwarded.signal]);
	if (code === 0) return stdout;
	const tail = all.trimEnd().split('\n').slice(-TAIL_LINES);
	throw new ScriptError(`${what} failed (${command} ended with ${code}) 失败`, [...tail, ...hint]);
}

/**
 * Runs the task itself, with the terminal. With `bound`, the child gets a channel to us, by which it
 * learns of our end even if we are killed outright.
 *
 * @returns {Promise<number>} exit code
 */
async function inForeground(command, args, { cwd, env, bound = false }) {
	const stdio = ['inherit', 'inherit', 'inherit', ...(bound ? ['ipc'] : [])];
	const child = spawn(command, args, { cwd, env, stdio });
	const forwarded = forwardSignals(child);
	const code = await exitCode(child);
	forwarded.stop();
	return code;
}

module.exports = { inForeground, quietly };
