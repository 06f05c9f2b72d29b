/** What goes wrong below the ledger: it says so, leaves nothing half-written, and recovers by itself. */
import { postgresBinaries } from '../../demo/postgres/server';
import { postgresLostCommit } from './faults/lostCommit';
import { postgresFaults } from './faults/postgres';
import { postgresSilence } from './faults/silence';
import { sqliteFaults } from './faults/sqlite';

describe('SQLite', sqliteFaults);

/** As in places.ts: only where a server is installed. */
if (postgresBinaries() !== undefined) {
	describe('PostgreSQL', postgresFaults);
	describe('PostgreSQL that says nothing', postgresSilence);
	describe('PostgreSQL whose answer to COMMIT is lost', postgresLostCommit);
}
