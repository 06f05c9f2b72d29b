/** What was seen from outside during a run. All times are epoch milliseconds of one clock: ours. */

export interface SentMessage {
	/** The field `reqId` carries it through everything: no two messages have the same. */
	id: string;
	riskId: string;
	/** Of the fields that no system in between may change. */
	digest: string;
}

/** One HTTP call of a sender. The same message may be sent by several. */
export interface Call {
	message: string;
	begun: number;
	ended: number;
	/** refused: an answer that is no acknowledgement · unanswered: the line broke, or nobody listened */
	result: 'acknowledged' | 'refused' | 'unanswered';
}

/** One call that a system received, in full. */
export interface Arrival {
	system: string;
	/** Counts up within a system: exact where times are equal. */
	number: number;
	time: number;
	/** '' where the body names no message. */
	message: string;
	digest: string;
	/** Of the body as it came. */
	body: string;
	/** The header Idempotency-Key. */
	key: string | undefined;
	/** The system has accepted it: it takes effect. */
	taken: boolean;
	/** The system's answer has left. */
	answered: boolean;
}

/** A time at which what n8n learned may not have reached the disk. */
export interface Interruption {
	what: 'kill' | 'ledger';
	from: number;
	/** Everything works again: the webhook answers, or the database. */
	to: number;
	/** Idempotency keys that the ledger held as delivered when n8n lay dead. */
	recorded?: ReadonlySet<string>;
}

/** A system that took nothing. */
export interface Outage {
	system: string;
	from: number;
	to: number;
}

export interface History {
	systems: readonly string[];
	messages: readonly SentMessage[];
	calls: readonly Call[];
	arrivals: readonly Arrival[];
	interruptions: readonly Interruption[];
	outages: readonly Outage[];
	/** Whether deliveries carry idempotency keys, by which a system can tell a repetition. */
	keyed: boolean;
}
