/** How a ledger comes into being and is opened again, over every store. */
import { LedgerError, LEDGER_FAULTS } from '../../lib/ledger/errors';
import { chain, GENESIS } from '../../lib/ledger/audit';
import { openLedger, type LedgerPlace } from '../../lib/ledger/open';
import { poolConfig } from '../../lib/ledger/postgres/connection';
import { migrate } from '../../lib/ledger/postgres/migrate';
import { MIGRATIONS as POSTGRES_STEPS } from '../../lib/ledger/postgres/migrations';
import { MIGRATIONS as SQLITE_STEPS } from '../../lib/ledger/sqlite/migrations';
import { PgClient } from '../../lib/thirdParty';
import { Workers } from './children/processes';
import { CHANNEL, claimOf, message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';
import { withRawSql, type RawSql } from './rawSql';

const PROCESSES = 20;

const steps = ({ kind }: LedgerPlace): number =>
	(kind === 'sqlite' ? SQLITE_STEPS : POSTGRES_STEPS).length;

async function versionOf(place: LedgerPlace, sql: RawSql): Promise<unknown> {
	return place.kind === 'sqlite'
		? await sql('PRAGMA user_version')
		: await sql('SELECT version FROM schema_version');
}

async function setVersion(place: LedgerPlace, version: number): Promise<void> {
	const statement =
		place.kind === 'sqlite'
			? `PRAGMA user_version = ${version}`
			: `UPDATE schema_version SET version = ${version}`;
	await withRawSql(place, async (sql) => await sql(statement));
}

/** Every table, index, trigger and function, and the version. */
async function schemaOf(place: LedgerPlace): Promise<unknown> {
	return await withRawSql(place, async (sql) => {
		const version = await versionOf(place, sql);
		if (place.kind === 'sqlite') {
			return { version, all: await sql('SELECT * FROM sqlite_schema ORDER BY name') };
		}
		const ours = `(SELECT oid FROM pg_namespace WHERE nspname = current_schema())`;
		return {
			version,
			tables: await sql(
				`SELECT oid::int, relname, relkind FROM pg_class WHERE relnamespace = ${ours} ORDER BY oid`,
			),
			triggers: await sql(
				`SELECT t.oid::int, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
				WHERE relnamespace = ${ours} ORDER BY t.oid`,
			),
			functions: await sql(
				`SELECT oid::int, proname FROM pg_proc WHERE pronamespace = ${ours} ORDER BY oid`,
			),
		};
	});
}

const TABLES = {
	sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
	postgres: `SELECT tablename AS name FROM pg_tables
		WHERE schemaname = current_schema() AND tablename <> 'schema_version'`,
};

/** A ledger as a version left it that knew so many steps. */
async function makeOlder(place: LedgerPlace, known: number): Promise<void> {
	if (place.kind === 'sqlite') {
		const { DatabaseSync } = await import('node:sqlite');
		const handle = new DatabaseSync(place.file);
		for (const step of SQLITE_STEPS.slice(0, known)) handle.exec(step);
		handle.exec(`PRAGMA user_version = ${known}`);
		handle.close();
		return;
	}
	const client = new PgClient(poolConfig(place.settings, 1));
	await client.connect();
	await migrate(client, place.settings.schema, POSTGRES_STEPS.slice(0, known));
	await client.end();
}

const OLD_MESSAGE = `
INSERT INTO inbox (channel, verdict, state, kind, interface, risk_id, flag, fingerprint, item, accepted_at,
	scheduled_from, due_at)
VALUES ($1, 'accepted', 'pending', 'send', 1, 'old', 'add', 'f', '{"riskId":"old"}', $2, $2, $2)`;

const OLD_ENTRY = `
INSERT INTO audit (seq, at, action, actor, message_id, risk_id, detail, previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

overEveryStore((place) => {
	const using = (test: Parameters<typeof withLedger>[1]) => withLedger(place, test);

	it(`${PROCESSES} processes that open an empty place at once all succeed, and make one schema`, async () => {
		const workers = new Workers();
		const { place: where, dispose } = place.fresh();
		try {
			const all = Array.from({ length: PROCESSES }, () =>
				workers.start({ do: 'open', place: where }),
			);
			await Promise.all(all.map(async (worker) => await worker.said('ready')));
			for (const worker of all) worker.tell();
			await Promise.all(all.map(async (worker) => await worker.gone));
			for (const { lines } of all) expect(lines).toEqual([{ said: 'ready' }, { said: 'opened' }]);

			await withRawSql(where, async (sql) => {
				const rows = (await versionOf(where, sql)) as object[];
				expect(rows.map((row) => Object.values(row))).toEqual([[steps(where)]]);
				const tables = await sql(TABLES[where.kind]);
				const own = where.kind === 'sqlite' ? [] : ['commit_mark'];
				const expected = [
					...['audit', ...own, 'critical_delivery', 'critical_message', 'critical_value'],
					...['delivery', 'escalation', 'inbox', 'projection', 'watch_state'],
				];
				expect(tables.map(({ name }) => name).sort()).toEqual(expected);
			});
			const ledger = await openLedger(where);
			expect(await ledger.accept(message('A'), NOW, NO_LIMIT)).toMatchObject({ id: 1 });
			await ledger.close();
		} finally {
			await workers.dispose();
			dispose();
		}
	}, 60_000);

	it(
		'opening what is up to date changes nothing',
		using(async (ledger, where) => {
			await ledger.accept(message('A'), NOW, NO_LIMIT);
			await ledger.close();
			const before = await schemaOf(where);
			const again = await openLedger(where);
			expect(await again.count({})).toBe(1);
			expect(await again.verifyAudit()).toMatchObject({ intact: true, entries: 1 });
			await again.close();
			expect(await schemaOf(where)).toEqual(before);
		}),
	);

	it('brings the messages of every older version along', async () => {
		for (let known = 1; ; known += 1) {
			const { place: where, dispose } = place.fresh();
			if (known === steps(where)) return dispose();
			await makeOlder(where, known);
			const event = { at: NOW, action: 'accepted', actor: 'trigger', messageId: 1, riskId: 'old' };
			const entry = chain({ seq: 0, hash: GENESIS }, { ...event, detail: {} });
			await withRawSql(where, async (sql) => {
				await sql(OLD_MESSAGE, CHANNEL, NOW);
				const { seq, at, action, actor, messageId, riskId, previous, hash } = entry;
				await sql(OLD_ENTRY, seq, at, action, actor, messageId, riskId, '{}', previous, hash);
			});
			const ledger = await openLedger(where);
			expect(await ledger.claim(claimOf('c1'))).toMatchObject([{ id: 1, riskId: 'old' }]);
			expect(await ledger.criticalValues.get('old')).toMatchObject({ state: 'open' });
			await ledger.accept(message('new'), NOW, NO_LIMIT);
			expect(await ledger.verifyAudit()).toMatchObject({ intact: true, entries: 2 });
			await ledger.close();
			dispose();
		}
	});

	it(
		'refuses what a newer version has written, touches nothing of it, and says what to do',
		using(async (ledger, where) => {
			await ledger.accept(message('A'), NOW, NO_LIMIT);
			await ledger.close();
			await setVersion(where, steps(where) + 1);
			const before = await schemaOf(where);

			const error: unknown = await openLedger(where).catch((refused: unknown) => refused);
			expect(error).toBeInstanceOf(LedgerError);
			expect(error).toMatchObject({ fault: 'LEDGER_NEWER' });
			expect(String(error)).toContain(`schema ${steps(where) + 1}, known ${steps(where)}`);
			const { en, zh, helpEn, helpZh } = LEDGER_FAULTS.LEDGER_NEWER;
			expect(String(error)).toContain(en);
			expect(String(error)).toContain(zh);
			expect(helpEn).toContain('Update n8n-nodes-critical-value');
			expect(helpZh).toContain('升级 n8n-nodes-critical-value');

			expect(await schemaOf(where)).toEqual(before);
			await setVersion(where, steps(where));
			const again = await openLedger(where);
			expect(await again.count({})).toBe(1);
			await again.close();
		}),
	);

	it(
		'lets nobody change or delete an entry of the audit trail, not even by SQL',
		using(async (ledger, where) => {
			await ledger.accept(message('A'), NOW, NO_LIMIT);
			await ledger.accept(message('B'), NOW, NO_LIMIT);
			const refused = [
				"UPDATE audit SET actor = 'nobody'",
				"UPDATE audit SET actor = 'nobody' WHERE seq = 1",
				'UPDATE audit SET seq = seq + 10',
				'DELETE FROM audit',
				'DELETE FROM audit WHERE seq = 2',
				...(where.kind === 'postgres' ? ['TRUNCATE audit'] : []),
			];
			await withRawSql(where, async (sql) => {
				const before = await sql('SELECT * FROM audit ORDER BY seq');
				for (const statement of refused) {
					await expect(sql(statement)).rejects.toThrow('audit is append-only');
				}
				expect(await sql('SELECT * FROM audit ORDER BY seq')).toEqual(before);
			});
			expect(await ledger.verifyAudit()).toMatchObject({ intact: true, entries: 2 });
		}),
	);
});
