import { DateTime } from '../../../lib/thirdParty';
import {
	FALLBACK_ID,
	patientOf,
	planAt,
	stepId,
	stepsAhead,
	stepsFor,
	type Escalation,
	type EscalationStep,
} from '../../../lib/lifecycle/escalation';
import { minuteOfDay, windowStart, type TimeWindow } from '../../../lib/lifecycle/timeWindow';

const ALL_WEEK = new Set([1, 2, 3, 4, 5, 6, 7]);
const calendar = { timeZone: 'Asia/Shanghai', holidays: new Set(['2026-10-01']) };
const at = (text: string, zone = 'Asia/Shanghai'): number =>
	DateTime.fromISO(text, { zone }).toMillis();

const window = (from: string, to: string, more: Partial<TimeWindow> = {}): TimeWindow => ({
	fromMinute: minuteOfDay(from) ?? -1,
	toMinute: minuteOfDay(to) ?? -1,
	weekdays: ALL_WEEK,
	days: 'all',
	...more,
});

const step = (plan: string, name: string, level: number, more: Partial<EscalationStep> = {}) => ({
	id: stepId(plan, name, 1),
	name,
	level,
	afterMinutes: level * 5,
	reportTypes: [],
	patientClasses: [],
	wards: [],
	...more,
});

const escalation: Escalation = {
	plans: [
		{
			name: 'holiday',
			window: window('00:00', '24:00', { days: 'holidays' }),
			steps: [step('holiday', 'duty', 1)],
		},
		{
			name: 'day',
			window: window('08:00', '18:00'),
			steps: [step('day', 'ward', 1), step('day', 'doctor', 2), step('day', 'head', 3)],
		},
		{
			name: 'night',
			window: window('18:00', '08:00'),
			steps: [step('night', 'nurse', 1), step('night', 'duty', 2), step('night', 'chief', 4)],
		},
	],
	fallback: step('', 'fallback', 9, { id: FALLBACK_ID }),
	calendar,
};
const PATIENT = { reportType: 'Lis', patientClass: 'I', wardCode: '0301', wardName: '心内科' };
const names = (steps: readonly EscalationStep[]) => steps.map(({ name }) => name);

describe('a time window', () => {
	it.each([
		['2026-11-25T08:00', '2026-11-25T08:00'],
		['2026-11-25T17:59:59', '2026-11-25T08:00'],
		['2026-11-25T18:00', undefined],
		['2026-11-25T07:59:59', undefined],
	])('by day at %s', (now, start) => {
		expect(windowStart(window('08:00', '18:00'), calendar, at(now))).toBe(start && at(start));
	});

	it.each([
		['2026-11-25T18:00', '2026-11-25T18:00'],
		['2026-11-26T03:00', '2026-11-25T18:00'],
		['2026-11-26T08:00', undefined],
	])('over midnight at %s', (now, start) => {
		expect(windowStart(window('18:00', '08:00'), calendar, at(now))).toBe(start && at(start));
	});

	it('over midnight belongs to the day on which it begins', () => {
		const friday = window('18:00', '08:00', { weekdays: new Set([5]) });
		const saturdayMorning = at('2026-11-28T03:00');
		const fridayMorning = at('2026-11-27T03:00');
		expect(windowStart(friday, calendar, saturdayMorning)).toBe(at('2026-11-27T18:00'));
		expect(windowStart(friday, calendar, fridayMorning)).toBeUndefined();
		const holiday = window('18:00', '08:00', { days: 'holidays' });
		expect(windowStart(holiday, calendar, at('2026-10-02T03:00'))).toBe(at('2026-10-01T18:00'));
		expect(windowStart(holiday, calendar, at('2026-10-02T19:00'))).toBeUndefined();
		const workday = window('08:00', '18:00', { days: 'noHolidays' });
		expect(windowStart(workday, calendar, at('2026-10-01T09:00'))).toBeUndefined();
	});

	it('goes by the clock on the wall where that is changed in spring', () => {
		const berlin = { timeZone: 'Europe/Berlin', holidays: new Set<string>() };
		const inBerlin = (text: string) => at(text, 'Europe/Berlin');
		const night = window('18:00', '08:00');
		expect(windowStart(night, berlin, inBerlin('2026-03-29T07:30'))).toBe(
			inBerlin('2026-03-28T18:00'),
		);
		expect(windowStart(window('08:00', '18:00'), berlin, inBerlin('2026-03-29T08:30'))).toBe(
			inBerlin('2026-03-29T08:00'),
		);
	});

	it.each([
		['8:05', 485],
		[' 18：30 ', 1110],
		['18:30:00', 1110],
		['24:00', 1440],
		['24:01', undefined],
		['25:00', undefined],
		['8', undefined],
		['', undefined],
	])('reads %p', (text, minutes) => {
		expect(minuteOfDay(text)).toBe(minutes);
	});
});

it.each([
	['2026-11-25T09:00', 'day'],
	['2026-11-25T20:00', 'night'],
	['2026-10-01T09:00', 'holiday'],
	['2026-10-02T07:00', 'night'],
])('at %s the plan is %s', (now, name) => {
	expect(planAt(escalation, at(now))?.name).toBe(name);
});

it('has a fallback for whom no step is, and where no plan applies', () => {
	const limited: Escalation = {
		...escalation,
		plans: [
			{
				name: 'ecg',
				window: window('08:00', '18:00'),
				steps: [
					step('ecg', 'cardiology', 1, { reportTypes: ['Ecg'] }),
					step('ecg', 'ward 0301', 1, { wards: ['0301', '儿科'] }),
					step('ecg', 'emergency', 1, { patientClasses: ['E', 'B'] }),
				],
			},
		],
	};
	const day = planAt(limited, at('2026-11-25T09:00'));
	expect(names(stepsFor(limited, day, PATIENT))).toEqual(['ward 0301']);
	expect(names(stepsFor(limited, day, { ...PATIENT, wardCode: '', wardName: '儿科' }))).toEqual([
		'ward 0301',
	]);
	const elsewhere = { ...PATIENT, wardCode: '0999' };
	expect(names(stepsFor(limited, day, elsewhere))).toEqual(['fallback']);
	expect(names(stepsFor(limited, day, { ...elsewhere, patientClass: 'B' }))).toEqual(['emergency']);
	expect(names(stepsFor(limited, day, { ...elsewhere, reportType: 'Ecg' }))).toEqual([
		'cardiology',
	]);
	expect(names(stepsFor(limited, planAt(limited, at('2026-11-25T19:00')), PATIENT))).toEqual([
		'fallback',
	]);
	// Whoever it went to, a plan that has steps for it still fires them.
	const fired = [{ step: FALLBACK_ID, level: 9 }];
	expect(names(stepsAhead(limited, day, PATIENT, fired))).toEqual(['ward 0301']);
	expect(stepsAhead(limited, undefined, PATIENT, fired)).toEqual([]);
});

it('goes on where the plan before was when the shift changes', () => {
	const night = planAt(escalation, at('2026-11-25T18:00'));
	const ahead = (...fired: Array<[string, number]>) =>
		names(
			stepsAhead(
				escalation,
				night,
				PATIENT,
				fired.map(([name, level]) => ({ step: name, level })),
			),
		);
	expect(ahead()).toEqual(['nurse', 'duty', 'chief']);
	expect(ahead(['day/ward', 1])).toEqual(['duty', 'chief']);
	expect(ahead(['day/ward', 1], ['day/doctor', 2], ['day/head', 3])).toEqual(['chief']);
	expect(ahead(['night/duty', 2])).toEqual(['nurse', 'chief']);
});

it('has no step of another shift left out, where none was given a level of its own', () => {
	const level = 1; // as the form has it
	const day = [5, 10, 15].map((afterMinutes) =>
		step('day', `d${afterMinutes}`, level, { afterMinutes }),
	);
	const night = [15, 5, 10].map((afterMinutes) =>
		step('night', `n${afterMinutes}`, level, { afterMinutes }),
	);
	const plans = [
		{ name: 'day', window: window('08:00', '18:00'), steps: day },
		{ name: 'night', window: undefined, steps: night },
	];
	const aheadIn = (plan: number, ...fired: string[]) =>
		names(
			stepsAhead(
				{ ...escalation, plans },
				plans[plan],
				PATIENT,
				fired.map((name) => ({ step: name, level })),
			),
		);
	const ahead = (...fired: string[]) => aheadIn(1, ...fired);
	expect(ahead()).toEqual(['n15', 'n5', 'n10']);
	expect(ahead('day/d5')).toEqual(['n15', 'n10']);
	expect(ahead('day/d5', 'night/n10')).toEqual(['n15']);
	expect(ahead('day/d5', 'day/d10')).toEqual(['n15']);
	expect(ahead('day/d5', 'day/d10', 'day/d15')).toEqual([]);
	expect(aheadIn(0, 'day/d5', 'night/n10', 'night/n15')).toEqual([]);
});

it('reads of a critical value what steps look at', () => {
	expect(patientOf({ fields: { reportType: ' Lis', wardCode: 301, wardName: '心内科' } })).toEqual({
		reportType: 'Lis',
		patientClass: '',
		wardCode: '301',
		wardName: '心内科',
	});
});
