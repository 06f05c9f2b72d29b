import type { ContentItem } from '../../contract/content';
import type { CriticalState, CriticalValue } from '../../lifecycle/criticalValue';
import type { Fact } from '../../lifecycle/state';
import type { Row } from '../database';
import { groupBy, numberOf, numberOrNull, text, textOrNull } from '../rows';

/** What of a message's content is kept for good. */
export interface KeptSend {
	fields: Record<string, unknown>;
	items: ContentItem[];
}

export interface KeptConfirm {
	fields: Record<string, unknown>;
	interface: 2 | 3;
}

export const toFact = (row: Row): Fact => ({
	id: numberOf(row.message_id),
	kind: text(row.kind) as Fact['kind'],
	at: numberOf(row.at),
	receivedAt: numberOf(row.received_at),
	withdrawn: numberOf(row.withdrawn) === 1,
	report: text(row.report),
});

/** Without what other tables say of it. */
export function toValue(row: Row): CriticalValue {
	const send = row.send === null ? undefined : (JSON.parse(text(row.send)) as KeptSend);
	const confirm = row.confirm === null ? undefined : (JSON.parse(text(row.confirm)) as KeptConfirm);
	return {
		riskId: text(row.risk_id),
		state: text(row.state) as CriticalState,
		firstSentAt: numberOrNull(row.first_sent_at),
		firstReceivedAt: numberOrNull(row.first_received_at),
		opening: numberOf(row.opening),
		openedAt: numberOrNull(row.opened_at),
		openedReceivedAt: numberOrNull(row.opened_received_at),
		acknowledgedAt: numberOrNull(row.acknowledged_at),
		confirmedAt: numberOrNull(row.confirmed_at),
		cancelledAt: numberOrNull(row.cancelled_at),
		fields: send?.fields ?? {},
		items: send?.items ?? [],
		confirm: confirm?.fields ?? null,
		confirmInterface: confirm?.interface ?? null,
		notified: [],
		marks: [],
		escalations: [],
	};
}

/** Adds first deliveries, marks and fired steps to the values that they belong to. */
export function withDetails(
	values: readonly CriticalValue[],
	details: { deliveries: readonly Row[]; marks: readonly Row[]; escalations: readonly Row[] },
): CriticalValue[] {
	const group = (rows: readonly Row[]) => groupBy(rows, (row) => text(row.risk_id));
	const deliveries = group(details.deliveries);
	const marks = group(details.marks);
	const escalations = group(details.escalations);
	return values.map((value) => ({
		...value,
		notified: (deliveries.get(value.riskId) ?? []).map((row) => ({
			target: text(row.target),
			name: text(row.name),
			at: numberOf(row.at),
		})),
		marks: (marks.get(value.riskId) ?? []).map((row) => ({
			target: text(row.target),
			name: text(row.target_name),
			state: row.state === 'delivered' ? 'delivered' : 'open',
			reason: textOrNull(row.reason),
			at: numberOf(row.last_at),
		})),
		escalations: (escalations.get(value.riskId) ?? []).map((row) => ({
			watch: text(row.watch),
			opening: numberOf(row.opening),
			step: text(row.step),
			name: text(row.name),
			level: numberOf(row.level),
			afterMinutes: numberOf(row.after_minutes),
			at: numberOf(row.at),
		})),
	}));
}
