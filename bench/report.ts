/** The report: a table for the terminal and the README, and JSON with all that it was made of. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment';
import { isMet, ratioOf, type Figure, type Goal, type Side } from './figures';
import type { BenchSettings } from './settings';
import { median } from './statistics';

export interface Report {
	environment: Environment;
	settings: BenchSettings;
	/** Of the whole run. */
	seconds: number;
	/** `--quick`, or only some of the measures: nothing to quote. */
	partial: boolean;
	figures: readonly Figure[];
	/** Measures that could not be taken, and why. */
	failed: Readonly<Record<string, string>>;
}

const BOUNDS: Readonly<Record<Goal['bound'], string>> = { 'at least': '≥', 'at most': '≤' };

/** Three digits say all that such figures can. */
const rounded = (value: number): string =>
	value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));

const sideText = ({ name, unit, runs }: Side): string =>
	`${name}: ${rounded(median(runs))} ${unit}`;

function goalText(figure: Figure): string {
	const { goal } = figure;
	if (goal === undefined) return '–';
	const met = isMet(figure) ? 'met ✓' : 'missed ✗';
	return `${BOUNDS[goal.bound]} ${goal.value} ${met}`;
}

const HEAD = [
	'Measure 指标',
	'Variant 条件',
	'Ratio 比值',
	'Goal 目标',
	'Ours 本方',
	'Against 对照',
];

const rowOf = (figure: Figure): string[] => [
	`\`${figure.name}\``,
	figure.variant,
	rounded(ratioOf(figure)),
	goalText(figure),
	sideText(figure.ours),
	sideText(figure.theirs),
];

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** @returns a Markdown table, a row for each figure, and a line that says what it was measured on */
export function markdown({ environment, figures, failed, partial }: Report): string {
	const { date, cores, cpu, node, n8n, platform } = environment;
	const rows = [line(HEAD), line(HEAD.map(() => '---')), ...figures.map((one) => line(rowOf(one)))];
	const where = `${date}, ${cores} cores (${cpu}), ${platform}, Node.js ${node}, n8n ${n8n}, SQLite`;
	const warning = partial ? ' Only a part, or `--quick`: not for quoting.' : '';
	const failures = Object.entries(failed).map(([name, why]) => `\`${name}\`: not measured, ${why}`);
	return [...rows, '', `${where}.${warning}`, ...failures].join('\n') + '\n';
}

/** As the JSON has it: with ratios and medians, so that nobody has to compute them again. */
function written(report: Report): object {
	const side = (own: Side) => ({ ...own, median: median(own.runs) });
	return {
		...report,
		figures: report.figures.map((figure) => ({
			...figure,
			ratio: ratioOf(figure),
			met: isMet(figure) ?? null,
			ours: side(figure.ours),
			theirs: side(figure.theirs),
		})),
	};
}

/**
 * Writes `bench.json` and `bench.md`, or `partial.*`, over what was there.
 *
 * @returns the name of the JSON file
 */
export function writeReport(folder: string, report: Report): string {
	const name = report.partial ? 'partial' : 'bench';
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(written(report), null, '\t')}\n`);
	writeFileSync(join(folder, `${name}.md`), markdown(report));
	return `${name}.json`;
}
