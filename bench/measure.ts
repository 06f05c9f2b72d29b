/** What a measure is given, and what it is. */
import type { Figure } from './figures';
import type { BenchSettings } from './settings';

export interface BenchContext {
	settings: BenchSettings;
	say: (text: string) => void;
	/** Folder for CPU profiles; undefined: none are made. */
	profile: string | undefined;
}

/** @throws whatever stands in the way; a figure is complete or is not there */
export type Measure = (context: BenchContext) => Promise<Figure[]>;

/** Takes turns, so that whatever else the machine does meets both sides. Beginning with theirs, then ours. */
export async function alternate(
	rounds: number,
	theirs: () => Promise<number>,
	ours: () => Promise<number>,
): Promise<{ ours: number[]; theirs: number[] }> {
	const runs = { ours: [] as number[], theirs: [] as number[] };
	for (let round = 0; round < rounds; round += 1) {
		runs.theirs.push(await theirs());
		runs.ours.push(await ours());
	}
	return runs;
}
