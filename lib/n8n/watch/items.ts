import { isoTime } from '../../lifecycle/isoTime';
import { FALLBACK_ID } from '../../lifecycle/escalation';
import type { FiringStep } from '../../ledger/criticalValues/types';
import type { Ledger } from '../../ledger/types';
import { roundedMinutesOpen, valueJson } from '../lifecycle/valueJson';

/** A step that fires, as the workflow gets it: its critical value, and the step beside it. */
function stepJson(
	{ value, step, name, level, afterMinutes, opening }: FiringStep,
	now: number,
	timeZone: string,
) {
	const minutes = roundedMinutesOpen(value, now);
	const { wardName, patientBedno: bed } = value.fields;
	const place = [wardName, typeof bed === 'string' && bed !== '' ? `${bed}床` : '']
		.filter((part) => typeof part === 'string' && part !== '')
		.join(' ');
	return {
		event: 'unconfirmed' as const,
		...valueJson(value, now, timeZone),
		opening,
		step: { name, level, afterMinutes, fallback: step === FALLBACK_ID },
		text: `危急值超过 ${minutes ?? 0} 分钟未确认${place === '' ? '' : `：${place}`}，通知${name}`,
	};
}

/**
 * The item for what fires.
 *
 * @param isDigest several in one, for robots that mute when they are spoken to too often
 */
export function firingJson(
	firing: readonly FiringStep[],
	isDigest: boolean,
	now: number,
	timeZone: string,
): object {
	const entries = firing.map((one) => stepJson(one, now, timeZone));
	const [only] = entries;
	return !isDigest && only ? only : digestJson(entries);
}

/** Steps in one item. Its text counts critical values: several steps of one may come due at once. */
export function digestJson(entries: readonly object[]) {
	const values = new Set(entries.flatMap(openingsIn).map(({ riskId }) => riskId)).size;
	return {
		event: 'unconfirmedDigest' as const,
		count: entries.length,
		text: `${values} 条危急值超时未确认`,
		entries,
	};
}

/** Which openings an item of a watch is about; none where it is about something else. */
export function openingsIn(json: unknown): Array<{ riskId: string; opening: number }> {
	const { event, entries, riskId, opening } = json as Record<string, unknown>;
	if (event === 'unconfirmedDigest' && Array.isArray(entries)) return entries.flatMap(openingsIn);
	return event === 'unconfirmed' && typeof riskId === 'string' && typeof opening === 'number'
		? [{ riskId, opening }]
		: [];
}

/** What a digest of dead letters or rejected calls says of one of them: no content, no names. */
export async function shownMessage(ledger: Ledger, messageId: number, timeZone: string) {
	const entry = await ledger.get(messageId);
	if (!entry) return { messageId };
	const { riskId, kind, lastFailure, attempts, acceptedAt, channel, verdict } = entry;
	const { reason, msg, received } = JSON.parse(entry.item) as Record<string, unknown>;
	const rejected =
		verdict === 'rejected'
			? { reason, msg, remoteAddress: (received as { remoteAddress?: unknown })?.remoteAddress }
			: {};
	return {
		messageId,
		riskId,
		kind,
		lastFailure,
		attempts,
		channel,
		acceptedTime: isoTime(acceptedAt, timeZone),
		acceptedTimestamp: acceptedAt,
		...rejected,
	};
}
