/** One target's circuit breaker: when it opens, what it lets through meanwhile, and what closes it. */
import { Circuit } from '../../../lib/delivery/circuit';
import { failure, type FailureReason } from '../../../lib/delivery/failures';
import type { Verdict } from '../../../lib/delivery/judge';

const TAKEN: Verdict = { delivered: true, httpStatus: 200, code: 0, msg: 'ok', response: {} };
const failed = (reason: FailureReason): Verdict => ({ delivered: false, failure: failure(reason) });

function circuit() {
	let now = 1_700_000_000_000;
	const events: string[] = [];
	const it = new Circuit(() => now, {
		opened: (ms) => events.push(`opened ${ms}`),
		recovered: () => events.push('recovered'),
	});
	const call = (riskId: string, verdict: Verdict | undefined, mayPark = true, ms = 10) => {
		const pass = it.admit(riskId, mayPark);
		pass?.settle(verdict, ms);
		return pass !== undefined;
	};
	/** Five calls for five values. */
	const fail = (reason: FailureReason = 'CONNECTION_REFUSED') => {
		for (let n = 0; n < 5; n += 1) call(`R${n}`, failed(reason));
	};
	return { it, events, call, fail, pass: (ms: number) => (now += ms) };
}

it('opens after five failures in a row, parks what comes, and asks for a look', () => {
	const { events, call } = circuit();
	for (let n = 0; n < 4; n += 1) expect(call(`R${n}`, failed('TARGET_ERROR'))).toBe(true);
	expect(events).toEqual([]);
	expect(call('R4', failed('TARGET_ERROR'))).toBe(true);
	expect(events).toEqual(['opened 5000']);
	expect(call('R5', TAKEN)).toBe(false);
});

it('a success in between begins the count anew', () => {
	const { events, call } = circuit();
	for (let n = 0; n < 4; n += 1) call(`R${n}`, failed('TARGET_ERROR'));
	call('R4', TAKEN);
	for (let n = 0; n < 4; n += 1) call(`R${n}`, failed('TARGET_ERROR'));
	expect(events).toEqual(['recovered']); // the very first success
});

it('one message that a system chokes on opens nothing; one that reaches nobody does', () => {
	const choking = circuit();
	for (let n = 0; n < 20; n += 1) choking.call('R', failed('CODE_NOT_ZERO'));
	expect(choking.events).toEqual([]);
	expect(choking.call('other', TAKEN)).toBe(true);
	const nobody = circuit();
	for (let n = 0; n < 5; n += 1) nobody.call('R', failed('CONNECTION_REFUSED'));
	expect(nobody.events).toEqual(['opened 5000']);
});

it.each(['REQUEST_REFUSED', 'CODE_PERMANENT'] as const)('%s says that it is up', (reason) => {
	const { events, call, fail } = circuit();
	fail(reason);
	expect(events).toEqual([]);
	for (let n = 0; n < 4; n += 1) call(`R${n}`, failed('TARGET_ERROR'));
	call('R', failed(reason));
	call('R', failed('TARGET_ERROR'));
	expect(events).toEqual([]);
});

it.each(['CANCELLED', 'INTERNAL', undefined] as const)('%s says nothing', (reason) => {
	const { events, call } = circuit();
	for (let n = 0; n < 9; n += 1) call(`R${n}`, reason && failed(reason));
	expect(events).toEqual([]);
});

it('after an answer lets one message through, and the rest only once that was taken', () => {
	const { it: under, events, call, fail } = circuit();
	fail();
	under.answered();
	const probe = under.admit('R', true);
	expect(probe).toBeDefined();
	expect(call('other', TAKEN)).toBe(false);
	probe?.settle(TAKEN, 10);
	expect(events).toEqual(['opened 5000', 'recovered']);
	expect(call('other', TAKEN)).toBe(true);
});

it('some that a system refuses do not keep it from the others', () => {
	const { events, call, fail } = circuit();
	fail('CODE_NOT_ZERO');
	expect(events).toEqual(['opened 5000']);
	expect(call('R0', TAKEN)).toBe(false);
	expect(call('refused, too', failed('CODE_NOT_ZERO'))).toBe(true);
	expect(call('refused, too', TAKEN)).toBe(false);
	expect(call('other', TAKEN)).toBe(true);
	expect(events).toEqual(['opened 5000', 'recovered']);
});

it('one that is refused on a system that was down says that it is up', () => {
	const { it: under, call, fail } = circuit();
	fail();
	expect(under.isRefusing).toBe(false);
	under.answered();
	call('refused', failed('CODE_NOT_ZERO'));
	expect(under.isRefusing).toBe(true);
	expect(call('other', failed('RESPONSE_TIMEOUT'))).toBe(true);
	expect(under.isRefusing).toBe(false);
	expect(call('third', TAKEN)).toBe(false);
});

it('a probe that fails parks again, and looks less often: up to every 30 s', () => {
	const { it: under, events, call, fail } = circuit();
	fail();
	for (let n = 0; n < 4; n += 1) {
		under.answered();
		expect(call('R', failed('CODE_NOT_ZERO'))).toBe(true);
		expect(call('R', TAKEN)).toBe(false);
	}
	under.silent();
	expect(events).toEqual(
		[5, 10, 20, 30, 30, 30].map((seconds) => `opened ${String(seconds * 1_000)}`),
	);
});

it('a probe that never went out leaves its place to the next', () => {
	const { it: under, call, fail } = circuit();
	fail();
	under.answered();
	call('R', undefined);
	expect(call('R', TAKEN)).toBe(true);
});

it('tries a message after five minutes even if nothing seems to answer', () => {
	const { it: under, call, fail, pass } = circuit();
	fail();
	pass(5 * 60_000 - 1);
	under.silent();
	expect(call('R', TAKEN)).toBe(false);
	pass(1);
	expect(call('R', TAKEN)).toBe(true);
	expect(call('R', TAKEN)).toBe(true);
});

it('calls all the same where nothing would send the message later', () => {
	const { events, call, fail } = circuit();
	fail();
	expect(call('R', failed('CONNECTION_REFUSED'), false)).toBe(true);
	expect(events).toEqual(['opened 5000']);
	expect(call('R', TAKEN, false)).toBe(true);
	expect(events).toEqual(['opened 5000', 'recovered']);
});

it('a call from before it opened may still close it, and does not open it twice', () => {
	const { it: under, events, fail } = circuit();
	const [early, late] = [under.admit('E', true), under.admit('L', true)];
	fail();
	early?.settle(failed('RESPONSE_TIMEOUT'), 10);
	expect(events).toEqual(['opened 5000']);
	late?.settle(TAKEN, 10);
	expect(events).toEqual(['opened 5000', 'recovered']);
});

it('hanging calls count before they end', () => {
	const { it: under, events } = circuit();
	for (let n = 0; n < 5; n += 1) under.slow(`R${n}`);
	expect(events).toEqual(['opened 5000']);
});

it('has patience according to how long the target usually takes', () => {
	const { it: under, call } = circuit();
	expect(under.patienceMs()).toBe(5_000);
	call('R', TAKEN, true, 50);
	expect(under.patienceMs()).toBe(3_000);
	call('R', TAKEN, true, 4_000);
	expect(under.patienceMs()).toBe(12_000);
	for (let n = 0; n < 50; n += 1) call('R', TAKEN, true, 50);
	expect(under.patienceMs()).toBe(3_000);
});
