import { chain, GENESIS, type AuditEntry, type AuditEvent } from './audit';
import type { Row, SqlValue, Transaction } from './database';
import { numberOf, storable } from './rows';
import type { Statements } from './statements';

/** Where the audit trail ends. */
export type ChainEnd = Pick<AuditEntry, 'seq' | 'hash'>;

/** One unit of work in a transaction. What the audit trail is to hold of it is appended at its end, in one go. */
export class Write {
	private readonly events: AuditEvent[] = [];

	constructor(
		private readonly transaction: Transaction,
		private readonly sql: Statements,
		private readonly chainEnds: WeakMap<Transaction, ChainEnd>,
	) {}

	all(name: keyof Statements, ...values: SqlValue[]): Row[] | Promise<Row[]> {
		return this.transaction.all(this.sql[name], ...values);
	}

	note(event: AuditEvent): void {
		this.events.push(event);
	}

	async appendAudit(): Promise<void> {
		if (this.events.length === 0) return;
		let last = this.chainEnds.get(this.transaction) ?? (await this.readChainEnd());
		for (const event of this.events) {
			// What is hashed has to be what will be read again.
			const actor = storable(event.actor) ?? '';
			const entry = chain(last, { ...event, actor, riskId: storable(event.riskId) });
			await this.all(
				'appendAudit',
				...[entry.seq, entry.at, entry.action, entry.actor, entry.messageId, entry.riskId],
				...[JSON.stringify(entry.detail), entry.previous, entry.hash],
			);
			last = entry;
		}
		this.chainEnds.set(this.transaction, last);
	}

	private async readChainEnd(): Promise<ChainEnd> {
		const [newest] = await this.all('lastAudit');
		return newest
			? { seq: numberOf(newest.seq), hash: String(newest.hash) }
			: { seq: 0, hash: GENESIS };
	}
}
