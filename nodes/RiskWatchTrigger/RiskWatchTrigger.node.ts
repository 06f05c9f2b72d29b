import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ITriggerFunctions,
	ITriggerResponse,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { testRiskLedger } from '../../lib/n8n/ledger/credentialTest';
import { EMBEDDED, LEDGER_CREDENTIAL, LEDGER_PARAMETER } from '../../lib/n8n/ledger/place';
import { ACTIVATION_MESSAGE, EVENT_DESCRIPTION, triggerPanel } from '../../lib/n8n/watch/panel';
import { previewWatch } from '../../lib/n8n/watch/preview';
import { watchProperties } from '../../lib/n8n/watch/properties';
import { watchTrigger } from '../../lib/n8n/watch/watchTrigger';
import { passThrough } from '../../lib/n8n/trigger/passThrough';

export class RiskWatchTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Risk Watch Trigger 危急值监视',
		name: 'riskWatchTrigger',
		icon: { light: 'file:riskWatchTrigger.svg', dark: 'file:riskWatchTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts when a critical value stays unconfirmed, or when delivery or a source is in trouble. 危急值超时未确认、推送故障或来源静默时启动',
		defaults: { name: 'Risk Watch Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: LEDGER_CREDENTIAL,
				required: true,
				testedBy: 'testRiskLedger',
				displayOptions: { hide: { [LEDGER_PARAMETER]: [EMBEDDED] } },
			},
		],
		triggerPanel,
		eventTriggerDescription: EVENT_DESCRIPTION,
		activationMessage: ACTIVATION_MESSAGE,
		properties: watchProperties,
	};

	methods = { credentialTest: { testRiskLedger } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await watchTrigger(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return this.getMode() === 'manual' ? await previewWatch(this) : await passThrough(this, 1);
	}
}
