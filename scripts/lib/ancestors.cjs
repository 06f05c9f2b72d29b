/** Ends us when npm is killed outright: npm then can't pass the signal on, and we would be orphans. */
const fs = require('node:fs');

const POLL_MS = 1_000;

/** Parent of a process; 0 when it can't be told. */
function parentOf(pid) {
	try {
		const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
	} catch {
		return 0;
	}
}

/** Our parent, and its parent: npm starts scripts through a shell, which may or may not stay between. */
const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;

/**
 * Calls back once when npm, which started this script, is gone. Does nothing when npm did not start
 * it: `node scripts/run.cjs start &` may well outlive its shell.
 */
function onNpmGone(callback, env = process.env) {
	if (env.npm_lifecycle_event === undefined) return;
	const before = ancestors();
	const timer = setInterval(() => {
		if (ancestors() === before) return;
		clearInterval(timer);
		callback();
	}, POLL_MS);
	timer.unref();
}

module.exports = { onNpmGone };
