import { criticalValueTables } from '../criticalValues/schema';

/**
 * The SQLite ledger's schema, forward only: a step that has been released is never changed, the next one
 * goes behind it. `PRAGMA user_version` counts the steps.
 */
export const MIGRATIONS: readonly string[] = [
	`
CREATE TABLE inbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	channel TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
	state TEXT NOT NULL CHECK (state IN ('pending', 'claimed', 'done', 'dead', 'discarded')),
	kind TEXT NOT NULL,
	interface INTEGER,
	risk_id TEXT,
	flag TEXT,
	report_type TEXT,
	patient_class TEXT,
	fingerprint TEXT,
	item TEXT NOT NULL,
	accepted_at INTEGER NOT NULL,
	scheduled_from INTEGER NOT NULL,
	due_at INTEGER,
	claim TEXT,
	attempts INTEGER NOT NULL DEFAULT 0,
	solo INTEGER NOT NULL DEFAULT 0,
	repeats INTEGER NOT NULL DEFAULT 0,
	last_failure TEXT,
	failed_at INTEGER,
	execution_id TEXT,
	ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX inbox_identity ON inbox (channel, fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX inbox_due ON inbox (channel, due_at, id) WHERE state IN ('pending', 'claimed');
CREATE INDEX inbox_open_risk ON inbox (channel, risk_id, id) WHERE state IN ('pending', 'claimed');
CREATE INDEX inbox_risk ON inbox (risk_id, id);
CREATE INDEX inbox_state ON inbox (state, id);
CREATE INDEX inbox_ended ON inbox (state, verdict, ended_at, id)
WHERE state = 'done' AND verdict = 'accepted';
CREATE TABLE delivery (
	key TEXT PRIMARY KEY,
	target TEXT NOT NULL,
	target_name TEXT NOT NULL,
	operation INTEGER NOT NULL,
	message_id INTEGER,
	risk_id TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'delivered')),
	calls INTEGER NOT NULL,
	first_at INTEGER NOT NULL,
	last_at INTEGER NOT NULL,
	code TEXT,
	msg TEXT,
	reason TEXT,
	failure_class TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_message ON delivery (message_id, state);
CREATE INDEX delivery_failing ON delivery (target, first_at) WHERE state = 'open';
CREATE TABLE audit (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	action TEXT NOT NULL,
	actor TEXT NOT NULL,
	message_id INTEGER,
	risk_id TEXT,
	detail TEXT NOT NULL,
	previous TEXT NOT NULL,
	hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_risk ON audit (risk_id, seq);
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
`,
	// A search by time went through the whole table.
	'CREATE INDEX inbox_accepted ON inbox (accepted_at, id)',
	// What is new goes first: it is not to be looked for behind all that waits for another attempt.
	`
CREATE INDEX inbox_new ON inbox (channel, due_at, id) WHERE state = 'pending' AND attempts = 0;
CREATE INDEX inbox_again ON inbox (channel, due_at, id)
WHERE state IN ('pending', 'claimed') AND attempts > 0;
DROP INDEX inbox_due;
`,
	// What the messages of a riskId come to, escalations, and what a watch remembers.
	criticalValueTables('INTEGER', 'STRICT'),
	// A trigger deletes its own messages after its own time, whatever number of others are kept longer.
	`
CREATE INDEX inbox_ended_of ON inbox (channel, ended_at, id)
WHERE state = 'done' AND verdict = 'accepted'`,
	// Whether a message is held back or waits for a clock that is ahead is seen without reading it.
	`
DROP INDEX inbox_new;
CREATE INDEX inbox_new ON inbox (channel, due_at, id, scheduled_from)
WHERE state = 'pending' AND attempts = 0`,
];
