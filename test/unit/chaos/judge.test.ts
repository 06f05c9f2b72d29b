/** The fault tests' verdict has to be able to go wrong: each way in which the product can break a promise. */
import { RECORD_LIMIT_MS } from '../../../chaos/audit/audit';
import type { Arrival, History } from '../../../chaos/audit/history';
import { judge } from '../../../chaos/audit/judge';
import { arrival, arrivedAt, call, good, message } from './histories';

/** Promises that did not hold, with what was found. */
const broken = (history: History) =>
	Object.fromEntries(
		judge(history)
			.filter(({ held }) => !held)
			.map(({ promise, findings }) => [promise, findings]),
	);

const LOST = 'every acknowledged message arrived';
const TWICE = 'nothing took effect twice';
const KEYS = 'one key, one message';
const ORDER = 'order of each riskId';
const ALTERED = 'everything arrived as it was sent';
const UNACKNOWLEDGED = 'every message was acknowledged in the end';
const INTO_NOTHING = 'nothing acknowledged while it could not be stored';

const inOrder = (...ids: string[]) => ids.map((id, index) => arrival('emr', id, index + 1));
const again = (first: Partial<Arrival>, more: Partial<Arrival>) =>
	arrivedAt('emr', [
		arrival('emr', 'A', 1, first),
		arrival('emr', 'A', 2, more),
		arrival('emr', 'B', 3),
		arrival('emr', 'C', 4),
		arrival('emr', 'Z', 5),
	]);

test('a history in which all is well holds every promise', () => {
	expect(broken(good())).toEqual({});
	expect(judge(good()).map(({ promise }) => promise)).toEqual([
		UNACKNOWLEDGED,
		LOST,
		TWICE,
		KEYS,
		ORDER,
		ALTERED,
		INTO_NOTHING,
	]);
});

describe('loss', () => {
	test('acknowledged, and never seen by one of the systems', () => {
		const all = ['his: A', 'his: B', 'his: C', 'his: Z'];
		expect(broken(arrivedAt('his', []))).toEqual({ [LOST]: all });
	});

	test('seen, and not taken', () => {
		const refused = inOrder('A', 'B', 'C', 'Z').map((one) => ({
			...one,
			taken: one.message !== 'Z',
		}));
		expect(broken(arrivedAt('emr', refused))).toEqual({ [LOST]: ['emr: Z'] });
	});

	test('what was never acknowledged may be missing, but is named', () => {
		const calls = good().calls.map((one) =>
			one.message === 'Z' ? { ...one, result: 'refused' as const } : one,
		);
		const arrivals = good().arrivals.filter((one) => one.message !== 'Z');
		expect(broken(good({ calls, arrivals }))).toEqual({ [UNACKNOWLEDGED]: ['Z'] });
	});

	test('acknowledged by one of several calls is acknowledged', () => {
		const calls = [call('Z', 50, 'unanswered'), ...good().calls, call('Z', 900, 'refused')];
		const arrivals = good().arrivals.filter((one) => one.message !== 'Z');
		expect(broken(good({ calls, arrivals }))).toEqual({ [LOST]: ['emr: Z', 'his: Z'] });
	});

	test('a run in which nothing was sent proves nothing', () => {
		const empty = good({ calls: [], messages: [], arrivals: [] });
		expect(broken(empty)).toEqual({ [UNACKNOWLEDGED]: ['nothing was sent'] });
	});
});

describe('effect', () => {
	test('taken twice though the first was answered and nothing was struck down', () => {
		expect(broken(again({}, {}))).toEqual({ [TWICE]: ['emr: A'] });
	});

	test('not taken the first time is no second effect', () => {
		expect(broken(again({ taken: false }, {}))).toEqual({});
	});

	test('an answer that never left excuses a repetition under the same key', () => {
		expect(broken(again({ answered: false }, {}))).toEqual({});
	});

	test('but not under another key, nor without keys', () => {
		const found = broken(again({ answered: false }, { key: 'another' }));
		expect(found).toEqual({ [TWICE]: ['emr: A'], [KEYS]: ['emr: A came with 2 keys'] });
		const keyless = again({ answered: false, key: undefined }, { key: undefined });
		expect(broken({ ...keyless, keyed: false })).toEqual({ [TWICE]: ['emr: A'] });
	});

	const kill = (from: number, recorded?: Set<string>) => ({
		interruptions: [
			{ what: 'kill' as const, from, to: from + 1_000, ...(recorded && { recorded }) },
		],
	});

	test('a kill between excuses it', () => {
		expect(broken({ ...again({ time: 100 }, { time: 5_000 }), ...kill(150) })).toEqual({});
	});

	test('a kill after both does not', () => {
		const found = broken({ ...again({ time: 100 }, { time: 140 }), ...kill(150) });
		expect(found).toEqual({ [TWICE]: ['emr: A'] });
	});

	test('a kill long after the answer does not: it had to be on disk by then', () => {
		const late = 100 + RECORD_LIMIT_MS + 1;
		const found = broken({ ...again({ time: 100 }, { time: late + 2_000 }), ...kill(late) });
		expect(found).toEqual({ [TWICE]: ['emr: A'] });
	});

	test('a kill at which the delivery stood in the ledger does not', () => {
		const recorded = new Set(['key A emr']);
		const found = broken({ ...again({ time: 100 }, { time: 5_000 }), ...kill(150, recorded) });
		expect(found).toEqual({ [TWICE]: ['emr: A'] });
	});
});

describe('keys', () => {
	test('one key with two bodies', () => {
		const [first, second, ...rest] = inOrder('A', 'B', 'C', 'Z');
		const mixed = [first, { ...second, key: 'key A emr' }, ...rest] as Arrival[];
		expect(broken(arrivedAt('emr', mixed))).toEqual({
			[KEYS]: ['emr: key of A came with 2 bodies'],
		});
	});

	test('no key at all, unless there are none to be had', () => {
		const arrivals = good().arrivals.map((one) => ({ ...one, key: undefined }));
		expect(Object.keys(broken(good({ arrivals })))).toEqual([KEYS]);
		expect(broken(good({ arrivals, keyed: false }))).toEqual({});
	});
});

describe('order', () => {
	test('a later message of the riskId first', () => {
		expect(broken(arrivedAt('emr', inOrder('B', 'A', 'C', 'Z')))).toEqual({
			[ORDER]: ['emr: B came before A had been dealt with'],
		});
	});

	test('not with its neighbour, but with one further off', () => {
		const found = broken(arrivedAt('emr', inOrder('C', 'A', 'B', 'Z')));
		expect(found[ORDER]).toHaveLength(2);
	});

	test('the earlier one once more after the later one', () => {
		const late = [...inOrder('A', 'B', 'C', 'Z'), arrival('emr', 'A', 5)];
		expect(broken(arrivedAt('emr', late))[ORDER]).toEqual([
			'emr: B came before A had been dealt with',
			'emr: C came before A had been dealt with',
		]);
	});

	test('a try that was not taken counts: the later one was called too early', () => {
		const [a, b, c, z] = inOrder('B', 'A', 'B', 'C').concat(arrival('emr', 'Z', 5));
		const early = [{ ...a, taken: false }, b, c, z, arrival('emr', 'Z', 5)] as Arrival[];
		expect(Object.keys(broken(arrivedAt('emr', early)))).toContain(ORDER);
	});

	test('other riskIds have no order', () => {
		expect(broken(arrivedAt('emr', inOrder('Z', 'A', 'B', 'C')))).toEqual({});
	});

	test('nor have messages that were sent at the same time', () => {
		const calls = ['A', 'B', 'C', 'Z'].map((id) => call(id, 80));
		expect(broken({ ...arrivedAt('emr', inOrder('B', 'A', 'C', 'Z')), calls })).toEqual({});
	});
});

test('a content that was changed, and a message that nobody sent', () => {
	const [a, ...rest] = inOrder('A', 'B', 'C', 'Z');
	const changed = [{ ...a, digest: 'other' }, ...rest, arrival('emr', 'X', 9)] as Arrival[];
	expect(broken(arrivedAt('emr', changed))).toEqual({ [ALTERED]: ['emr: A', 'emr: X'] });
});

test('an acknowledgement while the ledger was down', () => {
	const interruptions = [{ what: 'ledger' as const, from: 170, to: 260 }];
	expect(broken(good({ interruptions }))).toEqual({ [INTO_NOTHING]: ['B'] });
	const kills = [{ what: 'kill' as const, from: 170, to: 260 }];
	expect(broken(good({ interruptions: kills }))).toEqual({});
});

test('a call of a message that was never announced is a fault of the recording', () => {
	expect(() => judge(good({ messages: [message('A')] }))).toThrow('unknown message B');
});
