/** The indicators of docs/indicators.md, counted one unit at a time, every unit against every other. */
import type { IndicatorOptions } from '../../../lib/lifecycle/indicators/options';
import { caseOf, type Case } from './slowCase';
import type { History } from './history';

export interface SlowFigure {
	numerator: number;
	denominator: number;
	median: number | null;
	p90: number | null;
	numeratorRiskIds: string[];
	restRiskIds: string[];
}

export interface SlowGroup {
	key: string;
	value: Record<string, SlowFigure>;
	item: Record<string, SlowFigure>;
	cancelled: string[];
	unknown: string[];
}

const pad = (n: number): string => String(n).padStart(2, '0');

function localDate(ms: number, timeZone: string): string {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		calendar: 'gregory',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
	}).formatToParts(ms);
	const part = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
	return `${part('year')}-${pad(part('month'))}-${pad(part('day'))}`;
}

/** A week has its Thursday's year; the year's first week has the 4th of January. */
function isoWeek(date: string): string {
	const day = new Date(`${date}T00:00:00Z`);
	day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
	const year = day.getUTCFullYear();
	let week = 0;
	for (const at = new Date(day); at.getUTCFullYear() === year; at.setUTCDate(at.getUTCDate() - 7)) {
		week++;
	}
	return `${year}-W${pad(week)}`;
}

function keyOf({ first, send, confirm, acknowledged }: Case, options: IndicatorOptions): string {
	const date = localDate(first, options.timeZone);
	switch (options.groupBy) {
		case 'none':
			return '';
		case 'day':
			return date;
		case 'week':
			return isoWeek(date);
		case 'month':
			return date.slice(0, 7);
		case 'ward':
			return send?.ward.code || send?.ward.name || '';
		case 'reportType':
			return send?.reportType ?? '';
		case 'patientClass':
			return send?.patientClass ?? '';
		case 'sender':
			return send?.sender.staff || send?.sender.name || '';
		case 'responder':
			return !acknowledged ? '' : (confirm?.staff ?? '');
	}
}

/** A critical value, or one of its items. */
interface Unit extends Case {
	item: string;
}

const comesBefore = (a: Case, b: Case): boolean =>
	a.first !== b.first ? a.first < b.first : a.riskId < b.riskId;

function itemUnits(cases: readonly Case[]): Unit[] {
	const units = cases.flatMap((one) =>
		(one.items.length > 0 ? one.items : ['(blank)']).map((item) => ({ ...one, item })),
	);
	const isRepeat = (unit: Unit) =>
		units.some(
			(other) =>
				comesBefore(other, unit) &&
				other.item === unit.item &&
				unit.item !== '(blank)' &&
				(unit.send?.reqId.trim() ?? '') !== '' &&
				other.send?.reqId === unit.send?.reqId,
		);
	return units.filter((unit) => !isRepeat(unit));
}

/** The shortest time that at least so many percent of all don't exceed. */
function percentile(times: readonly number[], percent: number): number | null {
	const enough = times.filter(
		(time) => times.filter((other) => other <= time).length * 100 >= percent * times.length,
	);
	return enough.length > 0 ? Math.min(...enough) / 1000 : null;
}

function figure(
	units: readonly Unit[],
	isMet: (unit: Unit) => boolean,
	time?: (unit: Unit) => number | null,
): SlowFigure {
	const met = units.filter(isMet);
	const rest = units.filter((unit) => !met.includes(unit));
	const times = time ? met.map((unit) => time(unit) ?? Number.NaN) : [];
	const ids = (some: readonly Unit[]) => [...new Set(some.map(({ riskId }) => riskId))];
	return {
		numerator: met.length,
		denominator: units.length,
		median: percentile(times, 50),
		p90: percentile(times, 90),
		numeratorRiskIds: ids(met),
		restRiskIds: ids(rest),
	};
}

const MINUTE = 60_000;

function figures(units: readonly Unit[], options: IndicatorOptions): Record<string, SlowFigure> {
	const typeOf = (unit: Unit) => unit.send?.reportType ?? '';
	const isNotifiedIn = (unit: Unit, minutes: number) =>
		unit.notification !== null && unit.notification <= minutes * MINUTE;
	const limit = (unit: Unit) =>
		options.notificationMinutes[typeOf(unit)] ?? options.otherNotificationMinutes;
	const hasBothSides = ({ send, confirm, acknowledged }: Unit) =>
		send !== undefined &&
		(send.sender.staff !== '' || send.sender.name !== '') &&
		send.items.length > 0 &&
		acknowledged &&
		confirm?.staff !== '' &&
		confirm?.result !== '';
	return {
		notificationRate: figure(units, (unit) => unit.notification !== null),
		timelyNotificationRate: figure(units, (unit) => isNotifiedIn(unit, limit(unit))),
		ultrasoundTenMinuteRate: figure(
			units.filter((unit) => typeOf(unit) === 'Ris'),
			(unit) => isNotifiedIn(unit, 10),
		),
		radiologyTenMinuteRate: figure(
			units.filter((unit) => typeOf(unit) === 'Pacs'),
			(unit) => isNotifiedIn(unit, 10) && hasBothSides(unit),
		),
		timelyHandlingRate: figure(
			units,
			({ confirmation }) =>
				confirmation !== null && confirmation <= options.handlingMinutes * MINUTE,
		),
		unacknowledgedRate: figure(units, ({ acknowledged }) => !acknowledged),
		notificationTime: figure(
			units,
			({ notification }) => notification !== null,
			({ notification }) => notification,
		),
		confirmationTime: figure(
			units,
			({ confirmation }) => confirmation !== null,
			({ confirmation }) => confirmation,
		),
	};
}

/** The total first, then the groups in the order of their keys, the one without a key last. */
export function slowStatistics(
	histories: readonly History[],
	options: IndicatorOptions,
): SlowGroup[] {
	const cases = histories
		.map((history) => caseOf(history, options))
		.filter((one) => one !== undefined)
		.filter(({ first }) => options.from <= first && first < options.to)
		.sort((a, b) => (comesBefore(a, b) ? -1 : 1));
	const counted = cases.filter(
		({ unknown, cancelled }) => !unknown && (!cancelled || options.includeCancelled),
	);
	const units = itemUnits(counted);
	const group = (key: string, isMember: (one: Case) => boolean): SlowGroup => ({
		key,
		value: figures(
			counted.filter(isMember).map((one) => ({ ...one, item: '' })),
			options,
		),
		item: figures(units.filter(isMember), options),
		cancelled: cases
			.filter(isMember)
			.filter((one) => one.cancelled)
			.map(({ riskId }) => riskId),
		unknown: cases
			.filter(isMember)
			.filter((one) => one.unknown)
			.map(({ riskId }) => riskId),
	});
	const keys = [...new Set(cases.map((one) => keyOf(one, options)))].sort();
	const said = keys.filter((key) => key !== '');
	const inOrder = keys.length > said.length ? [...said, ''] : said;
	return [
		group('', () => true),
		...(options.groupBy === 'none' ? [] : inOrder).map((key) =>
			group(key, (one) => keyOf(one, options) === key),
		),
	];
}
