import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { runPush } from '../../../lib/n8n/push/runPush';
import { shownFor } from '../../../lib/n8n/shownFor';
import { bodySource, fields, options } from '../parameters';

const properties: INodeProperties[] = [bodySource, fields, options];

const displayOptions = { show: { operation: ['pushCriticalValue'] } };

/** Interface 1, critical value push 危急值推送, `/outapi/risk/send`. */
export const description = shownFor(displayOptions, properties);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runPush(this, 'pushCriticalValue');
}
