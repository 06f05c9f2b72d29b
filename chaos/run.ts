/**
 * `npm run chaos`: fault tests on the real n8n with the simulated hospital, and a report of what became of
 * every message. scripts/run.cjs has installed n8n and packed the package before this runs.
 */
import { SetupError } from '../demo/n8n/ports';
import { readPlan, type Plan } from './arguments';
import { compareTable } from './report/compare';
import { writeResults } from './report/files';
import { passed, reportText } from './report/text';
import { run } from './scenarios/all';
import type { Outcome } from './scenarios/run';

/** The longest pause of the Clinical schedule within the first hour, and some. */
const QUIET_MS = 6 * 60_000;

const say = (text: string): void => {
	console.log(`▸ ${new Date().toLocaleTimeString('en-GB')} ${text}`);
};

async function runAll({ runs, ...plan }: Plan): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const { scenario, against } of runs) {
		const outcome = await run(scenario, against, { ...plan, quietMs: QUIET_MS, say });
		console.log(`\n${reportText(outcome)}\n`);
		outcomes.push(outcome);
	}
	return outcomes;
}

async function main(): Promise<number> {
	const plan = readPlan(process.argv.slice(2), Date.now());
	const outcomes = await runAll(plan);
	const table = plan.compare ? compareTable(outcomes) : '';
	if (table) console.log(`${table}\n`);
	const text = [...outcomes.map(reportText), table].join('\n\n').trimEnd();
	say(`written 已写入: ${writeResults(outcomes, text, new Date())}.{json,txt}`);
	// In a comparison n8n's own nodes are measured, not judged.
	const judged = outcomes.filter((_, at) => !plan.compare || plan.runs[at]?.against === 'ours');
	return judged.every(passed) ? 0 : 1;
}

// n8n ends with us by itself; an `exit` listener sees to PostgreSQL.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(1));
}

main()
	.then((code) => (process.exitCode = code))
	.catch((error: unknown) => {
		const known = error instanceof SetupError;
		console.error(`✖ ${known ? error.message : ((error as Error).stack ?? String(error))}`);
		process.exitCode = 1;
	});
