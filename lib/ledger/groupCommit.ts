import { LedgerError, NO_ANSWER } from './errors';
import type { Transaction } from './database';

/** How long a write is tried before its caller is told that it failed: callers wait for a reply. */
export const WRITE_LIMIT_MS = 2_500;

/** A write whose time went by in the queue of a store that does answer is tried all the same, for so long. */
const LEAST_TRY_MS = 300;

/** A timer may ring so much too early. */
const TIMER_MS = 2;

/** Between two tries on a database that is locked by another process. */
const RETRY_MS = 25;

/** So long a turn of the event loop shows that it has other work, of which more writes may come. */
const BUSY_TURN_MS = 0.1;

/** A write waits no longer for others than it would for a slow disk. */
const GATHER_LIMIT_MS = 5;

/** Most writes that share a transaction: a failure repeats all of them, one by one. */
const LARGEST_GROUP = 500;

/** One database as the group needs it. */
export interface Committer {
	/**
	 * @param limitMs until the transaction's end: what the store has not answered by then has failed, with the
	 *   detail {@link NO_ANSWER}
	 */
	begin(limitMs: number): Promise<Transaction>;
	/** @throws where it is not committed; LEDGER_UNKNOWN where that is not known */
	commit(): Promise<void>;
	rollback(): Promise<void>;
	/** The failure in the ledger's terms. */
	faultOf(error: unknown): LedgerError;
}

interface Pending {
	work: (transaction: Transaction) => Promise<unknown>;
	resolve: (value: unknown) => void;
	reject: (error: LedgerError) => void;
	deadline: number;
}

/** A failure that says of the next one, too, that it would wait in vain. */
const silent = (fault: LedgerError | undefined): LedgerError | undefined =>
	fault?.detail === NO_ANSWER ? new LedgerError('LEDGER_UNAVAILABLE', NO_ANSWER) : undefined;

/**
 * Group commit: the writes that come while the event loop is busy, or while one transaction is being
 * committed, share the next one. One flush to disk then serves a whole burst, and a lone write waits for
 * nobody.
 */
export class GroupCommit {
	private waiting: Pending[] = [];
	private running: Promise<void> | undefined;
	private closed = false;

	constructor(
		private readonly committer: Committer,
		/** Monotonic milliseconds. */
		private readonly clock: () => number,
	) {}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		if (this.closed) throw new LedgerError('LEDGER_CLOSED', 'closed');
		return await new Promise<T>((resolve, reject) => {
			const deadline = this.clock() + WRITE_LIMIT_MS;
			this.waiting.push({ work, resolve: resolve as (value: unknown) => void, reject, deadline });
			this.running ??= this.drain();
		});
	}

	/** Resolves when everything that was asked for is committed or has failed. */
	async close(): Promise<void> {
		this.closed = true;
		await this.running;
	}

	private async drain(): Promise<void> {
		let stuck: LedgerError | undefined;
		while (this.waiting.length > 0) {
			await this.gather();
			stuck = silent(stuck);
			const group = this.stillInTime(this.waiting.splice(0, LARGEST_GROUP), stuck);
			stuck = await this.commit(group, stuck);
			if (!stuck) continue;
			// One of them may be to blame: each alone, so that it takes nobody with it.
			stuck = silent(stuck);
			for (const pending of group) stuck = await this.commitAlone(pending, stuck);
		}
		this.running = undefined;
	}

	/**
	 * Lets more writes come. SQLite's flush stops everything else, so that under load there would be one for
	 * each write or two; where nothing else is to be done, one turn of the loop shows that.
	 */
	private async gather(): Promise<void> {
		const until = this.clock() + GATHER_LIMIT_MS;
		for (let began = this.clock(); ;) {
			await new Promise((resolve) => setImmediate(resolve));
			const now = this.clock();
			if (now - began < BUSY_TURN_MS || now > until) return;
			if (this.waiting.length >= LARGEST_GROUP) return;
			began = now;
		}
	}

	/** @returns the group without those whose time is over while the store says nothing: they are told */
	private stillInTime(group: Pending[], silence: LedgerError | undefined): Pending[] {
		if (!silence) return group;
		return group.filter((pending) => {
			const isOver = this.isOver(pending);
			if (isOver) pending.reject(silence);
			return !isOver;
		});
	}

	private isOver({ deadline }: Pending): boolean {
		return this.clock() >= deadline - TIMER_MS;
	}

	/** Nobody's time is longer than that of the first, who came first. */
	private limitOf(first: Pending, stuck: LedgerError | undefined): number {
		return Math.max(first.deadline - this.clock(), stuck ? TIMER_MS : LEAST_TRY_MS);
	}

	/**
	 * What there is no time for stays behind, and comes next: a slow store takes fewer at a time.
	 *
	 * @param stuck why the transaction before heard nothing
	 * @param group loses those that stay behind, and those that must not be repeated
	 * @returns why it failed; undefined once it is settled
	 */
	private async commit(
		group: Pending[],
		stuck: LedgerError | undefined,
	): Promise<LedgerError | undefined> {
		const [first] = group;
		if (!first) return undefined;
		const results: unknown[] = [];
		try {
			const limitMs = this.limitOf(first, stuck);
			const endsAt = this.clock() + limitMs;
			const transaction = await this.committer.begin(limitMs);
			const enoughAt = (this.clock() + endsAt) / 2;
			for (const { work } of group) {
				if (results.length > 0 && this.clock() > enoughAt) break;
				results.push(await work(transaction));
			}
			await this.committer.commit();
		} catch (error) {
			await this.committer.rollback();
			const fault = this.committer.faultOf(error);
			if (fault.fault === 'LEDGER_UNKNOWN') {
				// Done again, what may be there already would be there twice.
				for (const { reject } of group.splice(0, results.length)) reject(fault);
			}
			return fault;
		}
		this.waiting.unshift(...group.splice(results.length));
		group.forEach(({ resolve }, index) => resolve(results[index]));
		return undefined;
	}

	/**
	 * @param stuck why not even a transaction could begin for the one before, or why it heard nothing: whose
	 *   time is over as well is told the same at once, since hundreds of them that each try again would stop
	 *   everything else
	 * @returns the same for the next one
	 */
	private async commitAlone(
		pending: Pending,
		stuck: LedgerError | undefined,
	): Promise<LedgerError | undefined> {
		if (stuck && this.isOver(pending)) {
			pending.reject(stuck);
			return stuck;
		}
		for (;;) {
			let begun = false;
			try {
				const transaction = await this.committer.begin(this.limitOf(pending, stuck));
				begun = true;
				const result = await pending.work(transaction);
				await this.committer.commit();
				pending.resolve(result);
				return undefined;
			} catch (error) {
				await this.committer.rollback();
				const fault = this.committer.faultOf(error);
				if (fault.fault !== 'LEDGER_BUSY' || this.isOver(pending)) {
					pending.reject(fault);
					return begun ? silent(fault) : fault;
				}
			}
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}
}
