import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../../../bench/figures';
import { isMet, ratioOf } from '../../../bench/figures';
import { markdown, writeReport, type Report } from '../../../bench/report';
import { QUICK } from '../../../bench/settings';

const figure = (more: Partial<Figure> = {}): Figure => ({
	name: 'throughput',
	variant: 'stock settings',
	ours: { name: 'Ours', unit: 'messages/s', runs: [100, 400, 300] },
	theirs: { name: 'Webhook', unit: 'executions/s', runs: [75, 80, 10] },
	goal: { bound: 'at least', value: 4 },
	...more,
});

const report = (more: Partial<Report> = {}): Report => ({
	environment: {
		date: '2026-11-24',
		cores: 2,
		cpu: 'CPU',
		memoryGb: 8,
		platform: 'linux x64',
		node: '24.0.0',
		sqlite: '3.50.0',
		n8n: '2.41.1',
		package: '0.1.0',
	},
	settings: QUICK,
	seconds: 60,
	partial: false,
	figures: [figure()],
	failed: {},
	...more,
});

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-report-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

test('a ratio is of the medians, whatever single runs say', () => {
	expect(ratioOf(figure())).toBe(4);
});

test.each([
	['at least', 4, true],
	['at least', 4.1, false],
	['at most', 4, true],
	['at most', 3.9, false],
] as const)('a ratio of 4 against a goal of %s %d: %s', (bound, value, met) => {
	expect(isMet(figure({ goal: { bound, value } }))).toBe(met);
});

test('the table has a row for each figure, says what is met, missed and without a goal', () => {
	const { goal: _none, ...withoutGoal } = figure({ variant: 'no goal' });
	const missed = figure({ variant: 'missed', goal: { bound: 'at most', value: 1.2 } });
	const lines = markdown(report({ figures: [figure(), missed, withoutGoal] })).split('\n');
	expect(lines[2]).toBe(
		'| `throughput` | stock settings | 4 | ≥ 4 met ✓ | Ours: 300 messages/s | Webhook: 75 executions/s |',
	);
	expect(lines[3]).toContain('| missed | 4 | ≤ 1.2 missed ✗ |');
	expect(lines[4]).toContain('| no goal | 4 | – |');
	expect(new Set(lines.slice(0, 5).map((line) => line.split(' | ').length)).size).toBe(1);
	expect(lines[6]).toContain('2 cores (CPU), linux x64, Node.js 24.0.0, n8n 2.41.1');
	expect(lines.join('\n')).not.toContain('not for quoting');
});

test('small ratios keep their digits', () => {
	const tiny = figure({
		ours: { name: 'O', unit: 'c', runs: [16] },
		theirs: { name: 'T', unit: 'c', runs: [2_000] },
	});
	expect(markdown(report({ figures: [tiny] }))).toContain('| 0.008 |');
});

test('the JSON holds the environment, the settings, every single run, and what was computed of them', () => {
	expect(writeReport(folder, report())).toBe('bench.json');
	expect(readdirSync(folder).sort()).toEqual(['bench.json', 'bench.md']);
	const written = JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8'));
	expect(written).toMatchObject({
		environment: report().environment,
		settings: QUICK,
		figures: [
			{
				ratio: 4,
				met: true,
				ours: { runs: [100, 400, 300], median: 300 },
				theirs: { runs: [75, 80, 10], median: 75 },
			},
		],
	});
	expect(readFileSync(join(folder, 'bench.md'), 'utf8')).toBe(markdown(report()));
});

test('a part, and what could not be measured, never passes for the whole', () => {
	const part = report({ partial: true, figures: [], failed: { memory: 'n8n did not start' } });
	expect(writeReport(folder, part)).toBe('partial.json');
	const text = readFileSync(join(folder, 'partial.md'), 'utf8');
	expect(text).toContain('not for quoting');
	expect(text).toContain('`memory`: not measured, n8n did not start');
});
