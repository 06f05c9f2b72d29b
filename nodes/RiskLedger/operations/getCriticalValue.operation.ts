import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { getCriticalValue } from '../../../lib/n8n/ledgerNode/criticalValues/getCriticalValue';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { riskId } from '../parameters';
import { timelineOptions } from '../valueParameters';

const properties: INodeProperties[] = [riskId, timelineOptions];

const displayOptions = { show: { operation: ['getCriticalValue'] } };

export const description = shownFor(displayOptions, properties);

/** One critical value as it is now, with its history. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, getCriticalValue);
}
