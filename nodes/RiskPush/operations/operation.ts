import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { runPush } from '../../../lib/n8n/push/runPush';
import { isOperation, type Operation } from '../../../lib/n8n/push/operations';
import * as pushCriticalValue from './pushCriticalValue.operation';
import * as pushHandlingResult from './pushHandlingResult.operation';
import * as submitFeedback from './submitFeedback.operation';

const EXECUTE = {
	pushCriticalValue: pushCriticalValue.execute,
	pushHandlingResult: pushHandlingResult.execute,
	submitFeedback: submitFeedback.execute,
} satisfies Record<Operation, (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>>;

/** The operation, and behind it the parameters of each. */
export const description: INodeProperties[] = [
	{
		displayName: 'Operation 操作',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'pushCriticalValue',
		options: [
			{
				name: 'Push Critical Value 推送危急值',
				value: 'pushCriticalValue',
				action: 'Push a critical value 推送危急值',
				description: 'Send a critical value to EMR, HIS, … (/risk/send). 向 EMR、HIS 等推送危急值',
			},
			{
				name: 'Push Handling Result 推送处理结果',
				value: 'pushHandlingResult',
				action: 'Push a handling result 推送处理结果',
				description:
					'Tell EMR, HIS, … that a critical value was handled, so that they end their reminder (/risk/confirm). 通知 EMR、HIS 等危急值已处理',
			},
			{
				name: 'Submit Feedback 提交反馈',
				value: 'submitFeedback',
				action: 'Submit feedback 提交反馈',
				description:
					'Give the handling back to the platform (/risk/confirm with feedbackId). 向平台提交处理反馈',
			},
		],
	},
	...pushCriticalValue.description,
	...pushHandlingResult.description,
	...submitFeedback.description,
];

/** Read safely: an exception here would put unsent items on n8n's success output. */
function operationOf(context: IExecuteFunctions): unknown {
	try {
		return context.getNodeParameter('operation', 0, 'pushCriticalValue');
	} catch {
		return undefined;
	}
}

/** Runs the operation the node is set to. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = operationOf(context);
	return isOperation(operation)
		? await EXECUTE[operation].call(context)
		: await runPush(context, undefined);
}
