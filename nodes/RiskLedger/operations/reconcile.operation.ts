import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { reconcile } from '../../../lib/n8n/ledgerNode/criticalValues/reconcile';
import { runLedgerOnce } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { reconcileParameters, valueFilters } from '../valueParameters';

const properties: INodeProperties[] = [...reconcileParameters, valueFilters];

const displayOptions = { show: { operation: ['reconcile'] } };

export const description = shownFor(displayOptions, properties);

/** Compares the source's critical values with the ledger's. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedgerOnce(this, reconcile);
}
