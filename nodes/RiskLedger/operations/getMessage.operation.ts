import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { getMessage } from '../../../lib/n8n/ledgerNode/getMessage';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { by, getOptions, messageId, riskId } from '../parameters';

const properties: INodeProperties[] = [
	by,
	...shownFor({ show: { by: ['messageId'] } }, [messageId]),
	...shownFor({ show: { by: ['riskId'] } }, [riskId]),
	getOptions,
];

const displayOptions = { show: { operation: ['getMessage'] } };

export const description = shownFor(displayOptions, properties);

/** One message, or all of a critical value. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, getMessage);
}
