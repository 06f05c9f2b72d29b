import { median, percentile } from '../../../bench/statistics';

test.each([
	[[7], 7],
	[[3, 1, 2], 2],
	[[4, 1, 3, 2], 2.5],
	// As numbers, not as texts.
	[[100, 9, 20], 20],
])('the median of %j is %d', (values, expected) => {
	const before = [...values];
	expect(median(values)).toBe(expected);
	expect(values).toEqual(before);
});

test.each([
	[100, 0.99, 99],
	[1_000, 0.99, 990],
	[101, 0.99, 100],
	[10, 0.99, 10],
	[10, 0.5, 5],
	[1, 0.99, 1],
])('of 1 to %d, the %d percentile is %d', (count, share, expected) => {
	const values = Array.from({ length: count }, (_, n) => count - n);
	expect(percentile(values, share)).toBe(expected);
});

test('nothing has neither', () => {
	expect(() => median([])).toThrow(RangeError);
	expect(() => percentile([], 0.99)).toThrow(RangeError);
});
