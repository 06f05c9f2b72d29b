/** The two example workflows, as a hospital imports them, between a real n8n and the simulated hospital. */
import { startHospital, type Hospital } from '../../demo/hospital/server';
import { FAULT_MODES, type FaultMode, type LogEntry } from '../../demo/hospital/types';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { CRITICAL_VALUE, HANDLING, OK, post, REFUSAL } from '../support/workflows';

const WAIT_MS = 30_000;
const HUB = {
	trigger: 'Critical Value 收到危急值',
	masked: 'Masked Notice 脱敏通知',
	route: 'Route Notice 通知分流',
	failed: 'Alert IT 信息科值班',
	rejected: 'Alert Owner 接口负责人',
};

let hospital: Hospital;
let n8n: TestN8n;
let hub: string;
let loop: string;
/** The nodes behind the hub's Switch. */
let branches: string[];
let serial = 0;

const send = async (body: unknown) => await post(n8n.webhookUrl('risk/send'), body);
const confirm = async (body: unknown) => await post(n8n.webhookUrl('risk/confirm'), body);
const newId = () => `R-${(serial += 1)}`;
const forRisk = (riskId: string) => (entries: LogEntry[]) =>
	entries.some((entry) => entry.riskId === riskId && entry.taken);

/** The run of a workflow that handled a riskId, once it has ended. */
async function runFor(workflowId: string, trigger: string, riskId: string) {
	let found: string | undefined;
	await n8n.waitForExecutions(workflowId, (all) => all.length > 0);
	for (const { id } of await n8n.waitForExecutions(workflowId, () => true, 60_000)) {
		const [item] = await n8n.itemsOf(id, trigger);
		if (item?.riskId === riskId) found = id;
		if (found) break;
	}
	if (!found) throw new Error(`no execution for ${riskId}`);
	return await n8n.rest.executionData(found);
}

const hubRun = async (riskId: string) => await runFor(hub, HUB.trigger, riskId);

beforeAll(async () => {
	hospital = await startHospital({ port: 0 });
	n8n = await startTestN8n({ hospitalUrl: hospital.url });
	const file = n8n.exampleWorkflow('hub');
	const routes = (file.connections as Record<string, { main: Array<Array<{ node: string }>> }>)[
		HUB.route
	];
	branches = (routes?.main ?? []).flat().map(({ node }) => node);
	hub = (await n8n.publish(file)).id;
	loop = (await n8n.publish(n8n.exampleWorkflow('feedback-loop'))).id;
}, 180_000);

afterAll(async () => {
	await n8n.dispose();
	await hospital.stop();
});

describe('Hub', () => {
	it("carries the document's example to EMR and HIS, field by field", async () => {
		expect((await send(CRITICAL_VALUE)).body).toEqual(OK);
		for (const system of ['emr', 'his'] as const) {
			const log = await hospital.waitFor(system, forRisk(CRITICAL_VALUE.riskId), WAIT_MS);
			expect(log.filter(({ riskId }) => riskId === CRITICAL_VALUE.riskId)).toMatchObject([
				{ kind: 'send', body: CRITICAL_VALUE, isNew: true },
			]);
		}
		expect(hospital.log('platform')).toEqual([]);
		expect(hospital.log('lis')).toEqual([]);
	});

	it.each([
		['Lis', 'I'],
		['Ris', 'O'],
		['pacs[反射]', 'E'],
		['ecg', 'T'],
		['Mri', 'Q'],
		['', ''],
		[undefined, undefined],
	])('delivers report type %s, patient class %s to both', async (reportType, patientClass) => {
		const riskId = newId();
		expect((await send({ ...CRITICAL_VALUE, riskId, reportType, patientClass })).body).toEqual(OK);
		await hospital.waitFor('emr', forRisk(riskId), WAIT_MS);
		await hospital.waitFor('his', forRisk(riskId), WAIT_MS);
		const { resultData } = await hubRun(riskId);
		// Whatever it is, it takes exactly one of the notification branches.
		const notified = branches.filter((name) => resultData.runData[name] !== undefined);
		expect(notified).toHaveLength(1);
	});

	it('masks the name before any notification', async () => {
		const riskId = newId();
		await send({ ...CRITICAL_VALUE, riskId, patientName: '欧阳修' });
		const { resultData } = await hubRun(riskId);
		const notice = JSON.stringify(resultData.runData[HUB.masked]);
		expect(notice).toContain('欧**');
		expect(notice).not.toContain('欧阳修');
	});

	it('turns a rejected call into an alarm without patient data', async () => {
		const reply = await send({ ...CRITICAL_VALUE, riskId: '' });
		expect(reply.body).toEqual(REFUSAL);
		const item = await n8n.waitForItem(hub, HUB.rejected, () => true);
		expect(JSON.stringify(item)).not.toContain(CRITICAL_VALUE.patientName);
	});

	const badModes = FAULT_MODES.filter((mode) => mode !== 'none' && mode !== 'slow');

	it.each(badModes)(
		'EMR down (%s): HIS has it once, IT is told, and EMR gets it after recovery',
		async (mode) => {
			await hospital.setFault('emr', faultOf(mode));
			const riskId = newId();
			expect((await send({ ...CRITICAL_VALUE, riskId })).body).toEqual(OK);
			await hospital.waitFor('his', forRisk(riskId), 120_000);
			const { resultData } = await hubRun(riskId);
			const alarm = JSON.stringify(resultData.runData[HUB.failed]);
			expect(alarm).toBeDefined();
			expect(alarm).not.toContain(CRITICAL_VALUE.patientName);
			expect(hospital.log('emr', riskId).some(({ taken }) => taken)).toBe(false);

			await hospital.setFault('emr', { mode: 'none' });
			await hospital.waitFor('emr', forRisk(riskId), 120_000);
			expect(hospital.log('his', riskId)).toHaveLength(1);
		},
		180_000,
	);

	it('a slow EMR still gets it', async () => {
		await hospital.setFault('emr', { mode: 'slow', delayMs: 1500, count: 1 });
		const riskId = newId();
		await send({ ...CRITICAL_VALUE, riskId });
		await hospital.waitFor('emr', forRisk(riskId), WAIT_MS);
		const { resultData } = await hubRun(riskId);
		expect(resultData.runData[HUB.failed]).toBeUndefined();
	});

	it('one failed answer is tried again in place', async () => {
		await hospital.setFault('emr', { mode: 'http500', count: 1 });
		const riskId = newId();
		await send({ ...CRITICAL_VALUE, riskId });
		await hospital.waitFor('emr', forRisk(riskId), WAIT_MS);
		expect(hospital.log('emr', riskId)).toHaveLength(2);
	});
});

/** A time-out that does not make the suite wait for the node's own. */
const faultOf = (mode: FaultMode) => (mode === 'timeout' ? { mode, delayMs: 500 } : { mode });

describe('Feedback loop', () => {
	const loopRun = async (riskId: string) => await runFor(loop, 'Confirmation 收到反馈', riskId);

	it('carries feedback (interface 3) to the platform only', async () => {
		const feedback = { ...HANDLING, feedbackId: 'F1', riskId: newId() };
		expect((await confirm(feedback)).body).toEqual(OK);
		const log = await hospital.waitFor('platform', forRisk(feedback.riskId), WAIT_MS);
		expect(log.at(-1)).toMatchObject({ kind: 'confirm', body: feedback });
		await loopRun(feedback.riskId);
		expect(hospital.log('emr', feedback.riskId)).toEqual([]);
		expect(hospital.log('his', feedback.riskId)).toEqual([]);
	});

	it('carries a handling result (interface 2) to EMR and HIS only, which end the reminder', async () => {
		const riskId = newId();
		await send({ ...CRITICAL_VALUE, riskId });
		await hospital.waitFor('emr', forRisk(riskId), WAIT_MS);
		expect((await confirm({ ...HANDLING, riskId })).body).toEqual(OK);
		for (const system of ['emr', 'his'] as const) {
			const confirmed = (entries: LogEntry[]) =>
				entries.some((entry) => entry.riskId === riskId && entry.kind === 'confirm');
			await hospital.waitFor(system, confirmed, WAIT_MS);
			expect(hospital.log(system, riskId).at(-1)).toMatchObject({ body: { ...HANDLING, riskId } });
			expect(
				JSON.stringify(hospital.state(system).find((entry) => entry.riskId === riskId)),
			).toMatch(/handled/);
		}
		expect(hospital.log('platform', riskId)).toEqual([]);
	});
});

it('no name of a patient in n8n’s log', () => {
	expect(n8n.logText()).not.toContain(CRITICAL_VALUE.patientName);
	expect(n8n.logText()).not.toContain('欧阳修');
});
