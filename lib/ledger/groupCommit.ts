import { LedgerError } from './errors';
import type { Transaction } from './database';

/** How long a write is tried before its caller is told that it failed: callers wait for a reply. */
export const WRITE_LIMIT_MS = 2_500;

/** Between two tries on a database that is locked by another process. */
const RETRY_MS = 25;

/** Most writes that share a transaction: a failure repeats all of them, one by one. */
const LARGEST_GROUP = 500;

/** One database as the group needs it. */
export interface Committer {
	begin(): Promise<Transaction>;
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

/**
 * Group commit: the writes that arrive while one transaction is being committed share the next one. One
 * flush to disk then serves a whole burst, and a lone write waits for nobody.
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
		// One turn of the loop, so that what arrives with the same burst of network events comes along.
		await new Promise((resolve) => setImmediate(resolve));
		while (this.waiting.length > 0) {
			const group = this.waiting.splice(0, LARGEST_GROUP);
			if (await this.commit(group)) continue;
			// One of them may be to blame: each alone, so that it takes nobody with it.
			let stuck: LedgerError | undefined;
			for (const pending of group) stuck = await this.commitAlone(pending, stuck);
		}
		this.running = undefined;
	}

	/** @returns whether the group is settled; a lone write's failure settles it, too */
	private async commit(group: readonly Pending[]): Promise<boolean> {
		const results: unknown[] = [];
		try {
			const transaction = await this.committer.begin();
			for (const { work } of group) results.push(await work(transaction));
			await this.committer.commit();
		} catch {
			await this.committer.rollback();
			return false;
		}
		group.forEach(({ resolve }, index) => resolve(results[index]));
		return true;
	}

	/**
	 * @param stuck why not even a transaction could begin for the one before: whose time is over as well is
	 *   told the same at once, since hundreds of them that each try again would stop everything else
	 * @returns the same for the next one
	 */
	private async commitAlone(
		pending: Pending,
		stuck: LedgerError | undefined,
	): Promise<LedgerError | undefined> {
		if (stuck && this.clock() > pending.deadline) {
			pending.reject(stuck);
			return stuck;
		}
		for (;;) {
			let begun = false;
			try {
				const transaction = await this.committer.begin();
				begun = true;
				const result = await pending.work(transaction);
				await this.committer.commit();
				pending.resolve(result);
				return undefined;
			} catch (error) {
				await this.committer.rollback();
				const fault = this.committer.faultOf(error);
				if (fault.fault !== 'LEDGER_BUSY' || this.clock() > pending.deadline) {
					pending.reject(fault);
					return begun ? undefined : fault;
				}
			}
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}
}
