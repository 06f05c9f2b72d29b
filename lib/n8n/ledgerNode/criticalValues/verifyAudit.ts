import type { LedgerCall } from '../run';

/** Whether the audit trail is what was written, entry by entry. */
export async function verifyAudit({ ledger }: LedgerCall) {
	const { intact, entries, brokenAt } = await ledger.verifyAudit();
	const text = intact
		? `审计记录完整，共 ${entries} 条 (the audit trail is intact, ${entries} entries)`
		: `审计记录自第 ${brokenAt} 条起被改动，请保留台账文件或数据库并核查 (the audit trail was changed at entry ${brokenAt}: keep the ledger as it is, and investigate)`;
	return [{ intact, entries, brokenAt, text }];
}
