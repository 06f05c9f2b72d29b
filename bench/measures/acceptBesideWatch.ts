/** `accept_throughput_beside_watch`: what accepting costs more while a Risk Watch Trigger looks at all of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import { Pair } from './pair';

/** The watch reads what came while it was away: that is not the cost of a message. */
const CATCH_UP_MS = 4_000;

export async function acceptBesideWatch({ settings, say }: BenchContext): Promise<Figure[]> {
	const { rounds, connections, throughputMs, warmUpMs } = settings;
	const pair = await Pair.start('recommended');
	try {
		await pair.ours({ connections, forMs: warmUpMs });
		let accepted = 0;
		const cpuMs: Record<string, Array<number | undefined>> = {};
		const run = async (name: string) => {
			const seen = await pair.ours({ connections, forMs: throughputMs });
			say(`${name} ${seen.perSecond.toFixed(0)}/s, ${seen.cpuMs?.toFixed(1)} ms CPU each`);
			accepted += seen.accepted;
			(cpuMs[name] ??= []).push(seen.cpuMs);
			return seen.perSecond;
		};
		const watched = async () => {
			const end = await pair.watch();
			await sleep(CATCH_UP_MS);
			try {
				return await run('watched');
			} finally {
				await end();
			}
		};
		const runs = await alternate(rounds, async () => await run('unwatched'), watched);
		return [
			{
				name: 'accept_throughput_beside_watch',
				variant: 'recommended settings',
				ours: { name: 'with a Risk Watch Trigger', unit: 'messages/s', runs: runs.ours },
				theirs: { name: 'without', unit: 'messages/s', runs: runs.theirs },
				goal: { bound: 'at least', value: 0.9 },
				details: { openAtTheEnd: accepted, cpuMsEach: cpuMs },
			},
		];
	} finally {
		await pair.n8n.dispose();
	}
}
