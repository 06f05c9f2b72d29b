/**
 * `npm run bench`: ratios against n8n's own nodes, on the same machine in the same run. scripts/run.cjs has
 * installed n8n and packed the package before this runs.
 */
import { join } from 'node:path';
import { SetupError } from '../demo/n8n/ports';
import { readBenchArguments, type BenchArguments } from './arguments';
import { environment } from './environment';
import type { Figure } from './figures';
import type { Measure } from './measure';
import { acceptBesideWatch } from './measures/acceptBesideWatch';
import { acceptLatency } from './measures/acceptLatency';
import { acceptThroughput } from './measures/acceptThroughput';
import { ledgerScaling } from './measures/ledgerScaling';
import { memory } from './measures/memory';
import { pushThroughput } from './measures/pushThroughput';
import { storeCommits } from './measures/storeCommits';
import { stopAll } from './n8n/server';
import { markdown, writeReport, type Report } from './report';
import { FULL, QUICK } from './settings';

const RESULTS = join(__dirname, 'results');
const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const MEASURES: Readonly<Record<string, Measure>> = {
	accept_throughput_vs_webhook: acceptThroughput,
	accept_throughput_beside_watch: acceptBesideWatch,
	accept_latency_p99_vs_webhook: acceptLatency,
	push_throughput_vs_http_request: pushThroughput,
	ledger_scaling: ledgerScaling,
	store_commits_vs_limit: storeCommits,
	memory_after_100000_vs_1000: memory,
};

const say = (text: string): void => console.log(`▸ ${text}`);

/** One that fails costs the others nothing. */
async function measureAll({ only, quick, profile }: BenchArguments): Promise<Report> {
	const startedAt = performance.now();
	const settings = quick ? QUICK : FULL;
	const figures: Figure[] = [];
	const failed: Record<string, string> = {};
	for (const name of only) {
		const measure = MEASURES[name];
		if (!measure) continue;
		say(`${name} …`);
		try {
			figures.push(...(await measure({ settings, profile, say: (text) => say(`  ${text}`) })));
		} catch (error) {
			failed[name] = error instanceof Error ? error.message : String(error);
			console.error(`✖ ${name}: ${failed[name]}`);
		}
	}
	const partial = quick || only.length < Object.keys(MEASURES).length;
	const seconds = Math.round((performance.now() - startedAt) / 1_000);
	return { environment: environment(new Date()), settings, seconds, partial, figures, failed };
}

async function main(): Promise<number> {
	const report = await measureAll(readBenchArguments(process.argv.slice(2), Object.keys(MEASURES)));
	console.log(`\n${markdown(report)}`);
	say(
		`${report.seconds} s; all single runs 全部数据: bench/results/${writeReport(RESULTS, report)}`,
	);
	return Object.keys(report.failed).length === 0 ? 0 : 1;
}

let ending = false;
function endEarly(): void {
	if (ending) return;
	ending = true;
	void stopAll().finally(() => process.exit(130));
}
for (const signal of SIGNALS) process.on(signal, endEarly);
// scripts/run.cjs is gone, perhaps by `kill -9`.
process.on('disconnect', endEarly);
process.channel?.unref();

main()
	.then((code) => (process.exitCode = code))
	.catch((error: unknown) => {
		console.error(`✖ ${error instanceof SetupError ? error.message : String(error)}`);
		process.exitCode = 1;
	});
