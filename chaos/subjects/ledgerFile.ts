/** Looks into the embedded ledger from outside, as somebody who does not trust its words. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const FILE = 'critical-value-ledger.sqlite';

const ledgerFile = (userFolder: string): string => join(userFolder, '.n8n', FILE);

function read<T>(file: string, readOnly: boolean, sql: string): T[] {
	const database = new DatabaseSync(file, { readOnly });
	try {
		return database.prepare(sql).all() as T[];
	} finally {
		database.close();
	}
}

export const OPEN_MESSAGES =
	"SELECT count(*) AS open FROM inbox WHERE state IN ('pending', 'claimed')";

/** Messages that are not dealt with, while n8n runs. */
export function openInFile(userFolder: string): number {
	const [row] = read<{ open: number }>(ledgerFile(userFolder), true, OPEN_MESSAGES);
	return row?.open ?? 0;
}

/**
 * Keys on disk as delivered, while n8n lies dead. Reads a copy: closing the file itself would tidy up its
 * write-ahead log, and the next start would not have to recover anything.
 */
export function deliveredInFile(userFolder: string): Set<string> {
	const file = ledgerFile(userFolder);
	const folder = mkdtempSync(join(tmpdir(), 'critical-value-copy-'));
	try {
		for (const suffix of ['', '-wal']) {
			if (existsSync(file + suffix)) copyFileSync(file + suffix, join(folder, FILE + suffix));
		}
		const sql = "SELECT key FROM delivery WHERE state = 'delivered'";
		return new Set(read<{ key: string }>(join(folder, FILE), false, sql).map(({ key }) => key));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
