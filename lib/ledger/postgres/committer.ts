import { randomUUID } from 'node:crypto';
import type { Transaction } from '../database';
import { LedgerError, NO_ANSWER } from '../errors';
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
 * Whatever the server's default is, what is read behind the lock has to be what is committed by then: a stricter
 * level shows what there was before the wait.
 *
 * One round trip. What the server is still at when its caller has gone would keep the turn from the others.
 */
function beginSql(limitMs: number): string {
	const serverMs = Math.max(LEAST_LOCK_MS, Math.floor(limitMs) - SERVER_AHEAD_MS);
	return `BEGIN;
SET LOCAL transaction_isolation = 'read committed';
SET LOCAL lock_timeout = ${Math.min(LOCK_TIMEOUT_MS, serverMs)};
SET LOCAL statement_timeout = ${Math.min(STATEMENT_TIMEOUT_MS, serverMs)};
SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0))`;
}

/** Marks of processes that have ended. A writer that has only been idle makes a new one. */
const CLEAR_MARKS = "DELETE FROM commit_mark WHERE at < now() - interval '1 day'";

/**
 * Leaves the writer's mark in whatever the transaction has written, and commits it, in one round trip. The
 * mark and not the transaction's own number is what is asked for when the answer is lost: after a crash, or
 * on a standby that took over, PostgreSQL may give a lost number to somebody else's transaction.
 */
const commitSql = (writer: string, number: number): string => `
${number === 1 ? CLEAR_MARKS : ''};
INSERT INTO commit_mark (writer, number) SELECT '${writer}', ${number}
WHERE txid_current_if_assigned() IS NOT NULL
ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = now();
COMMIT`;

/** Of the time of a write, what is kept back to find out what became of its COMMIT. */
const ASK_MS = 500;

/** Between two questions to a server that is coming back. */
const ASK_AGAIN_MS = 50;

/** SQLSTATE classes connection_exception and operator_intervention: those say nothing of a COMMIT. */
const LOST = /^(08|57P)/;

/** Whether the server itself has said that the transaction is not committed. */
function isRefusal(error: unknown): boolean {
	const { code, severity } = error as { code?: unknown; severity?: unknown };
	return typeof severity === 'string' && typeof code === 'string' && !LOST.test(code);
}

const NEWEST_MARK = 'SELECT number FROM commit_mark WHERE writer = $1';

export const transactionOn = (held: Held): Transaction => ({
	all: async (sql, ...values) => await held.query(sql, values),
});

/** The connection that a group's transaction runs on, from begin to commit. */
export class PostgresCommitter implements Committer {
	private held: Held | undefined;
	/** A process' handle has one of its own: what others commit meanwhile changes nothing. */
	private readonly writer = randomUUID();
	private number = 0;
	readonly faultOf = postgresFault;

	/** @param connect a connection for so many milliseconds */
	constructor(private readonly connect: (limitMs: number) => Promise<Held>) {}

	async begin(limitMs: number): Promise<Transaction> {
		this.held = await this.connect(limitMs);
		await this.held.query(beginSql(this.held.leftMs));
		return transactionOn(this.held);
	}

	async commit(): Promise<void> {
		const { held } = this;
		if (!held) return;
		this.number += 1;
		const { leftMs } = held;
		const patienceMs = leftMs - Math.min(ASK_MS, Math.floor(leftMs / 2));
		try {
			await held.query(commitSql(this.writer, this.number), [], patienceMs);
		} catch (error) {
			if (isRefusal(error)) throw error;
			held.cut();
			if (!(await this.isCommitted(held.until))) throw error;
		}
		this.held = undefined;
		held.giveBack();
	}

	/**
	 * Whether the newest transaction is there, whose answer was lost.
	 *
	 * @throws LedgerError LEDGER_UNKNOWN where that can't be found out in time
	 */
	private async isCommitted(until: number): Promise<boolean> {
		for (;;) {
			const leftMs = until - performance.now();
			if (leftMs <= 0) throw new LedgerError('LEDGER_UNKNOWN', NO_ANSWER);
			const answer = await this.ask(leftMs);
			if (answer !== undefined) return answer;
			await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
		}
	}

	/** @returns undefined where there is no answer yet */
	private async ask(limitMs: number): Promise<boolean | undefined> {
		let held: Held | undefined;
		try {
			held = await this.connect(limitMs);
			// Behind the writers' turn: the transaction in question has ended by then, one way or the other.
			await held.query(beginSql(held.leftMs));
			const [mark] = await held.query(NEWEST_MARK, [this.writer]);
			await held.query('COMMIT');
			return mark?.number === this.number;
		} catch {
			held?.cut();
			return undefined;
		} finally {
			held?.giveBack();
		}
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
