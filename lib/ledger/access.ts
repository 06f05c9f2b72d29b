import type { Database, Row, SqlValue, Transaction } from './database';
import type { Dialect } from './dialects';
import { statements, type Statements } from './statements';
import { Write, type ChainEnd } from './write';

/** The one way to a ledger's database: units of work with their audit events behind them, and reads. */
export class LedgerAccess {
	readonly sql: Statements;
	/** Where the audit trail ends within a transaction that several writes share. */
	private readonly chainEnds = new WeakMap<Transaction, ChainEnd>();
	private readonly wakers = new Map<string, Set<() => void>>();

	constructor(
		readonly database: Database,
		readonly dialect: Dialect,
	) {
		this.sql = statements(dialect);
	}

	/** One unit of work, with its audit events behind it. */
	async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
		return await this.database.write(async (transaction) => {
			const write = new Write(transaction, this.sql, this.chainEnds);
			const result = await work(write);
			await write.appendAudit();
			return result;
		});
	}

	async read(name: keyof Statements, ...values: SqlValue[]): Promise<Row[]> {
		return await this.readSql(this.sql[name], values);
	}

	async readSql(sql: string, values: readonly SqlValue[], limitMs?: number): Promise<Row[]> {
		return await this.database.read(
			async (transaction) => await transaction.all(sql, ...values),
			limitMs,
		);
	}

	onWake(channel: string, callback: () => void): () => void {
		const own = this.wakers.get(channel) ?? new Set();
		this.wakers.set(channel, own.add(callback));
		const stopListening = this.database.listen(channel, callback);
		return () => {
			own.delete(callback);
			stopListening();
		};
	}

	/** Tells whoever drains a channel, here and in other processes, that something may be due. */
	wake(channel: string): void {
		for (const callback of this.wakers.get(channel) ?? []) callback();
		this.database.announce(channel);
	}
}
