/** Risk Push's memory: what it writes down of each delivery, over a real SQLite ledger. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Circuit } from '../../lib/delivery/circuit';
import type { Deliver, DeliveryOutcome } from '../../lib/delivery/deliver';
import { failure, type FailureReason } from '../../lib/delivery/failures';
import { createMessage } from '../../lib/delivery/message';
import { recordedDelivery, recordUnsent, type DeliveryRecord } from '../../lib/delivery/recorded';
import { openLedger } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { claimOf, message, NO_LIMIT, NOW } from './messages';

const TARGET = { key: 'http://emr/outapi', name: 'EMR' };
const OK: DeliveryOutcome = {
	status: 'delivered',
	attempts: 1,
	durationMs: 5,
	httpStatus: 200,
	code: 0,
	msg: 'ok',
	response: {},
};
const failed = (reason: FailureReason): DeliveryOutcome => ({
	status: 'failed',
	attempts: 3,
	durationMs: 5,
	failure: failure(reason),
});

const outgoing = (riskId: string, content = 'K:6.8', targetKey = TARGET.key) =>
	createMessage(
		0,
		{ riskId, body: { riskId, content } },
		{ targetKey, operation: 1, kind: 'send' },
	);

/** A target whose calls end when the test says. */
class Calls {
	made = 0;
	private waiting: Array<(outcome: DeliveryOutcome) => void> = [];

	readonly deliver: Deliver = async () => {
		this.made += 1;
		return await new Promise((resolve) => this.waiting.push(resolve));
	};

	end(outcome: DeliveryOutcome): void {
		for (const resolve of this.waiting.splice(0)) resolve(outcome);
	}
}

const answering =
	(outcome: DeliveryOutcome): Deliver =>
	async () =>
		outcome;

let folder: string;
let ledger: Ledger;
const ids = new Map<string, number>();

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-recorded-'));
	ledger = await openLedger({ kind: 'sqlite', file: join(folder, 'ledger.sqlite') });
	ids.clear();
	for (const riskId of ['A', 'B']) {
		const result = await ledger.accept(message(riskId), NOW, NO_LIMIT);
		if (result.outcome !== 'stored') throw new Error(result.outcome);
		ids.set(riskId, result.id);
	}
	await ledger.claim(claimOf('claim'));
});

afterEach(async () => {
	await ledger.close();
	rmSync(folder, { recursive: true, force: true });
});

const idOf = (riskId: string): number => ids.get(riskId) ?? 0;

/** Waits end at once where the test says so, else never by themselves. */
function record(more: Partial<DeliveryRecord> = {}, impatient = false) {
	const slept: number[] = [];
	const circuit = new Circuit(() => NOW, { opened: () => {}, recovered: () => {} });
	const entry: DeliveryRecord = {
		ledger,
		messagesOf: (riskId) => (ids.has(riskId) ? [idOf(riskId)] : [...ids.values()]),
		following: new Set(),
		startedAt: NOW,
		nodeId: 'node-1',
		target: TARGET,
		operation: 1,
		circuit,
		environment: {
			now: () => NOW + 1,
			sleep: async (ms, signal) => {
				slept.push(ms);
				if (impatient) return;
				await new Promise<void>((resolve) => {
					signal?.addEventListener('abort', () => resolve(), { once: true });
				});
			},
		},
		...more,
	};
	return { entry, slept, circuit };
}

const isDone = async (riskId: string) =>
	(await ledger.complete([idOf(riskId)], 'claim', NOW, 'e')).length === 0;

it('delivered: the message may be done, and another run does not call again', async () => {
	const { entry } = record();
	const calls = new Calls();
	const first = recordedDelivery(calls.deliver, entry)(outgoing('A'));
	while (calls.made === 0) await new Promise((resolve) => setImmediate(resolve));
	calls.end(OK);
	expect(await first).toEqual(OK);
	const second = await recordedDelivery(calls.deliver, entry)(outgoing('A'));
	expect(second).toMatchObject({ status: 'alreadyDelivered', attempts: 0, code: '0' });
	expect(calls.made).toBe(1);
	expect(await isDone('A')).toBe(true);
});

it('failed: the message stays open, however the execution ends', async () => {
	const { entry } = record();
	const outcome = await recordedDelivery(answering(failed('TARGET_ERROR')), entry)(outgoing('A'));
	expect(outcome.status).toBe('failed');
	expect(await isDone('A')).toBe(false);
	expect(await ledger.deliveriesOf(idOf('A'))).toMatchObject([
		{ state: 'open', targetName: 'EMR', calls: 3, reason: 'TARGET_ERROR' },
	]);
});

describe('a later message of a riskId', () => {
	let later: number;

	beforeEach(async () => {
		const result = await ledger.accept(
			message('A', { fingerprint: 'withdrawal', flag: 'delete' }),
			NOW,
			NO_LIMIT,
		);
		if (result.outcome !== 'stored') throw new Error(result.outcome);
		later = result.id;
	});

	const recordOfLater = () => {
		const more = { messagesOf: () => [later], following: new Set([later]) };
		return record(more).entry;
	};

	async function push() {
		const sent = jest.fn(answering(OK));
		const outcome = await recordedDelivery(sent, recordOfLater())(outgoing('A', 'withdrawn'));
		return { outcome, calls: sent.mock.calls.length };
	}

	it('is kept while the target lacks the earlier one, and goes once it has it', async () => {
		const first = outgoing('A');
		await recordedDelivery(answering(failed('TARGET_ERROR')), record().entry)(first);
		expect(await push()).toMatchObject({
			outcome: { status: 'failed', attempts: 0, failure: { reason: 'EARLIER_OPEN' } },
			calls: 0,
		});
		expect(await ledger.deliveriesOf(later)).toMatchObject([
			{ state: 'open', calls: 0, reason: 'EARLIER_OPEN' },
		]);
		await recordedDelivery(answering(OK), record().entry)(first);
		expect(await push()).toMatchObject({ outcome: { status: 'delivered' }, calls: 1 });
		expect(await ledger.deliveriesOf(later)).toMatchObject([{ state: 'delivered' }]);
	});

	it('is kept where the workflow has not come to send the earlier one there', async () => {
		expect(await push()).toMatchObject({ outcome: { status: 'failed' }, calls: 0 });
	});

	it('goes where the earlier one has ended', async () => {
		await ledger.discard(idOf('A'), { person: '王工', reason: '演练' }, NOW);
		expect(await push()).toMatchObject({ outcome: { status: 'delivered' }, calls: 1 });
	});

	it('is kept where the ledger cannot tell', async () => {
		jest.spyOn(ledger, 'hasEarlier').mockRejectedValue(new Error('gone'));
		expect(await push()).toMatchObject({ outcome: { status: 'failed' }, calls: 0 });
	});
});

it('a hanging target: the execution goes on, the call too; the next attempt joins it', async () => {
	const { entry, circuit } = record({}, true);
	const calls = new Calls();
	const deliver = recordedDelivery(calls.deliver, entry);
	const slow = jest.spyOn(circuit, 'slow');
	expect(await deliver(outgoing('A'))).toMatchObject({ failure: { reason: 'STILL_CALLING' } });
	expect(slow).toHaveBeenCalledWith('A');
	expect(await isDone('A')).toBe(false);
	expect(await deliver(outgoing('A'))).toMatchObject({ failure: { reason: 'STILL_CALLING' } });
	expect(calls.made).toBe(1);

	calls.end(OK);
	while ((await ledger.delivered([outgoing('A').idempotencyKey])).length === 0) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	expect(await deliver(outgoing('A'))).toMatchObject({ status: 'alreadyDelivered' });
	expect(calls.made).toBe(1);
	expect(await isDone('A')).toBe(true);
});

it('the outcome of a background call that failed is on record, and called again', async () => {
	const calls = new Calls();
	const impatient = recordedDelivery(calls.deliver, record({}, true).entry);
	await impatient(outgoing('A'));
	calls.end(failed('RESPONSE_TIMEOUT'));
	const reasonOf = async () => (await ledger.deliveriesOf(idOf('A')))[0]?.reason;
	while ((await reasonOf()) !== 'RESPONSE_TIMEOUT') {
		await new Promise((resolve) => setImmediate(resolve));
	}
	const deliver = recordedDelivery(answering(OK), record().entry);
	expect(await deliver(outgoing('A'))).toEqual(OK);
});

it('does not let the execution end before the outcome is written down', async () => {
	let trouble = 3;
	const original = ledger.recordDeliveries.bind(ledger);
	jest.spyOn(ledger, 'recordDeliveries').mockImplementation(async (attempts) => {
		if (trouble-- > 0) throw new Error('locked');
		await original(attempts);
	});
	const { entry, slept } = record();
	entry.environment.sleep = async (ms, signal) => {
		slept.push(ms);
		if (ms === 1_000) return;
		await new Promise<void>((resolve) => {
			signal?.addEventListener('abort', () => resolve(), { once: true });
		});
	};
	await recordedDelivery(answering(failed('TARGET_ERROR')), entry)(outgoing('A'));
	expect(slept.filter((ms) => ms === 1_000)).toHaveLength(3);
	expect(await isDone('A')).toBe(false);
});

it('a stopped execution waits for no ledger: it has not succeeded', async () => {
	jest.spyOn(ledger, 'recordDeliveries').mockRejectedValue(new Error('locked'));
	const stopped = AbortSignal.abort();
	const deliver = recordedDelivery(answering(failed('CANCELLED')), record().entry);
	expect(await deliver(outgoing('A'), stopped)).toMatchObject({ status: 'failed' });
});

it('sends all the same where the ledger cannot be asked', async () => {
	jest.spyOn(ledger, 'delivered').mockRejectedValue(new Error('locked'));
	expect(await recordedDelivery(answering(OK), record().entry)(outgoing('A'))).toEqual(OK);
});

it('a riskId that a node has changed: all it may be stay open, and each is done when run alone', async () => {
	const unsure = record().entry;
	await recordedDelivery(answering(failed('TARGET_ERROR')), unsure)(outgoing('H1-A'));
	expect(await isDone('A')).toBe(false);
	expect(await isDone('B')).toBe(false);

	for (const riskId of ['A', 'B']) {
		const alone = { messagesOf: () => [idOf(riskId)], startedAt: NOW + 10 };
		const { entry } = record(alone);
		await recordedDelivery(answering(OK), entry)(outgoing(`H1-${riskId}`));
		expect(await isDone(riskId)).toBe(true);
	}
});

it('…and one that was delivered before whose it is was known is not sent again', async () => {
	await recordedDelivery(answering(OK), record().entry)(outgoing('H1-A'));
	const { entry } = record({ messagesOf: () => [idOf('A')], startedAt: NOW + 10 });
	const calls = new Calls();
	const again = await recordedDelivery(calls.deliver, entry)(outgoing('H1-A'));
	expect(again.status).toBe('alreadyDelivered');
	expect(calls.made).toBe(0);
});

it('a push that could not begin keeps its message open, until the same node comes further', async () => {
	const { entry } = record();
	const unsent = [{ riskId: 'A', failure: failure('CREDENTIAL_INVALID') }];
	await recordUnsent(unsent, entry, { name: '', operation: 1 }, entry.environment, undefined);
	expect(await isDone('A')).toBe(false);
	expect(await isDone('B')).toBe(true);

	const later = record({ startedAt: NOW + 10 }).entry;
	await recordedDelivery(answering(OK), later)(outgoing('A'));
	expect(await isDone('A')).toBe(true);
});

it('…also where the target has had the message from an earlier run', async () => {
	const { entry } = record();
	await recordedDelivery(answering(OK), entry)(outgoing('A'));
	const unsent = [{ riskId: 'A', failure: failure('CREDENTIAL_INVALID') }];
	await recordUnsent(unsent, entry, { name: '', operation: 1 }, entry.environment, undefined);
	expect(await isDone('A')).toBe(false);
	const later = record({ startedAt: NOW + 10 }).entry;
	await recordedDelivery(answering(failed('TARGET_ERROR')), later)(outgoing('A'));
	expect(await isDone('A')).toBe(true);
});

it('a corrected address takes the place of the wrong one', async () => {
	const wrong = record().entry;
	await recordedDelivery(answering(failed('PATH_NOT_FOUND')), wrong)(outgoing('A'));
	const right = { target: { key: 'http://emr2/outapi', name: 'EMR' }, startedAt: NOW + 10 };
	const deliver = recordedDelivery(answering(OK), record(right).entry);
	await deliver(outgoing('A', 'K:6.8', right.target.key));
	expect(await isDone('A')).toBe(true);
	expect((await ledger.health()).failing).toEqual([]);
});
