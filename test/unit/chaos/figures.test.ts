import { figures, peakPerSecond } from '../../../chaos/audit/figures';
import { compareTable } from '../../../chaos/report/compare';
import { passed, reportText } from '../../../chaos/report/text';
import { judge } from '../../../chaos/audit/judge';
import type { History } from '../../../chaos/audit/history';
import type { Outcome } from '../../../chaos/scenarios/run';
import { arrival, arrivedAt, call, good } from './histories';

const outcome = (history: History, subject = 'ours', scenario = 'kills'): Outcome => ({
	scenario,
	subject,
	messages: 4,
	minutes: 1,
	seed: 7,
	durationMs: 61_000,
	figures: figures(history),
	checks: judge(history),
});

test('counts calls by what became of them, and messages once', () => {
	const calls = [
		call('A', 10, 'unanswered'),
		call('A', 20, 'refused'),
		...good().calls,
		call('A', 900),
	];
	expect(figures(good({ calls }))).toMatchObject({
		messages: 4,
		calls: 7,
		acknowledgedCalls: 5,
		refusedCalls: 1,
		unansweredCalls: 1,
		acknowledged: 4,
		kills: 0,
	});
});

test('delays run from the acknowledgement, and after a recovery from its end', () => {
	const late = arrivedAt(
		'emr',
		[
			arrival('emr', 'A', 1, { time: 95 }),
			arrival('emr', 'B', 2, { time: 9_000 }),
			arrival('emr', 'C', 3, { time: 9_500 }),
			arrival('emr', 'Z', 4, { time: 390 }),
		],
		{ outages: [{ system: 'emr', from: 150, to: 8_000 }] },
	);
	const [emr, his] = figures(late).systems;
	expect(emr).toMatchObject({
		delivered: 4,
		worstDelayMs: 9_500 - 290,
		worstDelayAfterRecoveryMs: 1_500,
		peakPerSecondDuringOutage: 1,
		peakPerSecondAfterOutage: 2,
	});
	expect(his).toMatchObject({
		worstDelayMs: 10,
		worstDelayAfterRecoveryMs: null,
		peakPerSecondAfterOutage: null,
	});
});

test('after two interruptions the later one counts', () => {
	const interruptions = [
		{ what: 'kill' as const, from: 200, to: 1_000 },
		{ what: 'kill' as const, from: 1_500, to: 2_000 },
	];
	const arrivals = [...good().arrivals.slice(0, 3), arrival('emr', 'Z', 4, { time: 2_300 })];
	const [emr] = figures(good({ arrivals, interruptions })).systems;
	expect(emr?.worstDelayAfterRecoveryMs).toBe(300);
	expect(figures(good({ interruptions })).kills).toBe(2);
});

test('the peak is of any second, not of a clock’s', () => {
	expect(peakPerSecond([])).toBe(0);
	expect(peakPerSecond([2_500, 1_600, 2_000, 1_900, 600, 3_500])).toBe(4);
});

describe('report', () => {
	test('says what broke, and names at most five', () => {
		const text = reportText(outcome(arrivedAt('his', [])));
		expect(text).toContain('BROKEN');
		expect(text).toContain('✖ every acknowledged message arrived: 4');
		expect(text).toContain('his: A');
		expect(text).toContain('HIS  delivered 送达 0 · lost 丢失 4');
		expect(passed(outcome(good()))).toBe(true);
		expect(reportText(outcome(good()))).toContain('held 通过');
	});

	test('the table has a column for each subject and a block for each scenario', () => {
		const bad = arrivedAt('his', []);
		const table = compareTable([
			outcome(bad, 'plain'),
			outcome(good(), 'ours'),
			outcome(bad, 'plain', 'outage'),
			outcome(good(), 'ours', 'outage'),
		]);
		const lines = table.split('\n');
		expect(lines[0]).toBe('| | plain | ours |');
		expect(table).toContain('| lost (EMR / HIS) | 0 / 4 | 0 / 0 |');
		expect(table).toContain('**outage**');
		expect(new Set(lines.map((line) => line.split('|').length))).toEqual(new Set([5]));
	});
});
