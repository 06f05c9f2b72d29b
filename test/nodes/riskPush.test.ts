import { closeConnections } from '../../lib/delivery/agents';
import { deliverySchema } from '../../lib/n8n/push/outputSchema';
import { after, OK, reply, reset, startTarget, type TestTarget } from '../support/target';
import { deliveries, itemsOf, PUSH, push, sample } from './riskPushSupport';

let server: TestTarget;

beforeEach(async () => {
	server = await startTarget();
});

afterEach(async () => {
	closeConnections();
	await server.close();
});

describe('one item', () => {
	test('goes out with the wire names, and comes back with its delivery', async () => {
		const run = await push(itemsOf(sample('R-1')), { baseUrl: `${server.origin}/emr` });
		expect(run.status).toBe('success');
		expect(server.calls).toHaveLength(1);
		expect(server.calls[0]?.path).toBe('/emr/outapi/risk/send');
		expect(server.calls[0]?.json).toEqual(sample('R-1'));

		const [item] = run.items(PUSH);
		expect(item?.json).toEqual({
			...sample('R-1'),
			delivery: {
				status: 'delivered',
				target: 'EMR',
				url: `${server.origin}/emr/outapi/risk/send`,
				attempts: 1,
				code: 0,
				msg: 'ok',
				durationMs: expect.any(Number),
				httpStatus: 200,
			},
		});
		expect(item?.pairedItem).toEqual({ item: 0 });
		expect(deliverySchema.strict().parse(item?.json.delivery)).toBeTruthy();
	});

	test.each([
		['pushCriticalValue', '/outapi/risk/send'],
		['pushHandlingResult', '/outapi/risk/confirm'],
		['submitFeedback', '/outapi/risk/confirm'],
	])('%s calls %s', async (operation, path) => {
		const json = { feedbackId: 'F-1', riskId: 'R-1', responseTime: 1645431150154, flag: 'add' };
		await push(itemsOf(json), { baseUrl: server.origin, parameters: { operation } });
		expect(server.calls.map((call) => call.path)).toEqual([path]);
		expect(server.calls[0]?.json.feedbackId).toBe(
			operation === 'submitFeedback' ? 'F-1' : undefined,
		);
	});

	test('what a trigger put beside the fields stays in n8n', async () => {
		const json = sample('R-1', {
			items: [{ item: '白细胞计数' }],
			warnings: [],
			raw: { riskId: 'R-1', bedRoom: '3A' },
			received: { timestamp: 1700000000000 },
			delivery: { status: 'delivered' },
		});
		await push(itemsOf(json), { baseUrl: server.origin });
		expect(server.calls[0]?.json).toEqual({ ...sample('R-1'), bedRoom: '3A' });
	});

	test('binary data goes along inside n8n', async () => {
		const binary = { report: { data: 'AA==', mimeType: 'application/pdf' } };
		const run = await push([{ json: sample('R-1'), binary }], { baseUrl: server.origin });
		expect(run.items(PUSH)[0]?.binary).toEqual(binary);
	});

	test('a re-run makes the same idempotency key, also where the time of receipt stands in', async () => {
		const { sendTime: _absent, ...json } = sample('R-1', {
			received: { timestamp: 1700000000000 },
		});
		await push(itemsOf(json), { baseUrl: server.origin });
		await push(itemsOf(json), { baseUrl: server.origin });
		const [first, second] = server.calls;
		expect(first?.json.sendTime).toBe(1700000000000);
		expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
	});

	test('what departs from the tables is sent and listed', async () => {
		const run = await push(itemsOf(sample('R-1', { patientClass: 'Q' })), {
			baseUrl: server.origin,
		});
		expect(server.calls[0]?.json.patientClass).toBe('Q');
		expect(deliveries(run)[0]).toMatchObject({
			status: 'delivered',
			warnings: [{ field: 'patientClass', code: 'ENUM_UNKNOWN', expected: expect.any(String) }],
		});
	});
});

describe('many items', () => {
	test('none', async () => {
		const run = await push([], { baseUrl: server.origin });
		expect(run.status).toBe('success');
		expect(server.calls).toHaveLength(0);
	});

	test('500, over at most 16 connections, each with its own pairing', async () => {
		server.respond = after(2, OK);
		const jsons = Array.from({ length: 500 }, (_, i) => sample(`R-${i}`));
		const run = await push(itemsOf(...jsons), {
			baseUrl: server.origin,
			parameters: { options: { concurrency: 16 } },
		});
		const items = run.items(PUSH);
		expect(items.map(({ json }) => json.riskId)).toEqual(jsons.map(({ riskId }) => riskId));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(jsons.map((_, item) => ({ item })));
		expect(deliveries(run).every(({ status }) => status === 'delivered')).toBe(true);
		expect(server.calls).toHaveLength(500);
		expect(server.connections).toBeLessThanOrEqual(16);
	});

	test('concurrency is a limit, and 4 by default', async () => {
		server.respond = after(5, OK);
		const items = itemsOf(...Array.from({ length: 40 }, (_, i) => sample(`R-${i}`)));
		await push(items, { baseUrl: server.origin });
		expect(server.maxInFlight).toBe(4);
	});

	test('messages of one riskId arrive in order, whatever the others do', async () => {
		server.respond = (call, response, socket) =>
			after(call.json.flag === 'add' ? 20 : 1, OK)(call, response, socket);
		const flags = ['add', 'update', 'delete'];
		const jsons = flags.flatMap((flag) =>
			Array.from({ length: 8 }, (_, i) => sample(`R-${i}`, { flag })),
		);
		await push(itemsOf(...jsons), {
			baseUrl: server.origin,
			parameters: { options: { concurrency: 8 } },
		});
		for (let i = 0; i < 8; i++) {
			const own = server.calls.filter((call) => call.json.riskId === `R-${i}`);
			expect(own.map((call) => call.json.flag)).toEqual(flags);
		}
	});

	test('kept connections serve the next execution too', async () => {
		await push(itemsOf(sample('R-1')), { baseUrl: server.origin });
		await push(itemsOf(sample('R-2')), { baseUrl: server.origin });
		expect(server.connections).toBe(1);
	});
});

describe('options', () => {
	const continuing = { onError: 'continueRegularOutput' as const };

	test('tries: 3 by default, and as many as set', async () => {
		server.respond = reset;
		const run = await push(itemsOf(sample('R-1')), { baseUrl: server.origin, node: continuing });
		expect(deliveries(run)[0]).toMatchObject({ attempts: 3, reason: 'CONNECTION_LOST' });
		expect(server.calls).toHaveLength(3);
		await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: continuing,
			parameters: { options: { tries: 1 } },
		});
		expect(server.calls).toHaveLength(4);
	});

	test('permanent codes, with any separator', async () => {
		server.respond = reply(200, { code: '4002', msg: 'x' });
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: continuing,
			parameters: { options: { permanentCodes: '4001， 4002;4003' } },
		});
		expect(deliveries(run)[0]).toMatchObject({
			attempts: 1,
			code: '4002',
			reason: 'CODE_PERMANENT',
			failureClass: 'permanent',
		});
	});

	test('the whole answer, on request', async () => {
		server.respond = reply(200, { code: 0, msg: 'ok', data: { no: 7 } });
		const off = await push(itemsOf(sample('R-1')), { baseUrl: server.origin });
		expect(deliveries(off)[0]).not.toHaveProperty('response');
		const on = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			parameters: { options: { includeResponse: true } },
		});
		expect(deliveries(on)[0]?.response).toEqual({ code: 0, msg: 'ok', data: { no: 7 } });
	});

	test('a response timeout of its own', async () => {
		server.respond = () => {};
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: continuing,
			parameters: { options: { tries: 1, timeout: 0.1 } },
		});
		expect(deliveries(run)[0]).toMatchObject({
			reason: 'RESPONSE_TIMEOUT',
			failureClass: 'ambiguous',
		});
	});

	test.each([
		[{ concurrency: 0 }, 'options.concurrency'],
		[{ concurrency: 17 }, 'options.concurrency'],
		[{ tries: 1.5 }, 'options.tries'],
		[{ backoff: -1 }, 'options.backoff'],
		[{ timeout: 'x' }, 'options.timeout'],
	])('%j is refused by name, and nothing is sent', async (options, name) => {
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: continuing,
			parameters: { options },
		});
		expect(deliveries(run)[0]).toMatchObject({ reason: 'PARAMETER_INVALID', attempts: 0 });
		expect(deliveries(run)[0]?.remedy).toContain(name);
		expect(server.calls).toHaveLength(0);
	});
});

describe('field by field', () => {
	const mapped = (value: Record<string, unknown>) => ({
		bodySource: 'fields',
		fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
	});

	test('expressions per item; what is absent is not sent', async () => {
		const value = {
			riskId: '={{ $json.id }}',
			patientName: '={{ $json.patient.name }}',
			wardName: '={{ $json.nothing }}',
			patientBedno: '12',
			sendTime: '={{ $json.at }}',
			flag: 'add',
			reqId: null,
		};
		const jsons = [1, 2].map((n) => ({
			id: `R-${n}`,
			patient: { name: `王${n}` },
			at: '2022-02-21 16:12:30',
		}));
		const run = await push(itemsOf(...jsons), {
			baseUrl: server.origin,
			parameters: mapped(value),
			run: { settings: { timezone: 'Asia/Shanghai' } },
		});
		expect(run.status).toBe('success');
		const bodies = server.calls
			.map((call) => call.json)
			.sort((a, b) => String(a.riskId).localeCompare(String(b.riskId)));
		expect(bodies).toEqual(
			[1, 2].map((n) => ({
				riskId: `R-${n}`,
				patientName: `王${n}`,
				patientBedno: '12',
				sendTime: 1645431150000,
				flag: 'add',
			})),
		);
		expect(run.items(PUSH)[0]?.json).toMatchObject(jsons[0] ?? {});
	});

	test('a failing expression costs its own item only', async () => {
		const value = {
			riskId: '={{ $json.ok ? $json.id : $json.gone.deeper.still }}',
			flag: 'add',
			sendTime: '1645431150154',
		};
		const jsons = [{ id: 'R-1', ok: true }, { id: 'CANARY' }, { id: 'R-3', ok: true }];
		const run = await push(itemsOf(...jsons), {
			baseUrl: server.origin,
			node: { onError: 'continueRegularOutput' },
			parameters: mapped(value),
		});
		const outcome = deliveries(run).map(({ status, reason }) => reason ?? status);
		expect(outcome[0]).toBe('delivered');
		expect(['PARAMETER_INVALID', 'RISK_ID_MISSING']).toContain(outcome[1]);
		expect(outcome[2]).toBe('delivered');
	});

	test('nothing mapped: no riskId, nothing sent', async () => {
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: { onError: 'continueRegularOutput' },
			parameters: { bodySource: 'fields', fields: { mappingMode: 'defineBelow', value: null } },
		});
		expect(deliveries(run)[0]).toMatchObject({ reason: 'RISK_ID_MISSING' });
		expect(server.calls).toHaveLength(0);
	});
});

describe('stopping an execution', () => {
	test('ends what is under way and sends nothing more', async () => {
		server.respond = () => {};
		const startedAt = Date.now();
		let cancel = () => {};
		const running = push(itemsOf(...Array.from({ length: 20 }, (_, i) => sample(`R-${i}`))), {
			baseUrl: server.origin,
			credential: { responseTimeout: 60 },
			run: {
				onNodeStart: (_name, stop) => {
					cancel = stop;
				},
			},
		});
		await server.received(4);
		cancel();
		await running.catch(() => undefined);
		expect(Date.now() - startedAt).toBeLessThan(10_000);
		expect(server.calls).toHaveLength(4);
	});
});
