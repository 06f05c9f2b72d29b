import type { CriticalState, CriticalValue } from '../../lifecycle/criticalValue';
import type { AuditEntry, AuditEvent } from '../audit';
import type { Page } from '../types';

export interface CriticalValueFilter {
	riskId?: string;
	riskIds?: readonly string[];
	states?: readonly CriticalState[];
	reportTypes?: readonly string[];
	patientClasses?: readonly string[];
	/** Codes or names. */
	wards?: readonly string[];
	/** First sent at or after, epoch milliseconds; one whose send has not come counts by its confirm. */
	from?: number;
	/** First sent before, epoch milliseconds. */
	to?: number;
	/** Opened at or before: received here, epoch milliseconds. */
	openedUntil?: number;
}

/** A step of an escalation plan that is due. */
export interface DueStep {
	riskId: string;
	/** For this opening only: see CriticalValue.opening. */
	opening: number;
	/** Identifies the step within its watch, for good. */
	step: string;
	name: string;
	level: number;
	afterMinutes: number;
}

/** A step that fires now, and its value as it is at this moment. */
export interface FiringStep extends DueStep {
	value: CriticalValue;
}

/** Something for a watch's workflow: it goes through the inbox, and so survives whatever happens then. */
export interface WatchItem {
	/** The same one is stored once. */
	fingerprint: string;
	/** The output item's JSON. */
	item: string;
}

/** An entry of the audit trail that a watch looks for. */
export type WatchedEvent = Pick<AuditEntry, 'seq' | 'at' | 'action' | 'messageId' | 'riskId'> & {
	detail: AuditEvent['detail'];
};

/** What a watch remembers: names and values of its own. */
export type WatchState = Readonly<Record<string, string>>;

/** Critical values as their messages make them; whatever is asked for is up to date with what is committed. */
export interface CriticalValues {
	get(riskId: string): Promise<CriticalValue | undefined>;
	/** The latest first sent first. */
	search(filter: CriticalValueFilter, limit: number, before?: number): Promise<Page<CriticalValue>>;
	count(filter: CriticalValueFilter): Promise<number>;
	/** All that is on record about a riskId, in the order in which it happened. */
	timeline(riskId: string): Promise<AuditEntry[]>;
	/** Brings the critical values up to date with the audit trail. Asking does it, too. */
	catchUp(): Promise<void>;
	/** All that are open, and from where on {@link changedSince} tells what changes. */
	allOpen(): Promise<ChangedValues>;
	/**
	 * What has changed since, in the order of the changes.
	 *
	 * @param changed {@link ChangedValues.changed} of the last call
	 */
	changedSince(changed: number, limit: number): Promise<ChangedValues>;

	/**
	 * Fires steps of a watch: of each that is still open and has not fired, once, whatever happens.
	 *
	 * @param compose the items for the watch's workflow; called with what fires, and only if anything does
	 * @returns what fired
	 */
	fire(
		watch: string,
		due: readonly DueStep[],
		compose: (firing: readonly FiringStep[]) => WatchItem[],
		now: number,
	): Promise<FiringStep[]>;
	/** Which of these openings have ended, by their {@link openingKey}: their escalation is to stop. */
	ended(openings: ReadonlyArray<{ riskId: string; opening: number }>): Promise<Set<string>>;

	/** What a watch remembers; empty before its first {@link remember}. */
	remembered(watch: string): Promise<WatchState>;
	/**
	 * Changes what a watch remembers, and stores items for its workflow, in one; nothing of it where another
	 * process has changed one of these names meanwhile.
	 *
	 * @param known what the changes go by
	 * @param changes null forgets a name
	 */
	remember(
		watch: string,
		known: WatchState,
		changes: Readonly<Record<string, string | null>>,
		items: readonly WatchItem[],
		now: number,
	): Promise<void>;
	/** Events behind a number of the audit trail, of some kinds. */
	eventsSince(seq: number, actions: readonly string[], limit: number): Promise<WatchedEvent[]>;
	/** Number of the newest entry of the audit trail. */
	newestEvent(): Promise<number>;
}

export interface ChangedValues {
	values: CriticalValue[];
	/** Give it to the next call. */
	changed: number;
	/** There may be more. */
	more: boolean;
}
