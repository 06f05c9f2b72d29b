import type { Transaction } from '../database';
import type { Committer } from '../groupCommit';
import { LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS } from './connection';
import { postgresFault } from './fault';
import type { Held } from './held';

/** So much sooner than its caller the server gives up: it then says so, and is not taken for a silent one. */
const SERVER_AHEAD_MS = 200;
const LEAST_LOCK_MS = 50;

/** A rollback is nothing anybody waits for. */
const ROLLBACK_LIMIT_MS = 500;

/**
 * Writers take turns over all processes. A claim and the audit trail's chain then need no thought about
 * what another process is just doing, and no two writers can wait for one another's rows in a circle.
 * Group commit makes up for it: whatever comes together shares one turn.
 *
 * One round trip. What the server is still at when its caller has gone would keep the turn from the others.
 */
function beginSql(limitMs: number): string {
	const serverMs = Math.max(LEAST_LOCK_MS, Math.floor(limitMs) - SERVER_AHEAD_MS);
	return `BEGIN;
SET LOCAL lock_timeout = ${Math.min(LOCK_TIMEOUT_MS, serverMs)};
SET LOCAL statement_timeout = ${Math.min(STATEMENT_TIMEOUT_MS, serverMs)};
SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0))`;
}

export const transactionOn = (held: Held): Transaction => ({
	all: async (sql, ...values) => await held.query(sql, values),
});

/** The connection that a group's transaction runs on, from begin to commit. */
export class PostgresCommitter implements Committer {
	private held: Held | undefined;
	readonly faultOf = postgresFault;

	/** @param connect a connection for so many milliseconds */
	constructor(private readonly connect: (limitMs: number) => Promise<Held>) {}

	async begin(limitMs: number): Promise<Transaction> {
		this.held = await this.connect(limitMs);
		await this.held.query(beginSql(this.held.leftMs));
		return transactionOn(this.held);
	}

	async commit(): Promise<void> {
		await this.held?.query('COMMIT');
		this.held?.giveBack();
		this.held = undefined;
	}

	/** The server's answer is not waited for: the callers are. */
	async rollback(): Promise<void> {
		const { held } = this;
		this.held = undefined;
		void held
			?.query('ROLLBACK', [], ROLLBACK_LIMIT_MS)
			.catch(() => held.cut()) // the connection is what failed: it goes, and takes its transaction along
			.then(() => held.giveBack());
	}
}
