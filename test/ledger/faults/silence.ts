/** A PostgreSQL server that says nothing: its connections stay open, new ones are made, and no answer comes. */
import { PostgresServer } from '../../../demo/postgres/server';
import { openLedger, type LedgerPlace } from '../../../lib/ledger/open';
import type { Ledger } from '../../../lib/ledger/types';
import { CHANNEL, claimOf, NOW } from '../messages';
import { withRawSql } from '../rawSql';
import { accept, expectExactly, expectFault, names } from './checks';
import { Wakes } from './wakes';
import { Wire } from './wire';

/** Twice of what is promised: other tests may run beside this one. Before, it was several times as long. */
const PROMISED_MS = 6_000;

/** Whether something is over within the time that is promised. */
async function inPromisedTime(doing: Promise<unknown>): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<false>((resolve) => {
		timer = setTimeout(() => resolve(false), PROMISED_MS);
	});
	const over = doing.then(
		() => true as const,
		() => true as const,
	);
	const result = await Promise.race([over, late]);
	clearTimeout(timer);
	return result;
}

/** Calls that come in one after the other, over about a second. */
function callers(
	count: number,
	call: (riskId: string) => Promise<unknown>,
): Array<Promise<{ riskId: string; inTime: boolean; stored: boolean }>> {
	return names('R', count).map(async (riskId, index) => {
		await new Promise((resolve) => setTimeout(resolve, (index * 1_000) / count));
		const doing = call(riskId);
		const inTime = await inPromisedTime(doing);
		const stored = await doing.then(
			() => true,
			() => false,
		);
		return { riskId, inTime, stored };
	});
}

export function postgresSilence(): void {
	let server: PostgresServer;
	beforeAll(async () => void (server = await PostgresServer.start()), 60_000);
	afterEach(() => server.thaw());
	afterAll(() => server.dispose());

	async function withLedgerAt(
		place: LedgerPlace,
		test: (ledger: Ledger) => Promise<void>,
	): Promise<void> {
		const ledger = await openLedger(place);
		try {
			await test(ledger);
		} finally {
			await ledger.close();
		}
	}

	const placeAt = (schema: string, port = server.port): LedgerPlace => ({
		kind: 'postgres',
		settings: { ...server.settings(schema), port },
	});

	async function withWire(test: (wire: Wire) => Promise<void>): Promise<void> {
		const wire = await Wire.open(server.port);
		try {
			await test(wire);
		} finally {
			await wire.close();
		}
	}

	it('a server that stands still: hundreds of callers are told in time, each of them, and it goes on by itself', async () => {
		const place = placeAt('frozen');
		await withLedgerAt(place, async (ledger) => {
			// In use, and idle: all of them are silent.
			await Promise.all([accept(ledger, 'before'), ledger.count({}), ledger.count({})]);
			const { id } = (await ledger.search({}, 1)).entries[0] ?? { id: 0 };
			server.freeze();
			const results = await Promise.all(
				callers(300, async (riskId) => await accept(ledger, riskId)),
			);
			expect(results.filter(({ inTime }) => !inTime)).toEqual([]);
			expect(results.filter(({ stored }) => stored)).toEqual([]);
			// Not only the first time, when there still were connections; and not only for who writes.
			const others = [accept(ledger, 'again'), ledger.claim(claimOf('c1')), ledger.stateOf(id)];
			expect(await Promise.all(others.map(inPromisedTime))).toEqual([true, true, true]);
			for (const other of others) await expectFault(other, 'LEDGER_UNAVAILABLE');
			server.thaw();
			await accept(ledger, 'after');
			expect(await ledger.stateOf(id)).toMatchObject({ state: 'pending' });
			await expectExactly(ledger, place, ['before', 'after']);
		});
	}, 60_000);

	it('a server that stops in the midst of a stream: all are told in time, and what was acknowledged is there', async () => {
		const place = placeAt('stream');
		await withLedgerAt(place, async (ledger) => {
			const calls = callers(300, async (riskId) => await accept(ledger, riskId));
			await calls[100];
			server.freeze();
			const results = await Promise.all(calls);
			expect(results.filter(({ inTime }) => !inTime)).toEqual([]);
			server.thaw();
			await accept(ledger, 'after');
			const { entries } = await ledger.search({}, 1_000);
			const present = entries.map(({ riskId }) => String(riskId));
			const stored = results.filter((one) => one.stored).map(({ riskId }) => riskId);
			expect(stored.length).toBeLessThan(300);
			expect(present).toEqual(expect.arrayContaining([...stored, 'after']));
			await expectExactly(ledger, place, present);
		});
	}, 60_000);

	it('a network that drops everything: connections that will never answer are given up, all at once', async () => {
		const place = placeAt('dropped');
		await withLedgerAt(place, async () => {
			await withWire(async (wire) => {
				await withLedgerAt(placeAt('dropped', wire.port), async (ledger) => {
					const wakes = new Wakes();
					const listening = wakes.next();
					ledger.onWake(CHANNEL, wakes.wake);
					await listening;
					await accept(ledger, 'before');
					// As many at once as there are connections.
					await Promise.all(names('', 5).map(async () => await ledger.count({})));
					wire.loseAll();
					const again = wakes.next();
					const lost = accept(ledger, 'lost');
					expect(await inPromisedTime(lost)).toBe(true);
					await expectFault(lost, 'LEDGER_UNAVAILABLE');
					await again; // it listens on a new connection
					// The others are given up with the first: nobody else has to find out.
					await accept(ledger, 'after');
					await expectExactly(ledger, place, ['before', 'after']);
				});
			});
		});
	}, 60_000);

	it('a server far away: neither a burst nor a replay of very many takes longer than it may', async () => {
		const place = placeAt('far');
		await withLedgerAt(place, async () => {
			await withWire(async (wire) => {
				await withLedgerAt(placeAt('far', wire.port), async (ledger) => {
					const all = names('R', 400);
					await Promise.all(all.map(async (riskId) => await accept(ledger, riskId)));
					await withRawSql(place, async (sql) => await sql("UPDATE inbox SET state = 'dead'"));
					wire.latencyMs = 4;
					const actor = { person: 'admin', reason: 'test' };
					expect(await ledger.replay({ states: ['dead'] }, actor, NOW)).toBe(all.length);
					expect(await ledger.count({ states: ['pending'] })).toBe(all.length);
					const burst = names('S', 200).map(async (riskId) => await accept(ledger, riskId));
					await Promise.all(burst);
					wire.latencyMs = 0;
					await expectExactly(ledger, place, [...all, ...names('S', 200)]);
				});
			});
		});
	}, 60_000);

	it('a server far away: an execution of very many messages can be ended, well or not', async () => {
		await withLedgerAt(placeAt('ending'), async () => {
			await withWire(async (wire) => {
				await withLedgerAt(placeAt('ending', wire.port), async (ledger) => {
					const all = names('R', 600);
					await Promise.all(all.map(async (riskId) => await accept(ledger, riskId)));
					const claimed = await ledger.claim(claimOf('c1', { limit: all.length }));
					const ids = claimed.map(({ id }) => id);
					wire.latencyMs = 4;
					expect(await ledger.complete(ids.slice(0, 300), 'c1', NOW, null)).toEqual([]);
					const failed = { reason: 'TEST', nextAt: NOW, alone: true, counts: true };
					await ledger.fail(
						ids.slice(300).map((id) => ({ ...failed, id, executionId: null })),
						'c1',
						NOW,
					);
					wire.latencyMs = 0;
					expect(await ledger.count({ states: ['done'] })).toBe(300);
					expect(await ledger.count({ states: ['pending'] })).toBe(300);
				});
			});
		});
	}, 60_000);

	it('a ledger that is closed while the server stands still is closed', async () => {
		const ledger = await openLedger(placeAt('closed'));
		ledger.onWake(CHANNEL, () => undefined);
		await Promise.all([accept(ledger, 'before'), ledger.count({})]);
		server.freeze();
		expect(await inPromisedTime(ledger.close())).toBe(true);
	}, 60_000);

	it('a server that stands still: opening fails in time', async () => {
		await withLedgerAt(placeAt('opening'), async () => undefined);
		server.freeze();
		const opening = openLedger(placeAt('opening'));
		expect(await inPromisedTime(opening)).toBe(true);
		await expectFault(opening, 'LEDGER_UNAVAILABLE');
	}, 60_000);
}
