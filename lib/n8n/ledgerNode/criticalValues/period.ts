import { DateTime } from '../../../thirdParty';
import { LABELS } from '../labels';
import { rawParameter, unusable, type At } from '../parameters';
import { readChoice } from '../read';
import { readMoment } from './read';

/** What a report is about; the values stand in saved workflows. */
export const PERIODS = [
	'today',
	'yesterday',
	'thisWeek',
	'lastWeek',
	'thisMonth',
	'lastMonth',
	'custom',
] as const;

export interface Period {
	/** Epoch milliseconds; the end is not part of it. */
	from: number;
	to: number;
}

const UNITS = {
	today: ['day', 0],
	yesterday: ['day', 1],
	thisWeek: ['week', 0],
	lastWeek: ['week', 1],
	thisMonth: ['month', 0],
	lastMonth: ['month', 1],
} as const;

/** A whole day, week (from Monday) or month in the workflow's time zone, or any two times. */
export function readPeriod(at: At, now: number): Period {
	const period = readChoice(at, 'period', PERIODS);
	if (period !== 'custom') {
		const [unit, back] = UNITS[period];
		const start = DateTime.fromMillis(now, { zone: at.timeZone })
			.startOf(unit)
			.minus({ [unit]: back });
		return { from: start.toMillis(), to: start.plus({ [unit]: 1 }).toMillis() };
	}
	const from = readMoment(at, 'sentAfter', rawParameter(at, 'sentAfter', ''));
	const to = readMoment(at, 'sentBefore', rawParameter(at, 'sentBefore', ''));
	if (from === undefined) {
		throw unusable('sentAfter', {
			zh: '请填写时段的开始时间',
			en: 'Give the beginning of the period',
		});
	}
	if (to !== undefined && to <= from) {
		throw unusable('sentBefore', {
			zh: `应晚于“${LABELS.sentAfter}”`,
			en: `It has to be later than “${LABELS.sentAfter}”`,
		});
	}
	return { from, to: to ?? now };
}
