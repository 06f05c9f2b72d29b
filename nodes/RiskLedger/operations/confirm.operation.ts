import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { confirm } from '../../../lib/n8n/ledgerNode/criticalValues/confirm';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { riskId } from '../parameters';
import { handling } from '../valueParameters';

const properties: INodeProperties[] = [riskId, ...handling];

const displayOptions = { show: { operation: ['confirm'] } };

export const description = shownFor(displayOptions, properties);

/** Records a handling, and gives interface 3's body. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, confirm);
}
