import type { Observation } from './observation';
import type { IndicatorLimits } from './options';

/** A share of what is counted. */
export interface Share {
	numerator: number;
	denominator: number;
	/** numerator ÷ denominator, 0 to 1; null where nothing is counted. */
	value: number | null;
	/** Critical values behind the numerator, and behind the rest of the denominator; by first send. */
	numeratorRiskIds: string[];
	restRiskIds: string[];
}

/** How long something took. Percentiles by nearest rank: a time that was really measured, never one between two. */
export interface Duration {
	/** How many have a time, of how many counted. */
	numerator: number;
	denominator: number;
	/** Seconds with up to three decimals; null where nothing was measured. */
	medianSeconds: number | null;
	p90Seconds: number | null;
	/** Critical values with a time, and without one; by first send. */
	numeratorRiskIds: string[];
	restRiskIds: string[];
}

export interface Figures {
	/** 危急值通报率 (CL-14 for laboratories). */
	notificationRate: Share;
	/** 危急值通报及时率 (CL-15 for laboratories): within the report type's limit. */
	timelyNotificationRate: Share;
	/** Ultrasound within 10 minutes (US-CV-01). */
	ultrasoundTenMinuteRate: Share;
	/** Radiology within 10 minutes and on record on both sides (RQI-RCV-04). */
	radiologyTenMinuteRate: Share;
	/** 危急值处理及时率: acknowledged within the limit. */
	timelyHandlingRate: Share;
	/** 危急值未确认率: not acknowledged. */
	unacknowledgedRate: Share;
	/** Appearance → notified. */
	notificationTime: Duration;
	/** Latest opening → acknowledged. */
	confirmationTime: Duration;
}

/** A critical value and how often it counts: once, or once for each of its items. */
export interface Counted {
	observation: Observation;
	weight: number;
}

const MINUTE_MS = 60_000;
const TEN_MINUTES_MS = 10 * MINUTE_MS;

type Test = (observation: Observation) => boolean;

const weightOf = (counted: readonly Counted[]): number =>
	counted.reduce((sum, { weight }) => sum + weight, 0);

const riskIdsOf = (counted: readonly Counted[]): string[] =>
	counted.map(({ observation }) => observation.riskId);

function split(counted: readonly Counted[], isMet: Test) {
	const met = counted.filter(({ observation }) => isMet(observation));
	const rest = counted.filter(({ observation }) => !isMet(observation));
	return {
		met,
		numerator: weightOf(met),
		denominator: weightOf(counted),
		numeratorRiskIds: riskIdsOf(met),
		restRiskIds: riskIdsOf(rest),
	};
}

function share(counted: readonly Counted[], isMet: Test): Share {
	const { met: _met, ...figure } = split(counted, isMet);
	const { numerator, denominator } = figure;
	return { ...figure, value: denominator === 0 ? null : numerator / denominator };
}

interface Timed {
	ms: number;
	weight: number;
}

/** The time at rank ⌈percent × n ÷ 100⌉ of n, shortest first. */
function nearestRank(ascending: readonly Timed[], n: number, percent: number): number | null {
	const rank = Math.ceil((percent * n) / 100);
	let reached = 0;
	for (const { ms, weight } of ascending) {
		reached += weight;
		if (reached >= rank) return ms / 1000;
	}
	return null;
}

function duration(
	counted: readonly Counted[],
	time: (observation: Observation) => number | null,
): Duration {
	const { met, ...figure } = split(counted, (observation) => time(observation) !== null);
	const ascending = met
		.map(({ observation, weight }) => ({ ms: time(observation) ?? 0, weight }))
		.sort((a, b) => a.ms - b.ms);
	return {
		...figure,
		medianSeconds: nearestRank(ascending, figure.numerator, 50),
		p90Seconds: nearestRank(ascending, figure.numerator, 90),
	};
}

const isWithin = (ms: number | null, limitMs: number): boolean => ms !== null && ms <= limitMs;

/** The report type's limit for notification in minutes. */
export const notificationLimit = (reportType: string, limits: IndicatorLimits): number =>
	(Object.hasOwn(limits.notificationMinutes, reportType)
		? limits.notificationMinutes[reportType]
		: undefined) ?? limits.otherNotificationMinutes;

/** All indicators of some critical values. */
export function figuresOf(counted: readonly Counted[], limits: IndicatorLimits): Figures {
	const ofType = (type: string) =>
		counted.filter(({ observation }) => observation.reportType === type);
	const isTimely: Test = ({ notificationMs, reportType }) =>
		isWithin(notificationMs, notificationLimit(reportType, limits) * MINUTE_MS);
	return {
		notificationRate: share(counted, ({ notificationMs }) => notificationMs !== null),
		timelyNotificationRate: share(counted, isTimely),
		ultrasoundTenMinuteRate: share(ofType('Ris'), ({ notificationMs }) =>
			isWithin(notificationMs, TEN_MINUTES_MS),
		),
		radiologyTenMinuteRate: share(
			ofType('Pacs'),
			({ notificationMs, isOnRecord }) => isOnRecord && isWithin(notificationMs, TEN_MINUTES_MS),
		),
		timelyHandlingRate: share(counted, ({ confirmationMs }) =>
			isWithin(confirmationMs, limits.handlingMinutes * MINUTE_MS),
		),
		unacknowledgedRate: share(counted, ({ confirmationMs }) => confirmationMs === null),
		notificationTime: duration(counted, ({ notificationMs }) => notificationMs),
		confirmationTime: duration(counted, ({ confirmationMs }) => confirmationMs),
	};
}
