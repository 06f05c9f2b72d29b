import type { InterfaceNumber, Kind } from '../contract/fields';
import type { CriticalValues } from './criticalValues/types';

/**
 * The inbox's states, in words.
 *
 * - `pending`: to be processed when it is due (`dueAt`), and when no earlier message of its riskId is open.
 * - `claimed`: being processed by the holder of its claim until `dueAt`; after that anybody may take it over.
 * - `done`: its execution succeeded, and no delivery of it is open.
 * - `dead`: its schedule was used up. Kept; a repetition by the sender or a replay takes it up again.
 * - `discarded`: put aside by a person, who gave a reason.
 *
 * `pending` and `claimed` are open: an open message holds back later ones of its riskId, and no others. One
 * that is open for its deliveries only ({@link DELIVERY_OPEN}) has been processed, and lets them pass: it is
 * the systems that lack it which must not get a later one ({@link Ledger.hasEarlier}).
 */
export type InboxState = 'pending' | 'claimed' | 'done' | 'dead' | 'discarded';

export const INBOX_STATES: readonly InboxState[] = [
	'pending',
	'claimed',
	'done',
	'dead',
	'discarded',
];

/** Why a message whose execution succeeded is tried again: a system has not taken it. */
export const DELIVERY_OPEN = 'DELIVERY_OPEN';

/** Why a delivery was not tried: the system lacks an earlier message of the riskId. */
export const EARLIER_OPEN = 'EARLIER_OPEN';

/** Why a delivery was not tried: the system is known to be down. */
export const TARGET_PARKED = 'TARGET_PARKED';

/** Whether a call was a message. A rejected one goes through the same states, to the Rejected output. */
export type Verdict = 'accepted' | 'rejected';

/** What an inbox message is: a call of an interface, or something that a Risk Watch Trigger has seen. */
export type MessageKind = Kind | 'watch';

/** A call as it is put into the inbox. */
export interface NewMessage {
	/** Whose inbox: workflow and node. */
	channel: string;
	verdict: Verdict;
	kind: MessageKind;
	interface: InterfaceNumber | null;
	/** null for a rejected call that had none. */
	riskId: string | null;
	flag: string | null;
	reportType: string | null;
	patientClass: string | null;
	/** What makes a repetition a duplicate (interface.md, decision 9); null for a rejected call. */
	fingerprint: string | null;
	/** The output item's JSON. Patient data: it goes nowhere but to the workflow. */
	item: string;
}

export type AcceptResult =
	/** Stored: from here on it survives power loss. */
	| { outcome: 'stored'; id: number }
	/** The same message is there already; `state` says how far it is. */
	| { outcome: 'duplicate'; id: number; state: InboxState }
	/** The same message was dead and is pending again: the sender still wants it delivered. */
	| { outcome: 'revived'; id: number }
	/** The channel has as many open messages of this verdict as it may have; nothing was stored. */
	| { outcome: 'full'; open: number };

/** A message on its way through an execution. */
export interface ClaimedMessage {
	id: number;
	verdict: Verdict;
	riskId: string | null;
	item: string;
	/** How often it has been started, this time included. */
	attempts: number;
	/** When its schedule began: acceptance or replay, epoch milliseconds. */
	scheduledFrom: number;
	/** To be run in an execution of its own: the batch it was in failed, or a second owner of it has died. */
	solo: boolean;
	/** An earlier one of its riskId is open: a system may lack that. */
	earlierOpen: boolean;
	/** Its execution has succeeded before, and it runs for its open deliveries only: nobody is to be told again. */
	deliveriesOnly: boolean;
}

export interface ClaimRequest {
	channel: string;
	/** Proves ownership later; unique for each claim. */
	claim: string;
	/** Most messages that have not been tried yet. */
	limit: number;
	/** Most that have: besides the new ones, which never wait behind them. */
	againLimit: number;
	/** Epoch milliseconds. */
	now: number;
	/** Epoch milliseconds at which the claim lapses. */
	until: number;
}

/** What became of a claimed message whose execution failed. */
export interface FailedAttempt {
	id: number;
	/** A code of ours or n8n's status, never a text that may quote the message. */
	reason: string;
	/** Epoch milliseconds of the next attempt; null: the schedule is used up, the message is dead. */
	nextAt: number | null;
	/** To be run in an execution of its own. */
	alone: boolean;
	/** Whether it counts as a try: a batch that failed says nothing of its members. */
	counts: boolean;
	executionId: string | null;
}

/** A message that is open for its deliveries, although its execution succeeded. */
export interface StillOpen {
	id: number;
	/** Its execution had other messages, and a node has changed riskIds: the deliveries may be those of another. */
	unsure: boolean;
	/** Nothing was sent this time: another event than time passing lets it go (a system is back). */
	parked: boolean;
}

/** One row of the inbox without its content. */
export interface InboxEntry extends Omit<NewMessage, 'item'> {
	id: number;
	state: InboxState;
	/** Epoch milliseconds, as all times here. */
	acceptedAt: number;
	dueAt: number | null;
	attempts: number;
	/** How often the sender repeated it. */
	repeats: number;
	lastFailure: string | null;
	failedAt: number | null;
	executionId: string | null;
	endedAt: number | null;
}

export interface SearchFilter {
	channel?: string;
	states?: readonly InboxState[];
	verdict?: Verdict;
	riskId?: string;
	/** Name or address of a system: messages with a delivery to it. */
	target?: string;
	patientClass?: string;
	reportType?: string;
	/** Accepted at or after, epoch milliseconds. */
	from?: number;
	/** Accepted before, epoch milliseconds. */
	to?: number;
}

export interface Page<T> {
	entries: T[];
	/** Give it as `before` to get the next page; null on the last. */
	next: number | null;
}

/** A delivery to one system, identified by its idempotency key. */
export interface DeliveryAttempt {
	key: string;
	/** The system's identity, and the name people know it by. */
	target: string;
	targetName: string;
	operation: InterfaceNumber;
	/** The inbox message behind it; null in a workflow that begins with another trigger. */
	messageId: number | null;
	riskId: string;
	/** Epoch milliseconds. */
	at: number;
	/** Calls made this time. */
	calls: number;
	/** Open deliveries of the message that this one stands for: to these targets, last tried before. */
	replaces?: { targets: readonly string[]; before: number };
	result:
		/** `already`: the target has it from an earlier run, and nothing was sent. */
		| { delivered: true; code: string; msg: string; already?: true }
		| { delivered: false; reason: string; failureClass: string };
}

export interface Delivery {
	key: string;
	target: string;
	targetName: string;
	operation: InterfaceNumber;
	messageId: number | null;
	riskId: string;
	state: 'open' | 'delivered';
	calls: number;
	firstAt: number;
	lastAt: number;
	code: string | null;
	msg: string | null;
	reason: string | null;
	failureClass: string | null;
}

export interface Health {
	/** Rows by verdict and state. */
	counts: ReadonlyArray<{ verdict: Verdict; state: InboxState; count: number }>;
	/** Epoch milliseconds of the oldest accepted message that is open. */
	oldestOpenAt: number | null;
	lastAcceptedAt: number | null;
	/** Systems with open deliveries. */
	failing: ReadonlyArray<{ target: string; targetName: string; open: number; since: number }>;
	bytes: number;
}

/** What a system lacks: of messages that are still tried, what fails for good or for now. */
export interface Trouble {
	target: string;
	targetName: string;
	/** It refuses them, and will again: see the failure classes. */
	permanent: boolean;
	open: number;
	/** First failure of the oldest of them, epoch milliseconds. */
	since: number;
}

/** Messages that wait for their next attempt: because a system has not taken them, or in a channel. */
export type Waiting = { target: string } | { channel: string };

/** How fast waiting messages are let go: no system that is just back is flooded. */
export interface Pace {
	/** Epoch milliseconds at which the first is due. */
	now: number;
	/** Milliseconds between two. */
	everyMs: number;
	most: number;
}

/** Who does something to a message by hand, and why. */
export interface Actor {
	person: string;
	reason: string;
}

export interface AuditVerdict {
	intact: boolean;
	entries: number;
	/** Sequence number of the first entry that is not what it was. */
	brokenAt: number | null;
}

/**
 * The durable record of what came in, what went out, and what became of it. A resolved promise means
 * committed and on disk, and what is read is on disk, too; a rejected one (LedgerError) means that nothing was
 * written, but for LEDGER_UNKNOWN. Callers bear that one: a repeated message is a duplicate and answered as
 * such, a claim that nobody holds lapses, what has ended needs no second end.
 */
export interface Ledger {
	/**
	 * Stores a call, once.
	 *
	 * @param mostOpen how many open messages the channel may have before it is full; of rejected calls, which
	 *   take no place of a message, it may have as many again
	 */
	accept(message: NewMessage, now: number, mostOpen: number): Promise<AcceptResult>;
	/**
	 * Stores a message that needs no execution: it is done as it comes. A repetition changes nothing.
	 *
	 * @returns its number
	 */
	record(message: NewMessage, actor: string, now: number): Promise<number>;
	/**
	 * Takes due messages, new ones before those that have been tried: at most one of each riskId, and only the earliest that is open. One that waits for
	 * another attempt at its deliveries is passed over until then.
	 */
	claim(request: ClaimRequest): Promise<ClaimedMessage[]>;
	/** Holds claims longer. Returns the ids that are still this claim's. */
	renew(ids: readonly number[], claim: string, until: number): Promise<number[]>;
	/**
	 * Ends messages whose execution succeeded, a batch at a time. One with an open delivery stays claimed.
	 *
	 * @returns those that stay, for {@link fail}
	 */
	complete(
		ids: readonly number[],
		claim: string,
		now: number,
		executionId: string | null,
	): Promise<StillOpen[]>;
	fail(failed: readonly FailedAttempt[], claim: string, now: number): Promise<void>;
	/** Gives claims back unused (a graceful stop). */
	release(ids: readonly number[], claim: string, now: number): Promise<void>;
	/** Ends claims of a channel that last longer than any can: the clock has been set back since they were made. */
	lapse(channel: string, now: number, longest: number): Promise<void>;
	/**
	 * Makes waiting messages due sooner than their schedule says, one after the other.
	 *
	 * @returns how many
	 */
	hasten(which: Waiting, pace: Pace): Promise<number>;
	/** Epoch milliseconds at which the channel's next open message is due; null if it has none. */
	nextDue(channel: string): Promise<number | null>;
	/** How far a message is: for a caller who waits until it is processed. */
	stateOf(id: number): Promise<{ state: InboxState; lastFailure: string | null } | undefined>;

	/**
	 * Whether a system has every open message that comes before these in the order of their riskIds. It must
	 * not get these sooner: a withdrawal before its value would leave an alarm that nobody takes back. One that
	 * has been processed and was not for this system (a feedback for the platform) is none that it lacks.
	 *
	 * @param system its identity or its name, as deliveries are recorded
	 */
	hasEarlier(
		messageIds: readonly number[],
		system: { key: string; name: string },
	): Promise<boolean>;
	/** Which of these deliveries the target already has. */
	delivered(keys: readonly string[]): Promise<Delivery[]>;
	recordDeliveries(attempts: readonly DeliveryAttempt[]): Promise<void>;
	deliveriesOf(messageId: number): Promise<Delivery[]>;

	get(id: number): Promise<(InboxEntry & { item: string }) | undefined>;
	/** Newest first. */
	search(filter: SearchFilter, limit: number, before?: number): Promise<Page<InboxEntry>>;
	count(filter: SearchFilter): Promise<number>;
	/**
	 * Makes ended messages pending again, a batch at a time: what was replayed before a failure stays so.
	 *
	 * @returns how many
	 */
	replay(filter: SearchFilter | { id: number }, actor: Actor, now: number): Promise<number>;
	/** Puts an open or dead message aside; false if there is none with this id. */
	discard(id: number, actor: Actor, now: number): Promise<boolean>;
	health(): Promise<Health>;
	/**
	 * Deletes done messages that ended before a time, a batch at a time; returns how many.
	 *
	 * @param channel whose; undefined: of all
	 */
	prune(endedBefore: number, limit: number, channel?: string): Promise<number>;
	verifyAudit(): Promise<AuditVerdict>;

	/** Systems that lack messages which are still tried. */
	troubles(): Promise<Trouble[]>;
	/** How many messages a system lacks for good: given up, and failed first at or after a time. */
	givenUp(target: string, since: number): Promise<number>;
	/** Accepted calls that are open, and whether one was accepted since a time (of these report types, if any). */
	openCalls(): Promise<number>;
	lastCall(since: number, reportTypes: readonly string[]): Promise<number | null>;

	/** What the messages come to: critical values and their escalations. */
	readonly criticalValues: CriticalValues;

	/** Calls back when messages of a channel may be due. Returns what ends it. */
	onWake(channel: string, callback: () => void): () => void;
	close(): Promise<void>;
}
