/** A database file of another process, read while that one writes. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** So often is asked whether everything has been processed. */
const ASK_EVERY_MS = 25;

export type FileRow = Record<string, unknown>;

export class ReadOnlyFile {
	private handle: DatabaseSync | undefined;
	private readonly prepared = new Map<string, StatementSync>();

	constructor(readonly path: string) {}

	one(sql: string, ...values: SQLInputValue[]): FileRow {
		this.handle ??= new DatabaseSync(this.path, { readOnly: true, timeout: 5_000 });
		const statement = this.prepared.get(sql) ?? this.handle.prepare(sql);
		this.prepared.set(sql, statement);
		return statement.get(...values) ?? {};
	}

	close(): void {
		this.prepared.clear();
		this.handle?.close();
		this.handle = undefined;
	}
}

/** @throws Error after the limit, with what was reached */
export async function until(
	what: string,
	limitMs: number,
	reached: () => boolean,
	state: () => unknown,
): Promise<void> {
	const deadline = performance.now() + limitMs;
	while (!reached()) {
		if (performance.now() > deadline) {
			throw new Error(`${what}: not within ${limitMs} ms; seen: ${JSON.stringify(state())}`);
		}
		await sleep(ASK_EVERY_MS);
	}
}
