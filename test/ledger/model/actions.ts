/** What may happen to a ledger, as fast-check arbitraries. Messages are named by a number: the n-th, modulo how many there are. */
import * as fc from 'fast-check';
import {
	DELIVERY_OPEN,
	EARLIER_OPEN,
	INBOX_STATES,
	TARGET_PARKED,
	type InboxState,
	type SearchFilter,
	type Verdict,
	type Waiting,
} from '../../../lib/ledger/types';
import { NO_LIMIT } from '../messages';

export const CHANNELS = ['workflow:node', 'other:node'] as const;
export const RISKS = ['A', 'B', '危急值-3'] as const;
export const KEYS = ['k1', 'k2', 'k3', 'k4'] as const;
export const SYSTEMS = ['EMR', 'HIS'] as const;

export interface Draft {
	channel: (typeof CHANNELS)[number];
	verdict: Verdict;
	riskId: (typeof RISKS)[number];
	/** Messages of one riskId with the same version are the same message. */
	version: number;
}

export interface DeliveryDraft {
	message: number;
	key: string;
	delivered: boolean;
	already: boolean;
	replaces: boolean;
	/** Why it failed, if it did. */
	open: string;
	/** Of another riskId than its message's, where a node has changed it. */
	changed: boolean;
}

/** Some of a claim's messages, by bits; the eighth bit adds a message that is not its. */
type Bits = number;

export type Action =
	| { do: 'accept'; burst: readonly Draft[]; mostOpen: number }
	| { do: 'claim'; channel: string; limit: number; againLimit: number; leaseMs: number }
	| { do: 'renew'; claim: number; which: Bits; leaseMs: number }
	| { do: 'complete'; claim: number; which: Bits; executionId: string | null }
	| {
			do: 'fail';
			claim: number;
			which: Bits;
			reason: string;
			alone: boolean;
			counts: boolean;
			waits: ReadonlyArray<number | null>;
	  }
	| { do: 'release'; claim: number; which: Bits }
	| { do: 'replay'; message: number }
	| { do: 'replayAll'; filter: SearchFilter }
	| { do: 'discard'; message: number }
	| { do: 'hasten'; waiting: Waiting; everyMs: number; most: number }
	| { do: 'deliver'; calls: readonly DeliveryDraft[] }
	| { do: 'prune'; ageMs: number; limit: number }
	| { do: 'look'; filter: SearchFilter; limit: number }
	| { do: 'wait'; ms: number }
	| { do: 'crash' };

const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
	fc.record<T>(fields, { noNullPrototype: true });

const channel = fc.constantFrom(...CHANNELS);
const riskId = fc.constantFrom(...RISKS);
const nth = fc.nat(30);
/** Mostly all of them. */
const which = fc.oneof(fc.constant(0b0111_1111), fc.nat(255));
/** Short enough that claims lapse under their owners. */
const leaseMs = fc.constantFrom(1_000, 10_000, 60_000);

const draft: fc.Arbitrary<Draft> = record({
	channel: fc.oneof({ weight: 4, arbitrary: fc.constant(CHANNELS[0]) }, channel),
	verdict: fc.oneof(
		{ weight: 4, arbitrary: fc.constant<Verdict>('accepted') },
		fc.constant<Verdict>('rejected'),
	),
	riskId: fc.oneof({ weight: 6, arbitrary: fc.constant(RISKS[0]) }, riskId),
	version: fc.nat(3),
});

const filter: fc.Arbitrary<SearchFilter> = fc.record(
	{
		channel,
		states: fc.subarray<InboxState>([...INBOX_STATES], { minLength: 1 }),
		verdict: fc.constantFrom<Verdict>('accepted', 'rejected'),
		riskId,
		target: fc.constantFrom(...SYSTEMS, 'http://EMR'),
		patientClass: fc.constantFrom('I', 'O'),
		reportType: fc.constantFrom('Lis', 'Ecg'),
	},
	{ requiredKeys: [], noNullPrototype: true },
);

const call: fc.Arbitrary<DeliveryDraft> = record({
	message: nth,
	key: fc.constantFrom(...KEYS),
	delivered: fc.boolean(),
	already: fc.boolean(),
	replaces: fc.boolean(),
	open: fc.constantFrom('REFUSED', EARLIER_OPEN, TARGET_PARKED),
	changed: fc.boolean(),
});

const waiting: fc.Arbitrary<Waiting> = fc.oneof(
	record({ target: fc.constantFrom('http://EMR', 'http://HIS') }),
	record({ channel }),
);

const of = <T extends Action['do']>(name: T) => ({ do: fc.constant(name) });

/** Accepting, claiming and time are what the rest is about: they happen in every run. */
const OPTIONAL: ReadonlyArray<Action['do']> = [
	...(['renew', 'complete', 'fail', 'release', 'replay', 'replayAll'] as const),
	...(['discard', 'hasten', 'deliver', 'prune', 'look', 'crash'] as const),
];

const anyAction: fc.Arbitrary<Action> = fc.oneof(
	{
		weight: 6,
		arbitrary: record({
			...of('accept'),
			burst: fc.array(draft, { minLength: 1, maxLength: 4 }),
			mostOpen: fc.constantFrom(NO_LIMIT, NO_LIMIT, 3, 6),
		}),
	},
	{
		weight: 6,
		arbitrary: record({
			...of('claim'),
			channel: fc.oneof({ weight: 3, arbitrary: fc.constant(CHANNELS[0]) }, channel),
			limit: fc.integer({ min: 0, max: 6 }),
			againLimit: fc.integer({ min: 0, max: 6 }),
			leaseMs,
		}),
	},
	record({ ...of('renew'), claim: nth, which, leaseMs }),
	{
		weight: 3,
		arbitrary: record({
			...of('complete'),
			claim: nth,
			which,
			executionId: fc.constantFrom(null, '17'),
		}),
	},
	{
		weight: 3,
		arbitrary: record({
			...of('fail'),
			claim: nth,
			which,
			reason: fc.constantFrom('TEST', DELIVERY_OPEN),
			alone: fc.boolean(),
			counts: fc.boolean(),
			waits: fc.array(fc.constantFrom(null, 0, 2_000, 30_000), { minLength: 1, maxLength: 3 }),
		}),
	},
	record({ ...of('release'), claim: nth, which }),
	{ weight: 2, arbitrary: record({ ...of('replay'), message: nth }) },
	record({ ...of('replayAll'), filter }),
	record({ ...of('discard'), message: nth }),
	record({
		...of('hasten'),
		waiting,
		everyMs: fc.constantFrom(0, 50, 5_000),
		most: fc.constantFrom(1, 3, 1_000),
	}),
	{
		weight: 2,
		arbitrary: record({
			...of('deliver'),
			calls: fc.array(call, { minLength: 1, maxLength: 3 }),
		}),
	},
	record({ ...of('prune'), ageMs: fc.constantFrom(0, 5_000), limit: fc.constantFrom(1, 10) }),
	record({ ...of('look'), filter, limit: fc.integer({ min: 1, max: 5 }) }),
	{ weight: 4, arbitrary: record({ ...of('wait'), ms: fc.constantFrom(1, 999, 1_000, 30_000) }) },
	record(of('crash')),
);

const oneLine = (action: Action): Action =>
	action.do === 'accept'
		? {
				...action,
				burst: action.burst.map((one) => ({ ...one, channel: CHANNELS[0], riskId: RISKS[0] })),
			}
		: action;

/**
 * A run. Each leaves some kinds of action out, and half of them speak of one riskId only: what needs several
 * particular steps in a row is then found in hundreds of runs and not in millions.
 */
export const anyRun: fc.Arbitrary<Action[]> = fc
	.tuple(
		fc.array(anyAction, { minLength: 1, maxLength: 150, size: 'max' }),
		fc.subarray([...OPTIONAL]),
		fc.boolean(),
	)
	.map(([actions, left, narrow]) => {
		const kept = actions.filter((one) => !OPTIONAL.includes(one.do) || left.includes(one.do));
		return narrow ? kept.map(oneLine) : kept;
	});
