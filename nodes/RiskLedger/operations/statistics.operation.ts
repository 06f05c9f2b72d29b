import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { statistics } from '../../../lib/n8n/ledgerNode/criticalValues/statistics';
import { runLedgerOnce } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import {
	groupBy,
	period,
	reportFilters,
	statisticsOptions,
	statisticsOutput,
} from '../reportParameters';

const properties: INodeProperties[] = [
	...period,
	groupBy,
	statisticsOutput,
	reportFilters,
	statisticsOptions,
];

const displayOptions = { show: { operation: ['statistics'] } };

export const description = shownFor(displayOptions, properties);

/** The indicators of a period. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedgerOnce(this, statistics);
}
