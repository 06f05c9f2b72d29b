import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { exportValues } from '../../../lib/n8n/ledgerNode/criticalValues/exportValues';
import { runLedgerOnce } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { exportFormat, exportOptions, period, reportFilters } from '../reportParameters';

const properties: INodeProperties[] = [...period, ...exportFormat, reportFilters, exportOptions];

const displayOptions = { show: { operation: ['exportValues'] } };

export const description = shownFor(displayOptions, properties);

/** The critical values of a period as a file. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedgerOnce(this, exportValues);
}
