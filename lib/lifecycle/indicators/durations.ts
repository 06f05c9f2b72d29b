import type { CriticalValue } from '../criticalValue';

type Reception = Pick<
	CriticalValue,
	'firstSentAt' | 'firstReceivedAt' | 'notified' | 'acknowledgedAt' | 'confirm'
>;

type Handling = Pick<
	CriticalValue,
	'firstSentAt' | 'firstReceivedAt' | 'openedAt' | 'openedReceivedAt' | 'acknowledgedAt' | 'confirm'
>;

/** Clocks differ: what ends before it began has taken no time. */
const between = (start: number, end: number): number => Math.max(0, end - start);

/** A sender's clock may be ahead: nothing appears after it has been received. */
const start = (saidAt: number, receivedAt: number | null): number =>
	Math.min(saidAt, receivedAt ?? saidAt);

/** When a clinician first confirmed what now stands confirmed; null without a confirmation that stands. */
export const acknowledgedAt = (value: Pick<CriticalValue, 'acknowledgedAt' | 'confirm'>) =>
	value.confirm === null ? null : value.acknowledgedAt;

/**
 * When the clinical department had it: the first delivery to one of its systems; where none is on record, the
 * acknowledgement (they can't have handled what they didn't have). null: not notified.
 *
 * @param clinicalSystems names or addresses of those systems; empty: any system
 */
export function notifiedAt(value: Reception, clinicalSystems: readonly string[]): number | null {
	const isClinical = ({ name, target }: { name: string; target: string }) =>
		clinicalSystems.length === 0 ||
		clinicalSystems.includes(name) ||
		clinicalSystems.includes(target);
	const times = value.notified.filter(isClinical).map(({ at }) => at);
	return times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : acknowledgedAt(value);
}

/** Milliseconds from the value's appearance (its first send) until it was notified; null: it was not, or never sent. */
export function notificationMs(
	value: Reception,
	clinicalSystems: readonly string[],
): number | null {
	const end = notifiedAt(value, clinicalSystems);
	if (value.firstSentAt === null || end === null) return null;
	return between(start(value.firstSentAt, value.firstReceivedAt), end);
}

/**
 * Milliseconds from the latest opening until it was acknowledged; from the first send of a value that was never
 * open (its withdrawal came first). null: it is not acknowledged, or was never sent.
 */
export function confirmationMs(value: Handling): number | null {
	const end = acknowledgedAt(value);
	const [saidAt, receivedAt] =
		value.openedAt === null
			? [value.firstSentAt, value.firstReceivedAt]
			: [value.openedAt, value.openedReceivedAt];
	if (saidAt === null || end === null) return null;
	return between(start(saidAt, receivedAt), end);
}
