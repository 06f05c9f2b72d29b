import type { ClaimedMessage } from '../ledger/types';

/** Messages that are to run in one execution, and the claim under which they are held. */
export interface Run {
	messages: readonly ClaimedMessage[];
	claim: string;
}

/**
 * So many executions of new messages begin before one that is tried again, where both wait. A new one takes
 * others along, one that must run alone does not: more than one in a row, and under load it would wait for
 * minutes.
 */
const NEW_IN_A_ROW = 1;

export const isNew = ({ attempts }: ClaimedMessage): boolean => attempts === 1;

/**
 * Claimed, and next to run. A new critical value does not wait behind what has failed before, of which there
 * may be thousands in an outage; nor does that wait for ever, since a new one may wait for it.
 */
export class RunQueue {
	private readonly fresh: Run[] = [];
	private readonly again: Run[] = [];
	private newInARow = 0;

	/** @param run of messages that are all new, or all tried before */
	add(run: Run): void {
		(run.messages.every(isNew) ? this.fresh : this.again).push(run);
	}

	next(): Run | undefined {
		const isTurnOfNew = this.newInARow < NEW_IN_A_ROW || this.again.length === 0;
		if (isTurnOfNew && this.fresh.length > 0) {
			this.newInARow += 1;
			return this.fresh.shift();
		}
		this.newInARow = 0;
		return this.again.shift() ?? this.fresh.shift();
	}

	get hasNew(): boolean {
		return this.fresh.length > 0;
	}

	get hasAgain(): boolean {
		return this.again.length > 0;
	}

	get size(): number {
		return this.fresh.length + this.again.length;
	}

	/** Takes all out. */
	clear(): Run[] {
		return [...this.fresh.splice(0), ...this.again.splice(0)];
	}
}
