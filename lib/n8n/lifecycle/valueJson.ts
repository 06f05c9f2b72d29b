import type { CriticalState, CriticalValue } from '../../lifecycle/criticalValue';
import { isoTime } from '../../lifecycle/isoTime';
import { minutesOpen } from '../../lifecycle/minutesOpen';
import { STATE_WORDS } from '../../lifecycle/stateWords';
import { wireFields } from '../../contract/fields';
import { z } from '../../thirdParty';
import { contentItem } from '../trigger/outputSchema';

const stateText = (state: CriticalState): string => {
	const { zh, en } = STATE_WORDS.get(state) ?? { zh: state, en: '' };
	return `${zh} ${en}`;
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

/** To one decimal; null while only confirms have come. */
export function roundedMinutesOpen(value: CriticalValue, now: number): number | null {
	const minutes = minutesOpen(value, now);
	return minutes === null ? null : Math.round(minutes * 10) / 10;
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
		stateText: stateText(value.state),
		opening: value.opening,
		minutesOpen: roundedMinutesOpen(value, now),
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
