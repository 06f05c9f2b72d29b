/** The stores that every ledger test runs over: real SQLite files, a real PostgreSQL server. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, type LedgerPlace } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';

export interface Place {
	name: string;
	/** Before and after all tests of a file. */
	setUp(): Promise<void>;
	tearDown(): void;
	/** Where a ledger of its own can be made; opening it again is what a restart does. */
	fresh(): { place: LedgerPlace; dispose(): void };
}

/** A file in a folder of its own, which need not be on disk. */
export function freshSqlite(parent = tmpdir()) {
	const folder = mkdtempSync(join(parent, 'critical-value-ledger-'));
	return {
		place: { kind: 'sqlite' as const, file: join(folder, 'ledger.sqlite') },
		dispose: () => rmSync(folder, { recursive: true, force: true }),
	};
}

const sqlite = (): Place => ({
	name: 'SQLite',
	setUp: async () => {},
	tearDown: () => {},
	fresh: () => freshSqlite(),
});

function postgres(): Place {
	let server: PostgresServer | undefined;
	return {
		name: 'PostgreSQL',
		setUp: async () => void (server = await PostgresServer.start()),
		tearDown: () => server?.dispose(),
		fresh() {
			if (!server) throw new Error('setUp comes first');
			const schema = `cv_${randomBytes(6).toString('hex')}`;
			// Goes with its server.
			return { place: { kind: 'postgres', settings: server.settings(schema) }, dispose: () => {} };
		},
	};
}

/** PostgreSQL only where a server is installed; `npm test` says so where it is not, and CI has one. */
const all = (): Place[] => (postgresBinaries() === undefined ? [sqlite()] : [sqlite(), postgres()]);

/** Runs a file's tests over every store. */
export function overEveryStore(tests: (place: Place) => void): void {
	describe.each(all().map((place) => [place.name, place] as const))('%s', (_, place) => {
		beforeAll(async () => await place.setUp(), 60_000);
		afterAll(() => place.tearDown());
		tests(place);
	});
}

/** A test body with a ledger of its own, which leaves nothing behind. */
export function withLedger(
	place: Place,
	test: (ledger: Ledger, where: LedgerPlace) => Promise<void>,
): () => Promise<void> {
	return async () => {
		const { place: where, dispose } = place.fresh();
		try {
			const ledger = await openLedger(where);
			try {
				await test(ledger, where);
			} finally {
				await ledger.close();
			}
		} finally {
			dispose();
		}
	};
}
