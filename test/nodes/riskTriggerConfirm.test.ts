/** Risk Confirm Trigger: interfaces 2 and 3 on one URL, told apart or kept apart. */
import { TriggerServer } from '../support/triggerServer';
import { ACCEPTED, HANDLING, OK, REFUSAL, REJECTED, TRIGGER } from '../support/workflows';

const FEEDBACK = { ...HANDLING, feedbackId: 'F-2022-1' };

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => await n8n.reset());
afterAll(async () => await n8n.close());

const publish = async (choice: string, more: object = {}) =>
	await n8n.publish(`confirm/${choice}/${Object.keys(more).join('-') || 'plain'}`, {
		kind: 'confirm',
		parameters: { interface: choice, ...more },
	});

describe.each([
	['both', 2, HANDLING],
	['both', 3, FEEDBACK],
	['2', 2, HANDLING],
	['3', 3, FEEDBACK],
])('interface: %s', (choice, number, body) => {
	it(`accepts interface ${number}, and says that it is`, async () => {
		const trigger = await publish(choice);
		expect((await trigger.post(body)).body).toEqual(OK);
		const run = await n8n.takeRun();
		expect(run).toMatchObject({ status: 'success', ran: [TRIGGER, ACCEPTED] });
		expect(run.items(ACCEPTED)).toEqual([
			{
				pairedItem: { item: 0 },
				json: {
					...body,
					items: [],
					warnings: [],
					raw: body,
					received: expect.objectContaining({ interface: number, path: trigger.path }) as object,
				},
			},
		]);
	});
});

it('is set to both by default', async () => {
	const trigger = await n8n.publish('confirm/default', { kind: 'confirm' });
	for (const body of [HANDLING, FEEDBACK]) {
		expect((await trigger.post(body)).body).toEqual(OK);
	}
});

it.each([
	['2', FEEDBACK, '接口3'],
	['3', HANDLING, '接口2'],
])('set to %s, rejects the other interface', async (choice, body, named) => {
	const trigger = await publish(choice);
	const reply = await trigger.post(body);
	expect(reply.body).toEqual({ ...REFUSAL, code: 1009 });
	expect(reply.text).toContain(named);
	const run = await n8n.takeRun();
	expect(run.ran).toEqual([TRIGGER, REJECTED]);
	expect(run.items(REJECTED)).toMatchObject([
		{ json: { reason: 'WRONG_INTERFACE', riskId: HANDLING.riskId }, pairedItem: { item: 0 } },
	]);
});

it('takes an empty feedbackId for none, as the template of the document has it', async () => {
	const trigger = await publish('2');
	expect((await trigger.post({ ...HANDLING, feedbackId: '' })).body).toEqual(OK);
	const [item] = (await n8n.takeRun()).items(ACCEPTED);
	expect(item?.json).not.toHaveProperty('feedbackId');
	expect(item?.json).toMatchObject({ received: { interface: 2 } });
});

it('in strict mode rejects a field of the wrong type, and required fields that are missing', async () => {
	const strict = await publish('both', { validation: 'strict' });
	const reply = await strict.post({ ...FEEDBACK, responseName: ['赵医生'] });
	expect(reply.body).toEqual({ ...REFUSAL, code: 1008 });
	expect(reply.text).toContain('responseName(FIELD_TYPE)');

	const required = await publish('both', { options: { requiredFields: ['responseStaff'] } });
	const missing = await required.post({ ...FEEDBACK, responseStaff: null });
	expect(missing.body).toEqual({ ...REFUSAL, code: 1007 });
	expect(missing.text).toContain('responseStaff(REQUIRED_MISSING)');
});

it('a critical value is no confirmation, and the other way round', async () => {
	const confirm = await publish('both', { validation: 'strict' });
	const value = { riskId: 'R1', patientNo: '1', content: '血钾:6.8;', flag: 'add', sendTime: 1 };
	expect((await confirm.post(value)).body).toEqual({ ...REFUSAL, code: 1008 });
	const send = await n8n.publish('confirm/send', { parameters: { validation: 'strict' } });
	expect((await send.post(FEEDBACK)).body).toEqual({ ...REFUSAL, code: 1008 });
	for (const run of await n8n.takeRuns()) expect(run.ran).toEqual([TRIGGER, REJECTED]);
});
