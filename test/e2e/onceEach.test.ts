/** Each message once at each system, on a real n8n. What `code: 0` promises under faults: chaos.test.ts. */
import { startHospital, type Hospital } from '../../demo/hospital/server';
import type { LogEntry } from '../../demo/hospital/types';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { CRITICAL_VALUE, OK, post } from '../support/workflows';

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
