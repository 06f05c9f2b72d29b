/**
 * What the hospital remembers from one start of the demo to the next. n8n's ledger remembers, too: without
 * this, every value of yesterday would stay open for ever and be missing in the LIS.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { OpenCase } from './life';
import { readRow, type SentRow } from './lisRegister';

export interface Memory {
	sentByLis: SentRow[];
	open: OpenCase[];
}

function isOpenCase(given: unknown): given is OpenCase {
	const { value, answerAt } = (given ?? {}) as Partial<OpenCase>;
	return typeof answerAt === 'number' && typeof value?.riskId === 'string';
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** A file that is absent or spoilt is an empty memory. */
export function readMemory(file: string): Memory {
	try {
		const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
		return {
			sentByLis: listOf(kept.sentByLis).map(readRow),
			open: listOf(kept.open).filter(isOpenCase),
		};
	} catch {
		return { sentByLis: [], open: [] };
	}
}

export function writeMemory(file: string, memory: Memory): void {
	// Renamed into place: ended by force half-way, the old one is still whole.
	writeFileSync(`${file}.tmp`, JSON.stringify(memory), { mode: 0o600 });
	renameSync(`${file}.tmp`, file);
}
