import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { LABELS } from '../../../lib/n8n/ledgerNode/labels';
import {
	isOperation,
	WITHOUT_LEDGER,
	type Operation,
} from '../../../lib/n8n/ledgerNode/operations';
import { unknownOperation } from '../../../lib/n8n/ledgerNode/problem';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { ledgerProperty } from '../../../lib/n8n/ledger/property';
import * as board from './board.operation';
import * as confirm from './confirm.operation';
import * as discard from './discard.operation';
import * as exportValues from './exportValues.operation';
import * as formatNotification from './formatNotification.operation';
import * as getCriticalValue from './getCriticalValue.operation';
import * as getMessage from './getMessage.operation';
import * as health from './health.operation';
import * as reconcile from './reconcile.operation';
import * as replay from './replay.operation';
import * as searchCriticalValues from './searchCriticalValues.operation';
import * as searchMessages from './searchMessages.operation';
import * as statistics from './statistics.operation';
import * as verifyAudit from './verifyAudit.operation';

const EXECUTE = {
	confirm: confirm.execute,
	discard: discard.execute,
	exportValues: exportValues.execute,
	formatNotification: formatNotification.execute,
	getCriticalValue: getCriticalValue.execute,
	getMessage: getMessage.execute,
	health: health.execute,
	reconcile: reconcile.execute,
	replay: replay.execute,
	searchCriticalValues: searchCriticalValues.execute,
	searchMessages: searchMessages.execute,
	statistics: statistics.execute,
	verifyAudit: verifyAudit.execute,
	board: board.execute,
} satisfies Record<Operation, (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>>;

/** The operation, which ledger, and behind them the parameters of each operation. */
export const description: INodeProperties[] = [
	{
		displayName: LABELS.operation,
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'searchMessages',
		options: [
			{
				name: 'Confirm 确认危急值',
				value: 'confirm',
				action: 'Confirm a critical value 确认危急值',
				description:
					'Record that a clinician has handled a critical value; gives the body of interface 3 for Risk Push. 记录临床已处理，输出接口3的内容供 Risk Push 提交',
			},
			{
				name: 'Discard 丢弃',
				value: 'discard',
				action: 'Discard a message 丢弃一条消息',
				description:
					'Put a message that is open or dead aside, with person and reason. 丢弃一条未完成或死信消息，须填写操作人和原因',
			},
			{
				name: 'Export 导出',
				value: 'exportValues',
				action: 'Export critical values 导出危急值',
				description:
					'The critical values of a period as CSV for Excel, or NDJSON. 导出某时段的危急值，CSV（Excel）或 NDJSON',
			},
			{
				name: 'Format Notification 生成通知',
				value: 'formatNotification',
				action: 'Format a notification 生成通知',
				description:
					'Make a message for DingTalk, WeCom, Feishu, SMS or e-mail from critical values or alarms; sends nothing. 将危急值或告警生成钉钉、企业微信、飞书、短信、邮件内容，不发送',
			},
			{
				name: 'Get Critical Value 查看危急值',
				value: 'getCriticalValue',
				action: 'Get a critical value 查看危急值',
				description:
					'A critical value as it is now, with all that happened to it. 危急值的当前状态和全部经过',
			},
			{
				name: 'Get Message 查看消息',
				value: 'getMessage',
				action: 'Get a message 查看一条消息',
				description:
					'One message or all of a critical value, with content and deliveries. 查看一条消息或某危急值的全部消息，含内容和推送记录',
			},
			{
				name: 'Health 运行状况',
				value: 'health',
				action: 'Get the health of the ledger 查看台账运行状况',
				description:
					'Backlog, dead letters, systems that cannot be reached, size on disk. 积压、死信、推送失败的系统、磁盘占用',
			},
			{
				name: 'Reconcile 核对',
				value: 'reconcile',
				action: 'Reconcile with the source 与来源核对',
				description:
					'Compare the source system’s critical values with the ledger: missing here, missing there, unconfirmed. 与来源系统核对：台账缺少、来源缺少、未确认',
			},
			{
				name: 'Replay 重放',
				value: 'replay',
				action: 'Replay messages 重放消息',
				description:
					'Process one message again, or all that fit; a dry run counts them first. 重新处理一条或一批消息，可先试运行统计',
			},
			{
				name: 'Search Critical Values 查询危急值',
				value: 'searchCriticalValues',
				action: 'Search critical values 查询危急值',
				description:
					'List critical values: open, overdue, by ward, type, time, the latest first. 查询危急值：未确认、超时，按病区、类型、时间，最新的在前',
			},
			{
				name: 'Search Messages 查询消息',
				value: 'searchMessages',
				action: 'Search messages 查询消息',
				description:
					'List messages by state, time, riskId, system and more, newest first. 按状态、时间、riskId、系统等查询消息，最新的在前',
			},
			{
				name: 'Statistics 统计指标',
				value: 'statistics',
				action: 'Get statistics 统计指标',
				description:
					'The quality office’s indicators for a period: notification, timeliness, confirmation, each with what is behind it. 某时段的质控指标：通报率、及时率、确认用时等，附明细',
			},
			{
				name: 'Verify Audit 校验审计',
				value: 'verifyAudit',
				action: 'Verify the audit trail 校验审计记录',
				description:
					'Whether the audit trail is what was written, entry by entry. 逐条校验审计记录是否被改动',
			},
			{
				name: 'Ward Board 病区看板',
				value: 'board',
				action: 'Make the ward board 生成病区看板',
				description:
					'A page of open critical values and today’s figures, for wall screens, phones and paper. 未确认危急值和今日指标的网页，用于大屏、手机和打印',
			},
		],
	},
	{
		...ledgerProperty,
		displayOptions: { hide: { operation: [...WITHOUT_LEDGER] } },
		description:
			'Which ledger to work on: the one that the triggers keep their messages in. 使用哪个台账：与触发器所选的一致。',
	},
	...confirm.description,
	...discard.description,
	...exportValues.description,
	...formatNotification.description,
	...getCriticalValue.description,
	...getMessage.description,
	...health.description,
	...reconcile.description,
	...replay.description,
	...searchCriticalValues.description,
	...searchMessages.description,
	...statistics.description,
	...verifyAudit.description,
	...board.description,
];

function operationOf(context: IExecuteFunctions): unknown {
	try {
		return context.getNodeParameter('operation', 0, 'searchMessages');
	} catch {
		return undefined;
	}
}

/** Runs the operation the node is set to. One that is not known fails for each item, rather than being guessed. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = operationOf(context);
	return isOperation(operation)
		? await EXECUTE[operation].call(context)
		: await runLedger(context, async () => {
				throw unknownOperation();
			});
}
