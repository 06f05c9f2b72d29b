import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { discard } from '../../../lib/n8n/ledgerNode/discard';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { actor, messageId } from '../parameters';

const properties: INodeProperties[] = [messageId, ...actor];

const displayOptions = { show: { operation: ['discard'] } };

export const description = shownFor(displayOptions, properties);

/** Puts an open or dead message aside. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, discard);
}
