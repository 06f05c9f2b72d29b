import { wireFields } from '../../contract/fields';
import { DateTime } from '../../thirdParty';
import type { CriticalValue } from '../criticalValue';
import type { BoardInput } from './board';
import { minutesOpen } from './urgency';
import { fieldText } from './words';

export interface HourCount {
	hour: number;
	all: number;
	/** Of these, still open. */
	open: number;
}

export interface TypeCount {
	type: string;
	label: string;
	count: number;
}

/** Today's figures. A value counts once, and not at all once it is withdrawn. */
export interface Indicators {
	all: number;
	confirmed: number;
	/** Confirmed within the limit. */
	inTime: number;
	/** Confirmed, or open longer than the limit: those of which it is known whether they were in time. */
	decided: number;
	/** Median of minutes from the opening to its first confirmation; null while none is confirmed. */
	medianMinutes: number | null;
	longestMinutes: number | null;
	/** By the hour in which they were first received: 24 of them. */
	hours: readonly HourCount[];
	types: readonly TypeCount[];
	/** The hour it is. */
	hour: number;
}

/** The middle of some numbers; between the two middle ones of an even count. */
export function median(numbers: readonly number[]): number | null {
	const sorted = [...numbers].sort((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)];
	if (upper === undefined) return null;
	const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
	return (lower + upper) / 2;
}

const REPORT_TYPES = wireFields(1).find(({ name }) => name === 'reportType')?.values ?? [];

function countTypes(values: readonly CriticalValue[]): TypeCount[] {
	const types = values.map(({ fields }) => fieldText(fields, 'reportType'));
	const count = (of: string) => types.filter((type) => type === of).length;
	const known = REPORT_TYPES.map(({ value, zh }) => ({
		type: value,
		label: zh,
		count: count(value),
	}));
	const rest = types.length - known.reduce((sum, type) => sum + type.count, 0);
	return rest === 0 ? known : [...known, { type: 'other', label: '其他', count: rest }];
}

type Clock = Pick<BoardInput, 'now' | 'timeZone'>;

function countHours(values: readonly CriticalValue[], { timeZone }: Clock): HourCount[] {
	const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, all: 0, open: 0 }));
	for (const { firstReceivedAt, state } of values) {
		if (firstReceivedAt === null) continue;
		const counts = hours[DateTime.fromMillis(firstReceivedAt, { zone: timeZone }).hour];
		if (!counts) continue;
		counts.all += 1;
		if (state === 'open') counts.open += 1;
	}
	return hours;
}

/** @param today values first received today: see {@link BoardInput} */
export function indicatorsOf(
	today: readonly CriticalValue[],
	limitMinutes: number,
	clock: Clock,
): Indicators {
	const counted = today.filter(({ state }) => state === 'open' || state === 'confirmed');
	const minutes = (state: CriticalValue['state']) =>
		counted.filter((value) => value.state === state).map((value) => minutesOpen(value, clock.now));
	const confirmed = minutes('confirmed');
	const overdue = minutes('open').filter((open) => open > limitMinutes);
	return {
		all: counted.length,
		confirmed: confirmed.length,
		inTime: confirmed.filter((took) => took <= limitMinutes).length,
		decided: confirmed.length + overdue.length,
		medianMinutes: median(confirmed),
		longestMinutes: confirmed.length === 0 ? null : Math.max(...confirmed),
		hours: countHours(counted, clock),
		types: countTypes(counted),
		hour: DateTime.fromMillis(clock.now, { zone: clock.timeZone }).hour,
	};
}
