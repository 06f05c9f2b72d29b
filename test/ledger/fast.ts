/**
 * Stores that do not flush to disk, for tests that make thousands of commits and no claim about power cuts:
 * a flush takes a hundred times as long as all the rest.
 */
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { poolConfig } from '../../lib/ledger/postgres/connection';
import { PgClient } from '../../lib/thirdParty';
import { freshSqlite, type Place } from './places';

/** Linux' file system in memory. */
const MEMORY = '/dev/shm';

function memoryFolder(): string {
	try {
		accessSync(MEMORY, constants.W_OK);
		return MEMORY;
	} catch {
		return tmpdir(); // slower, and just as good
	}
}

export function freshInMemory(place: Place): ReturnType<Place['fresh']> {
	const made = place.fresh();
	if (made.place.kind === 'postgres') return made;
	made.dispose();
	return freshSqlite(memoryFolder());
}

/** For the whole server: it belongs to this test file. */
export async function stopFlushing(place: Place): Promise<void> {
	const { place: where, dispose } = place.fresh();
	dispose();
	if (where.kind === 'sqlite') return;
	const client = new PgClient(poolConfig(where.settings, 1));
	await client.connect();
	try {
		await client.query('ALTER SYSTEM SET fsync = off');
		await client.query('SELECT pg_reload_conf()');
	} finally {
		await client.end();
	}
}
