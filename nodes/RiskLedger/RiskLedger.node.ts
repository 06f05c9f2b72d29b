import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testRiskLedger } from '../../lib/n8n/ledger/credentialTest';
import { EMBEDDED, LEDGER_CREDENTIAL, LEDGER_PARAMETER } from '../../lib/n8n/ledger/place';
import { WITHOUT_LEDGER } from '../../lib/n8n/ledgerNode/operations';
import { description, execute } from './operations/operation';

const SUBTITLE = `={{ ({
	discard: 'Discard 丢弃',
	formatNotification: 'Format Notification 生成通知',
	getMessage: 'Get Message 查看消息',
	health: 'Health 运行状况',
	replay: 'Replay 重放',
	searchMessages: 'Search Messages 查询消息',
})[$parameter["operation"]] }}`;

export class RiskLedger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Risk Ledger 危急值台账',
		name: 'riskLedger',
		icon: { light: 'file:riskLedger.svg', dark: 'file:riskLedger.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Look up, replay and discard the messages that Risk triggers have stored, and see how the ledger is doing. 查询、重放、丢弃 Risk 触发器保存的消息，查看台账运行状况',
		defaults: { name: 'Risk Ledger' },
		// Left off on purpose: it shows patients' data, and repeats or ends alarms in a person's name.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: LEDGER_CREDENTIAL,
				required: true,
				testedBy: 'testRiskLedger',
				// As in the triggers: whatever is not embedded is named by the credential.
				displayOptions: {
					hide: { [LEDGER_PARAMETER]: [EMBEDDED], operation: [...WITHOUT_LEDGER] },
				},
			},
		],
		properties: description,
	};

	methods = { credentialTest: { testRiskLedger } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this);
	}
}
