import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { verifyAudit } from '../../../lib/n8n/ledgerNode/criticalValues/verifyAudit';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';

/** It asks for nothing but the ledger. */
export const description: INodeProperties[] = [];

/** Whether the audit trail is what was written. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, verifyAudit);
}
