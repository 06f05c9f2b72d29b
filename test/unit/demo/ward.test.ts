import { utf8Call, type SimulatedCall } from '../../../demo/hospital/caller';
import { newValue } from '../../../demo/hospital/messages';
import { Random } from '../../../demo/hospital/random';
import { wardSummary } from '../../../demo/simulate/summary';
import { Ward } from '../../../demo/simulate/ward';
import { wireFields } from '../../../lib/contract/fields';

const START = 1_760_000_000_000;
const DELAY = 20_000;

/** A ward on a clock that stands still until told; what it calls is answered as `reply` says. */
function setUp(rate: number, seed = 1) {
	const sleepers: Array<{ at: number; wake: () => void; interrupt: () => void }> = [];
	const made: Array<{ at: number; body: Record<string, unknown> }> = [];
	const state = { now: START, reply: 'code 0' };
	const ward = new Ward({
		random: new Random(seed),
		...{ rate, delayMs: DELAY, now: () => state.now },
		sleep: async (ms) =>
			await new Promise((wake, reject) => {
				const interrupt = () => reject(new Error('interrupted'));
				sleepers.push({ at: state.now + ms, wake, interrupt });
			}),
		call: async (call) => {
			made.push({ at: state.now, body: call.body });
			return await Promise.resolve({ call, reply: state.reply, msg: '', durationMs: 1 });
		},
	});
	const settle = async () => await new Promise(setImmediate);
	const advance = async (ms: number) => {
		const until = state.now + ms;
		const due = () => sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
		for (let next = due(); next; next = due()) {
			sleepers.splice(sleepers.indexOf(next), 1);
			state.now = next.at;
			next.wake();
			await settle();
		}
		state.now = until;
	};
	const takes = (call: SimulatedCall, reply = 'code 0') => {
		ward.sees(call);
		ward.hears({ call, reply, msg: '', durationMs: 1 });
	};
	return { ward, made, state, sleepers, advance, settle, takes };
}

const values = (count: number) => {
	const random = new Random(9);
	return Array.from({ length: count }, (_, index) => newValue(random, 'Lis', index, START));
};
const one = () => values(1)[0] as ReturnType<typeof newValue>;
const changed = (flag: 'update' | 'delete') =>
	utf8Call(flag, { ...one(), flag, content: '血钾:7.10(参考范围:3.5-5.3);' });

test('a share of the values is answered, each once, within half and one and a half of the delay', async () => {
	const { ward, made, takes, advance } = setUp(0.7);
	for (const value of values(1_000)) takes(utf8Call('add', value));
	await advance(DELAY / 2 - 1);
	expect(made).toEqual([]);
	await advance(DELAY * 10);
	await ward.finished();
	expect(made.length).toBeGreaterThan(650);
	expect(made.length).toBeLessThan(750);
	expect(new Set(made.map(({ body }) => body.riskId)).size).toBe(made.length);
	const waits = made.map(({ at }) => at - START);
	expect(Math.max(...waits)).toBeLessThanOrEqual(DELAY * 1.5);
	expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(DELAY * 0.9);
	const { confirmed, unconfirmed } = ward.counts();
	expect([confirmed, unconfirmed]).toEqual([made.length, 1_000 - made.length]);
});

test('an answer is interface 2’s, filled in, about that value, and of that moment', async () => {
	const { made, takes, advance } = setUp(1);
	takes(utf8Call('add', one()));
	await advance(DELAY * 2);
	const names = wireFields(2).map(({ name }) => name);
	expect(made).toHaveLength(1);
	const { at, body } = made[0] ?? { at: 0, body: {} };
	expect(Object.keys(body).sort()).toEqual([...names].sort());
	const { riskId, reqId, reportType } = one();
	expect(body).toMatchObject({ riskId, reqId, reportType, flag: 'add', responseTime: at });
	for (const name of ['responseName', 'responseStaff', 'responsecontent', 'responseResult']) {
		expect(body[name]).toMatch(/\S/);
	}
});

test.each([
	[0, 0],
	[1, 20],
])('with a share of %d, %d of 20 are answered', async (rate, expected) => {
	const { made, takes, advance } = setUp(rate);
	for (const value of values(20)) takes(utf8Call('add', value));
	await advance(DELAY * 2);
	expect(made).toHaveLength(expected);
});

test('a seed repeats which are answered and when, whatever order n8n answers in', async () => {
	const play = async (seed: number, isReversed: boolean) => {
		const { ward, made, advance } = setUp(0.5, seed);
		const calls = values(30).map((value) => utf8Call('add', value));
		for (const call of calls) ward.sees(call);
		for (const call of isReversed ? calls.reverse() : calls) {
			ward.hears({ call, reply: 'code 0', msg: '', durationMs: 1 });
		}
		await advance(DELAY * 2);
		return made.map(({ at, body }) => `${at} ${String(body.riskId)}`).sort();
	};
	expect(await play(3, true)).toEqual(await play(3, false));
	expect(await play(4, false)).not.toEqual(await play(3, false));
});

test('what n8n has not taken is not answered, nor counted', async () => {
	const { ward, made, takes, advance } = setUp(1);
	takes(utf8Call('add', one()), 'code 1003');
	await advance(DELAY * 2);
	expect(made).toEqual([]);
	expect(ward.counts()).toEqual({ confirmed: 0, unconfirmed: 0, withdrawn: 0 });
});

test('a withdrawn value is not answered', async () => {
	const { ward, made, takes, advance } = setUp(1);
	takes(utf8Call('add', one()));
	takes(changed('delete'));
	await advance(DELAY * 2);
	expect(made).toEqual([]);
	expect(ward.counts()).toEqual({ confirmed: 0, unconfirmed: 0, withdrawn: 1 });
});

test('an update after the answer is answered again; before it, together; a repeated call changes nothing', async () => {
	const { ward, made, takes, advance } = setUp(1);
	const [add, update] = [utf8Call('add', one()), changed('update')];
	takes(add);
	await advance(DELAY * 2);
	takes(add);
	expect(ward.waiting).toBe(0);
	expect(ward.counts().confirmed).toBe(1);
	takes(update);
	takes(changed('update'));
	expect(ward.counts().unconfirmed).toBe(1);
	expect(ward.waiting).toBe(1);
	await advance(DELAY * 2);
	takes(update);
	await advance(DELAY * 2);
	expect(made).toHaveLength(2);
	expect(ward.counts().confirmed).toBe(1);
});

test('an answer that n8n refuses leaves the value unconfirmed', async () => {
	const { ward, state, made, takes, advance } = setUp(1);
	state.reply = 'code 1003';
	takes(utf8Call('add', one()));
	await advance(DELAY * 2);
	expect(made).toHaveLength(1);
	expect(ward.counts()).toMatchObject({ confirmed: 0, unconfirmed: 1 });
});

test('finished waits for the last answer, and not after an interruption', async () => {
	const { ward, made, takes, advance, settle, sleepers } = setUp(1);
	takes(utf8Call('add', one()));
	let isFinished = false;
	const finished = ward.finished().then(() => (isFinished = true));
	await settle();
	expect(isFinished).toBe(false);
	expect(ward.waiting).toBe(1);
	await advance(DELAY * 2);
	await finished;
	expect(made).toHaveLength(1);
	takes(changed('update'));
	for (const { interrupt } of sleepers) interrupt();
	await ward.finished();
	expect(made).toHaveLength(1);
});

test('the summary counts them', () => {
	const text = wardSummary({ confirmed: 5, unconfirmed: 3, withdrawn: 1 });
	expect(text).toMatch(/5 of 9 .*3 unconfirmed 未确认, 1 withdrawn 已撤销/);
});
