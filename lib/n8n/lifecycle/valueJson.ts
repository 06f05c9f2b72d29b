import type { CriticalState, CriticalValue } from '../../lifecycle/criticalValue';
import { isoTime } from '../../lifecycle/isoTime';
import { wireFields } from '../../contract/fields';
import { z } from '../../thirdParty';
import { contentItem } from '../trigger/outputSchema';

const STATE_WORDS: Readonly<Record<CriticalState, string>> = {
	open: '未确认 open',
	confirmed: '已确认 confirmed',
	cancelled: '已撤销 cancelled',
	unknown: '只收到确认，未收到危急值 confirmed, but never sent',
};

const time = z.string().nullable();
const timestamp = z.number().int().nullable();
const wire = (n: 1 | 3) =>
	Object.fromEntries(
		wireFields(n).map(({ name, type }) => [
			name,
			type === 'timestamp' ? z.number().int() : z.string(),
		]),
	);

/** A critical value as an output item. Field names stand in hospitals' workflows: add, never rename. */
export const valueSchema = z.object({
	...wire(1),
	items: z.array(contentItem),
	state: z.enum(['open', 'confirmed', 'cancelled', 'unknown']),
	stateText: z.string(),
	opening: z.number().int(),
	minutesOpen: z.number().nullable(),
	firstSentTime: time,
	firstSentTimestamp: timestamp,
	firstReceivedTime: time,
	firstReceivedTimestamp: timestamp,
	openedTime: time,
	openedTimestamp: timestamp,
	acknowledgedTime: time,
	acknowledgedTimestamp: timestamp,
	confirmedTime: time,
	confirmedTimestamp: timestamp,
	cancelledTime: time,
	cancelledTimestamp: timestamp,
	confirm: z.object(wire(3)).nullable(),
	confirmInterface: z.number().int().nullable(),
	notified: z.array(
		z.object({
			target: z.string(),
			address: z.string(),
			time: z.string(),
			timestamp: z.number().int(),
		}),
	),
	deliveries: z.array(
		z.object({
			target: z.string(),
			address: z.string(),
			state: z.enum(['open', 'delivered']),
			reason: z.string().nullable(),
			time: z.string(),
			timestamp: z.number().int(),
		}),
	),
	escalations: z.array(
		z.object({
			name: z.string(),
			level: z.number().int(),
			afterMinutes: z.number(),
			time: z.string(),
			timestamp: z.number().int(),
			opening: z.number().int(),
			watch: z.string(),
		}),
	),
});

export type ValueJson = Record<string, unknown> & { riskId: string; minutesOpen: number | null };

const MINUTE_MS = 60_000;

/**
 * Minutes from the opening until it was handled, or until now; one decimal. A clock that is behind makes none
 * of them negative.
 */
export function minutesOpen(value: CriticalValue, now: number): number | null {
	const { openedReceivedAt, acknowledgedAt, state } = value;
	if (openedReceivedAt === null) return null;
	const until = state === 'confirmed' ? (acknowledgedAt ?? now) : now;
	return Math.max(0, Math.round((until - openedReceivedAt) / (MINUTE_MS / 10)) / 10);
}

/** @param now epoch milliseconds */
export function valueJson(value: CriticalValue, now: number, timeZone: string): ValueJson {
	const at = (ms: number) => ({ time: isoTime(ms, timeZone) ?? '', timestamp: ms });
	const both = (name: string, ms: number | null) => ({
		[`${name}Time`]: isoTime(ms, timeZone),
		[`${name}Timestamp`]: ms,
	});
	return {
		...value.fields,
		riskId: value.riskId,
		items: value.items,
		state: value.state,
		stateText: STATE_WORDS[value.state],
		opening: value.opening,
		minutesOpen: minutesOpen(value, now),
		...both('firstSent', value.firstSentAt),
		...both('firstReceived', value.firstReceivedAt),
		...both('opened', value.openedAt),
		...both('acknowledged', value.acknowledgedAt),
		...both('confirmed', value.confirmedAt),
		...both('cancelled', value.cancelledAt),
		confirm: value.confirm,
		confirmInterface: value.confirmInterface,
		notified: value.notified.map(({ target, name, at: ms }) => ({
			...{ target: name, address: target },
			...at(ms),
		})),
		deliveries: value.marks.map(({ target, name, state, reason, at: ms }) => ({
			...{ target: name, address: target, state, reason },
			...at(ms),
		})),
		escalations: value.escalations.map(({ name, level, afterMinutes, opening, watch, at: ms }) => ({
			...{ name, level, afterMinutes, opening, watch },
			...at(ms),
		})),
	};
}
