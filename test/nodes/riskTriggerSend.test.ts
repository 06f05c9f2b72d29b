/** Risk Send Trigger from a call on a socket to the branch of the workflow that it starts. */
import { TriggerServer } from '../support/triggerServer';
import {
	ACCEPTED,
	CRITICAL_VALUE,
	OK,
	REFUSAL,
	REJECTED,
	TRIGGER,
	type Reply,
} from '../support/workflows';

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => await n8n.reset());
afterAll(async () => await n8n.close());

const JSON_TYPE = 'application/json';

/** The one item that a rejected call gives, its reply checked against it. */
async function rejectedItem(reply: Reply): Promise<Record<string, unknown>> {
	const run = await n8n.takeRun();
	expect(run).toMatchObject({ status: 'success', ran: [TRIGGER, REJECTED] });
	expect(run.items(REJECTED)).toEqual([
		{ json: expect.anything() as object, pairedItem: { item: 0 } },
	]);
	const json = run.items(REJECTED)[0]?.json ?? {};
	expect(reply).toMatchObject({ status: 200, body: REFUSAL });
	expect(reply.body).toEqual({ code: json.code, msg: json.msg });
	expect(json.code).not.toBe(0);
	return json;
}

describe('accepted', () => {
	it('answers {code:0, msg:"ok"} and runs the Accepted branch, and that one only', async () => {
		const trigger = await n8n.publish('send/accepted');
		const before = Date.now();
		const reply = await trigger.post(CRITICAL_VALUE);
		expect(reply).toEqual({ status: 200, body: OK, text: JSON.stringify(OK) });

		const run = await n8n.takeRun();
		expect(run).toMatchObject({ status: 'success', ran: [TRIGGER, ACCEPTED] });
		const [item, ...more] = run.items(ACCEPTED);
		expect(more).toEqual([]);
		expect(item).toEqual({
			pairedItem: { item: 0 },
			json: {
				...CRITICAL_VALUE,
				items: [
					{
						item: '白细胞计数',
						value: 1.671,
						text: '1.6710',
						range: { low: 3.5, high: 9.5 },
						direction: 'low',
					},
				],
				warnings: [],
				raw: CRITICAL_VALUE,
				received: {
					time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+08:00$/) as string,
					timestamp: expect.any(Number) as number,
					remoteAddress: '127.0.0.1',
					path: '/outapi/send/accepted',
					interface: 1,
					fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
					encoding: 'utf-8',
					messageId: expect.any(Number) as number,
					attempt: 1,
				},
			},
		});
		const { received } = item?.json as { received: { time: string; timestamp: number } };
		expect(received.timestamp).toBeGreaterThanOrEqual(before);
		expect(Date.parse(received.time)).toBe(received.timestamp);
		expect(run.items(TRIGGER)).toEqual(run.items(ACCEPTED));
	});

	it('writes times in the zone of the workflow', async () => {
		const trigger = await n8n.publish('send/zone', { timezone: 'America/New_York' });
		await trigger.post({ ...CRITICAL_VALUE, sendTime: '2026-07-01 08:00:00' });
		const json = (await n8n.takeRun()).items(ACCEPTED)[0]?.json;
		expect(json).toMatchObject({ sendTime: Date.parse('2026-07-01T08:00:00-04:00') });
		expect((json?.received as { time: string }).time).toMatch(/-0[45]:00$/);
	});

	it('tolerates departures by default, and lists them', async () => {
		const trigger = await n8n.publish('send/tolerant');
		const body = { RISKID: 2022022100018, sendTime: 1645431150154, patientClass: 'Z', extra: 'x' };
		expect((await trigger.post(body)).body).toEqual(OK);
		const json = (await n8n.takeRun()).items(ACCEPTED)[0]?.json;
		expect(json).toMatchObject({ riskId: '2022022100018', flag: 'add', extra: 'x', raw: body });
		const codes = (json?.warnings as Array<{ code: string }>).map(({ code }) => code);
		expect(codes).toEqual(
			expect.arrayContaining(['FIELD_NAME_CASE', 'ENUM_UNKNOWN', 'UNKNOWN_FIELD', 'FLAG_MISSING']),
		);
	});

	it('starts one execution a call, with one item each', async () => {
		const trigger = await n8n.publish('send/many');
		const ids = Array.from({ length: 20 }, (_, index) => `MANY-${index}`);
		const replies = await Promise.all(
			ids.map(async (riskId) => await trigger.post({ ...CRITICAL_VALUE, riskId })),
		);
		expect(replies.map(({ body }) => body)).toEqual(ids.map(() => OK));
		const runs = await n8n.takeRuns();
		const seen = runs.flatMap((run) => run.items(ACCEPTED).map(({ json }) => json.riskId));
		expect(seen.sort()).toEqual(ids.sort());
	});
});

describe('rejected', () => {
	it.each([
		['broken JSON', '{"riskId":"R1",', 'BODY_NOT_JSON', JSON_TYPE],
		['a form', 'riskId=R1&flag=add', 'BODY_NOT_JSON', 'application/x-www-form-urlencoded'],
		['XML', '<riskId>R1</riskId>', 'BODY_NOT_JSON', 'application/xml'],
		['an array', '[{"riskId":"R1"}]', 'BODY_NOT_OBJECT', JSON_TYPE],
		['null', 'null', 'BODY_NOT_OBJECT', JSON_TYPE],
		['nothing', '', 'BODY_EMPTY', JSON_TYPE],
		['white space', ' \n ', 'BODY_EMPTY', 'text/plain'],
		['no riskId', '{"patientName":"张三"}', 'RISK_ID_MISSING', JSON_TYPE],
		['a blank riskId', '{"riskId":" ","flag":"add"}', 'RISK_ID_MISSING', JSON_TYPE],
		['riskId null', '{"riskId":null}', 'RISK_ID_MISSING', JSON_TYPE],
	])('%s', async (name, body, reason, contentType) => {
		const trigger = await n8n.publish(`send/rejected ${name}`.replaceAll(' ', '-'));
		const reply = await trigger.post(body, { 'content-type': contentType });
		expect(await rejectedItem(reply)).toMatchObject({
			reason,
			raw: body,
			rawTruncated: false,
			received: { remoteAddress: '127.0.0.1', path: trigger.path, encoding: 'utf-8' },
		});
	});

	it('in strict mode lists every field at fault, in the item and in the reply', async () => {
		const trigger = await n8n.publish('send/strict', { parameters: { validation: 'strict' } });
		const reply = await trigger.post({
			...CRITICAL_VALUE,
			patientClass: 'Z',
			wardcode: '1',
			extra: 1,
		});
		const item = await rejectedItem(reply);
		expect(item).toMatchObject({ reason: 'STRICT_VALIDATION', riskId: CRITICAL_VALUE.riskId });
		const faults = item.faults as Array<{ field: string; code: string }>;
		expect(faults.map(({ field }) => field)).toEqual(
			expect.arrayContaining(['patientClass', 'extra']),
		);
		for (const { field, code } of faults) expect(reply.text).toContain(`${field}(${code})`);
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
	});

	it.each(['tolerant', 'strict'])('without a required field, in %s mode', async (validation) => {
		const trigger = await n8n.publish(`send/required/${validation}`, {
			parameters: { validation, options: { requiredFields: ['wardCode', 'content'] } },
		});
		const { wardCode: _wardCode, ...rest } = CRITICAL_VALUE;
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
		await n8n.takeRun();

		const reply = await trigger.post({ ...rest, content: ' ' });
		const item = await rejectedItem(reply);
		expect(item).toMatchObject({ reason: 'REQUIRED_FIELD_MISSING', riskId: rest.riskId });
		expect(reply.text).toContain('wardCode(REQUIRED_MISSING)');
		expect(reply.text).toContain('content(REQUIRED_MISSING)');
	});

	it('then goes on accepting', async () => {
		const trigger = await n8n.publish('send/goes-on');
		expect((await trigger.post('{')).body).toEqual(REFUSAL);
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
		const ran = (await n8n.takeRuns()).map((run) => run.ran);
		expect(ran).toEqual([
			[TRIGGER, REJECTED],
			[TRIGGER, ACCEPTED],
		]);
	});
});

it('rubbish fills its own places only, and gets its own answer when they are taken', async () => {
	const trigger = await n8n.publish('send/rubbish', {
		parameters: { options: { maxBacklog: 2 } },
	});
	const rubbish: unknown[] = [];
	for (let n = 0; n < 4; n += 1) rubbish.push((await trigger.post('{}')).body);
	expect(rubbish).toEqual(rubbish.map(() => rubbish[0]));
	expect(rubbish[0]).toMatchObject({ ...REFUSAL, code: 1006 });
	const codes: number[] = [];
	for (const riskId of ['1', '2', '3']) {
		const { body } = await trigger.post({ ...CRITICAL_VALUE, riskId });
		codes.push((body as { code: number }).code);
	}
	expect(codes).toEqual([0, 0, 5003]);
	const items = (await n8n.takeRuns()).map((run) => [
		run.items(ACCEPTED).length,
		run.items(REJECTED).length,
	]);
	const sum = (at: 0 | 1) => items.reduce((total, one) => total + (one[at] ?? 0), 0);
	expect([sum(0), sum(1)]).toEqual([2, 2]);
});
