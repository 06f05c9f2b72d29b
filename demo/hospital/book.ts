/** What one system has received, and what its staff would see on their screens. */
import type { CallKind, LogEntry } from './types';

/** A night of load tests must not fill the memory. */
const MAX_ENTRIES = 10_000;

export interface Reminder {
	riskId: string;
	/** open: the ward is being reminded · handled: confirmed · cancelled: withdrawn by its sender */
	status: 'open' | 'handled' | 'cancelled';
	/** ISO 8601: when the last message about it was taken. */
	changed: string;
	sends: number;
	confirms: number;
}

/** Value of a text field of a body of any shape; '' when it is absent. */
export function textField(body: unknown, name: string): string {
	if (typeof body !== 'object' || body === null) return '';
	const value = (body as Record<string, unknown>)[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** A confirm with flag delete withdraws the confirmation: the ward has to be reminded again. */
function statusOf(send: LogEntry | undefined, confirm: LogEntry | undefined): Reminder['status'] {
	if (textField(send?.body, 'flag').toLowerCase() === 'delete') return 'cancelled';
	const confirmed = confirm && textField(confirm.body, 'flag').toLowerCase() !== 'delete';
	return confirmed ? 'handled' : 'open';
}

/** One system's log; everything else is derived from it. */
export class Book {
	private entries: LogEntry[] = [];
	private readonly known = new Set<string>();
	private received = 0;

	/** Adds a call, giving it its number and `isNew`. */
	add(entry: Omit<LogEntry, 'number' | 'isNew'>): LogEntry {
		this.received += 1;
		const isNew = entry.riskId !== '' && !this.known.has(entry.riskId);
		if (entry.taken) this.known.add(entry.riskId);
		const complete = { ...entry, number: this.received, isNew };
		this.entries.push(complete);
		if (this.entries.length > MAX_ENTRIES) this.entries.shift();
		return complete;
	}

	/** Oldest first. */
	list(riskId?: string): LogEntry[] {
		return this.entries.filter((entry) => riskId === undefined || entry.riskId === riskId);
	}

	/** Forgets the calls, and with them which riskIds were known. */
	clear(): void {
		this.entries = [];
		this.known.clear();
	}

	/** One per riskId, the latest changed first. */
	reminders(): Reminder[] {
		const byRiskId = new Map<string, LogEntry[]>();
		for (const entry of this.entries.filter(({ taken }) => taken)) {
			byRiskId.set(entry.riskId, [...(byRiskId.get(entry.riskId) ?? []), entry]);
		}
		return [...byRiskId]
			.map(([riskId, entries]) => reminderOf(riskId, entries))
			.sort((a, b) => b.changed.localeCompare(a.changed));
	}
}

function reminderOf(riskId: string, entries: LogEntry[]): Reminder {
	const of = (kind: CallKind) => entries.filter((entry) => entry.kind === kind);
	const [sends, confirms] = [of('send'), of('confirm')];
	return {
		riskId,
		status: statusOf(sends.at(-1), confirms.at(-1)),
		changed: entries.at(-1)?.time ?? '',
		sends: sends.length,
		confirms: confirms.length,
	};
}
