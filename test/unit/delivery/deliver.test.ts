import { createHmac } from 'node:crypto';

import { closeConnections } from '../../../lib/delivery/agents';
import { createClient } from '../../../lib/delivery/client';
import { directDelivery } from '../../../lib/delivery/deliver';
import { deliverInLanes } from '../../../lib/delivery/lanes';
import { createMessage, idempotencyKey, type OutgoingMessage } from '../../../lib/delivery/message';
import type { TryEnvironment } from '../../../lib/delivery/retry';
import type { Target } from '../../../lib/delivery/target';
import {
	after,
	inTurn,
	OK,
	reply,
	reset,
	startTarget,
	type TestTarget,
} from '../../support/target';
import { newCircuit, targetAt } from './support';

let server: TestTarget;

beforeEach(async () => {
	server = await startTarget();
});

afterEach(async () => {
	closeConnections();
	await server.close();
});

/** Waits take no time; the clock shows them all the same. */
function environment() {
	let now = 1_700_000_000_000;
	const sleeps: number[] = [];
	const env: TryEnvironment = {
		now: () => now,
		random: () => 0.5,
		sleep: async (ms) => {
			sleeps.push(ms);
			now += ms;
		},
	};
	return { env, sleeps };
}

const messageFor = (
	target: Target,
	index: number,
	body: Record<string, unknown>,
): OutgoingMessage =>
	createMessage(
		index,
		{ body, riskId: String(body.riskId) },
		{ targetKey: target.key, operation: 1, kind: 'send' },
	);

function step(target: Target, tries = 3, permanent: string[] = []) {
	const { env, sleeps } = environment();
	const deliver = directDelivery({
		target,
		client: createClient(target, { now: env.now }),
		policy: { tries, backoffMs: 1_000 },
		permanentCodes: new Set(permanent),
		environment: env,
		circuit: newCircuit(),
		mayPark: false,
	});
	return { deliver, sleeps };
}

const BODY = { riskId: 'R-1', flag: 'add', patientName: '张三', sendTime: 1645431150154 };

test('a failure that passes: three tries, one key, the same bytes', async () => {
	server.respond = inTurn(reset, reply(500, 'x'), OK);
	const target = targetAt(server.origin);
	const { deliver, sleeps } = step(target);
	expect(await deliver(messageFor(target, 0, BODY))).toEqual({
		status: 'delivered',
		attempts: 3,
		durationMs: 3_000,
		httpStatus: 200,
		code: 0,
		msg: 'ok',
		response: { code: 0, msg: 'ok' },
	});
	expect(sleeps).toEqual([1_000, 2_000]);
	expect(new Set(server.calls.map((call) => call.headers['idempotency-key'])).size).toBe(1);
	expect(server.calls.map((call) => call.json)).toEqual([BODY, BODY, BODY]);
});

test('a failure that stays: the last one is reported', async () => {
	server.respond = inTurn(reset, reply(200, { code: 7, msg: '床位不存在' }));
	const target = targetAt(server.origin);
	const outcome = await step(target, 2).deliver(messageFor(target, 0, BODY));
	expect(outcome).toMatchObject({
		status: 'failed',
		attempts: 2,
		failure: { reason: 'CODE_NOT_ZERO', code: 7, msg: '床位不存在', httpStatus: 200 },
		response: { code: 7 },
	});
});

test('a permanent failure is not repeated', async () => {
	server.respond = reply(404, 'not here');
	const target = targetAt(server.origin);
	const outcome = await step(target, 5).deliver(messageFor(target, 0, BODY));
	expect(outcome).toMatchObject({ attempts: 1, failure: { reason: 'PATH_NOT_FOUND' } });
	expect(server.calls).toHaveLength(1);
});

test('a code listed as permanent is not repeated', async () => {
	server.respond = reply(200, { code: 4001, msg: 'no such patient' });
	const target = targetAt(server.origin);
	await step(target, 5, ['4001']).deliver(messageFor(target, 0, BODY));
	expect(server.calls).toHaveLength(1);
});

test('signed calls: the id stays over the tries, each is signed with its own time', async () => {
	server.respond = inTurn(reply(500, 'x'), OK);
	const target = targetAt(server.origin, { authentication: 'hmac', secret: 'shared' });
	await step(target).deliver(messageFor(target, 0, BODY));
	const [first, second] = server.calls;
	expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
	expect(first?.headers['webhook-id']).toBe(first?.headers['idempotency-key']);
	expect(Number(second?.headers['webhook-timestamp'])).toBe(
		Number(first?.headers['webhook-timestamp']) + 1,
	);
	for (const call of server.calls) {
		const { 'webhook-id': id, 'webhook-timestamp': timestamp } = call.headers;
		const signed = `${String(id)}.${String(timestamp)}.`;
		const mac = createHmac('sha256', 'shared').update(signed).update(call.body).digest('base64');
		expect(call.headers['webhook-signature']).toBe(`v1,${mac}`);
	}
});

describe('idempotency keys', () => {
	const target = targetAt('http://emr');
	const keyOf = (body: Record<string, unknown>, operation = 1, key = target.key) =>
		createMessage(
			0,
			{ body, riskId: 'R-1' },
			{ targetKey: key, operation, kind: operation === 1 ? 'send' : 'confirm' },
		).idempotencyKey;

	test('are the same for the same content, whatever the order of its fields', () => {
		expect(keyOf({ riskId: 'R-1', a: 1, b: 2 })).toBe(keyOf({ b: 2, riskId: 'R-1', a: 1 }));
	});

	test('differ by content, target and operation', () => {
		const keys = [
			keyOf({ riskId: 'R-1', flag: 'add' }),
			keyOf({ riskId: 'R-1', flag: 'update' }),
			keyOf({ riskId: 'R-1', flag: 'add', content: 'x' }),
			keyOf({ riskId: 'R-1', flag: 'add' }, 2),
			keyOf({ riskId: 'R-1', flag: 'add' }, 3),
			keyOf({ riskId: 'R-1', flag: 'add' }, 1, 'http://his/outapi'),
		];
		expect(new Set(keys).size).toBe(keys.length);
		for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
	});

	test('cannot be confused by where one part ends', () => {
		expect(idempotencyKey('a1', 1, 'f')).not.toBe(idempotencyKey('a', 11, 'f'));
	});
});

describe('order, over a real connection', () => {
	test('arrivals of each riskId are in order under adversarial delays', async () => {
		// The earlier of a riskId, the slower its answer: any overlap would be seen.
		server.respond = (call, response, socket) =>
			after(Number(call.json.step) === 0 ? 15 : 1, OK)(call, response, socket);
		const target = targetAt(server.origin);
		const bodies = Array.from({ length: 60 }, (_, i) => ({
			riskId: `R${i % 12}`,
			step: Math.floor(i / 12),
		}));
		const messages = bodies.map((body, index) => messageFor(target, index, body));
		const outcomes = await deliverInLanes(messages, 8, step(target).deliver);
		expect([...outcomes.values()].every(({ status }) => status === 'delivered')).toBe(true);
		for (let lane = 0; lane < 12; lane++) {
			const steps = server.calls
				.filter((call) => call.json.riskId === `R${lane}`)
				.map((call) => call.json.step);
			expect(steps).toEqual([0, 1, 2, 3, 4]);
		}
		expect(server.maxInFlight).toBeLessThanOrEqual(8);
		expect(server.maxInFlight).toBeGreaterThan(1);
	});

	test('a retried message is not overtaken by the next of its riskId', async () => {
		server.respond = (call, response, socket) =>
			(call.index === 0 ? reply(500, 'x') : OK)(call, response, socket);
		const target = targetAt(server.origin);
		const messages = [0, 1, 2].map((index) =>
			messageFor(target, index, { riskId: 'R', step: index }),
		);
		await deliverInLanes(messages, 4, step(target).deliver);
		expect(server.calls.map((call) => call.json.step)).toEqual([0, 0, 1, 2]);
	});

	test('500 messages: at most as many connections as the concurrency', async () => {
		const target = targetAt(server.origin);
		const messages = Array.from({ length: 500 }, (_, index) =>
			messageFor(target, index, { riskId: `R${index}` }),
		);
		const outcomes = await deliverInLanes(messages, 16, step(target).deliver);
		expect(outcomes.size).toBe(500);
		expect(server.calls).toHaveLength(500);
		expect(server.connections).toBeLessThanOrEqual(16);
	});
});
