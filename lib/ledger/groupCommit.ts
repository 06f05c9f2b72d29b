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
			for (const pending of group) await this.commitAlone(pending);
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

	private async commitAlone(pending: Pending): Promise<void> {
		for (;;) {
			let result: unknown;
			try {
				result = await pending.work(await this.committer.begin());
				await this.committer.commit();
			} catch (error) {
				await this.committer.rollback();
				const fault = this.committer.faultOf(error);
				if (fault.fault !== 'LEDGER_BUSY' || this.clock() > pending.deadline) {
					pending.reject(fault);
					return;
				}
				await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
				continue;
			}
			pending.resolve(result);
			return;
		}
	}
}
