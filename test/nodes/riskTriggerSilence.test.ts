/**
 * A ledger whose disk or PostgreSQL server says nothing: its connections stay open and no answer comes. Callers are
 * promised a non-zero code in under three seconds, however many they are.
 */
import fs from 'node:fs';
import type { IDataObject } from 'n8n-workflow';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';
import { poolConfig } from '../../lib/ledger/postgres/connection';
import { MIGRATION_LOCK } from '../../lib/ledger/postgres/migrate';
import { PgClient } from '../../lib/thirdParty';
import { TriggerServer, type Published } from '../support/triggerServer';
import { CRITICAL_VALUE, OK, REFUSAL } from '../support/workflows';

/** Twice of it: other tests may run beside this one. Before, it was several times as long. */
const PROMISED_MS = 6_000;

/** 'late' where the promise is not kept. */
async function promised<T>(doing: Promise<T>): Promise<T | 'late'> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<'late'>((resolve) => {
		timer = setTimeout(() => resolve('late'), PROMISED_MS);
	});
	const result = await Promise.race([doing, late]);
	clearTimeout(timer);
	return result;
}

const NOT_STORED = { status: 200, body: { ...REFUSAL, code: 5001 } };

function tests(): void {
	let server: PostgresServer;
	let n8n: TriggerServer;
	beforeAll(async () => {
		server = await PostgresServer.start();
		n8n = await TriggerServer.start();
	}, 60_000);
	afterEach(() => server.thaw());
	afterAll(async () => {
		await n8n.close();
		server.dispose();
	});

	const publish = async (schema: string, options: IDataObject = {}): Promise<Published> => {
		const { host, port, database, user } = server.settings(schema);
		return await n8n.publish(
			`silence/${schema}`,
			{
				parameters: { ledger: 'credential', options },
				credentials: { riskLedgerDb: { host, port, database, user, password: '', schema } },
			},
			false,
		);
	};
	const value = (n: number) => ({ ...CRITICAL_VALUE, riskId: `R${n}` });

	it('many callers of a server that stands still are told in time, and it goes on by itself', async () => {
		const trigger = await publish('standing');
		expect((await trigger.post(value(0))).body).toEqual(OK);
		server.freeze();
		const calls = Array.from({ length: 100 }, async (_, n) => {
			await new Promise((resolve) => setTimeout(resolve, n * 10));
			return await promised(trigger.post(value(1 + n)));
		});
		const rejected = promised(trigger.post('{}'));
		for (const reply of await Promise.all(calls)) expect(reply).toMatchObject(NOT_STORED);
		// A rejected call keeps its own answer.
		expect(await rejected).toMatchObject({ body: { ...REFUSAL, code: 1006 } });
		server.thaw();
		expect((await trigger.post(value(1))).body).toEqual(OK);
	}, 30_000);

	it('a caller who waits until its message is processed is told in time as well', async () => {
		const options = { replyWhen: 'processed', replyLimit: 60 };
		const trigger = await publish('processed', options);
		const reply = trigger.post(value(0));
		const watch = new PgClient(poolConfig(server.settings('processed'), 1));
		await watch.connect();
		for (;;) {
			const stored = await watch.query('SELECT 1 FROM inbox').catch(() => ({ rows: [] }));
			if (stored.rows.length > 0) break;
		}
		server.freeze();
		expect(await promised(reply)).toMatchObject(NOT_STORED);
		server.thaw();
		await watch.end();
	}, 30_000);

	it('the first call, which opens the ledger, is told in time', async () => {
		const trigger = await publish('first');
		server.freeze();
		expect(await promised(trigger.post(value(0)))).toMatchObject(NOT_STORED);
		server.thaw();
		expect((await trigger.post(value(0))).body).toEqual(OK);
	}, 30_000);

	it('a ledger that is being brought up to date keeps nobody waiting', async () => {
		const trigger = await publish('migrating');
		const other = new PgClient(poolConfig(server.settings('migrating'), 1));
		await other.connect();
		try {
			await other.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
			expect(await promised(trigger.post(value(0)))).toMatchObject(NOT_STORED);
		} finally {
			await other.end();
		}
		expect((await trigger.post(value(0))).body).toEqual(OK);
	}, 30_000);
}

/** Where no server is installed `npm test` says so, and CI has one. */
const servers = postgresBinaries() === undefined ? [] : [PostgresServer];
describe.each(servers)('a silent PostgreSQL', tests);

it('callers of a ledger whose disk says nothing are told in time, and it goes on by itself', async () => {
	const n8n = await TriggerServer.start();
	const flush = fs.fdatasync;
	const held: Array<() => void> = [];
	try {
		const trigger = await n8n.publish('silence/disk');
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
		const disk = jest
			.spyOn(fs, 'fdatasync')
			.mockImplementation((at, done) => void held.push(() => flush(at, done)));
		const late = { ...CRITICAL_VALUE, riskId: 'late' };
		expect(await promised(trigger.post(late))).toMatchObject(NOT_STORED);
		expect(held).not.toEqual([]);
		disk.mockRestore();
		for (const go of held.splice(0)) go();
		expect((await trigger.post(late)).body).toEqual(OK);
	} finally {
		jest.restoreAllMocks();
		for (const go of held) go();
		await n8n.close();
	}
}, 30_000);
