/**
 * What was acknowledged survives: a process that accepts messages is killed, a PostgreSQL server is halted as a
 * power cut would do it, at moments that nobody chose. `CRITICAL_VALUE_KILLS=1000` makes it a thousand kills.
 */
import { openLedger, type LedgerPlace } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';
import { contentOf } from './children/content';
import { Workers, type Worker } from './children/processes';
import { freshSqlite } from './places';
import { withRawSql } from './rawSql';

const KILLS = Number(process.env.CRITICAL_VALUE_KILLS ?? 25);

/** What is checked grows with a file: after so many kills a new one is begun. */
const KILLS_PER_FILE = 25;

const HALTS = 5;
const LOOPS = 8;

const below = (limit: number): number => Math.floor(Math.random() * limit);

const delay = async (ms: number): Promise<void> =>
	await new Promise((resolve) => setTimeout(resolve, ms));

/** Sometimes while the process is starting or opening the file, mostly in the middle of its work. */
async function someMoment(worker: Worker): Promise<void> {
	if (below(5) === 0) return await delay(below(200));
	await worker.said('stored', 1 + below(300));
	await delay(below(8));
}

type Stored = ReturnType<Worker['stored']>;

async function expectAllThere(ledger: Ledger, stored: Stored): Promise<void> {
	for (const { id, fingerprint } of stored) {
		const found = await ledger.get(id);
		if (found?.item === contentOf(fingerprint) && found.fingerprint === fingerprint) continue;
		throw new Error(`${id} was acknowledged, and is ${found ? 'another' : 'gone'}`);
	}
}

/** A message and its entry in the audit trail are there both or neither. */
async function expectWhole(place: LedgerPlace, ledger: Ledger): Promise<void> {
	const { intact, entries } = await ledger.verifyAudit();
	expect(intact).toBe(true);
	await withRawSql(place, async (sql) => {
		const halves = `SELECT count(*) AS n FROM inbox i
			LEFT JOIN audit a ON a.message_id = i.id AND a.action = 'accepted' WHERE a.seq IS NULL`;
		expect(await sql(halves)).toEqual([{ n: 0 }]);
		const repeats = 'SELECT coalesce(sum(repeats), 0) AS n FROM inbox';
		const repeated = Number((await sql(repeats))[0]?.n);
		expect(entries).toBe((await ledger.count({})) + repeated);
	});
}

describe('SQLite', () => {
	const workers = new Workers();
	afterAll(async () => await workers.dispose());

	async function killOnce(place: LedgerPlace & { kind: 'sqlite' }): Promise<Stored> {
		const worker = workers.start({ do: 'accept', place, loops: LOOPS });
		await someMoment(worker);
		await worker.kill();
		expect(worker.failed()).toEqual([]);
		return worker.stored();
	}

	async function killManyTimes(kills: number): Promise<number> {
		const { place, dispose } = freshSqlite();
		const all: Stored = [];
		try {
			for (let n = 0; n < kills; n += 1) {
				const stored = await killOnce(place);
				all.push(...stored);
				await withRawSql(place, async (sql) => {
					expect(await sql('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
				});
				const ledger = await openLedger(place);
				await expectAllThere(ledger, stored);
				await expectWhole(place, ledger);
				if (n === kills - 1) await expectAllThere(ledger, all);
				await ledger.close();
			}
		} finally {
			dispose();
		}
		return all.length;
	}

	it(
		`loses nothing that it acknowledged, and stays whole, over ${KILLS} times kill -9`,
		async () => {
			let acknowledged = 0;
			for (let left = KILLS; left > 0; left -= KILLS_PER_FILE) {
				acknowledged += await killManyTimes(Math.min(left, KILLS_PER_FILE));
			}
			expect(acknowledged).toBeGreaterThan(KILLS);
		},
		30_000 + KILLS * 4_000,
	);
});

/** As in places.ts: only where a server is installed. */
const servers = postgresBinaries() === undefined ? [] : [PostgresServer];

for (const Server of servers) {
	describe('PostgreSQL', () => {
		it(`loses nothing that it acknowledged over ${HALTS} immediate halts, and goes on by itself`, async () => {
			const workers = new Workers();
			const server = await Server.start();
			try {
				const place: LedgerPlace = { kind: 'postgres', settings: server.settings('crash') };
				const worker = workers.start({ do: 'accept', place, loops: LOOPS });
				for (let n = 0; n < HALTS; n += 1) {
					await worker.said('stored', worker.stored().length + 50 + below(150));
					server.halt('immediate');
					server.resume();
				}
				await worker.said('stored', worker.stored().length + 50);
				await worker.kill();
				// A halt in the middle of a COMMIT leaves open whether it was the last one.
				const faults = ['LEDGER_UNAVAILABLE', 'LEDGER_UNKNOWN'];
				for (const { fault } of worker.failed()) expect(faults).toContain(fault);

				const ledger = await openLedger(place);
				await expectAllThere(ledger, worker.stored());
				await expectWhole(place, ledger);
				await ledger.close();
			} finally {
				await workers.dispose();
				server.dispose();
			}
		}, 60_000);
	});
}
