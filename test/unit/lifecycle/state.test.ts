import * as fc from 'fast-check';
import { effectiveTime, lifeCycleOf, type Fact } from '../../../lib/lifecycle/state';

const T0 = 1_764_000_000_000;
const minute = (n: number): number => T0 + n * 60_000;

let ids = 0;
const fact = (at: number, more: Partial<Fact>): Fact => ({
	id: (ids += 1),
	kind: 'send',
	at: minute(at),
	receivedAt: minute(at) + 500,
	withdrawn: false,
	report: 'WBC 1.67',
	...more,
});
const send = (at: number, report = 'WBC 1.67') => fact(at, { report });
const withdrawal = (at: number) => fact(at, { withdrawn: true });
const confirm = (at: number) => fact(at, { kind: 'confirm' });
const unconfirm = (at: number) => fact(at, { kind: 'confirm', withdrawn: true });

it.each<[string, Fact[], string]>([
	['a send', [send(0)], 'open'],
	['a send and its confirm', [send(0), confirm(3)], 'confirmed'],
	['a confirm alone', [confirm(3)], 'unknown'],
	['a withdrawn confirmation alone', [confirm(3), unconfirm(4)], 'unknown'],
	['a confirm from a clock that is behind', [send(5), confirm(3)], 'confirmed'],
	['a withdrawn confirmation', [send(0), confirm(3), unconfirm(4)], 'open'],
	['a confirm after a withdrawn one', [send(0), confirm(3), unconfirm(4), confirm(5)], 'confirmed'],
	['a withdrawn value', [send(0), withdrawal(2)], 'cancelled'],
	['a withdrawal alone', [withdrawal(2)], 'cancelled'],
	['a value withdrawn after its confirm', [send(0), confirm(1), withdrawal(2)], 'cancelled'],
	['a confirm of a withdrawn value', [send(0), withdrawal(2), confirm(3)], 'cancelled'],
	['a value sent again after its withdrawal', [send(0), withdrawal(2), send(4)], 'open'],
	[
		'one sent again that had been confirmed before its withdrawal',
		[send(0), confirm(1), withdrawal(2), send(4)],
		'open',
	],
	['new content after the confirm', [send(0), confirm(3), send(4, 'WBC 0.9')], 'open'],
	['the same content after the confirm', [send(0), confirm(3), send(4)], 'confirmed'],
	['new content before the confirm', [send(0), send(2, 'WBC 0.9'), confirm(3)], 'confirmed'],
	[
		'content that came back: nobody has confirmed since it changed',
		[send(0), confirm(3), send(4, 'WBC 0.9'), send(5)],
		'open',
	],
	[
		'two contents, confirmed by a clock that is behind',
		[send(1), send(2, 'WBC 0.9'), confirm(0)],
		'open',
	],
])('%s', (_, facts, state) => {
	for (const order of [facts, [...facts].reverse()]) {
		expect(lifeCycleOf(order).state).toBe(state);
	}
});

it('tells when it was opened, how often, and who was first to handle it', () => {
	const facts = [send(0), confirm(3), confirm(8), send(10, 'WBC 0.9'), confirm(14), confirm(20)];
	expect(lifeCycleOf(facts)).toMatchObject({
		state: 'confirmed',
		firstSentAt: minute(0),
		firstReceivedAt: minute(0) + 500,
		opening: 2,
		openedAt: minute(10),
		openedReceivedAt: minute(10) + 500,
		acknowledgedAt: minute(14),
		confirmedAt: minute(20),
		deciding: { sendId: facts[3]?.id, confirmId: facts[5]?.id },
	});
});

it('keeps the fields of the newest send that is no withdrawal, and those of a confirm that stands', () => {
	const first = send(0);
	const standing = confirm(1);
	const gone = lifeCycleOf([first, withdrawal(2)]);
	expect(gone).toMatchObject({ deciding: { sendId: first.id }, cancelledAt: minute(2) });
	const withdrawn = lifeCycleOf([first, standing, unconfirm(2)]);
	expect(withdrawn).toMatchObject({ deciding: { confirmId: null }, confirmedAt: null, opening: 2 });
});

it('takes the time of receipt for a time that is absent or in the future', () => {
	expect(effectiveTime(T0 - 5, T0)).toBe(T0 - 5);
	expect(effectiveTime(T0 + 10 * 60_000, T0)).toBe(T0 + 10 * 60_000);
	expect(effectiveTime(T0 + 10 * 60_000 + 1, T0)).toBe(T0);
	for (const none of [undefined, null, '', NaN]) expect(effectiveTime(none, T0)).toBe(T0);
});

it.each(['0001-01-01', '1899-12-30', '1900-01-01', '1970-01-01'])(
	'takes %s for a date that was never filled in',
	(date) => {
		expect(effectiveTime(Date.parse(date), T0)).toBe(T0);
		const never = (receivedAt: number): Pick<Fact, 'at' | 'receivedAt'> => ({
			at: effectiveTime(Date.parse(date), receivedAt),
			receivedAt,
		});
		const first = { ...send(0), ...never(minute(0)) };
		const update = { ...send(0, 'WBC 0.9'), ...never(minute(10)) };
		const handled = [3, 12].map((at) => ({ ...confirm(0), ...never(minute(at)) }));
		expect(lifeCycleOf([first, ...handled.slice(0, 1), update])).toMatchObject({
			state: 'open',
			openedAt: minute(10),
			deciding: { sendId: update.id },
		});
		expect(lifeCycleOf([first, update, ...handled])).toMatchObject({
			state: 'confirmed',
			acknowledgedAt: minute(12),
		});
		expect(lifeCycleOf([first, { ...withdrawal(0), ...never(minute(2)) }]).state).toBe('cancelled');
	},
);

/** The rules as the design says them, not message by message: newest of a kind, and what came after it. */
function stateByRules(facts: readonly Fact[]): string {
	const sends = facts.filter(({ kind }) => kind === 'send').sort((a, b) => a.at - b.at);
	const confirms = facts.filter(({ kind }) => kind === 'confirm').sort((a, b) => a.at - b.at);
	const newest = sends.at(-1);
	if (!newest) return 'unknown';
	if (newest.withdrawn) return 'cancelled';
	const decides = confirms.at(-1);
	if (!decides || decides.withdrawn) return 'open';
	const until = sends.filter(({ at }) => at < decides.at);
	const seen = until.at(-1) ?? sends[0];
	const later = sends.filter(({ at }) => at > decides.at);
	if (seen?.withdrawn) return 'open';
	const changed = later.some((one) => one.withdrawn || one.report !== seen?.report);
	return changed ? 'open' : 'confirmed';
}

const anyFact = fc.record({
	kind: fc.constantFrom('send' as const, 'confirm' as const),
	withdrawn: fc.boolean(),
	report: fc.constantFrom('A', 'B'),
});
const anyFacts = fc.array(anyFact, { minLength: 1, maxLength: 8 }).chain((kinds) =>
	fc
		.shuffledSubarray(
			kinds.map((_, index) => index),
			{ minLength: kinds.length },
		)
		.map((order) => kinds.map((kind, index) => fact(order[index] ?? 0, kind))),
);

it('agrees with the rules of the design for any set of messages', () => {
	fc.assert(
		fc.property(anyFacts, (facts) => {
			expect(lifeCycleOf(facts).state).toBe(stateByRules(facts));
		}),
		{ numRuns: 3_000 },
	);
});

it('is closed by a message only: without its last confirm a confirmed value is not confirmed by it', () => {
	fc.assert(
		fc.property(anyFacts, (facts) => {
			const { state, deciding } = lifeCycleOf(facts);
			if (state === 'confirmed') expect(deciding.confirmId).not.toBeNull();
			const withoutConfirms = facts.filter(({ kind }) => kind === 'send');
			expect(lifeCycleOf(withoutConfirms).state).not.toBe('confirmed');
		}),
		{ numRuns: 500 },
	);
});
