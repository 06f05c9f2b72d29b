import { criticalValueTables } from '../criticalValues/schema';

/**
 * The PostgreSQL ledger's schema, forward only: a step that has been released is never changed, the next
 * one goes behind it. The table `schema_version` counts the steps. Names are unqualified: the connection's
 * search_path begins with the ledger's own schema.
 */
export const MIGRATIONS: readonly string[] = [
	`
CREATE TABLE inbox (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	channel text NOT NULL,
	verdict text NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
	state text NOT NULL CHECK (state IN ('pending', 'claimed', 'done', 'dead', 'discarded')),
	kind text NOT NULL,
	interface integer,
	risk_id text,
	flag text,
	report_type text,
	patient_class text,
	fingerprint text,
	item text NOT NULL,
	accepted_at bigint NOT NULL,
	scheduled_from bigint NOT NULL,
	due_at bigint,
	claim text,
	attempts integer NOT NULL DEFAULT 0,
	solo integer NOT NULL DEFAULT 0,
	repeats integer NOT NULL DEFAULT 0,
	last_failure text,
	failed_at bigint,
	execution_id text,
	ended_at bigint
);
CREATE UNIQUE INDEX inbox_identity ON inbox (channel, fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX inbox_due ON inbox (channel, due_at, id) WHERE state IN ('pending', 'claimed');
CREATE INDEX inbox_open_risk ON inbox (channel, risk_id, id) WHERE state IN ('pending', 'claimed');
CREATE INDEX inbox_risk ON inbox (risk_id, id);
CREATE INDEX inbox_state ON inbox (state, id);
CREATE INDEX inbox_ended ON inbox (state, verdict, ended_at, id)
WHERE state = 'done' AND verdict = 'accepted';
CREATE TABLE delivery (
	key text PRIMARY KEY,
	target text NOT NULL,
	target_name text NOT NULL,
	operation integer NOT NULL,
	message_id bigint,
	risk_id text NOT NULL,
	state text NOT NULL CHECK (state IN ('open', 'delivered')),
	calls integer NOT NULL,
	first_at bigint NOT NULL,
	last_at bigint NOT NULL,
	code text,
	msg text,
	reason text,
	failure_class text
);
CREATE INDEX delivery_message ON delivery (message_id, state);
CREATE INDEX delivery_failing ON delivery (target, first_at) WHERE state = 'open';
CREATE TABLE audit (
	seq bigint PRIMARY KEY,
	at bigint NOT NULL,
	action text NOT NULL,
	actor text NOT NULL,
	message_id bigint,
	risk_id text,
	detail text NOT NULL,
	previous text NOT NULL,
	hash text NOT NULL
);
CREATE INDEX audit_risk ON audit (risk_id, seq);
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
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
	// The newest transaction of each writer: what tells whether one is there whose answer was lost.
	`
CREATE TABLE commit_mark (
	writer text PRIMARY KEY,
	number bigint NOT NULL,
	at timestamptz NOT NULL DEFAULT now()
)`,
	// What the messages of a riskId come to, escalations, and what a watch remembers.
	criticalValueTables('bigint', ''),
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
