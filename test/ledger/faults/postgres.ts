/** What may happen to a PostgreSQL ledger's server and connections. */
import { openLedger, type LedgerPlace } from '../../../lib/ledger/open';
import { PostgresDatabase } from '../../../lib/ledger/postgres/database';
import type { Ledger } from '../../../lib/ledger/types';
import { PostgresServer } from '../../../demo/postgres/server';
import { CHANNEL, claimOf, message, NO_LIMIT, NOW } from '../messages';
import { withRawSql } from '../rawSql';
import { accept, expectExactly, expectFault, expectIsFault, names } from './checks';
import { Wakes } from './wakes';

/** A promise, and what resolves it. */
function latch(): { reached: Promise<void>; reach: () => void } {
	let reach = () => {};
	const reached = new Promise<void>((resolve) => (reach = resolve));
	return { reached, reach };
}

async function throwOffAll(place: LedgerPlace): Promise<number> {
	return await withRawSql(place, async (sql) => {
		const all = await sql(
			`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = 'n8n critical values' AND pid <> pg_backend_pid()`,
		);
		return all.length;
	});
}

/** Repeats what is refused because somebody else holds the writers' turn, as a sender does. */
async function acceptWhenFree(ledger: Ledger, riskId: string): Promise<void> {
	for (;;) {
		try {
			await accept(ledger, riskId);
			return;
		} catch (error) {
			expectIsFault(error, 'LEDGER_BUSY');
		}
	}
}

export function postgresFaults(): void {
	let server: PostgresServer;
	beforeAll(async () => void (server = await PostgresServer.start()), 60_000);
	afterAll(() => server.dispose());

	/** Some handles on one ledger, as several processes have them. */
	async function withLedgers(
		schema: string,
		count: number,
		test: (ledgers: readonly Ledger[], place: LedgerPlace) => Promise<void>,
	): Promise<void> {
		const place: LedgerPlace = { kind: 'postgres', settings: server.settings(schema) };
		const ledgers: Ledger[] = [];
		try {
			for (let n = 0; n < count; n += 1) ledgers.push(await openLedger(place));
			await test(ledgers, place);
		} finally {
			for (const ledger of ledgers) await ledger.close();
		}
	}

	it('a server that is gone: everything says so, and goes on by itself when it is back', async () => {
		await withLedgers('halted', 1, async ([ledger], place) => {
			if (!ledger) throw new Error('one was asked for');
			await accept(ledger, 'before');
			server.halt();
			const failing = [
				...names('during', 30).map(async (riskId) => await accept(ledger, riskId)),
				ledger.count({}),
				ledger.claim(claimOf('c1')),
				ledger.health(),
				openLedger(place),
			];
			for (const one of failing) await expectFault(one, 'LEDGER_UNAVAILABLE');
			server.resume();
			await accept(ledger, 'after');
			await expectExactly(ledger, place, ['before', 'after']);
		});
	}, 30_000);

	it('a statement that the server refuses is said without what it quotes', async () => {
		await withLedgers('quoted', 1, async ([ledger], place) => {
			if (!ledger) throw new Error('one was asked for');
			await withRawSql(place, async (sql) => {
				await sql("ALTER TABLE inbox ADD CHECK (risk_id <> 'refused')");
			});
			const [bad, good] = await Promise.allSettled([
				accept(ledger, 'refused'),
				accept(ledger, 'taken'),
			]);
			if (bad.status === 'fulfilled') throw new Error('it was not refused');
			expectIsFault(bad.reason, 'LEDGER_UNAVAILABLE');
			// What came in the same group does not suffer.
			expect(good).toMatchObject({ status: 'fulfilled', value: { outcome: 'stored' } });
			await expectExactly(ledger, place, ['taken']);
		});
	});

	it('connections that lead to a read-only server are given up: a fail-over moves the address, not them', async () => {
		await withLedgers('standby', 1, async ([ledger], place) => {
			if (!ledger) throw new Error('one was asked for');
			await withRawSql(place, async (sql) => {
				await sql('ALTER ROLE postgres SET default_transaction_read_only = on');
			});
			try {
				await expectFault(accept(ledger, 'refused'), 'LEDGER_UNAVAILABLE');
			} finally {
				await withRawSql(place, async (sql) => {
					await sql('SET default_transaction_read_only = off');
					await sql('ALTER ROLE postgres RESET default_transaction_read_only');
				});
			}
			expect(await accept(ledger, 'taken')).toMatchObject({ outcome: 'stored' });
			await expectExactly(ledger, place, ['taken']);
		});
	});

	it('slow searches, however many, keep no caller waiting', async () => {
		const database = await PostgresDatabase.open(server.settings('slow'));
		try {
			let slow = 8;
			const searches = Promise.allSettled(
				Array.from({ length: slow }, async () => {
					await database
						.read(
							async (transaction) => await transaction.all('SELECT pg_sleep(4) IS NULL AS none'),
						)
						.finally(() => (slow -= 1));
				}),
			);
			const written = await database.write(
				async (transaction) => await transaction.all('SELECT 1 AS one'),
			);
			expect(written).toEqual([{ one: 1 }]);
			expect(slow).toBe(8);
			await searches;
		} finally {
			await database.close();
		}
	}, 30_000);

	it('a server whose default is a stricter isolation: writers that take turns see one another', async () => {
		await withLedgers('strict', 1, async ([first], place) => {
			if (!first) throw new Error('one was asked for');
			const isolate = async (statement: string) =>
				await withRawSql(place, async (sql) => void (await sql(statement)));
			await isolate("ALTER ROLE postgres SET default_transaction_isolation = 'repeatable read'");
			const others = await Promise.all([openLedger(place), openLedger(place), openLedger(place)]);
			try {
				const all = names('R', 300);
				await Promise.all(
					all.map(async (riskId, n) => await accept(others[n % 3] ?? first, riskId)),
				);
				await expectExactly(first, place, all);
			} finally {
				await isolate('ALTER ROLE postgres RESET default_transaction_isolation');
				for (const other of others) await other.close();
			}
		});
	}, 30_000);

	it('connections that are cut in a stream of messages: nothing acknowledged is lost, and it wakes again', async () => {
		await withLedgers('cut', 2, async ([ledger, other], place) => {
			if (!ledger || !other) throw new Error('two were asked for');
			const wakes = new Wakes();
			const first = wakes.next();
			other.onWake(CHANNEL, wakes.wake);
			await first; // it listens

			const stored: string[] = [];
			const halfway = [latch(), latch(), latch()];
			const loops = names('loop', 6).map(async (name) => {
				for (let n = 0; n < 60; n += 1) {
					try {
						await accept(ledger, `${name}-${n}`);
						stored.push(`${name}-${n}`);
					} catch (error) {
						expectIsFault(error, 'LEDGER_UNAVAILABLE');
					}
					halfway[Math.floor(stored.length / 90) - 1]?.reach();
				}
			});
			for (const { reached } of halfway) {
				await reached;
				expect(await throwOffAll(place)).toBeGreaterThan(0);
			}
			await Promise.all(loops);
			expect(stored.length).toBeGreaterThan(300);
			const { entries } = await ledger.search({}, 1_000);
			const present = entries.map(({ riskId }) => riskId);
			expect(present).toEqual(expect.arrayContaining(stored));
			await expectExactly(ledger, place, present.map(String));

			// The first may be its own look after it has come back; the second can only be told.
			for (const riskId of ['after', 'told']) {
				const woken = wakes.next();
				await accept(ledger, riskId);
				await woken;
			}
		});
	}, 30_000);

	it('a message accepted by one process wakes the others that wait for its channel, and only those', async () => {
		await withLedgers('wake', 3, async ([ledger, waiting, elsewhere]) => {
			if (!ledger || !waiting || !elsewhere) throw new Error('three were asked for');
			const [here, there] = [new Wakes(), new Wakes()];
			const ready = [here.next(), there.next()];
			waiting.onWake(CHANNEL, here.wake);
			elsewhere.onWake('other', there.wake);
			await Promise.all(ready); // both listen
			let wokenElsewhere = false;
			const other = there.next().then(() => (wokenElsewhere = true));
			for (const riskId of names('R', 3)) {
				const woken = here.next();
				await accept(ledger, riskId);
				await woken;
			}
			expect(wokenElsewhere).toBe(false);
			await ledger.accept(message('X', { channel: 'other' }), NOW, NO_LIMIT);
			await other;
		});
	});

	it('two processes that drain one channel never hold the same, keep the order, and leave nothing', async () => {
		await withLedgers('compete', 2, async (ledgers) => {
			const [ledger] = ledgers;
			if (!ledger) throw new Error('two were asked for');
			const all = Array.from({ length: 200 }, async (_, n) => {
				// Ten in a row of each riskId: whoever takes a later one than it may takes it at once.
				const one = message(`R${Math.floor(n / 10)}`, { fingerprint: `f${n}` });
				return await ledger.accept(one, NOW, NO_LIMIT);
			});
			await Promise.all(all);

			const held = new Set<string | null>();
			const last = new Map<string | null, number>();
			const taken = ledgers.map(() => 0);
			const done = async () => (await ledger.count({ states: ['done'] })) === 200;
			const drain = async (own: Ledger, index: number) => {
				for (let round = 0; !(await done()); round += 1) {
					const claim = `claim ${index} ${round}`;
					const until = NOW + 3_600_000;
					const claimed = await own.claim(claimOf(claim, { limit: 5, until }));
					for (const { id, riskId, attempts } of claimed) {
						expect(held.has(riskId)).toBe(false);
						held.add(riskId);
						expect(id).toBeGreaterThan(last.get(riskId) ?? 0);
						last.set(riskId, id);
						expect(attempts).toBe(1);
					}
					taken[index] = (taken[index] ?? 0) + claimed.length;
					await new Promise((resolve) => setImmediate(resolve));
					// Let go first: the other may have it the moment it is done.
					for (const { riskId } of claimed) held.delete(riskId);
					const ids = claimed.map(({ id }) => id);
					expect(await own.complete(ids, claim, NOW, null)).toEqual([]);
				}
			};
			await Promise.all(ledgers.map(drain));
			expect(taken.reduce((sum, count) => sum + count, 0)).toBe(200);
			expect(Math.min(...taken)).toBeGreaterThan(0);
			expect(await ledger.verifyAudit()).toEqual({ intact: true, entries: 400, brokenAt: null });
		});
	}, 30_000);

	it('a process that hangs in the middle of a write is thrown off, and the others go on', async () => {
		await withLedgers('hung', 1, async ([ledger], place) => {
			if (!ledger) throw new Error('one was asked for');
			const hung = await PostgresDatabase.open(server.settings('hung'));
			const [inside, wakesUp] = [latch(), latch()];
			let runs = 0;
			const write = hung.write(async (transaction) => {
				runs += 1;
				inside.reach();
				if (runs === 1) await wakesUp.reached;
				return await transaction.all('SELECT 1 AS one');
			});
			try {
				await inside.reached;
				await acceptWhenFree(ledger, 'other');
				expect(runs).toBe(1);
				wakesUp.reach();
				// Its own transaction is gone; it is done anew.
				expect(await write).toEqual([{ one: 1 }]);
				expect(runs).toBe(2);
			} finally {
				wakesUp.reach();
				await hung.close();
			}
			await expectExactly(ledger, place, ['other']);
		});
	}, 30_000);
}
