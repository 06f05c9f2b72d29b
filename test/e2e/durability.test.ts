/** What `code: 0` promises, on a real n8n: killed, mis-wired, with a system down. */
import { startHospital, type Hospital } from '../../demo/hospital/server';
import type { LogEntry } from '../../demo/hospital/types';
import { BY_CREDENTIAL } from '../../lib/n8n/ledger/place';
import { PostgresServer } from '../../demo/postgres/server';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { ACCEPTED, CRITICAL_VALUE, OK, post, triggerWorkflow } from '../support/workflows';

const WAIT_MS = 90_000;
const SYSTEMS = ['emr', 'his'] as const;

let hospital: Hospital;
let n8n: TestN8n;

const send = async (riskId: string, more: object = {}) =>
	await post(n8n.webhookUrl('risk/send'), { ...CRITICAL_VALUE, riskId, ...more });

const taken = (riskId: string) => (entries: LogEntry[]) =>
	entries.some((entry) => entry.riskId === riskId && entry.taken);

beforeAll(async () => {
	hospital = await startHospital({ port: 0 });
	n8n = await startTestN8n({ hospitalUrl: hospital.url });
	await n8n.publish(n8n.exampleWorkflow('hub'));
}, 180_000);

afterAll(async () => {
	await n8n?.dispose();
	await hospital?.stop();
});

it('an identical message is answered 0 and has no second effect', async () => {
	for (let call = 0; call < 5; call += 1) expect((await send('D1')).body).toEqual(OK);
	await Promise.all(Array.from({ length: 10 }, async () => await send('D1')));
	for (const system of SYSTEMS) await hospital.waitFor(system, taken('D1'), WAIT_MS);
	// A later message goes the same way: what came before it has been dealt with by then.
	await send('D2');
	for (const system of SYSTEMS) {
		await hospital.waitFor(system, taken('D2'), WAIT_MS);
		expect(hospital.log(system, 'D1')).toHaveLength(1);
	}
});

it('EMR down: HIS has it once, EMR gets it after recovery without anybody doing anything', async () => {
	await hospital.setFault('emr', { mode: 'http500' });
	expect((await send('F1')).body).toEqual(OK);
	await hospital.waitFor('his', taken('F1'), WAIT_MS);
	await hospital.waitFor('emr', (entries) => entries.length >= 4, WAIT_MS);
	expect(hospital.log('emr', 'F1').some((entry) => entry.taken)).toBe(false);

	await hospital.setFault('emr', { mode: 'none' });
	await hospital.waitFor('emr', taken('F1'), WAIT_MS);
	expect(hospital.log('his', 'F1')).toHaveLength(1);
	const keys = hospital.log('emr', 'F1').map(({ headers }) => headers['idempotency-key']);
	expect(new Set(keys).size).toBe(1);
}, 180_000);

it('a system that hangs is parked and costs the other one nothing; once back it gets all, once', async () => {
	const riskIds = Array.from({ length: 30 }, (_, n) => `H${n}`);
	await hospital.setFault('emr', { mode: 'timeout' });
	for (const riskId of riskIds.slice(0, 15)) expect((await send(riskId)).body).toEqual(OK);
	for (const riskId of riskIds.slice(0, 15)) {
		await hospital.waitFor('his', taken(riskId), WAIT_MS);
	}
	// By now its circuit is open: the rest is parked without a call.
	const before = hospital.log('emr').length;
	for (const riskId of riskIds.slice(15)) expect((await send(riskId)).body).toEqual(OK);
	for (const riskId of riskIds.slice(15)) {
		await hospital.waitFor('his', taken(riskId), WAIT_MS);
	}
	expect(hospital.log('emr').length - before).toBeLessThan(15);

	await hospital.setFault('emr', { mode: 'none' });
	for (const riskId of riskIds) await hospital.waitFor('emr', taken(riskId), WAIT_MS);
	for (const riskId of riskIds) {
		expect(hospital.log('his', riskId)).toHaveLength(1);
		expect(hospital.log('emr', riskId).filter((entry) => entry.taken)).toHaveLength(1);
	}
}, 240_000);

it('kill -9 in the middle of a stream: all that was answered 0 arrives, and nothing twice', async () => {
	const acknowledged: string[] = [];
	let serial = 0;
	let killed = false;
	const sender = async () => {
		while (!killed) {
			const riskId = `K${(serial += 1)}`;
			const reply = await send(riskId).catch(() => undefined);
			if ((reply?.body as { code?: number } | undefined)?.code === 0) acknowledged.push(riskId);
		}
	};
	const senders = Array.from({ length: 8 }, sender);
	await hospital.waitFor('emr', (entries) => entries.length > 60, WAIT_MS);
	await n8n.kill9();
	killed = true;
	await Promise.all(senders);
	await n8n.start();
	await n8n.waitUntilLive('risk/send');

	expect(acknowledged.length).toBeGreaterThan(20);
	for (const system of SYSTEMS) {
		for (const riskId of acknowledged) await hospital.waitFor(system, taken(riskId), WAIT_MS);
		for (const riskId of acknowledged) {
			// Twice only where n8n died between the call and its answer; then with one and the same key.
			const calls = hospital.log(system, riskId);
			expect(calls.length).toBeLessThanOrEqual(2);
			expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
		}
	}
}, 300_000);

it('a broken node behind the trigger: what was accepted meanwhile arrives once it is repaired', async () => {
	const file = triggerWorkflow({
		path: 'broken',
		parameters: { options: { retrySchedule: 'custom', retryDelays: '1' } },
	});
	const broken = {
		...file,
		nodes: file.nodes.map((node) =>
			node.name === ACCEPTED
				? {
						...node,
						type: 'n8n-nodes-base.code',
						typeVersion: 2,
						parameters: { jsCode: 'throw new Error("broken")' },
					}
				: node,
		),
	};
	const saved = await n8n.publish(broken);
	const reply = await post(n8n.webhookUrl('broken'), { ...CRITICAL_VALUE, riskId: 'B1' });
	expect(reply.body).toEqual(OK);
	await n8n.waitForExecutions(saved.id, (all) => all.some(({ status }) => status === 'error'));
	await n8n.publish({ ...file, id: saved.id });
	const all = await n8n.waitForExecutions(
		saved.id,
		(runs) => runs.some(({ status }) => status === 'success'),
		60_000,
	);
	const good = all.find(({ status }) => status === 'success');
	const [item] = await n8n.itemsOf(good?.id ?? '', ACCEPTED);
	expect(item).toMatchObject({ riskId: 'B1' });
}, 120_000);

it('a ledger in PostgreSQL: stored and run; non-zero while the server is down, and on its own again', async () => {
	const server = await PostgresServer.start();
	try {
		const { tls: _none, ...data } = server.settings('critical_value');
		const credential = await n8n.rest.createCredential('ledger', 'riskLedgerDb', data);
		const file = triggerWorkflow({
			path: 'in/postgres',
			parameters: { ledger: BY_CREDENTIAL },
			credentials: { riskLedgerDb: credential },
		});
		const { id } = await n8n.publish(file);
		const url = n8n.webhookUrl('in/postgres');
		const arrives = async (riskId: string) =>
			await n8n.waitForItem(id, ACCEPTED, (item) => item.riskId === riskId);

		expect((await post(url, { ...CRITICAL_VALUE, riskId: 'P1' })).body).toEqual(OK);
		await arrives('P1');
		server.halt('immediate');
		const refused = await post(url, { ...CRITICAL_VALUE, riskId: 'P2' });
		expect(refused.body).toMatchObject({ code: 5001 });
		server.resume();
		expect((await post(url, { ...CRITICAL_VALUE, riskId: 'P2' })).body).toEqual(OK);
		await arrives('P2');
		await n8n.unpublish(id, ['in/postgres']);
	} finally {
		server.dispose();
	}
}, 180_000);
