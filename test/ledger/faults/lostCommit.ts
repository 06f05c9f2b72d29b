/** The answer to a COMMIT that gets lost: whether the transaction is there must not be guessed. */
import { PostgresServer } from '../../../demo/postgres/server';
import { openLedger, type LedgerPlace } from '../../../lib/ledger/open';
import type { Ledger } from '../../../lib/ledger/types';
import { claimOf, message, NO_LIMIT, NOW } from '../messages';
import { withRawSql } from '../rawSql';
import { accept, expectExactly, expectFault, names } from './checks';
import { Wire, type CommitFault } from './wire';

const FAULTS: readonly CommitFault[] = ['not sent', 'not answered', 'silent'];

export function postgresLostCommit(): void {
	let server: PostgresServer;
	beforeAll(async () => void (server = await PostgresServer.start()), 60_000);
	afterAll(() => server.dispose());

	/** A ledger behind a network, in a schema of its own. */
	async function withWire(
		schema: string,
		test: (ledger: Ledger, wire: Wire, place: LedgerPlace) => Promise<void>,
	): Promise<void> {
		const settings = server.settings(schema);
		const wire = await Wire.open(server.port);
		const ledger = await openLedger({
			kind: 'postgres',
			settings: { ...settings, port: wire.port },
		});
		try {
			await test(ledger, wire, { kind: 'postgres', settings });
		} finally {
			await ledger.close();
			await wire.close();
		}
	}

	const nameOf = (fault: CommitFault): string => `commit_${FAULTS.indexOf(fault)}`;
	const rejected = { verdict: 'rejected', fingerprint: null } as const;

	it.each(FAULTS)(
		'%s: a call that nothing can recognise is stored once',
		async (fault) => {
			await withWire(nameOf(fault), async (ledger, wire) => {
				await accept(ledger, 'before');
				const happened = wire.fault(fault);
				const stored = await ledger.accept(message('R', rejected), NOW, NO_LIMIT);
				await happened;
				const { entries } = await ledger.search({ verdict: 'rejected' }, 10);
				expect(entries).toMatchObject([stored].map(({ outcome: _, ...rest }) => rest));
				expect(stored.outcome).toBe('stored');
				expect(await ledger.verifyAudit()).toEqual({ intact: true, entries: 2, brokenAt: null });
			});
		},
		30_000,
	);

	it.each(FAULTS)(
		'%s: who claimed has what is claimed, and nobody waits for a lease',
		async (fault) => {
			await withWire(`${nameOf(fault)}_claim`, async (ledger, wire) => {
				await Promise.all(names('R', 5).map(async (riskId) => await accept(ledger, riskId)));
				const happened = wire.fault(fault);
				const claimed = await ledger.claim(claimOf('c1'));
				await happened;
				expect(claimed.map(({ riskId, attempts }) => [riskId, attempts])).toEqual(
					names('R', 5).map((riskId) => [riskId, 1]),
				);
				const ids = claimed.map(({ id }) => id);
				expect(await ledger.complete(ids, 'c1', NOW, null)).toEqual([]);
				expect(await ledger.count({ states: ['done'] })).toBe(5);
			});
		},
		30_000,
	);

	it.each(FAULTS)(
		'%s: a burst that shared the transaction is stored once, all of it',
		async (fault) => {
			await withWire(`${nameOf(fault)}_burst`, async (ledger, wire, place) => {
				const happened = wire.fault(fault);
				const results = await Promise.all(
					names('R', 50).map(async (riskId) => await accept(ledger, riskId)),
				);
				await happened;
				// Not a duplicate of itself.
				expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'stored'));
				await expectExactly(ledger, place, names('R', 50));
			});
		},
		30_000,
	);

	it('another process goes on between the COMMIT and the question: it is known all the same', async () => {
		await withWire('between', async (ledger, wire, place) => {
			const other = await openLedger(place);
			try {
				const happened = wire.fault('silent');
				const accepting = accept(ledger, 'R');
				await happened;
				await Promise.all(names('O', 20).map(async (riskId) => await accept(other, riskId)));
				expect(await accepting).toMatchObject({ outcome: 'stored' });
				await expectExactly(ledger, place, ['R', ...names('O', 20)]);
			} finally {
				await other.close();
			}
		});
	}, 30_000);

	it('nothing can be found out in time: it says so, repeats nothing, and the sender may', async () => {
		await withWire('unknown', async (ledger, wire, place) => {
			await accept(ledger, 'before');
			const happened = wire.fault('silent');
			const lost = ledger.accept(message('R', rejected), NOW, NO_LIMIT);
			const sent = accept(ledger, 'S');
			await happened;
			wire.isDown = true;
			await expectFault(lost, 'LEDGER_UNKNOWN');
			await expectFault(sent, 'LEDGER_UNKNOWN');
			wire.isDown = false;
			expect(await accept(ledger, 'S')).toMatchObject({ outcome: 'duplicate' });
			expect(await ledger.count({ verdict: 'rejected' })).toBe(1);
			await withRawSql(place, async (sql) => {
				expect(await sql('SELECT risk_id FROM inbox ORDER BY id')).toHaveLength(3);
			});
		});
	}, 30_000);

	it('a look that finds nothing writes nothing', async () => {
		await withWire('nothing', async (ledger, _, place) => {
			await accept(ledger, 'A');
			const position = async () =>
				await withRawSql(place, async (sql) => await sql('SELECT * FROM commit_mark'));
			const before = await position();
			expect(before).toHaveLength(1);
			expect(await ledger.claim(claimOf('c1', { channel: 'other' }))).toEqual([]);
			expect(await position()).toEqual(before);
		});
	});
}
