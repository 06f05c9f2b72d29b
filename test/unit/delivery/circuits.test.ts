/** What acts on a circuit: looks while a target is down, and messages woken when it is back. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeConnections } from '../../../lib/delivery/agents';
import type { Circuit } from '../../../lib/delivery/circuit';
import { Circuits } from '../../../lib/delivery/circuits';
import { createClient, type TargetClient } from '../../../lib/delivery/client';
import { failure } from '../../../lib/delivery/failures';
import type { Ledger, Pace, Waiting } from '../../../lib/ledger/types';
import { targetAt } from './support';

const target = targetAt('http://127.0.0.1:9');

function set({ answers = true, trouble = 0, waiting = 1 } = {}) {
	const timers: Array<{ ms: number; callback: () => void }> = [];
	const hastened: Array<{ which: Waiting; pace: Pace }> = [];
	let faults = trouble;
	const ledger = {
		hasten: async (which: Waiting, pace: Pace) => {
			if (faults-- > 0) throw new Error('locked');
			hastened.push({ which, pace });
			return state.waiting;
		},
	} as unknown as Ledger;
	const state = { answers, looks: 0, waiting };
	const client = {
		answers: async () => {
			state.looks += 1;
			return state.answers;
		},
	} as unknown as TargetClient;
	const environment = {
		now: () => 1_000,
		later: (ms: number, callback: () => void) => void timers.push({ ms, callback }),
	};
	const all = new Circuits(environment);
	const circuit = all.of({ target, client, kind: 'send' }, ledger);
	const settle = async () => await new Promise((resolve) => setImmediate(resolve));
	/** Fires the timer that was set last. */
	const fire = async () => {
		timers.pop()?.callback();
		await settle();
	};
	return { all, circuit, client, state, timers, hastened, fire, settle };
}

function fail(circuit: Circuit) {
	for (let n = 0; n < 5; n += 1) {
		const refused = { delivered: false, failure: failure('CONNECTION_REFUSED') } as const;
		circuit.admit('R', true)?.settle(refused, 1);
	}
}

const TAKEN = { delivered: true, httpStatus: 200, code: 0, msg: '', response: {} } as const;

const take = (circuit: Circuit) => circuit.admit('R', true)?.settle(TAKEN, 1);

it('a target has one circuit, whichever node calls it', () => {
	const { all, circuit, client } = set();
	expect(all.of({ target, client, kind: 'confirm' })).toBe(circuit);
	const other = targetAt('http://127.0.0.1:10');
	expect(all.of({ target: other, client, kind: 'send' })).not.toBe(circuit);
});

it('looks until something answers, then wakes one message, and all once that was taken', async () => {
	const { circuit, state, timers, hastened, fire, settle } = set({ answers: false });
	fail(circuit);
	expect(timers.map(({ ms }) => ms)).toEqual([5_000]);
	await fire();
	expect(timers.map(({ ms }) => ms)).toEqual([10_000]);
	expect(hastened).toEqual([]);
	state.answers = true;
	await fire();
	expect(hastened.map(({ which, pace }) => [which, pace.most])).toEqual([
		[{ target: target.key }, 1],
	]);
	take(circuit);
	await settle();
	expect(hastened[1]).toMatchObject({
		which: { target: target.key },
		pace: { now: 1_000, everyMs: 50 },
	});
	expect(hastened[1]?.pace.most).toBeGreaterThan(1_000);
	// What was parked in the last moment.
	expect(timers.map(({ ms }) => ms)).toEqual([5_000, 20_000, 60_000]);
	await fire();
	await fire();
	expect(hastened).toHaveLength(4);
	expect(hastened[3]?.pace.most).toBeGreaterThan(1_000);
	// Down again: what waits for it is not let go any more.
	fail(circuit);
	timers[0]?.callback();
	await settle();
	expect(hastened).toHaveLength(4);
});

it('wakes one later where what waits was not written down yet when something answered', async () => {
	const { circuit, state, timers, hastened, fire } = set({ waiting: 0 });
	fail(circuit);
	await fire();
	expect(hastened.map(({ pace }) => pace.most)).toEqual([1]);
	expect(timers.map(({ ms }) => ms)).toEqual([5_000]);
	await fire();
	expect(timers.map(({ ms }) => ms)).toEqual([20_000]);
	state.waiting = 1;
	await fire();
	expect(hastened.map(({ pace }) => pace.most)).toEqual([1, 1, 1]);
	expect(timers).toEqual([]);
});

it('wakes several where some are refused: one of those must not take the place of a good one for ever', async () => {
	const { circuit, hastened, fire } = set();
	for (let n = 0; n < 5; n += 1) {
		const refused = { delivered: false, failure: failure('CODE_NOT_ZERO') } as const;
		circuit.admit(`R${n}`, true)?.settle(refused, 1);
	}
	await fire();
	expect(hastened.map(({ pace }) => pace.most)).toEqual([5]);
});

it('a look that was planned before the target came back says nothing any more', async () => {
	const { circuit, state, timers } = set({ answers: false });
	const early = circuit.admit('early', true);
	fail(circuit);
	early?.settle(TAKEN, 1);
	timers[0]?.callback();
	await new Promise((resolve) => setImmediate(resolve));
	expect(state.looks).toBe(0);
});

it('tries again where the ledger has trouble of its own', async () => {
	const { circuit, hastened, fire, settle, timers } = set({ trouble: 2 });
	take(circuit); // the first success of the process
	await settle();
	expect(hastened).toEqual([]);
	await fire();
	await fire();
	expect(hastened).toHaveLength(1);
	expect(timers.map(({ ms }) => ms)).toEqual([5_000, 20_000, 60_000]);
});

it('a ledger that is gone keeps no other waiting', async () => {
	const { all, circuit, client, hastened, settle } = set({ trouble: 1 });
	const other: Waiting[] = [];
	const second = { hasten: async (which: Waiting) => other.push(which) } as unknown as Ledger;
	all.of({ target, client, kind: 'send' }, second);
	take(circuit); // the first success of the process
	await settle();
	expect(hastened).toEqual([]);
	expect(other).toEqual([{ target: target.key }]);
});

it('a look is an OPTIONS request: any answer will do, and none is none', async () => {
	const methods: Array<string | undefined> = [];
	const server = createServer((request, response) => {
		methods.push(request.method);
		response.writeHead(405).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const real = targetAt(`http://127.0.0.1:${port}`);
	const client = createClient(real, { now: Date.now });
	try {
		expect(await client.answers(real.urls.send)).toBe(true);
		expect(methods).toEqual(['OPTIONS']);
	} finally {
		closeConnections();
		await new Promise((resolve) => server.close(resolve));
	}
	expect(await client.answers(real.urls.send)).toBe(false);
	closeConnections();
});
