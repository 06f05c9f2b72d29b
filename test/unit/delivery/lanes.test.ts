import fc from 'fast-check';

import type { Deliver, DeliveryOutcome } from '../../../lib/delivery/deliver';
import { failure } from '../../../lib/delivery/failures';
import { deliverInLanes } from '../../../lib/delivery/lanes';
import type { OutgoingMessage } from '../../../lib/delivery/message';

const message = (index: number, riskId: string): OutgoingMessage => ({
	index,
	riskId,
	kind: 'send',
	body: Buffer.from('{}'),
	fingerprint: String(index),
	idempotencyKey: String(index),
});

const OK: DeliveryOutcome = {
	status: 'delivered',
	attempts: 1,
	durationMs: 1,
	httpStatus: 200,
	code: 0,
	msg: '',
	response: {},
};
const FAILED: DeliveryOutcome = {
	status: 'failed',
	attempts: 1,
	durationMs: 1,
	failure: failure('TARGET_ERROR'),
};

const tick = async (times: number) => {
	for (let i = 0; i < times; i++) await Promise.resolve();
};

/** Records what begins and ends when, each call taking as many ticks as the test says. */
function recorder(
	ticks: (m: OutgoingMessage) => number,
	outcome: (m: OutgoingMessage) => DeliveryOutcome = () => OK,
) {
	const events: string[] = [];
	let running = 0;
	const seen = { most: 0 };
	const deliver: Deliver = async (m) => {
		running++;
		seen.most = Math.max(seen.most, running);
		events.push(`begin ${m.index}`);
		await tick(ticks(m));
		events.push(`end ${m.index}`);
		running--;
		return outcome(m);
	};
	return { deliver, events, seen };
}

test('one riskId: strictly one after the other, however long each takes', async () => {
	const messages = [0, 1, 2, 3].map((index) => message(index, 'R'));
	const { deliver, events } = recorder((m) => 20 - 5 * m.index);
	await deliverInLanes(messages, 16, deliver);
	expect(events).toEqual([0, 1, 2, 3].flatMap((i) => [`begin ${i}`, `end ${i}`]));
});

test('different riskIds go side by side, up to the limit', async () => {
	const messages = Array.from({ length: 50 }, (_, index) => message(index, `R${index}`));
	const { deliver, seen } = recorder(() => 5);
	await deliverInLanes(messages, 7, deliver);
	expect(seen.most).toBe(7);
});

test('a slow riskId holds back only itself', async () => {
	const never = new Promise<DeliveryOutcome>(() => {});
	const done: number[] = [];
	const messages = [message(0, 'slow'), message(1, 'slow'), message(2, 'a'), message(3, 'b')];
	void deliverInLanes(messages, 2, async (m) => {
		if (m.riskId === 'slow') return await never;
		done.push(m.index);
		return OK;
	});
	await tick(50);
	expect(done).toEqual([2, 3]);
});

test('after a failure the later ones of that riskId are not sent', async () => {
	const messages = [message(0, 'R'), message(1, 'S'), message(2, 'R'), message(3, 'R')];
	const { deliver, events } = recorder(
		() => 1,
		(m) => (m.index === 0 ? FAILED : OK),
	);
	const outcomes = await deliverInLanes(messages, 4, deliver);
	expect(events.filter((event) => event.startsWith('begin'))).toEqual(['begin 0', 'begin 1']);
	expect(outcomes.get(0)).toBe(FAILED);
	expect(outcomes.get(1)).toBe(OK);
	for (const index of [2, 3]) {
		expect(outcomes.get(index)).toMatchObject({
			status: 'failed',
			attempts: 0,
			failure: { reason: 'EARLIER_FAILED', class: 'transient' },
		});
	}
});

test('a step that throws costs its own riskId only, and its text goes nowhere', async () => {
	const messages = [message(0, 'R'), message(1, 'R'), message(2, 'S')];
	const outcomes = await deliverInLanes(messages, 1, async (m) => {
		if (m.index === 0) throw new TypeError('CANARY 张三');
		return OK;
	});
	expect(outcomes.get(0)).toMatchObject({ failure: { reason: 'INTERNAL' } });
	expect(JSON.stringify(outcomes.get(0))).not.toContain('CANARY');
	expect(outcomes.get(1)).toMatchObject({ failure: { reason: 'EARLIER_FAILED' } });
	expect(outcomes.get(2)).toBe(OK);
});

test('a stop leaves the rest unsent', async () => {
	const stop = new AbortController();
	const messages = Array.from({ length: 10 }, (_, index) => message(index, `R${index}`));
	let sent = 0;
	const outcomes = await deliverInLanes(
		messages,
		1,
		async () => {
			if (++sent === 3) stop.abort();
			return OK;
		},
		stop.signal,
	);
	expect(sent).toBe(3);
	expect(outcomes.size).toBe(10);
	expect(outcomes.get(9)).toMatchObject({ failure: { reason: 'CANCELLED' } });
});

test('no messages, no work', async () => {
	expect((await deliverInLanes([], 4, async () => OK)).size).toBe(0);
});

test('property: every message has one outcome, order and limit hold', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.record({ lane: fc.integer({ min: 0, max: 5 }), ticks: fc.nat(9), fails: fc.boolean() }),
				{
					maxLength: 40,
				},
			),
			fc.integer({ min: 1, max: 16 }),
			async (plan, concurrency) => {
				const messages = plan.map(({ lane }, index) => message(index, `R${lane}`));
				const { deliver, events, seen } = recorder(
					(m) => plan[m.index]?.ticks ?? 0,
					(m) => (plan[m.index]?.fails ? FAILED : OK),
				);
				const outcomes = await deliverInLanes(messages, concurrency, deliver);
				expect([...outcomes.keys()].sort((a, b) => a - b)).toEqual(messages.map((m) => m.index));
				expect(seen.most).toBeLessThanOrEqual(concurrency);
				for (let lane = 0; lane <= 5; lane++) {
					const own = events.filter((event) => plan[Number(event.split(' ')[1])]?.lane === lane);
					const begun = own
						.filter((event) => event.startsWith('begin'))
						.map((e) => Number(e.split(' ')[1]));
					expect(own).toEqual(begun.flatMap((i) => [`begin ${i}`, `end ${i}`]));
					expect(begun).toEqual([...begun].sort((a, b) => a - b));
					const failedAt = begun.findIndex((i) => plan[i]?.fails);
					if (failedAt >= 0) expect(failedAt).toBe(begun.length - 1);
				}
			},
		),
	);
});
