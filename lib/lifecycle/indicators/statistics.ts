import { IANAZone } from '../../thirdParty';
import type { CriticalValue } from '../criticalValue';
import { figuresOf, type Counted, type Figures } from './figures';
import { ALL, type Group } from './group';
import { observe, type Observation } from './observation';
import type { IndicatorOptions } from './options';

/** The figures of one group, and what they leave out. */
export interface GroupStatistics {
	group: Group;
	/** Each critical value counts once. */
	byValue: Figures;
	/** Each test item counts once, however many critical values of its request it came under. */
	byItem: Figures;
	/** Items that were not counted, since an earlier critical value of the same request has them. */
	repeatedItems: number;
	/** Withdrawn values; not in the figures, unless the options include them. */
	cancelledRiskIds: string[];
	/** Values of which only confirms have come; never in the figures. */
	unknownRiskIds: string[];
}

export interface Statistics {
	options: IndicatorOptions;
	total: GroupStatistics;
	/** By key, those that don't say last; empty without grouping. */
	groups: GroupStatistics[];
}

/** Takes critical values in, one after the other, and keeps of each what the figures need. */
export interface StatisticsCount {
	/** In any order. A riskId that comes twice counts as it came last. */
	add(value: CriticalValue): void;
	result(): Statistics;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byFirstSend = (a: Observation, b: Observation): number =>
	a.at - b.at || compare(a.riskId, b.riskId);

/** How many items each value counts for. A repeat belongs to the earliest value that has it. */
function itemWeights(earliestFirst: readonly Observation[]): Map<Observation, number> {
	const seen = new Set<string>();
	return new Map(
		earliestFirst.map((observation) => {
			const fresh = observation.items.filter((item) => !seen.has(item));
			for (const item of fresh) seen.add(item);
			return [observation, fresh.length];
		}),
	);
}

const riskIds = (observations: readonly Observation[], state: Observation['state']): string[] =>
	observations.filter((one) => one.state === state).map(({ riskId }) => riskId);

interface Whole {
	isCounted: (observation: Observation) => boolean;
	weights: ReadonlyMap<Observation, number>;
	options: IndicatorOptions;
}

function statisticsOf(group: Group, members: readonly Observation[], whole: Whole) {
	const values: Counted[] = [];
	const items: Counted[] = [];
	let repeatedItems = 0;
	for (const observation of members.filter(whole.isCounted)) {
		const weight = whole.weights.get(observation) ?? 0;
		values.push({ observation, weight: 1 });
		if (weight > 0) items.push({ observation, weight });
		repeatedItems += observation.items.length - weight;
	}
	return {
		group,
		byValue: figuresOf(values, whole.options),
		byItem: figuresOf(items, whole.options),
		repeatedItems,
		cancelledRiskIds: riskIds(members, 'cancelled'),
		unknownRiskIds: riskIds(members, 'unknown'),
	};
}

/** Members by group; a group is called what its latest member calls it (wards are renamed). */
function grouped(earliestFirst: readonly Observation[]) {
	const groups = new Map<string, { group: Group; members: Observation[] }>();
	for (const observation of earliestFirst) {
		const { group } = observation;
		const members = groups.get(group.key)?.members ?? [];
		members.push(observation);
		groups.set(group.key, { group, members });
	}
	return [...groups.values()].sort(
		({ group: a }, { group: b }) =>
			Number(a.key === '') - Number(b.key === '') || compare(a.key, b.key),
	);
}

function conclude(observations: Iterable<Observation>, options: IndicatorOptions): Statistics {
	const all = [...observations].sort(byFirstSend);
	const isCounted = ({ state }: Observation) =>
		state !== 'unknown' && (state !== 'cancelled' || options.includeCancelled);
	const whole = { isCounted, weights: itemWeights(all.filter(isCounted)), options };
	const groups = options.groupBy === 'none' ? [] : grouped(all);
	return {
		options,
		total: statisticsOf(ALL, all, whole),
		groups: groups.map(({ group, members }) => statisticsOf(group, members, whole)),
	};
}

/**
 * Counts a period's indicators (docs/indicators.md defines them). Values outside the period are left out here, so
 * more may be given than are of it.
 *
 * @throws RangeError for a time zone that is none: days would be another place's
 */
export function countStatistics(options: IndicatorOptions): StatisticsCount {
	if (!IANAZone.isValidZone(options.timeZone)) {
		throw new RangeError(`"${options.timeZone}" is no time zone`);
	}
	const observations = new Map<string, Observation>();
	return {
		add(value) {
			const observation = observe(value, options);
			if (observation) observations.set(value.riskId, observation);
			else observations.delete(value.riskId);
		},
		result: () => conclude(observations.values(), options),
	};
}

/** {@link countStatistics} over values that come page by page. */
export async function statisticsOver(
	values: Iterable<CriticalValue> | AsyncIterable<CriticalValue>,
	options: IndicatorOptions,
): Promise<Statistics> {
	const count = countStatistics(options);
	for await (const value of values) count.add(value);
	return count.result();
}
