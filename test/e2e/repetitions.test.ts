/** Repetitions on a real n8n. What `code: 0` promises under faults: chaos.test.ts. */
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
