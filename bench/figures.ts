/** What a measure gives: ratios, with everything that they were made of. */
import { median } from './statistics';

/** One side of a ratio: the single runs, in the order they were made. */
export interface Side {
	name: string;
	unit: string;
	runs: number[];
}

export interface Goal {
	bound: 'at least' | 'at most';
	value: number;
}

/** `ours` over `theirs`, of the medians of their runs. */
export interface Figure {
	name: string;
	/** What was varied, where a name stands for several figures. */
	variant: string;
	ours: Side;
	theirs: Side;
	/** undefined: no goal is set, the figure explains another one. */
	goal?: Goal;
	/** Anything else that was seen on the way; goes into the JSON. */
	details?: Record<string, unknown>;
}

export const ratioOf = ({ ours, theirs }: Figure): number =>
	median(ours.runs) / median(theirs.runs);

export function isMet(figure: Figure): boolean | undefined {
	const { goal } = figure;
	if (goal === undefined) return undefined;
	const ratio = ratioOf(figure);
	switch (goal.bound) {
		case 'at least':
			return ratio >= goal.value;
		case 'at most':
			return ratio <= goal.value;
		default: {
			const unreachable: never = goal.bound;
			return unreachable;
		}
	}
}
