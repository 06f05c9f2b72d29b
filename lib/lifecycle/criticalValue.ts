import type { ContentItem } from '../contract/content';

/**
 * A critical value's states, in words.
 *
 * - `open`: the ward is to be reminded; nobody has handled it, or what was handled has changed since.
 * - `confirmed`: a clinician has handled what the newest send says.
 * - `cancelled`: its sender has withdrawn it (flag delete).
 * - `unknown`: only confirms have come so far; its send has not.
 */
export type CriticalState = 'open' | 'confirmed' | 'cancelled' | 'unknown';

export const CRITICAL_STATES: readonly CriticalState[] = [
	'open',
	'confirmed',
	'cancelled',
	'unknown',
];

/** The first delivery of a critical value (interface 1) to a system. Times are epoch milliseconds, everywhere. */
export interface FirstDelivery {
	/** The system's address, and the name people know it by. */
	target: string;
	name: string;
	at: number;
}

/** How a system stands to the newest send. */
export interface DeliveryMark {
	target: string;
	name: string;
	state: 'open' | 'delivered';
	/** A code of the failure catalogue while it is open. */
	reason: string | null;
	/** Last tried. */
	at: number;
}

/** A step of an escalation plan that has fired. */
export interface FiredStep {
	/** The Risk Watch Trigger that it is of: workflow id, colon, node id. */
	watch: string;
	/** Which opening it was fired for: see {@link CriticalValue.opening}. */
	opening: number;
	step: string;
	name: string;
	level: number;
	/** The step's time in minutes after the opening, as the plan had it. */
	afterMinutes: number;
	at: number;
}

/** What the messages of a riskId come to, whatever order they arrived in. */
export interface LifeCycle {
	state: CriticalState;
	/** Earliest send, by its own time; null while only confirms have come. */
	firstSentAt: number | null;
	/** When that send was received here. */
	firstReceivedAt: number | null;
	/**
	 * Number of the latest opening: a change after a confirmation, or a withdrawn confirmation, opens it again. Never
	 * given twice: where messages come late, it may be more than their own times have made of it in the end.
	 */
	opening: number;
	/** The latest opening, by the time of the message that opened it, and when that was received here. */
	openedAt: number | null;
	openedReceivedAt: number | null;
	/** The first confirm of the latest opening, if it is confirmed: how long the ward took. */
	acknowledgedAt: number | null;
	/** The confirm that decides: the newest. */
	confirmedAt: number | null;
	cancelledAt: number | null;
}

/** A critical value as people ask for it. Patient data. */
export interface CriticalValue extends LifeCycle {
	riskId: string;
	/** Wire fields of the newest send that is no withdrawal, in canonical form; empty in state `unknown`. */
	fields: Readonly<Record<string, unknown>>;
	/** Its content, item by item. */
	items: readonly ContentItem[];
	/** Wire fields of the newest confirm that was not withdrawn; null if there is none. */
	confirm: Readonly<Record<string, unknown>> | null;
	/** The interface that confirm came by. */
	confirmInterface: 2 | 3 | null;
	/** First delivery to each system, over all its sends; earliest first. */
	notified: readonly FirstDelivery[];
	/** How each system stands to the newest send; empty once that message's retention has ended. */
	marks: readonly DeliveryMark[];
	/** Steps that have fired, earliest first. */
	escalations: readonly FiredStep[];
}
