import type { CriticalValue } from '../../../lib/lifecycle/criticalValue';
import type { Escalation } from '../../../lib/lifecycle/escalation';
import { Openings, type OpeningsOptions } from '../../../lib/watch/openings';
import { criticalValue } from '../../support/criticalValue';

const NOW = 1_764_000_000_000;
const MINUTE = 60_000;
const ALL_WEEK = new Set([1, 2, 3, 4, 5, 6, 7]);

const step = (id: string, level: number, afterMinutes: number) => ({
	...{ id, name: id, level, afterMinutes },
	...{ reportTypes: [], patientClasses: [], wards: [] },
});

/** NOW is 00:00 in this zone's day. */
const escalation: Escalation = {
	plans: [
		{
			name: 'day',
			window: { fromMinute: 0, toMinute: 720, weekdays: ALL_WEEK, days: 'all' },
			steps: [step('day/ward', 1, 5), step('day/doctor', 2, 10), step('day/head', 3, 15)],
		},
		{
			name: 'night',
			window: undefined,
			steps: [step('night/nurse', 1, 5), step('night/duty', 2, 10), step('night/chief', 3, 15)],
		},
	],
	fallback: step('fallback', 1, 10),
	calendar: { timeZone: 'UTC', holidays: new Set() },
};
const MIDNIGHT = NOW - (NOW % (24 * 60 * MINUTE));

const openings = (more: Partial<OpeningsOptions> = {}) =>
	new Openings({ watch: 'w', escalation, countFrom: 'receipt', notBefore: 0, ...more });

const opened = (riskId: string, at: number, more: Partial<CriticalValue> = {}): CriticalValue =>
	criticalValue(riskId, { openedAt: at, openedReceivedAt: at, ...more });

/** What is due so many minutes after midnight, the clocks in step. */
const dueAt = (all: Openings, minutes: number, clock = minutes * MINUTE) =>
	all.due({ now: MIDNIGHT + minutes * MINUTE, clock });
const names = (due: ReadonlyArray<{ riskId: string; step: string }>) =>
	due.map(({ riskId, step: name }) => `${riskId} ${name}`);

it('says which steps are due, and each until it is settled', () => {
	const all = openings();
	all.learn(opened('A', MIDNIGHT), { now: MIDNIGHT, clock: 0 });
	expect(dueAt(all, 4.99)).toEqual([]);
	expect(names(dueAt(all, 5))).toEqual(['A day/ward']);
	expect(names(dueAt(all, 11))).toEqual(['A day/ward', 'A day/doctor']);
	all.settled(dueAt(all, 5));
	expect(names(dueAt(all, 11))).toEqual(['A day/doctor']);
	all.settled(dueAt(all, 99));
	expect(dueAt(all, 100)).toEqual([]);
});

it('forgets what is confirmed or cancelled, and begins anew with a new opening', () => {
	const all = openings();
	all.learn(opened('A', MIDNIGHT), { now: MIDNIGHT, clock: 0 });
	all.settled(dueAt(all, 5));
	all.learn(opened('A', MIDNIGHT, { state: 'confirmed' }), { now: MIDNIGHT, clock: 6 * MINUTE });
	expect(dueAt(all, 100)).toEqual([]);
	const again = { now: MIDNIGHT + 20 * MINUTE, clock: 20 * MINUTE };
	all.learn(opened('A', again.now, { opening: 2 }), again);
	expect(dueAt(all, 24)).toEqual([]);
	expect(dueAt(all, 25)).toMatchObject([{ riskId: 'A', step: 'day/ward', opening: 2 }]);
});

it('goes on after a restart with what had not fired', () => {
	const all = openings();
	const fired = { name: '', level: 1, afterMinutes: 5, at: 0, opening: 1 };
	const escalations = [
		{ ...fired, watch: 'w', step: 'day/ward' },
		{ ...fired, watch: 'another', step: 'day/doctor' },
		{ ...fired, watch: 'w', step: 'day/head', opening: 0 },
	];
	// The process is new: its monotonic clock says little, the value is twelve minutes old.
	const now = MIDNIGHT + 12 * MINUTE;
	all.learn(opened('A', MIDNIGHT, { escalations }), { now, clock: 1_000 });
	expect(names(all.due({ now, clock: 1_000 }))).toEqual(['A day/doctor']);
	expect(names(all.due({ now: now + 3 * MINUTE, clock: 1_000 + 3 * MINUTE }))).toEqual([
		'A day/doctor',
		'A day/head',
	]);
});

it.each([
	['an hour ahead', 60],
	['an hour back', -60],
	['two days back', -2_880],
])('counts real minutes when the clock is set %s', (_, shift) => {
	// From noon on one plan applies, whatever the hour is said to be.
	const night: Escalation = { ...escalation, plans: escalation.plans.slice(1) };
	const all = openings({ escalation: night });
	all.learn(opened('A', MIDNIGHT), { now: MIDNIGHT, clock: 0 });
	const set = (minutes: number) => ({
		now: MIDNIGHT + (minutes + shift) * MINUTE,
		clock: minutes * MINUTE,
	});
	expect(all.due(set(4.9))).toEqual([]);
	expect(names(all.due(set(5)))).toEqual(['A night/nurse']);
	// One that comes in with the new time, and is known already when it is said again.
	all.learn(opened('B', set(6).now), set(6));
	all.learn(opened('A', MIDNIGHT), set(6));
	expect(names(all.due(set(10.5)))).toEqual(['A night/nurse', 'A night/duty']);
	expect(names(all.due(set(11)))).toContain('B night/nurse');
});

it('does not go by a sender that lives in the future, nor begins before the watch did', () => {
	const all = openings({ notBefore: MIDNIGHT });
	all.learn(opened('old', MIDNIGHT - 1), { now: MIDNIGHT, clock: 0 });
	all.learn(opened('A', MIDNIGHT + 60 * MINUTE), { now: MIDNIGHT, clock: 0 });
	expect(names(dueAt(all, 5))).toEqual(['A day/ward']);
	expect(all.size).toBe(1);
});

it('counts from the time of sending where that is asked for, if it is not after receipt', () => {
	const all = openings({ countFrom: 'sendTime' });
	const moment = { now: MIDNIGHT + 4 * MINUTE, clock: 4 * MINUTE };
	all.learn(opened('A', MIDNIGHT, { openedReceivedAt: moment.now }), moment);
	all.learn(opened('B', moment.now + 1, { openedReceivedAt: moment.now }), moment);
	expect(names(dueAt(all, 5))).toEqual(['A day/ward']);
	expect(names(dueAt(all, 9))).toEqual(['A day/ward', 'B day/ward']);
});

it('changes over to the plan of the hour, and fires no level twice', () => {
	const all = openings();
	const noon = 12 * 60;
	for (const [riskId, minutes] of [
		['early', -12],
		['late', -2],
	] as const) {
		const now = MIDNIGHT + (noon + minutes) * MINUTE;
		all.learn(opened(riskId, now), { now, clock: (noon + minutes) * MINUTE });
	}
	const before = dueAt(all, noon - 0.01);
	expect(names(before)).toEqual(['early day/ward', 'early day/doctor']);
	all.settled(before);
	expect(dueAt(all, noon)).toEqual([]);
	expect(names(dueAt(all, noon + 3))).toEqual(['late night/nurse', 'early night/chief']);
});

it('keeps up with many', () => {
	const all = openings();
	for (let index = 0; index < 5_000; index += 1) {
		all.learn(opened(`R${index}`, MIDNIGHT), { now: MIDNIGHT, clock: 0 });
	}
	const due = dueAt(all, 5);
	expect(due).toHaveLength(5_000);
	all.settled(due);
	expect(dueAt(all, 6)).toEqual([]);
	expect(dueAt(all, 15)).toHaveLength(10_000);
});
