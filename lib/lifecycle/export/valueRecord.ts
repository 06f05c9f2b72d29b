import { DateTime } from '../../thirdParty';
import { acknowledgedAt } from '../indicators/durations';
import type { ExportedValue } from './exportedValue';

/** Names of the wire's times: ISO in an export, whatever they are on the wire. */
const WIRE_TIMES = new Set(['sendTime', 'responseTime']);

const iso = (ms: number, zone: string): string | null => DateTime.fromMillis(ms, { zone }).toISO();

type Masked = ExportedValue['masked'];

/** Masks every text within a value: tolerant mode keeps objects where the wire has texts. */
function maskedValue(field: string, value: unknown, masked: Masked): unknown {
	if (typeof value === 'string') return masked(field, value);
	if (Array.isArray(value)) return value.map((inner) => maskedValue(field, inner, masked));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [key, maskedValue(key, inner, masked)]),
	);
}

function wireFields(fields: Readonly<Record<string, unknown>>, masked: Masked, zone: string) {
	return Object.fromEntries(
		Object.entries(fields).map(([name, value]) => {
			const isTime = WIRE_TIMES.has(name) && typeof value === 'number';
			return [name, isTime ? iso(value, zone) : maskedValue(name, value, masked)];
		}),
	);
}

/**
 * A critical value as one JSON object of an NDJSON export: wire fields of the newest send as they are named on the
 * wire, the confirm's under `confirm`, all times ISO 8601 with the zone's offset.
 */
export function valueRecord(exported: ExportedValue, zone: string): Record<string, unknown> {
	const { value, masked } = exported;
	const time = (ms: number | null) => (ms === null ? null : iso(ms, zone));
	return {
		...wireFields(value.fields, masked, zone),
		riskId: value.riskId,
		state: value.state,
		opening: value.opening,
		firstSentTime: time(value.firstSentAt),
		firstReceivedTime: time(value.firstReceivedAt),
		notifiedTime: time(exported.notifiedAt),
		openedTime: time(value.openedAt),
		acknowledgedTime: time(acknowledgedAt(value)),
		confirmedTime: time(value.confirm === null ? null : value.confirmedAt),
		cancelledTime: time(value.cancelledAt),
		minutesToNotification: exported.minutesToNotification,
		minutesToConfirmation: exported.minutesToConfirmation,
		confirm: value.confirm === null ? null : wireFields(value.confirm, masked, zone),
		confirmInterface: value.confirmInterface,
		notified: value.notified.map(({ name, target, at }) => ({
			target: name,
			address: target,
			time: time(at),
		})),
		escalations: value.escalations.map(({ name, level, afterMinutes, opening, at }) => ({
			name,
			level,
			afterMinutes,
			opening,
			time: time(at),
		})),
	};
}
