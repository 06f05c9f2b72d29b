/**
 * Two main processes at one inbox, as when a second n8n is started while the first one hangs: PostgreSQL itself
 * looks at every claim. In SQLite there is one process only.
 */
import { CLAIM_LEASE_MS } from '../../lib/intake/drain';
import { openLedger, type LedgerPlace } from '../../lib/ledger/open';
import { LedgerError } from '../../lib/ledger/errors';
import type { Ledger, NewMessage } from '../../lib/ledger/types';
import { ClaimWatch } from '../support/claimWatch';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';
import { Workers } from './children/processes';
import { message, NO_LIMIT } from './messages';
import { withRawSql } from './rawSql';

const RISK_IDS = 40;
const PAUSE_MS = 10;

const pause = async (): Promise<void> =>
	await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** Looks again and again, since it is the database that knows. False: not within the limit. */
async function until(reached: () => Promise<boolean>, limitMs = Infinity): Promise<boolean> {
	const deadline = performance.now() + limitMs;
	while (!(await reached())) {
		if (performance.now() > deadline) return false;
		await pause();
	}
	return true;
}

/**
 * Puts a message in; again where the ledger is busy: a process that hangs in the middle of a write keeps the
 * writers' lock until the server ends its session.
 */
async function put(ledger: Ledger, one: NewMessage): Promise<void> {
	for (;;) {
		try {
			await ledger.accept(one, Date.now(), NO_LIMIT);
			return;
		} catch (error) {
			if (!(error instanceof LedgerError) || error.fault !== 'LEDGER_BUSY') throw error;
		}
	}
}

/** Puts messages in, several of each riskId, until it is stopped; returns how many. */
function feed(ledger: Ledger): () => Promise<number> {
	let stopped = false;
	const feeding = (async () => {
		let n = 0;
		for (; !stopped; n += 1) {
			await put(ledger, message(`R${n % RISK_IDS}`, { fingerprint: `message ${n}` }));
			await pause();
		}
		return n;
	})();
	return async () => {
		stopped = true;
		return await feeding;
	};
}

/** As in places.ts: only where a server is installed. */
const servers = postgresBinaries() === undefined ? [] : [PostgresServer];

for (const Server of servers) {
	it('two processes drain one inbox, one hangs and comes back, one is killed: no claim overlaps', async () => {
		const workers = new Workers();
		const server = await Server.start();
		try {
			const settings = server.settings('drains');
			const place: LedgerPlace = { kind: 'postgres', settings };
			const watch = await ClaimWatch.install(settings);
			const ledger = await openLedger(place);
			const stopFeeding = feed(ledger);
			const [first, second] = [1, 2].map(() => workers.start({ do: 'drain', place }));
			if (!first || !second) throw new Error('two were started');
			await Promise.all([first.said('ran', 20), second.said('ran', 20)]);

			// It may hold nothing at that moment: then there is nothing to take over, and it is frozen again.
			const takenOver = async () => (await watch.report()).takenOver > 0;
			first.freeze();
			while (!(await until(takenOver, 2 * CLAIM_LEASE_MS))) {
				first.thaw();
				await first.said('ran', first.count('ran') + 3);
				first.freeze();
			}
			await second.said('ran', second.count('ran') + 20);
			first.thaw();
			await first.said('ran', first.count('ran') + 20);
			await first.kill();
			const accepted = await stopFeeding();
			await until(async () => (await ledger.count({ states: ['done'] })) === accepted);

			const report = await watch.report();
			expect(report).toMatchObject({ overlaps: 0, rivals: 0 });
			expect(report.claims).toBe(accepted + report.takenOver);
			const twice = `SELECT message_id FROM audit WHERE action = 'done'
				GROUP BY message_id HAVING count(*) > 1`;
			expect(await withRawSql(place, async (sql) => await sql(twice))).toEqual([]);
			await ledger.close();
		} finally {
			await workers.dispose();
			server.dispose();
		}
	}, 300_000);
}
