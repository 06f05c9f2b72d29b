/**
 * The tables of critical values, for both databases: they differ in the names of types only.
 *
 * `critical_value` is what the messages of a riskId come to. It is made from the audit trail alone, whose entries
 * up to `projection.seq` are in it; `critical_message` keeps of each message what that takes, since the inbox
 * forgets messages after their retention.
 */
export const criticalValueTables = (integer: string, strict: string): string => `
CREATE TABLE projection (
	name text PRIMARY KEY,
	seq ${integer} NOT NULL
) ${strict};
CREATE TABLE critical_message (
	message_id ${integer} PRIMARY KEY,
	risk_id text NOT NULL,
	kind text NOT NULL CHECK (kind IN ('send', 'confirm')),
	at ${integer} NOT NULL,
	received_at ${integer} NOT NULL,
	withdrawn ${integer} NOT NULL,
	report text NOT NULL
) ${strict};
CREATE INDEX critical_message_risk ON critical_message (risk_id, at, message_id);
CREATE TABLE critical_value (
	risk_id text PRIMARY KEY,
	number ${integer} NOT NULL UNIQUE,
	state text NOT NULL CHECK (state IN ('open', 'confirmed', 'cancelled', 'unknown')),
	sort_at ${integer} NOT NULL,
	report_type text,
	patient_class text,
	ward_code text,
	ward_name text,
	first_sent_at ${integer},
	first_received_at ${integer},
	opening ${integer} NOT NULL,
	opened_at ${integer},
	opened_received_at ${integer},
	acknowledged_at ${integer},
	confirmed_at ${integer},
	cancelled_at ${integer},
	send_id ${integer},
	send text,
	confirm_id ${integer},
	confirm text,
	changed ${integer} NOT NULL
) ${strict};
CREATE INDEX critical_value_time ON critical_value (sort_at, number);
CREATE INDEX critical_value_state ON critical_value (state, sort_at, number);
CREATE INDEX critical_value_changed ON critical_value (changed);
CREATE TABLE critical_delivery (
	risk_id text NOT NULL,
	target text NOT NULL,
	name text NOT NULL,
	at ${integer} NOT NULL,
	PRIMARY KEY (risk_id, target)
) ${strict};
CREATE TABLE escalation (
	watch text NOT NULL,
	risk_id text NOT NULL,
	opening ${integer} NOT NULL,
	step text NOT NULL,
	name text NOT NULL,
	level ${integer} NOT NULL,
	after_minutes double precision NOT NULL,
	at ${integer} NOT NULL,
	PRIMARY KEY (risk_id, watch, opening, step)
);
CREATE TABLE watch_state (
	watch text NOT NULL,
	name text NOT NULL,
	value text NOT NULL,
	PRIMARY KEY (watch, name)
) ${strict}`;
