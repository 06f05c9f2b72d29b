import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { testRiskLedger } from '../../lib/n8n/ledger/credentialTest';
import { webhookHooks } from '../../lib/n8n/trigger/activation';
import {
	ACTIVATION_MESSAGE,
	EVENT_TRIGGER_DESCRIPTION,
	TRIGGER_TYPE_VERSION,
	triggerCredentials,
	triggerPanel,
	webhookDescription,
} from '../../lib/n8n/trigger/description';
import { drainTrigger } from '../../lib/n8n/trigger/drainTrigger';
import { passThrough } from '../../lib/n8n/trigger/passThrough';
import { triggerProperties } from '../../lib/n8n/trigger/properties';
import { handleWebhook } from '../../lib/n8n/trigger/webhook';

export class RiskConfirmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Risk Confirm Trigger 危急值反馈接收',
		name: 'riskConfirmTrigger',
		icon: { light: 'file:riskConfirmTrigger.svg', dark: 'file:riskConfirmTrigger.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_TYPE_VERSION,
		subtitle: '=POST {{$parameter["path"]}}',
		description:
			'Receives handling results and feedback on POST …/risk/confirm. 接收危急值处理结果与反馈（接口2、3）。',
		defaults: { name: 'Risk Confirm Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Accepted 已接收', 'Rejected 已拒收'],
		credentials: triggerCredentials,
		webhooks: [webhookDescription()],
		triggerPanel: triggerPanel('confirm'),
		eventTriggerDescription: EVENT_TRIGGER_DESCRIPTION,
		activationMessage: ACTIVATION_MESSAGE,
		properties: triggerProperties('confirm'),
	};

	webhookMethods = { default: webhookHooks('confirm') };

	methods = { credentialTest: { testRiskLedger } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleWebhook(this, 'confirm');
	}

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await drainTrigger(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await passThrough(this, 2);
	}
}
