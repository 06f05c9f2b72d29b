import { hash as digest } from 'node:crypto';

/** What is on record: who did what to which message, when, and what came of it. */
export interface AuditEvent {
	/** Epoch milliseconds. */
	at: number;
	/** `accepted`, `rejected`, `failed`, `done`, `delivered`, `discarded` … */
	action: string;
	/** A person's name, or what acted: `trigger`, `push`. */
	actor: string;
	messageId: number | null;
	riskId: string | null;
	/** Codes, counts, names of systems, a person's reason. No patient data. */
	detail: Readonly<Record<string, string | number | null>>;
}

export interface AuditEntry extends AuditEvent {
	/** From 1, without gaps. */
	seq: number;
	/** Hash of the entry before; {@link GENESIS} for the first. */
	previous: string;
	hash: string;
}

export const GENESIS = '0'.repeat(64);

/** Part of what is hashed: a later form must not collide with this one. */
const FORM = 'critical-value-audit/1';

function hashOf(seq: number, previous: string, event: AuditEvent): string {
	const { at, action, actor, messageId, riskId, detail } = event;
	// Sorted: PostgreSQL's jsonb and an export do not keep the order of keys.
	const sorted = Object.keys(detail)
		.sort()
		.map((key) => [key, detail[key]]);
	const text = JSON.stringify([FORM, seq, previous, at, action, actor, messageId, riskId, sorted]);
	return digest('sha256', text, 'hex');
}

/** Puts an event behind the newest entry of the chain. */
export function chain(last: Pick<AuditEntry, 'seq' | 'hash'>, event: AuditEvent): AuditEntry {
	const seq = last.seq + 1;
	return { ...event, seq, previous: last.hash, hash: hashOf(seq, last.hash, event) };
}

/**
 * Checks entries against the ones before them. A changed, missing, inserted or reordered entry breaks
 * the chain from there on; only a cut at the end cannot be seen from within, which is what the count
 * in an export is for.
 *
 * @param last what the entries follow: the genesis, or the last one of the batch before
 * @param entries in order of `seq`
 * @returns the first sequence number that is not what it was; null if all are
 */
export function firstBroken(
	last: Pick<AuditEntry, 'seq' | 'hash'>,
	entries: readonly AuditEntry[],
): number | null {
	let { seq, hash } = last;
	for (const entry of entries) {
		const intact =
			entry.seq === seq + 1 &&
			entry.previous === hash &&
			entry.hash === hashOf(entry.seq, entry.previous, entry);
		if (!intact) return seq + 1;
		({ seq, hash } = entry);
	}
	return null;
}
