/**
 * Watches from inside PostgreSQL, by a trigger on the inbox, that nobody takes a message which somebody else
 * still holds. Whatever the ledger's own code believes, the database sees every claim of every process.
 */
import { openLedger } from '../../lib/ledger/open';
import type { PostgresSettings } from '../../lib/ledger/postgres/connection';
import { withRawSql, type RawSql } from '../ledger/rawSql';

const NOW_MS = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** `rivals`: other messages of the riskId that are claimed at that moment. */
const INSTALL = [
	`CREATE TABLE claim_watch (
		n bigserial PRIMARY KEY, message_id bigint, at bigint, claim text, held_until bigint, rivals int)`,
	`CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		INSERT INTO claim_watch (message_id, at, claim, held_until, rivals)
		SELECT NEW.id, ${NOW_MS}, NEW.claim, CASE WHEN OLD.state = 'claimed' THEN OLD.due_at END, (
			SELECT count(*) FROM inbox b
			WHERE b.channel = NEW.channel AND b.risk_id = NEW.risk_id AND b.id <> NEW.id
				AND b.state = 'claimed' AND b.due_at > ${NOW_MS}
		);
		RETURN NULL;
	END $$`,
	`CREATE TRIGGER watch_claims AFTER UPDATE ON inbox FOR EACH ROW
		WHEN (NEW.claim IS NOT NULL AND NEW.claim IS DISTINCT FROM OLD.claim)
		EXECUTE FUNCTION note_claim()`,
];

export interface ClaimReport {
	claims: number;
	/** Claims of a message that another claim held at that moment. */
	overlaps: number;
	/** Claims of a message while another one of its riskId was held. */
	rivals: number;
	/** Claims taken over after they had lapsed: their owner, or its process, was gone. */
	takenOver: number;
}

export class ClaimWatch {
	private constructor(private readonly settings: PostgresSettings) {}

	/** Makes the ledger's tables where nobody has yet. */
	static async install(settings: PostgresSettings): Promise<ClaimWatch> {
		await (await openLedger({ kind: 'postgres', settings })).close();
		const watch = new ClaimWatch(settings);
		await watch.sql(async (sql) => {
			for (const statement of INSTALL) await sql(statement);
		});
		return watch;
	}

	async report(): Promise<ClaimReport> {
		const [row] = await this.sql(
			async (sql) =>
				await sql(`SELECT count(*)::int AS claims,
					count(*) FILTER (WHERE held_until > at)::int AS overlaps,
					count(*) FILTER (WHERE rivals > 0)::int AS rivals,
					count(*) FILTER (WHERE held_until <= at)::int AS "takenOver"
				FROM claim_watch`),
		);
		return row as unknown as ClaimReport;
	}

	private async sql<T>(work: (sql: RawSql) => Promise<T>): Promise<T> {
		return await withRawSql({ kind: 'postgres', settings: this.settings }, work);
	}
}
