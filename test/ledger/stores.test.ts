/** What is particular to each store: how it keeps what is acknowledged, and who may read it. */
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, type LedgerPlace } from '../../lib/ledger/open';
import { PostgresDatabase } from '../../lib/ledger/postgres/database';
import { MIGRATION_LOCK } from '../../lib/ledger/postgres/migrate';
import { SqliteDatabase } from '../../lib/ledger/sqlite/database';
import { message, NO_LIMIT, NOW } from './messages';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';
import { withRawSql } from './rawSql';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** How many handles of this process are on a file, or on what SQLite keeps beside it. */
function handlesOn(file: string): number {
	const targets = readdirSync('/proc/self/fd').map((fd) => {
		try {
			return readlinkSync(`/proc/self/fd/${fd}`);
		} catch {
			return ''; // the one that listed them
		}
	});
	return targets.filter((target) => target.startsWith(file)).length;
}

describe('SQLite', () => {
	let folder: string;
	beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'critical-value-store-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('keeps its files, and a folder that it made, from everybody else', async () => {
		const file = join(folder, 'made', 'ledger.sqlite');
		const ledger = await openLedger({ kind: 'sqlite', file });
		await ledger.accept(message('A'), NOW, NO_LIMIT);
		expect(readdirSync(join(folder, 'made')).sort()).toEqual([
			'ledger.sqlite',
			'ledger.sqlite-shm',
			'ledger.sqlite-wal',
		]);
		for (const suffix of ['', '-shm', '-wal']) expect(modeOf(`${file}${suffix}`)).toBe('600');
		expect(modeOf(join(folder, 'made'))).toBe('700');
		await ledger.close();
	});

	it('takes the rights away that a file had before', async () => {
		const file = join(folder, 'ledger.sqlite');
		writeFileSync(file, '', { mode: 0o666 });
		const ledger = await openLedger({ kind: 'sqlite', file });
		expect(modeOf(file)).toBe('600');
		await ledger.close();
	});

	// That it flushes every commit to disk itself is flush.test.ts'.
	it('leaves the flush of a commit to us, writes ahead, and can give space back', async () => {
		const file = join(folder, 'ledger.sqlite');
		const database = await SqliteDatabase.open(file);
		const pragma = async (name: string) =>
			await database.write(async (transaction) => await transaction.all(`PRAGMA ${name}`));
		expect(await pragma('synchronous')).toMatchObject([{ synchronous: 1 }]); // 1 is NORMAL
		expect(await pragma('journal_mode')).toMatchObject([{ journal_mode: 'wal' }]);
		expect(await pragma('auto_vacuum')).toMatchObject([{ auto_vacuum: 2 }]); // 2 is INCREMENTAL
		await database.close();
		// These two are the file's, not the connection's.
		await withRawSql({ kind: 'sqlite', file }, async (sql) => {
			expect(await sql('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
			expect(await sql('PRAGMA auto_vacuum')).toEqual([{ auto_vacuum: 2 }]);
		});
	});

	it('lets go of the file when it is closed, also twice at once, and when it could not be opened', async () => {
		const file = join(folder, 'ledger.sqlite');
		const ledger = await openLedger({ kind: 'sqlite', file });
		expect(handlesOn(file)).toBeGreaterThan(0);
		await Promise.all([ledger.close(), ledger.close()]);
		expect(handlesOn(file)).toBe(0);

		const newer = async () =>
			await withRawSql({ kind: 'sqlite', file }, async (sql) => await sql('PRAGMA user_version=9'));
		await newer();
		await expect(openLedger({ kind: 'sqlite', file })).rejects.toMatchObject({
			fault: 'LEDGER_NEWER',
		});
		expect(handlesOn(file)).toBe(0);
	});

	it('keeps its lock on the file when this process opens it once more', async () => {
		const file = join(folder, 'ledger.sqlite');
		const ledger = await openLedger({ kind: 'sqlite', file });
		await (await openLedger({ kind: 'sqlite', file })).close();
		const locks = readFileSync('/proc/locks', 'utf8').split('\n');
		const own = locks.filter((lock) => lock.includes(`:${statSync(file).ino} `));
		expect(own).not.toEqual([]);
		await ledger.close();
	});

	it('says of a closed ledger that it is closed', async () => {
		const ledger = await openLedger({ kind: 'sqlite', file: join(folder, 'ledger.sqlite') });
		await ledger.close();
		const closed = { fault: 'LEDGER_CLOSED' };
		await expect(ledger.accept(message('A'), NOW, NO_LIMIT)).rejects.toMatchObject(closed);
		await expect(ledger.stateOf(1)).rejects.toMatchObject(closed);
	});
});

/** As in places.ts: only where a server is installed. */
const servers = postgresBinaries() === undefined ? [] : [PostgresServer];

for (const Server of servers) {
	describe('PostgreSQL', () => {
		let server: PostgresServer;
		beforeAll(async () => void (server = await Server.start()), 60_000);
		afterAll(() => server.dispose());

		it('waits with every commit until the server has flushed it to disk', async () => {
			const database = await PostgresDatabase.open(server.settings('flushed'));
			const show = async (name: string) =>
				await database.write(async (transaction) => await transaction.all(`SHOW ${name}`));
			expect(await show('synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
			expect(await show('fsync')).toEqual([{ fsync: 'on' }]);
			await database.close();
		});

		it('takes a schema that was made for an account which may make none', async () => {
			const admin: LedgerPlace = { kind: 'postgres', settings: server.settings('public') };
			await withRawSql(admin, async (sql) => {
				await sql('CREATE ROLE clerk LOGIN');
				await sql('CREATE SCHEMA prepared AUTHORIZATION clerk');
			});
			const settings = { ...server.settings('prepared'), user: 'clerk' };
			for (const round of [1, 2]) {
				const ledger = await openLedger({ kind: 'postgres', settings });
				await ledger.accept(message(`R${round}`), NOW, NO_LIMIT);
				expect(await ledger.count({})).toBe(round);
				await ledger.close();
			}
		});

		it('waits for another process that migrates, longer than for anything else', async () => {
			const other: LedgerPlace = { kind: 'postgres', settings: server.settings('public') };
			let opening: ReturnType<typeof openLedger> | undefined;
			await withRawSql(other, async (sql) => {
				await sql('SELECT pg_advisory_lock($1)', MIGRATION_LOCK);
				opening = openLedger({ kind: 'postgres', settings: server.settings('slow') });
				opening.catch(() => undefined); // looked at below
				// Longer than any statement may take otherwise (STATEMENT_TIMEOUT_MS).
				await sql('SET statement_timeout = 0');
				for (const second of [1, 2, 3]) await sql('SELECT pg_sleep(2), $1::int', second);
			});
			const ledger = await opening;
			expect(await ledger?.count({})).toBe(0);
			await ledger?.close();
		}, 20_000);

		it('says of a closed ledger that it is closed, and leaves no connection', async () => {
			const ledger = await openLedger({ kind: 'postgres', settings: server.settings('closed') });
			ledger.onWake('channel', () => undefined);
			await ledger.accept(message('A'), NOW, NO_LIMIT);
			await Promise.all([ledger.close(), ledger.close()]);
			const closed = { fault: 'LEDGER_CLOSED' };
			await expect(ledger.accept(message('A'), NOW, NO_LIMIT)).rejects.toMatchObject(closed);
			await expect(ledger.stateOf(1)).rejects.toMatchObject(closed);
			const admin: LedgerPlace = { kind: 'postgres', settings: server.settings('public') };
			await withRawSql(admin, async (sql) => {
				const others = `SELECT count(*)::int AS n FROM pg_stat_activity
					WHERE application_name = 'n8n critical values' AND pid <> pg_backend_pid()`;
				// A backend ends a moment after its client has gone.
				let left = await sql(others);
				for (let look = 0; look < 200 && left[0]?.n !== 0; look += 1) left = await sql(others);
				expect(left).toEqual([{ n: 0 }]);
			});
		});
	});
}
