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

export class RiskSendTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Risk Send Trigger 危急值接收',
		name: 'riskSendTrigger',
		icon: { light: 'file:riskSendTrigger.svg', dark: 'file:riskSendTrigger.dark.svg' },
		group: ['trigger'],
		version: TRIGGER_TYPE_VERSION,
		subtitle: '=POST {{$parameter["path"]}}',
		description:
			'Receives critical values on POST …/risk/send and answers code 0 only for what it has accepted. 接收危急值推送（接口1）。',
		defaults: { name: 'Risk Send Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Accepted 已接收', 'Rejected 已拒收'],
		credentials: triggerCredentials,
		webhooks: [webhookDescription()],
		triggerPanel: triggerPanel('send'),
		eventTriggerDescription: EVENT_TRIGGER_DESCRIPTION,
		activationMessage: ACTIVATION_MESSAGE,
		properties: triggerProperties('send'),
	};

	webhookMethods = { default: webhookHooks('send') };

	methods = { credentialTest: { testRiskLedger } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleWebhook(this, 'send');
	}

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await drainTrigger(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await passThrough(this, 2);
	}
}
