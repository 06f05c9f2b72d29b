/**
 * One set-up at a time, also between processes. A lock is a directory that holds its owner's name;
 * directories are made and moved atomically on every file system, flock() is not on network ones.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { randomUUID } = require('node:crypto');
const { setTimeout: sleep } = require('node:timers/promises');
const { readJson, writeJson } = require('./cache.cjs');
const { say } = require('./log.cjs');

const POLL_MS = 500;
/** A lock made on another host can't be checked; an install takes minutes, so an hour means dead. */
const FOREIGN_STALE_MS = 3_600_000;

/** When a process began, to tell it from a later one with the same pid; '' where /proc is missing. */
function startedAt(pid) {
	try {
		const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		return '';
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

function isStale(owner, now) {
	if (owner.host !== os.hostname()) return now - owner.since > FOREIGN_STALE_MS;
	return !isAlive(owner.pid) || owner.started !== startedAt(owner.pid);
}

/** @returns {boolean} whether the lock is now ours. The folder appears with its owner already inside. */
function tryTake(lock, owner) {
	const draft = `${lock}.${owner.token}`;
	fs.mkdirSync(draft, { recursive: true });
	writeJson(path.join(draft, 'owner.json'), owner);
	try {
		fs.renameSync(draft, lock);
		return true;
	} catch (error) {
		fs.rmSync(draft, { recursive: true, force: true });
		if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) return false;
		throw error;
	}
}

/**
 * Moves a dead owner's lock away. The target's name comes from that owner's token and stays behind,
 * so of two processes that both saw the same dead owner only one succeeds: the other's rename would
 * have to replace a folder that is not empty, and can't carry off the lock the first one took since.
 */
function discardStale(lock, owner) {
	try {
		fs.renameSync(lock, `${lock}.stale-${owner.token}`);
	} catch (error) {
		if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
	}
}

/** Away in one step, then deleted: a half-deleted lock could be taken and then deleted under its owner. */
function letGo(lock) {
	const away = `${lock}.done-${randomUUID()}`;
	fs.renameSync(lock, away);
	fs.rmSync(away, { recursive: true, force: true });
}

async function take(lock, what) {
	const owner = { pid: process.pid, host: os.hostname(), started: startedAt(process.pid) };
	let announced = false;
	for (;;) {
		const candidate = { ...owner, since: Date.now(), token: randomUUID() };
		if (tryTake(lock, candidate)) return;
		const current = readJson(path.join(lock, 'owner.json'));
		if (current && isStale(current, Date.now())) {
			say(`The process that was at "${what}" (pid ${current.pid}) is gone; taking over 接手`);
			discardStale(lock, current);
			continue;
		}
		if (!announced && current) {
			say(`Waiting: another process (pid ${current.pid}) is at "${what}" 等待另一进程`);
			announced = true;
		}
		await sleep(POLL_MS);
	}
}

/**
 * Runs `work` while holding the lock; waits for whoever holds it, and says so.
 *
 * @param {string} lock path of the lock directory  @param {string} what shown to whoever waits
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
async function withLock(lock, what, work) {
	fs.mkdirSync(path.dirname(lock), { recursive: true });
	await take(lock, what);
	const release = () => letGo(lock);
	process.once('exit', release);
	try {
		return await work();
	} finally {
		process.removeListener('exit', release);
		release();
	}
}

module.exports = { withLock };
