/** The flush of an SQLite ledger's log: nothing is acknowledged before it, and a failed one costs nothing else. */
import fs from 'node:fs';
import { basename, join } from 'node:path';
import { openLedger } from '../../lib/ledger/open';
import { SqliteDatabase } from '../../lib/ledger/sqlite/database';
import type { Ledger } from '../../lib/ledger/types';
import { accept, burst, expectExactly, expectFault, names } from './faults/checks';
import { claimOf } from './messages';
import { freshSqlite } from './places';

type Place = ReturnType<typeof freshSqlite>['place'];
type Callback = (error: NodeJS.ErrnoException | null) => void;

const failureOf = (code: string) => Object.assign(new Error(`${code}: fdatasync`), { code });

/** Lets go on what needs no disk. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn += 1) {
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** What becomes of a flush, and how many there were. */
function watchFlushes() {
	const flush = fs.fdatasync;
	const held: Array<() => void> = [];
	let hold = false;
	let failure: (() => Error) | undefined;
	const spy = jest.spyOn(fs, 'fdatasync').mockImplementation((at: number, done: Callback) => {
		if (failure) {
			done(failure());
			return;
		}
		// Really flushed only when it is let go: what is committed meanwhile is another flush's.
		if (hold) held.push(() => flush(at, done));
		else flush(at, done);
	});
	return {
		get count() {
			return spy.mock.calls.length;
		},
		/** The descriptors that were flushed. */
		get descriptors() {
			return spy.mock.calls.map(([descriptor]) => descriptor);
		},
		hold(): void {
			hold = true;
		},
		letGo(): void {
			hold = false;
			for (const go of held.splice(0)) go();
		},
		/** @param before what else has happened by then */
		fail(code: string, before = () => {}): void {
			failure = () => {
				before();
				return failureOf(code);
			};
		},
		work(): void {
			failure = undefined;
		},
	};
}

describe('the flush of an SQLite ledger', () => {
	let place: Place;
	let dispose: () => void;
	let flushes: ReturnType<typeof watchFlushes>;
	const open: Ledger[] = [];

	beforeEach(() => {
		({ place, dispose } = freshSqlite());
		flushes = watchFlushes();
	});
	afterEach(async () => {
		flushes.work();
		flushes.letGo();
		for (const ledger of open.splice(0)) await ledger.close();
		jest.restoreAllMocks();
		dispose();
	});

	async function opened(where = place): Promise<Ledger> {
		const ledger = await openLedger(where);
		open.push(ledger);
		return ledger;
	}

	/** The files as a power cut or a `kill -9` leaves them, as far as the system's cache goes. */
	function copied(): Place {
		const file = join(`${place.file}.copy`, basename(place.file));
		fs.mkdirSync(`${place.file}.copy`);
		for (const suffix of ['', '-wal'])
			fs.copyFileSync(`${place.file}${suffix}`, `${file}${suffix}`);
		return { kind: 'sqlite', file };
	}

	it('is of the log that SQLite writes, one for a burst and one for a write alone', async () => {
		const ledger = await opened();
		const before = flushes.count;
		await burst(ledger, names('R', 50), 'LEDGER_BUSY');
		expect(flushes.count).toBe(before + 1);
		await accept(ledger, 'alone');
		expect(flushes.count).toBe(before + 2);
		const files = flushes.descriptors.map((one) => fs.readlinkSync(`/proc/self/fd/${one}`));
		expect(new Set(files)).toEqual(new Set([`${fs.realpathSync(place.file)}-wal`]));
	});

	it('comes before every acknowledgement, and before every answer that rests on it', async () => {
		const ledger = await opened();
		const first = await accept(ledger, 'first');
		if (first.outcome !== 'stored') throw new Error('it was not stored');
		flushes.hold();
		const heard: string[] = [];
		const asked = [
			accept(ledger, 'A').then(() => heard.push('accepted')),
			settle().then(async () => await ledger.stateOf(first.id).then(() => heard.push('state'))),
			settle().then(async () => await ledger.delivered(['k']).then(() => heard.push('delivered'))),
		];
		await settle();
		await settle();
		expect(heard).toEqual([]);
		flushes.letGo();
		await Promise.all(asked);
		expect(heard.sort()).toEqual(['accepted', 'delivered', 'state']);
	});

	it('has ended when the ledger is closed', async () => {
		const ledger = await opened();
		flushes.hold();
		let stored = false;
		let closed = false;
		const accepting = accept(ledger, 'A').then(() => (stored = true));
		const closing = ledger.close().then(() => (closed = true));
		await settle();
		expect([stored, closed]).toEqual([false, false]);
		flushes.letGo();
		await Promise.all([accepting, closing]);
		expect([stored, closed]).toEqual([true, true]);
	});

	it.each([
		['EIO', 'LEDGER_UNAVAILABLE'],
		['ENOSPC', 'LEDGER_FULL'],
	] as const)(
		'that fails with %s: nothing is acknowledged, and it goes on by itself',
		async (code, fault) => {
			const ledger = await opened();
			await burst(ledger, names('before', 20), fault);
			flushes.fail(code);
			const during = await burst(ledger, names('during', 50), 'LEDGER_UNKNOWN');
			expect(during.stored).toEqual([]);
			await expectFault(accept(ledger, 'alone'), fault);
			await expectFault(ledger.claim(claimOf('c1')), fault);
			await expectFault(ledger.count({}), 'LEDGER_UNAVAILABLE');

			flushes.work();
			// The senders repeat what they were not told to be stored, and hear that it is.
			const after = [...names('during', 50), 'alone', ...names('after', 20)];
			expect((await burst(ledger, after, fault)).failed).toEqual([]);
			const { entries } = await ledger.search({}, 1_000);
			const expected = [...names('before', 20), ...after].sort();
			expect(entries.map(({ riskId }) => riskId).sort()).toEqual(expected);
			expect(await ledger.verifyAudit()).toMatchObject({ intact: true });
		},
	);

	it('that fails: the log is written anew before anything is acknowledged', async () => {
		const ledger = await opened();
		flushes.fail('EIO');
		await expectFault(accept(ledger, 'A'), 'LEDGER_UNKNOWN');
		flushes.work();
		const written = jest.spyOn(fs, 'writeSync');
		flushes.hold();
		let stored = false;
		const accepting = accept(ledger, 'B').then(() => (stored = true));
		await settle();
		const log = fs.readFileSync(`${place.file}-wal`);
		const bytes = written.mock.calls.reduce((sum, [, , , length]) => sum + Number(length), 0);
		expect(bytes).toBe(log.length);
		expect(stored).toBe(false);
		flushes.letGo();
		await accepting;
	});

	it('that fails, and the file system has dropped what it could not write: all that was acknowledged is there', async () => {
		const ledger = await opened();
		const before = names('before', 30);
		await burst(ledger, before, 'LEDGER_UNAVAILABLE');
		const log = `${place.file}-wal`;
		const kept = fs.statSync(log).size;
		flushes.fail('EIO', () => {
			const { size } = fs.statSync(log);
			const descriptor = fs.openSync(log, 'r+');
			fs.writeSync(descriptor, Buffer.alloc(size - kept), 0, size - kept, kept);
			fs.closeSync(descriptor);
		});
		const lost = await burst(ledger, names('lost', 30), 'LEDGER_UNKNOWN');
		expect(lost.stored).toEqual([]);
		flushes.work();
		await accept(ledger, 'after');
		await expectExactly(ledger, place, [...before, 'after']);
	});

	it('that failed last: a ledger that is closed keeps its log for recovery', async () => {
		const ledger = await opened();
		await accept(ledger, 'A');
		const { size } = fs.statSync(place.file);
		flushes.fail('EIO');
		await expectFault(accept(ledger, 'B'), 'LEDGER_UNKNOWN');
		await ledger.close();
		expect(fs.statSync(place.file).size).toBe(size);
		expect(fs.existsSync(`${place.file}-wal`)).toBe(true);
		flushes.work();
		const again = await opened();
		await expectExactly(again, place, ['A', 'B']);
	});

	it('of what a process that died has left: nothing is built on it before, nor is it lost where that fails', async () => {
		const ledger = await opened();
		await burst(ledger, names('R', 30), 'LEDGER_BUSY');
		const left = copied();
		const log = fs.readFileSync(`${left.file}-wal`);
		flushes.fail('EIO');
		await expectFault(openLedger(left), 'LEDGER_UNAVAILABLE');
		expect(fs.readFileSync(`${left.file}-wal`).equals(log)).toBe(true);
		flushes.work();
		await expectExactly(await opened(left), left, names('R', 30));
	});

	describe('where the log cannot be flushed by us', () => {
		const levelOf = async (database: SqliteDatabase) =>
			await database.write(async (transaction) => await transaction.all('PRAGMA synchronous'));

		async function expectFlushedBySqlite(): Promise<void> {
			const database = await SqliteDatabase.open(place.file);
			try {
				expect(await levelOf(database)).toMatchObject([{ synchronous: 2 }]); // 2 is FULL
				expect(flushes.count).toBe(0);
			} finally {
				await database.close();
			}
			await expectExactly(await opened(), place, []);
		}

		/** Opens something else, or nothing, in place of the log. */
		function instead(of: (path: string) => string): void {
			const really = fs.openSync;
			jest
				.spyOn(fs, 'openSync')
				.mockImplementation((path, ...rest) =>
					really(String(path).endsWith('-wal') ? of(String(path)) : path, ...rest),
				);
		}

		it('because it cannot be opened, SQLite does it with every commit', async () => {
			instead((path) => `${path}/none`);
			await expectFlushedBySqlite();
		});

		it('because another file is in its place, SQLite does it with every commit', async () => {
			instead((path) => {
				fs.writeFileSync(`${path}.other`, '');
				return `${path}.other`;
			});
			await expectFlushedBySqlite();
		});
	});
});
