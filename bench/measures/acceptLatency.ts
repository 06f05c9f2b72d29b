/** `accept_latency_p99_vs_webhook`: how long callers wait for their answer at a rate a hospital may have. */
import type { Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import type { SettingsName } from '../n8n/server';
import { median, percentile } from '../statistics';
import { Pair, type LoadOutcome } from './pair';

const P99 = 0.99;

async function under(settings: SettingsName, context: BenchContext): Promise<Figure> {
	const { rounds, connections, warmUpMs, latencyMs, latencyRate } = context.settings;
	const pair = await Pair.start(settings);
	try {
		const load = { connections, forMs: latencyMs, rate: latencyRate };
		// Callers wait, so that is also a warm-up for the very path that is measured.
		await pair.theirs({ connections, forMs: warmUpMs });
		await pair.ours({ connections, forMs: warmUpMs });
		const medians = { ours: [] as number[], theirs: [] as number[] };
		const p99 = async (side: keyof typeof medians, run: () => Promise<LoadOutcome>) => {
			const { latenciesMs } = await run();
			const value = percentile(latenciesMs, P99);
			medians[side].push(median(latenciesMs));
			context.say(`${settings}: ${side} p99 ${value.toFixed(1)} ms`);
			return value;
		};
		const runs = await alternate(
			rounds,
			async () => await p99('theirs', async () => await pair.theirs(load)),
			async () => await p99('ours', async () => await pair.ours(load)),
		);
		return {
			name: 'accept_latency_p99_vs_webhook',
			variant: `${settings} settings`,
			ours: { name: 'Risk Send Trigger, answered when stored', unit: 'ms', runs: runs.ours },
			theirs: { name: 'Webhook, answered immediately', unit: 'ms', runs: runs.theirs },
			goal: { bound: 'at most', value: 1 },
			details: { callsPerSecond: latencyRate, medianLatenciesMs: medians },
		};
	} finally {
		await pair.n8n.dispose();
	}
}

export async function acceptLatency(context: BenchContext): Promise<Figure[]> {
	return [await under('recommended', context), await under('stock', context)];
}
