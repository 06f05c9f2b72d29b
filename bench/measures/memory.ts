/** `memory_after_100000_vs_1000`: what n8n holds after many accepted and processed messages, over after few. */
import type { Figure } from '../figures';
import type { BenchContext } from '../measure';
import type { Memory } from '../n8n/inspector';
import { Pair } from './pair';

const MB = 1024 * 1024;
const GOAL = { bound: 'at most', value: 1.2 } as const;

/** A slow machine gets as far as it gets; the report then says how far. */
const LIMIT_MS = 600_000;

export async function memory(context: BenchContext): Promise<Figure[]> {
	const { connections, fewMessages, manyMessages } = context.settings;
	const pair = await Pair.start('recommended');
	try {
		const inspector = await pair.n8n.inspect();
		let sent = 0;
		const after = async (calls: number): Promise<Memory> => {
			sent += (await pair.ours({ connections, calls, forMs: LIMIT_MS })).accepted;
			const seen = await inspector.memory();
			const sizes = `heap ${Math.round(seen.heapUsed / MB)} MB, RSS ${Math.round(seen.rss / MB)} MB`;
			context.say(`after ${sent}: ${sizes}`);
			return seen;
		};
		const few = await after(fewMessages);
		const many = await after(manyMessages - fewMessages);
		inspector.close();
		const figure = (what: keyof Memory, variant: string): Figure => ({
			name: 'memory_after_100000_vs_1000',
			variant,
			ours: { name: `after ${sent} messages`, unit: 'MB', runs: [many[what] / MB] },
			theirs: { name: `after ${fewMessages} messages`, unit: 'MB', runs: [few[what] / MB] },
			...(sent === manyMessages && { goal: GOAL }),
		});
		return [figure('heapUsed', 'heap after GC'), figure('rss', 'RSS')];
	} finally {
		await pair.n8n.dispose();
	}
}
