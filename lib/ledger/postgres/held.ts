import type { PgClient, PgPool, PoolClient } from '../../thirdParty';
import type { Row, SqlValue } from '../database';
import { LedgerError, NO_ANSWER } from '../errors';

/** A connection that is given up: its server is not waited for, which may never say another word. */
const END_LIMIT_MS = 500;

/** What pg says when a query's own time is over; it has no code. */
const QUERY_TIMEOUT = 'Query read timeout';

/**
 * SQLSTATE read_only_sql_transaction. Behind an address that moves with a fail-over this connection still leads to
 * the stand-by, and in the pool it would do so for as long as it is used.
 */
const READ_ONLY = '25006';

type Connected = Pick<InstanceType<typeof PgClient>, 'end'>;

/** Closes a connection's socket without a word to the server. */
export function cut(client: Connected): void {
	const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
	connection.stream.destroy();
}

/** Ends a connection in good order, or cuts it where the server does not take part. Never rejects. */
export async function endInTime(client: Connected): Promise<void> {
	const timer = setTimeout(() => cut(client), END_LIMIT_MS);
	await client.end().catch(() => undefined); // what matters has been said already
	clearTimeout(timer);
}

export const noAnswer = (): LedgerError => new LedgerError('LEDGER_UNAVAILABLE', NO_ANSWER);

/**
 * @param late is given what comes when nobody waits for it any more
 * @throws LedgerError where it takes longer
 */
export async function inTime<T>(
	doing: Promise<T>,
	limitMs: number,
	late: (value: T) => void,
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	let isOver = false;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			isOver = true;
			reject(noAnswer());
		}, limitMs);
	});
	doing.then(
		(value) => isOver && late(value),
		() => undefined, // whoever waits hears of it
	);
	try {
		return await Promise.race([doing, limit]);
	} finally {
		clearTimeout(timer);
	}
}

/** A pool's connection in use. What is asked of it is answered before its time is over, or it is cut. */
export class Held {
	private isBroken = false;

	private constructor(
		private readonly client: PoolClient,
		/** On the monotonic clock. */
		readonly until: number,
		private readonly onSilence: () => void,
	) {}

	/**
	 * @param limitMs from now to the end of its use
	 * @param onSilence hears of it when an answer does not come
	 * @throws LedgerError NO_ANSWER, or pg's errors
	 */
	static async of(
		pool: InstanceType<typeof PgPool>,
		limitMs: number,
		onSilence: () => void,
	): Promise<Held> {
		const until = performance.now() + limitMs;
		const client = await inTime(pool.connect(), limitMs, (late) => late.release());
		return new Held(client, until, onSilence);
	}

	get leftMs(): number {
		return Math.max(1, Math.ceil(this.until - performance.now()));
	}

	/**
	 * @param limitMs where it is to be answered sooner than all the rest
	 * @throws LedgerError NO_ANSWER, or pg's errors
	 */
	async query(
		sql: string,
		values: readonly SqlValue[] = [],
		limitMs = this.leftMs,
	): Promise<Row[]> {
		// pg does not declare that a query may have a limit of its own.
		const query = { text: sql, values: [...values], query_timeout: limitMs };
		try {
			return (await this.client.query<Row>(query)).rows;
		} catch (error) {
			const { code, message } = error as { code?: unknown; message?: unknown };
			if (code === READ_ONLY) this.cut();
			if (typeof code === 'string') throw error;
			this.cut();
			if (message !== QUERY_TIMEOUT) throw error;
			this.onSilence();
			throw noAnswer();
		}
	}

	/** From now on nothing is heard of it. */
	cut(): void {
		this.isBroken = true;
		cut(this.client);
	}

	/** To be called once, whatever has become of it. */
	giveBack(): void {
		this.client.release(this.isBroken);
	}
}
