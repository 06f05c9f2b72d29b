import type { CriticalValue } from '../criticalValue';
import { fieldText } from '../fieldText';
import { acknowledgedAt, confirmationMs, notificationMs } from './durations';
import { groupOf, type Group } from './group';
import { itemKeys } from './itemKeys';
import type { IndicatorOptions } from './options';

/** What the figures need of a critical value, and no more: a year of them fits into memory. */
export interface Observation {
	riskId: string;
	/** First send, epoch milliseconds; of an unknown value its confirm. */
	at: number;
	state: CriticalValue['state'];
	group: Group;
	reportType: string;
	/** null: not notified. */
	notificationMs: number | null;
	/** null: not acknowledged. */
	confirmationMs: number | null;
	/** Whether both sides are on record: who sent what, and who answered what and when. */
	isOnRecord: boolean;
	items: readonly string[];
}

const isSaid = (fields: Readonly<Record<string, unknown>>, ...names: string[]): boolean =>
	names.some((name) => fieldText(fields, name) !== '');

function isOnRecord(value: CriticalValue): boolean {
	const { fields, confirm } = value;
	if (confirm === null || acknowledgedAt(value) === null) return false;
	return (
		isSaid(fields, 'senderName', 'senderStaff') &&
		isSaid(fields, 'sendTime') &&
		isSaid(fields, 'content') &&
		isSaid(confirm, 'responseName', 'responseStaff') &&
		isSaid(confirm, 'responseTime') &&
		isSaid(confirm, 'responsecontent', 'responseResult')
	);
}

/** @returns undefined for a value that is not of the period, or (only withdrawn confirms have come) of no time */
export function observe(value: CriticalValue, options: IndicatorOptions): Observation | undefined {
	const { riskId, state, fields } = value;
	const at = value.firstSentAt ?? value.confirmedAt;
	if (at === null || at < options.from || at >= options.to) return undefined;
	return {
		riskId,
		at,
		state,
		group: groupOf(value, at, options),
		reportType: fieldText(fields, 'reportType'),
		notificationMs: notificationMs(value, options.clinicalSystems),
		confirmationMs: confirmationMs(value),
		isOnRecord: isOnRecord(value),
		items: itemKeys(riskId, fieldText(fields, 'reqId'), value.items),
	};
}
