/** `accept_throughput_vs_webhook`: accepted and processed a second, over executions of n8n's Webhook. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import type { SettingsName } from '../n8n/server';
import { Pair, type LoadOutcome } from './pair';

const GOAL: Readonly<Record<SettingsName, number>> = { stock: 1, recommended: 4 };

async function profileOurs(
	pair: Pair,
	context: BenchContext,
	settings: SettingsName,
): Promise<void> {
	if (context.profile === undefined) return;
	const { connections, throughputMs } = context.settings;
	const inspector = await pair.n8n.inspect();
	await inspector.startProfile();
	await pair.ours({ connections, forMs: throughputMs });
	const profile = await inspector.stopProfile();
	inspector.close();
	mkdirSync(context.profile, { recursive: true });
	writeFileSync(join(context.profile, `accept-${settings}.cpuprofile`), profile);
}

async function under(settings: SettingsName, context: BenchContext): Promise<Figure> {
	const { rounds, connections, throughputMs, warmUpMs } = context.settings;
	const pair = await Pair.start(settings);
	try {
		await pair.theirs({ connections, forMs: warmUpMs });
		await pair.ours({ connections, forMs: warmUpMs });
		const load = { connections, forMs: throughputMs };
		const before = pair.newestExecutionOfOurs();
		let accepted = 0;
		const cpuMs: Record<string, Array<number | undefined>> = {};
		const side = async (name: string, run: () => Promise<LoadOutcome>) => {
			const seen = await run();
			const cpu = seen.cpuMs === undefined ? '' : `, ${seen.cpuMs.toFixed(1)} ms CPU each`;
			context.say(`${settings}: ${name} ${seen.perSecond.toFixed(0)}/s${cpu}`);
			accepted += seen.accepted;
			(cpuMs[name] ??= []).push(seen.cpuMs);
			return seen.perSecond;
		};
		const runs = await alternate(
			rounds,
			async () => await side('Webhook', async () => await pair.theirs(load)),
			async () => await side('Risk Send Trigger', async () => await pair.ours(load)),
		);
		const executions = pair.executionsOfOurs(before);
		await profileOurs(pair, context, settings);
		return {
			name: 'accept_throughput_vs_webhook',
			variant: `${settings} settings`,
			ours: { name: 'Risk Send Trigger → NoOp', unit: 'messages/s', runs: runs.ours },
			theirs: { name: 'Webhook → NoOp', unit: 'executions/s', runs: runs.theirs },
			goal: { bound: 'at least', value: GOAL[settings] },
			details: { messagesPerExecution: accepted / executions, cpuMsEach: cpuMs },
		};
	} finally {
		await pair.n8n.dispose();
	}
}

export async function acceptThroughput(context: BenchContext): Promise<Figure[]> {
	return [await under('recommended', context), await under('stock', context)];
}
