/** What every fault is checked for. */
import { LEDGER_FAULTS, LedgerError, type LedgerFault } from '../../../lib/ledger/errors';
import type { LedgerPlace } from '../../../lib/ledger/open';
import type { AcceptResult, Ledger } from '../../../lib/ledger/types';
import { message, NO_LIMIT, NOW } from '../messages';
import { withRawSql } from '../rawSql';

/** Stands in every message, and may stand in no error. */
const MARK = '张三丰';

/** A message of about a page. */
export const marked = (riskId: string) =>
	message(riskId, { item: JSON.stringify({ name: MARK, content: riskId.padEnd(4_000, '.') }) });

export const accept = async (ledger: Ledger, riskId: string): Promise<AcceptResult> =>
	await ledger.accept(marked(riskId), NOW, NO_LIMIT);

/** That it fails as it should: with a code and words of the catalogue, and nothing of a message or a database. */
export async function expectFault(doing: Promise<unknown>, fault: LedgerFault): Promise<void> {
	const error: unknown = await doing.then(
		(result) => new Error(`it did not fail: ${JSON.stringify(result)}`),
		(failed: unknown) => failed,
	);
	expectIsFault(error, fault);
}

export function expectIsFault(error: unknown, fault: LedgerFault): void {
	if (!(error instanceof LedgerError)) throw error;
	expect(error.fault).toBe(fault);
	const { zh, en } = LEDGER_FAULTS[fault];
	expect(error.message).toBe(`${zh}；${en} (${error.detail})`);
	expect(error.detail).toMatch(/^[\w .:;-]{1,60}$/);
	expect(error.cause).toBeUndefined();
	for (const text of [String(error.stack), JSON.stringify(error)]) expect(text).not.toContain(MARK);
}

/** The riskIds of a burst by what became of them. */
export async function burst(
	ledger: Ledger,
	riskIds: readonly string[],
	fault: LedgerFault,
): Promise<{ stored: string[]; failed: string[] }> {
	const stored: string[] = [];
	const failed: string[] = [];
	await Promise.all(
		riskIds.map(async (riskId) => {
			try {
				await accept(ledger, riskId);
				stored.push(riskId);
			} catch (error) {
				expectIsFault(error, fault);
				failed.push(riskId);
			}
		}),
	);
	return { stored, failed };
}

/** Exactly these are stored, each whole and with its entry in the audit trail, and no other trace is left. */
export async function expectExactly(
	ledger: Ledger,
	place: LedgerPlace,
	riskIds: readonly string[],
): Promise<void> {
	const { entries } = await ledger.search({}, 100_000);
	expect(entries.map(({ riskId }) => riskId).sort()).toEqual([...riskIds].sort());
	for (const { id, riskId } of entries) {
		expect((await ledger.get(id))?.item).toBe(marked(riskId ?? '').item);
	}
	expect(await ledger.verifyAudit()).toMatchObject({ intact: true });
	await withRawSql(place, async (sql) => {
		const audited = "SELECT risk_id FROM audit WHERE action = 'accepted'";
		const known = (await sql(audited)).map(({ risk_id }) => String(risk_id));
		expect(known.sort()).toEqual([...riskIds].sort());
	});
}

export const names = (prefix: string, count: number): string[] =>
	Array.from({ length: count }, (_, n) => `${prefix}${n}`);
