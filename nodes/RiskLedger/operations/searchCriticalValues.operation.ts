import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { searchCriticalValues } from '../../../lib/n8n/ledgerNode/criticalValues/searchCriticalValues';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { paging } from '../parameters';
import { show, valueFilters } from '../valueParameters';

const properties: INodeProperties[] = [...show, ...paging, valueFilters];

const displayOptions = { show: { operation: ['searchCriticalValues'] } };

export const description = shownFor(displayOptions, properties);

/** Critical values that fit, the latest first. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, searchCriticalValues);
}
