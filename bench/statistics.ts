/** Statistics over the runs of a measure. */

function sorted(values: readonly number[]): number[] {
	if (values.length === 0) throw new RangeError('no values');
	return [...values].sort((a, b) => a - b);
}

/** @returns the middle value, or the mean of the two in the middle; @throws RangeError for none */
export function median(values: readonly number[]): number {
	const all = sorted(values);
	const middle = all.length >> 1;
	const upper = all[middle] ?? NaN;
	return all.length % 2 === 1 ? upper : ((all[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * A percentile by the nearest rank: a value that was really measured, none that is interpolated.
 *
 * @param share above 0 and up to 1, e.g. 0.99
 * @throws RangeError for no values
 */
export function percentile(values: readonly number[], share: number): number {
	const all = sorted(values);
	return all[Math.max(0, Math.ceil(share * all.length) - 1)] ?? NaN;
}
