import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { runPush } from '../../../lib/n8n/push/runPush';
import { shownFor } from '../../../lib/n8n/shownFor';
import { bodySource, fields, options } from '../parameters';

const properties: INodeProperties[] = [bodySource, fields, options];

const displayOptions = { show: { operation: ['submitFeedback'] } };

/** Interface 3, handling feedback 危急值反馈, `/outapi/risk/confirm`. */
export const description = shownFor(displayOptions, properties);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runPush(this, 'submitFeedback');
}
