import { DateTime } from '../thirdParty';

/** @returns ISO 8601 in the time zone, as the triggers write `received.time`; null for no time */
export function isoTime(ms: number | null, timeZone: string): string | null {
	return ms === null ? null : DateTime.fromMillis(ms, { zone: timeZone }).toISO();
}
