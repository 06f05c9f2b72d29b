/** A value that both databases take and give. Times are numbers, JSON is text. */
export type SqlValue = string | number | null;

export type Row = Readonly<Record<string, SqlValue>>;

/** The statements of one transaction. */
export interface Transaction {
	/** Runs one statement and gives its rows: at once where the database is in this process. */
	all(sql: string, ...values: SqlValue[]): Row[] | Promise<Row[]>;
}

/**
 * What the ledger asks of a database: transactions that are durable when their promise resolves. Several
 * writes that come together share one commit, and so one flush to disk.
 */
export interface Database {
	/**
	 * @param work may be run a second time if the transaction it shared could not be committed, so it does
	 *   nothing but speak to the database
	 * @throws LedgerError; nothing was written then, but for LEDGER_UNKNOWN
	 */
	write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
	/**
	 * Reads what is committed, without waiting for writers.
	 *
	 * @param limitMs how long somebody waits for it
	 */
	read<T>(work: (transaction: Transaction) => Promise<T>, limitMs?: number): Promise<T>;
	/** Space taken on disk. */
	bytes(): Promise<number>;
	/** Gives space that deleted rows have left back to the disk, a bounded piece at a time. */
	reclaim(): Promise<void>;
	/** Tells other processes that a channel may have something due. May get lost: they look by themselves, too. */
	announce(channel: string): void;
	/** Calls back when another process has written to a channel. */
	listen(channel: string, callback: () => void): () => void;
	close(): Promise<void>;
}
