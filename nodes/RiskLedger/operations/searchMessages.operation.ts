import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { searchMessages } from '../../../lib/n8n/ledgerNode/searchMessages';
import { shownFor } from '../../../lib/n8n/shownFor';
import { filters, paging, searchedStates, searchOptions } from '../parameters';

const properties: INodeProperties[] = [searchedStates, ...paging, filters, searchOptions];

const displayOptions = { show: { operation: ['searchMessages'] } };

export const description = shownFor(displayOptions, properties);

/** The messages that fit, newest first. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, searchMessages);
}
