import type { FunctionsBase } from 'n8n-workflow';
import type { LedgerPlace } from '../../ledger/open';
import { SettingsError } from '../../intake/settings';
import {
	embeddedPlace,
	LEDGER_CREDENTIAL,
	LEDGER_PARAMETER,
	BY_CREDENTIAL,
	readPlace,
} from './place';

/** What is needed of a node's context; all of n8n's contexts have it. */
export type LedgerContext = Pick<FunctionsBase, 'getNode' | 'getCredentials'>;

const PARAMETER_LABEL = 'Ledger 台账';
const CREDENTIAL_LABEL = 'Risk Ledger 危急值台账';

/** n8n's own variable: with `queue`, other processes, perhaps other machines, take part. */
export const isQueueMode = () => process.env.EXECUTIONS_MODE === 'queue';

function queueModeError(): SettingsError {
	return new SettingsError(
		PARAMETER_LABEL,
		'n8n 以队列模式运行，SQLite 文件台账不能由多个进程共用 (n8n runs in queue mode, and a ledger in an SQLite file cannot be shared by several processes)',
		'请把本节点的“Ledger 台账”设为 By Credential 按凭据，并选择 PostgreSQL 凭据 (set "Ledger 台账" of this node to By Credential, and select a credential for PostgreSQL)',
	);
}

/**
 * Where a node's ledger is: its parameter decides, which takes no expression (a webhook, a trigger and an
 * execution must find the same one).
 *
 * @throws SettingsError saying what is wrong with the credential, or that one is needed
 */
export async function ledgerPlaceOf(context: LedgerContext): Promise<LedgerPlace> {
	if (context.getNode().parameters[LEDGER_PARAMETER] !== BY_CREDENTIAL) {
		if (isQueueMode()) throw queueModeError();
		return embeddedPlace();
	}
	// n8n's own message may quote what is in the credential.
	const data: unknown = await context.getCredentials(LEDGER_CREDENTIAL).catch(() => undefined);
	const read = readPlace(data);
	if (read.ok) {
		if (read.place.kind === 'sqlite' && isQueueMode()) throw queueModeError();
		return read.place;
	}
	throw new SettingsError(
		CREDENTIAL_LABEL,
		`台账凭据不能用：${read.field || '无法读取'} (the ledger credential cannot be used: ${read.field || 'not readable'})`,
		'请打开该凭据，更正所示字段并保存 (open the credential, mend the field named and save)',
	);
}
