import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import { LEDGER_FAULTS, LedgerError } from '../../ledger/errors';
import { openLedger } from '../../ledger/open';
import { readPlace } from './place';

/** SQLSTATE and system codes that an admin can do something about, in words. */
const REASONS: Readonly<Record<string, string>> = {
	ECONNREFUSED: '服务器拒绝连接，请核对主机和端口 (connection refused: check host and port)',
	ENOTFOUND: '找不到该主机 (unknown host)',
	EAI_AGAIN: '找不到该主机 (unknown host)',
	ETIMEDOUT: '连接超时，请检查网络和防火墙 (timed out: check network and firewall)',
	'28P01': '用户名或密码不对 (wrong user or password)',
	'28000': '该账号不允许登录 (this account may not log in)',
	'3D000': '数据库不存在 (there is no such database)',
	'42501': '该账号无权建立模式 (this account may not create the schema)',
};

/** Tests a `riskLedgerDb` credential: opens the ledger and brings its schema up to date, in words. */
export async function testRiskLedger(
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const read = readPlace(credential.data);
	if (!read.ok) {
		const message = `"${read.field}" 不能用 (has a value that cannot be used)`;
		return { status: 'Error', message };
	}
	try {
		const ledger = await openLedger(read.place);
		await ledger.close();
		return { status: 'OK', message: '台账可用 (the ledger is ready)' };
	} catch (thrown) {
		const error =
			thrown instanceof LedgerError ? thrown : new LedgerError('LEDGER_UNAVAILABLE', '');
		const { helpZh, helpEn } = LEDGER_FAULTS[error.fault];
		const reason = REASONS[error.detail] ?? `${helpZh} (${helpEn})`;
		return { status: 'Error', message: `${error.message}：${reason}` };
	}
}
