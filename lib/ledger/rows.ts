import type { InterfaceNumber } from '../contract/fields';
import type { AuditEntry } from './audit';
import type { Row, SqlValue } from './database';
import {
	DELIVERY_OPEN,
	type ClaimedMessage,
	type Delivery,
	type InboxEntry,
	type InboxState,
	type MessageKind,
	type StillOpen,
	type Verdict,
} from './types';

/**
 * Rows into records. What is in the ledger was written by us and checked by its constraints, so the types
 * are taken at their word here, and nowhere else.
 */

export const text = (value: SqlValue | undefined): string => String(value ?? '');
export const textOrNull = (value: SqlValue | undefined): string | null =>
	value === null || value === undefined ? null : String(value);
export const numberOf = (value: SqlValue | undefined): number => Number(value ?? 0);
export const numberOrNull = (value: SqlValue | undefined): number | null =>
	value === null || value === undefined ? null : Number(value);

export const toEntry = (row: Row): InboxEntry => ({
	id: numberOf(row.id),
	channel: text(row.channel),
	verdict: text(row.verdict) as Verdict,
	state: text(row.state) as InboxState,
	kind: text(row.kind) as MessageKind,
	interface: numberOrNull(row.interface) as InterfaceNumber | null,
	riskId: textOrNull(row.risk_id),
	flag: textOrNull(row.flag),
	reportType: textOrNull(row.report_type),
	patientClass: textOrNull(row.patient_class),
	fingerprint: textOrNull(row.fingerprint),
	acceptedAt: numberOf(row.accepted_at),
	dueAt: numberOrNull(row.due_at),
	attempts: numberOf(row.attempts),
	repeats: numberOf(row.repeats),
	lastFailure: textOrNull(row.last_failure),
	failedAt: numberOrNull(row.failed_at),
	executionId: textOrNull(row.execution_id),
	endedAt: numberOrNull(row.ended_at),
});

/** @param following ids of those with an earlier one of their riskId open */
export const toClaimed = (row: Row, following: ReadonlySet<number>): ClaimedMessage => ({
	id: numberOf(row.id),
	verdict: text(row.verdict) as Verdict,
	riskId: textOrNull(row.risk_id),
	item: text(row.item),
	attempts: numberOf(row.attempts),
	scheduledFrom: numberOf(row.scheduled_from),
	solo: numberOf(row.solo) === 1,
	earlierOpen: following.has(numberOf(row.id)),
	deliveriesOnly: row.last_failure === DELIVERY_OPEN,
});

export const toStillOpen = (row: Row): StillOpen => ({
	id: numberOf(row.id),
	unsure: numberOf(row.unsure) === 1,
	parked: numberOf(row.parked) === 1,
});

export const toDelivery = (row: Row): Delivery => ({
	key: text(row.key),
	target: text(row.target),
	targetName: text(row.target_name),
	operation: numberOf(row.operation) as InterfaceNumber,
	messageId: numberOrNull(row.message_id),
	riskId: text(row.risk_id),
	state: text(row.state) as Delivery['state'],
	calls: numberOf(row.calls),
	firstAt: numberOf(row.first_at),
	lastAt: numberOf(row.last_at),
	code: textOrNull(row.code),
	msg: textOrNull(row.msg),
	reason: textOrNull(row.reason),
	failureClass: textOrNull(row.failure_class),
});

export const toAuditEntry = (row: Row): AuditEntry => ({
	seq: numberOf(row.seq),
	at: numberOf(row.at),
	action: text(row.action),
	actor: text(row.actor),
	messageId: numberOrNull(row.message_id),
	riskId: textOrNull(row.risk_id),
	detail: JSON.parse(text(row.detail)) as AuditEntry['detail'],
	previous: text(row.previous),
	hash: text(row.hash),
});

/** What has neither is storable as it is. Most texts are; looking is cheaper than replacing nothing. */
const SUSPECT = /[\0\ud800-\udfff]/;

/** PostgreSQL refuses NUL in a text, and half a character is none in UTF-8. The item's JSON escapes both. */
export const storable = (value: string | null): string | null =>
	value === null || !SUSPECT.test(value)
		? value
		: value.replaceAll('\0', '\u2400').replace(/\p{Cs}/gu, '\uFFFD');

/** All by a text of theirs, each group in the order in which they came. */
export function groupBy<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of all) {
		const group = groups.get(key(one));
		if (group) group.push(one);
		else groups.set(key(one), [one]);
	}
	return groups;
}
