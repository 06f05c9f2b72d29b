import type { ICredentialDataDecryptedObject, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { RiskPush } from '../../nodes/RiskPush/RiskPush.node';
import {
	runWorkflow,
	type TestNode,
	type WorkflowRun,
	type WorkflowRunOptions,
} from '../support/workflowRunner';

export const PUSH = 'Push';
export const TYPE = 'n8n-nodes-critical-value.riskPush';

export const NODE_TYPES = { [TYPE]: new RiskPush() };

/** A critical value as our trigger gives it out, with what it puts beside the fields. */
export const sample = (riskId: string, more: IDataObject = {}): IDataObject => ({
	riskId,
	reqId: 'REQ-1',
	patientNo: '00012345',
	patientClass: 'I',
	patientName: '张三',
	sendTime: 1645431150154,
	content: '白细胞计数:1.6710(参考范围:3.5-9.5);',
	flag: 'add',
	reportType: 'Lis',
	...more,
});

export const itemsOf = (...jsons: IDataObject[]): INodeExecutionData[] =>
	jsons.map((json) => ({ json }));

export interface PushOptions {
	baseUrl?: string;
	credential?: ICredentialDataDecryptedObject;
	parameters?: IDataObject;
	node?: Partial<TestNode>;
	/** Nodes behind it, for `run.connections` to wire. */
	more?: TestNode[];
	run?: Partial<WorkflowRunOptions>;
}

/** Start → Risk Push (→ After), in n8n's own engine. Waits between tries are short. */
export async function push(
	items: INodeExecutionData[],
	options: PushOptions,
): Promise<WorkflowRun> {
	const { options: nodeOptions, ...parameters } = options.parameters ?? {};
	const node: TestNode = {
		name: PUSH,
		type: TYPE,
		credentials: { riskApi: { id: 'emr', name: 'EMR' } },
		parameters: {
			operation: 'pushCriticalValue',
			...parameters,
			options: { backoff: 1, ...(nodeOptions as IDataObject | undefined) },
		},
		...options.node,
	};
	return await runWorkflow({
		nodes: [node, ...(options.more ?? [])],
		startItems: items,
		nodeTypes: NODE_TYPES,
		credentials: {
			emr: {
				baseUrl: options.baseUrl ?? '',
				connectTimeout: 2,
				responseTimeout: 2,
				...options.credential,
			},
		},
		...options.run,
	});
}

/** `delivery` of each item that a node gave out. */
export const deliveries = (run: WorkflowRun, output = 0): IDataObject[] =>
	run.items(PUSH, output).map(({ json }) => json.delivery as IDataObject);

/** What n8n stores of an error, and its editor shows. */
export function shownError(run: WorkflowRun) {
	const { error } = run;
	if (!error) throw new Error('the run has no error');
	return {
		message: error.message,
		description: String(error.description ?? ''),
		context: error.context,
	};
}
