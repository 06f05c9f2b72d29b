import * as fc from 'fast-check';
import type { Duration, Figures, Share } from '../../lib/lifecycle/indicators/figures';
import type { IndicatorOptions } from '../../lib/lifecycle/indicators/options';
import {
	countStatistics,
	type GroupStatistics,
	type Statistics,
} from '../../lib/lifecycle/indicators/statistics';
import { anyHistories, anyOptions, type History } from './statistics/history';
import { slowStatistics, type SlowFigure, type SlowGroup } from './statistics/slowFigures';
import { valueOf } from './statistics/value';

const RUNS = 1_000;

function plainFigure(figure: Share | Duration): SlowFigure {
	const { numerator, denominator, numeratorRiskIds, restRiskIds } = figure;
	const [median, p90] =
		'medianSeconds' in figure ? [figure.medianSeconds, figure.p90Seconds] : [null, null];
	return { numerator, denominator, median, p90, numeratorRiskIds, restRiskIds };
}

const plainFigures = (figures: Figures): Record<string, SlowFigure> =>
	Object.fromEntries(
		Object.entries(figures).map(([key, figure]: [string, Share | Duration]) => [
			key,
			plainFigure(figure),
		]),
	);

const plainGroup = (group: GroupStatistics): SlowGroup => ({
	key: group.group.key,
	value: plainFigures(group.byValue),
	item: plainFigures(group.byItem),
	cancelled: group.cancelledRiskIds,
	unknown: group.unknownRiskIds,
});

function fast(histories: readonly History[], options: IndicatorOptions): Statistics {
	const count = countStatistics(options);
	for (const history of histories) count.add(valueOf(history));
	return count.result();
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('indicators over random histories', () => {
	it('are what a slow count over the raw messages comes to', () => {
		fc.assert(
			fc.property(anyHistories, anyOptions, (histories, options) => {
				const { total, groups } = fast(histories, options);
				const expected = slowStatistics(histories, options);
				expect([total, ...groups].map(plainGroup)).toEqual(expected);
			}),
			{ numRuns: RUNS },
		);
	});

	it('do not depend on the order in which values come, nor on what a riskId said before', () => {
		const shuffled = anyHistories.chain((histories) =>
			fc.tuple(
				fc.constant(histories),
				fc.shuffledSubarray(histories, { minLength: histories.length }),
			),
		);
		fc.assert(
			fc.property(shuffled, anyOptions, ([histories, inAnyOrder], options) => {
				const stale = inAnyOrder.map((one) => ({
					...one,
					messages: one.messages.slice(0, 1),
					attempts: [],
				}));
				expect(fast([...stale, ...inAnyOrder], options)).toEqual(fast(histories, options));
			}),
			{ numRuns: 300 },
		);
	});

	it('add up: groups to the total, the critical values behind them to what is counted', () => {
		const apart = anyOptions.filter(({ groupBy }) => groupBy !== 'none');
		fc.assert(
			fc.property(anyHistories, apart, (histories, options) => {
				const { total, groups } = fast(histories, options);
				for (const basis of ['byValue', 'byItem'] as const) {
					for (const key of Object.keys(total[basis]) as Array<keyof Figures>) {
						const whole = total[basis][key];
						const parts = groups.map((group) => group[basis][key]);
						expect(sum(parts.map(({ numerator }) => numerator))).toBe(whole.numerator);
						expect(sum(parts.map(({ denominator }) => denominator))).toBe(whole.denominator);
						expect(parts.flatMap(({ restRiskIds }) => restRiskIds).sort()).toEqual(
							[...whole.restRiskIds].sort(),
						);
					}
				}
				expect(sum(groups.map(({ repeatedItems }) => repeatedItems))).toBe(total.repeatedItems);
			}),
			{ numRuns: 300 },
		);
	});
});
