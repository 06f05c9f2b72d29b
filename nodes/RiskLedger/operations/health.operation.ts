import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { health } from '../../../lib/n8n/ledgerNode/health';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';

/** It asks for nothing but the ledger. */
export const description: INodeProperties[] = [];

/** Backlog, dead letters, systems that fail, size. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, health);
}
