/** What may happen to an SQLite ledger's disk and file. */
import {
	copyFileSync,
	mkdirSync,
	readFileSync,
	renameSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { WRITE_LIMIT_MS } from '../../../lib/ledger/groupCommit';
import { openLedger } from '../../../lib/ledger/open';
import type { Ledger } from '../../../lib/ledger/types';
import { Workers } from '../children/processes';
import { claimOf } from '../messages';
import { freshSqlite } from '../places';
import { withRawSql } from '../rawSql';
import { accept, burst, expectExactly, expectFault, expectIsFault, names } from './checks';
import { SmallDisk } from './smallDisk';

type SqlitePlace = ReturnType<typeof freshSqlite>['place'];

async function onSmallDisk(test: (disk: SmallDisk, place: SqlitePlace) => Promise<void>) {
	const disk = SmallDisk.mount();
	try {
		await test(disk, { kind: 'sqlite', file: join(disk.folder, 'ledger.sqlite') });
	} finally {
		disk.dispose();
	}
}

async function onFreshFile(test: (place: SqlitePlace) => Promise<void>) {
	const { place, dispose } = freshSqlite();
	try {
		await test(place);
	} finally {
		dispose();
	}
}

async function withLedgerAt(place: SqlitePlace, test: (ledger: Ledger) => Promise<void>) {
	const ledger = await openLedger(place);
	try {
		await test(ledger);
	} finally {
		await ledger.close();
	}
}

function diskFaults(): void {
	it('a full disk: what cannot be stored is refused whole, and it goes on when there is space', async () => {
		await onSmallDisk(async (disk, place) => {
			await withLedgerAt(place, async (ledger) => {
				await burst(ledger, names('before', 20), 'LEDGER_FULL');
				const before = await ledger.count({});
				expect(before).toBe(20);
				disk.fill();
				const during = await burst(ledger, names('during', 200), 'LEDGER_FULL');
				expect(during.failed.length).toBeGreaterThan(0);
				await expectFault(accept(ledger, 'alone'), 'LEDGER_FULL');
				await expectFault(ledger.claim(claimOf('c1')), 'LEDGER_FULL');
				// It can still be read.
				expect(await ledger.count({})).toBe(before + during.stored.length);
				expect(await ledger.count({ states: ['claimed'] })).toBe(0);

				disk.free();
				const after = await burst(ledger, names('after', 20), 'LEDGER_FULL');
				expect(after.failed).toEqual([]);
				expect(await ledger.claim(claimOf('c2'))).toHaveLength(10);
				const all = [...names('before', 20), ...during.stored, ...after.stored];
				await expectExactly(ledger, place, all);
			});
		});
	});

	it('a full disk: no ledger can be made, and one can as soon as there is space', async () => {
		await onSmallDisk(async (disk, place) => {
			disk.fill();
			await expectFault(openLedger(place), 'LEDGER_FULL');
			disk.free();
			await withLedgerAt(place, async (ledger) => {
				await accept(ledger, 'A');
				await expectExactly(ledger, place, ['A']);
			});
		});
	});

	it('a read-only file system: it cannot be opened, and can when it is writable again', async () => {
		await onSmallDisk(async (disk, place) => {
			await withLedgerAt(place, async (ledger) => void (await accept(ledger, 'A')));
			disk.setWritable(false);
			await expectFault(openLedger(place), 'LEDGER_UNAVAILABLE');
			disk.setWritable(true);
			await withLedgerAt(place, async (ledger) => {
				await accept(ledger, 'B');
				await expectExactly(ledger, place, ['A', 'B']);
			});
		});
	});

	it('a path that leads to no file', async () => {
		await onFreshFile(async (place) => {
			mkdirSync(place.file);
			await expectFault(openLedger(place), 'LEDGER_UNAVAILABLE');
			writeFileSync(`${place.file}.txt`, '');
			const below = { kind: 'sqlite' as const, file: join(`${place.file}.txt`, 'ledger.sqlite') };
			await expectFault(openLedger(below), 'LEDGER_UNAVAILABLE');
		});
	});
}

/** Overwrites a part of a file, given in hundredths of its length. */
function damage(file: string, from: number, to: number): void {
	const bytes = readFileSync(file);
	const at = (hundredths: number) => Math.floor((bytes.length * hundredths) / 100);
	bytes.fill(0xff, at(from), at(to));
	writeFileSync(file, bytes);
}

function fileFaults(): void {
	it('a file that is no database is refused, and left as it is', async () => {
		await onFreshFile(async (place) => {
			const text = '这不是数据库 this is no database\n'.repeat(500);
			writeFileSync(place.file, text);
			await expectFault(openLedger(place), 'LEDGER_CORRUPT');
			expect(readFileSync(place.file, 'utf8')).toBe(text);
		});
	});

	it("another program's database is refused, and left as it is", async () => {
		await onFreshFile(async (place) => {
			await withRawSql(
				place,
				async (sql) => await sql('CREATE TABLE execution_entity (id INTEGER)'),
			);
			const before = readFileSync(place.file);
			await expectFault(openLedger(place), 'LEDGER_UNAVAILABLE');
			expect(readFileSync(place.file)).toEqual(before);
		});
	});

	it('a file that is taken away or replaced under us: nothing more is said to be stored until it is back', async () => {
		await onFreshFile(async (place) => {
			await withLedgerAt(place, async (ledger) => {
				await accept(ledger, 'before');
				const away = `${place.file}.away`;
				renameSync(place.file, away);
				await expectFault(accept(ledger, 'gone'), 'LEDGER_UNAVAILABLE');
				copyFileSync(away, place.file);
				await expectFault(accept(ledger, 'replaced'), 'LEDGER_UNAVAILABLE');
				renameSync(away, place.file);
				await accept(ledger, 'back');
				await expectExactly(ledger, place, ['before', 'back']);
			});
		});
	});

	it.each<[string, (file: string) => void]>([
		['damaged in the middle', (file) => damage(file, 30, 70)],
		['damaged at its start', (file) => damage(file, 0, 1)],
		['cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
	])('a file that is %s: it is noticed, said, and a backup helps', async (_, harm) => {
		await onFreshFile(async (place) => {
			const all = names('R', 300);
			await withLedgerAt(place, async (ledger) => void (await burst(ledger, all, 'LEDGER_BUSY')));
			const backup = `${place.file}.backup`;
			copyFileSync(place.file, backup);
			harm(place.file);

			const faults: unknown[] = [];
			const note = (error: unknown) => void faults.push(error);
			const ledger = await openLedger(place).catch(note);
			if (ledger) {
				await ledger.search({}, 1_000).catch(note);
				await ledger.verifyAudit().catch(note);
				await ledger.claim(claimOf('c1', { limit: 300 })).catch(note);
				await ledger.close();
			}
			expect(faults.length).toBeGreaterThan(0);
			for (const fault of faults) expectIsFault(fault, 'LEDGER_CORRUPT');

			copyFileSync(backup, place.file);
			await withLedgerAt(place, async (restored) => await expectExactly(restored, place, all));
		});
	});
}

/** How long the event loop stood still at most, and how often it turned. */
function watchLoop(): { stop(): { turns: number; longestMs: number } } {
	let turns = 0;
	let longestMs = 0;
	let last = performance.now();
	const timer = setInterval(() => {
		turns += 1;
		longestMs = Math.max(longestMs, performance.now() - last);
		last = performance.now();
	}, 5);
	timer.unref(); // a test that fails in between stops nothing
	return {
		stop() {
			clearInterval(timer);
			return { turns, longestMs: Math.max(longestMs, performance.now() - last) };
		},
	};
}

function lockFaults(): void {
	const workers = new Workers();
	afterAll(async () => await workers.dispose());

	it('a lock of another process: a write waits for it, fails when it lasts, and the loop turns meanwhile', async () => {
		await onFreshFile(async (place) => {
			await withLedgerAt(place, async (ledger) => {
				await accept(ledger, 'before');
				const other = workers.start({ do: 'lock', file: place.file });
				await other.said('locked');
				const loop = watchLoop();
				const many = await burst(ledger, names('many', 200), 'LEDGER_BUSY');
				const { turns, longestMs } = loop.stop();
				expect(many.stored).toEqual([]);
				expect(turns).toBeGreaterThan(10);
				// 200 callers, each of whom SQLite lets wait a little, must not add up.
				expect(longestMs).toBeLessThan(WRITE_LIMIT_MS);
				// It can still be read.
				expect(await ledger.count({})).toBe(1);

				const patient = accept(ledger, 'patient');
				other.tell();
				expect(await patient).toMatchObject({ outcome: 'stored' });
				await other.gone;
				await accept(ledger, 'after');
				await expectExactly(ledger, place, ['before', 'patient', 'after']);
			});
		});
	}, 20_000);

	it('a lock of another process: opening waits for it', async () => {
		await onFreshFile(async (place) => {
			await withLedgerAt(place, async (ledger) => void (await accept(ledger, 'A')));
			const other = workers.start({ do: 'lock', file: place.file });
			await other.said('locked');
			const loop = watchLoop();
			const opening = openLedger(place);
			await new Promise((resolve) => setTimeout(resolve, 300));
			other.tell();
			const ledger = await opening;
			expect(loop.stop().turns).toBeGreaterThan(2);
			await expectExactly(ledger, place, ['A']);
			await ledger.close();
		});
	});
}

export function sqliteFaults(): void {
	// `npm test` sets it, and says so, where nothing can be mounted; CI never does.
	if (process.env.CRITICAL_VALUE_NO_MOUNT === undefined) diskFaults();
	fileFaults();
	lockFaults();
}
