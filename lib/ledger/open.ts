import { POSTGRES, SQLITE } from './dialects';
import { PostgresDatabase } from './postgres/database';
import type { PostgresSettings } from './postgres/connection';
import { SqliteDatabase } from './sqlite/database';
import { LedgerStore } from './store';
import type { Ledger } from './types';

/** Where a ledger is kept. */
export type LedgerPlace =
	{ kind: 'sqlite'; file: string } | { kind: 'postgres'; settings: PostgresSettings };

/**
 * Opens a ledger, makes it where there is none, and brings its schema up to date.
 *
 * @throws LedgerError
 */
export async function openLedger(place: LedgerPlace): Promise<Ledger> {
	switch (place.kind) {
		case 'sqlite':
			return new LedgerStore(await SqliteDatabase.open(place.file), SQLITE);
		case 'postgres':
			return new LedgerStore(await PostgresDatabase.open(place.settings), POSTGRES);
		default: {
			const unreachable: never = place;
			return unreachable;
		}
	}
}
