import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testRiskApi } from '../../lib/n8n/push/credentialTest';
import { getWireFields } from '../../lib/n8n/push/fieldMapping';
import { description, execute } from './operations/operation';

const SUBTITLE = `={{ ({
	pushCriticalValue: 'Push Critical Value 推送危急值',
	pushHandlingResult: 'Push Handling Result 推送处理结果',
	submitFeedback: 'Submit Feedback 提交反馈',
})[$parameter["operation"]] }}`;

export class RiskPush implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Risk Push 危急值推送',
		name: 'riskPush',
		icon: { light: 'file:riskPush.svg', dark: 'file:riskPush.dark.svg' },
		group: ['output'],
		// The triggers' reason to begin at 2 is about webhooks; this node begins where nodes begin.
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Push critical values, handling results and feedback to EMR, HIS, LIS or the platform. Behind a Risk trigger, what fails is tried again by its schedule; elsewhere in place only. 推送危急值、处理结果与反馈；在 Risk 触发器之后按其方案重试，否则仅就地重试',
		defaults: { name: 'Risk Push' },
		// Left off on purpose: what alarms a ward is decided by a workflow, not by a language model.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'riskApi', required: true, testedBy: 'testRiskApi' }],
		properties: description,
	};

	methods = {
		credentialTest: { testRiskApi },
		resourceMapping: { getWireFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this);
	}
}
