/** The comparison table for the README: the same stream and faults, one column for each subject. */
import type { Figures, SystemFigures } from '../audit/figures';
import type { Outcome } from '../scenarios/run';
import { duration } from './text';

type Row = readonly [string, (figures: Figures) => string];

const each = (show: (system: SystemFigures) => string | number) => (figures: Figures) =>
	figures.systems.map(show).join(' / ');

const of = (name: string, show: (system: SystemFigures) => string) => (figures: Figures) =>
	figures.systems
		.filter(({ system }) => system === name)
		.map(show)
		.join('');

const ROWS: readonly Row[] = [
	['messages acknowledged', ({ acknowledged }) => String(acknowledged)],
	['lost (EMR / HIS)', each(({ lost }) => lost)],
	['took effect more than once (EMR / HIS)', each(({ doubled }) => doubled)],
	['came out of order (EMR / HIS)', each(({ disordered }) => disordered)],
];

const KILL_ROWS: readonly Row[] = [
	...ROWS,
	[
		'worst delay after a restart (EMR / HIS)',
		each((one) => duration(one.worstDelayAfterRecoveryMs)),
	],
];

const OUTAGE_ROWS: readonly Row[] = [
	...ROWS,
	['worst delay of the HIS, which was up', of('his', (one) => duration(one.worstDelayMs))],
	[
		'worst delay at the EMR after it came back',
		of('emr', (one) => duration(one.worstDelayAfterRecoveryMs)),
	],
	[
		'most calls a second to the EMR, down / after',
		of('emr', (one) => `${one.peakPerSecondDuringOutage} / ${one.peakPerSecondAfterOutage}`),
	],
];

const rowsOf = (scenario: string): readonly Row[] =>
	scenario === 'outage' ? OUTAGE_ROWS : KILL_ROWS;

/**
 * @param outcomes of one or more scenarios, each against the same subjects in the same order
 * @returns a Markdown table
 */
export function compareTable(outcomes: readonly Outcome[]): string {
	const subjects = [...new Set(outcomes.map(({ subject }) => subject))];
	const lines = [`| | ${subjects.join(' | ')} |`, `|---|${'---|'.repeat(subjects.length)}`];
	for (const scenario of new Set(outcomes.map((outcome) => outcome.scenario))) {
		const own = outcomes.filter((outcome) => outcome.scenario === scenario);
		const kills = own[0]?.figures.kills ?? 0;
		lines.push(
			`| **${scenario}**${kills > 0 ? ` (${kills} × \`kill -9\`)` : ''} |${' |'.repeat(subjects.length)}`,
		);
		for (const [label, show] of rowsOf(scenario)) {
			const cells = subjects.map((subject) => {
				const outcome = own.find((one) => one.subject === subject);
				return outcome ? show(outcome.figures) : '–';
			});
			lines.push(`| ${label} | ${cells.join(' | ')} |`);
		}
	}
	return lines.join('\n');
}
