import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row, SqlValue, Transaction } from '../database';

/** `$1` is PostgreSQL's; SQLite numbers parameters as `?1`. */
const numbered = (sql: string): string => sql.replace(/\$(\d+)/g, '?$1');

/** Statements by their text: preparing one takes longer than running it. */
export class Connection {
	private readonly prepared = new Map<string, StatementSync>();
	private closed = false;

	constructor(readonly handle: DatabaseSync) {}

	all(sql: string, values: readonly SqlValue[]): Row[] {
		let statement = this.prepared.get(sql);
		if (!statement) {
			statement = this.handle.prepare(numbered(sql));
			this.prepared.set(sql, statement);
		}
		return statement.all(...values) as Row[];
	}

	rollback(): void {
		// A full disk has rolled it back already.
		if (!this.closed && this.handle.isTransaction) this.handle.exec('ROLLBACK');
	}

	/** May come twice. */
	close(): void {
		if (this.closed) return;
		this.closed = true;
		this.prepared.clear();
		this.handle.close();
	}
}

export const transactionOn = (connection: Connection): Transaction => ({
	// Not async: an accept makes several of these, and waiting for what is there costs as much as they do.
	all: (sql, ...values) => connection.all(sql, values),
});
