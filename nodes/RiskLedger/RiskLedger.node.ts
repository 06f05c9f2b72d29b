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
	confirm: 'Confirm 确认危急值',
	discard: 'Discard 丢弃',
	exportValues: 'Export 导出',
	formatNotification: 'Format Notification 生成通知',
	getCriticalValue: 'Get Critical Value 查看危急值',
	getMessage: 'Get Message 查看消息',
	health: 'Health 运行状况',
	reconcile: 'Reconcile 核对',
	replay: 'Replay 重放',
	searchCriticalValues: 'Search Critical Values 查询危急值',
	searchMessages: 'Search Messages 查询消息',
	statistics: 'Statistics 统计指标',
	verifyAudit: 'Verify Audit 校验审计',
	board: 'Ward Board 病区看板',
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
			'Look up, confirm, reconcile and report critical values, replay messages, make notifications, and see how the ledger is doing. 查询、确认、核对、统计危急值，重放消息，生成通知，查看台账运行状况',
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
