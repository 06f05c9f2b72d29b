import * as n8nWorkflow from 'n8n-workflow';
import type {
	INodeCredentialDescription,
	INodeTypeDescription,
	IWebhookDescription,
} from 'n8n-workflow';
import { WIRE_PATH, type Kind } from '../../contract/fields';
import { BY_CREDENTIAL, LEDGER_CREDENTIAL, LEDGER_PARAMETER } from '../ledger/place';
import { CREDENTIAL_TYPE } from './nodeSettings';

/**
 * Why 2 and not 1: for exactly 1, n8n evaluates `$parameter["options"]["binaryData"]` on every
 * request, which costs a V8 isolate each (12-20 requests a second instead of some 490 on two cores).
 * Above 1 it takes the native path and leaves a body of an unparsed content type unread, which is
 * what requestGate needs.
 */
export const TRIGGER_TYPE_VERSION = 2;

/**
 * n8n ≥ 2.4x can resolve the path without its expression engine; older versions lack the helper and
 * get the expression.
 */
function pathField(): Pick<IWebhookDescription, 'path'> {
	const helpers = n8nWorkflow as Partial<
		Pick<typeof n8nWorkflow, 'webhookDescriptionFields' | 'fromParameter'>
	>;
	if (helpers.webhookDescriptionFields && helpers.fromParameter) {
		return helpers.webhookDescriptionFields({ path: helpers.fromParameter('path') });
	}
	return { path: '={{$parameter["path"]}}' };
}

/**
 * The URL. Everything but the path is a plain value, since an expression costs an isolate a request.
 * `responseData` must be empty: otherwise n8n sends the literal text "firstEntryJson".
 */
export function webhookDescription(): IWebhookDescription {
	return {
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: '',
		isFullPath: true,
		...pathField(),
	};
}

/** One credential for each way of authentication, shown when it is chosen. */
export const triggerCredentials: INodeCredentialDescription[] = [
	...Object.entries(CREDENTIAL_TYPE).map(([choice, name]) => ({
		name,
		required: true,
		displayOptions: { show: { authentication: [choice] } },
	})),
	{
		name: LEDGER_CREDENTIAL,
		required: true,
		testedBy: 'testRiskLedger',
		displayOptions: { show: { [LEDGER_PARAMETER]: [BY_CREDENTIAL] } },
	},
];

/** Shown while n8n waits for a test call. */
export const EVENT_TRIGGER_DESCRIPTION =
	'Now POST a call to the test URL under "Webhook URLs" 请向"Webhook URLs"中的测试地址（Test URL）发送一次调用';

/** Shown once the workflow is published. */
export const ACTIVATION_MESSAGE =
	'Callers can now use the production URL. 调用方现在可以使用正式地址（Production URL）。';

/** What the trigger's panel in the editor tells hospital IT. */
export function triggerPanel(kind: Kind): INodeTypeDescription['triggerPanel'] {
	const who =
		kind === 'send'
			? 'the platform (or LIS, PACS, ECG) 平台（或检验、放射、心电系统）'
			: 'EMR, HIS or the platform 电子病历、HIS或平台';
	const sample =
		kind === 'send'
			? '{"riskId":"T1","patientName":"测试","content":"血钾:6.8(参考范围:3.5-5.3);","flag":"add","reportType":"Lis"}'
			: '{"riskId":"T1","responseName":"测试","responseResult":"暂时处理","flag":"add","sysType":"patient"}';
	const test = `<b>Test 测试</b>: click "Execute step"; while n8n is listening, POST to the <b>test URL</b> (under "Webhook URLs"), for example 点击 Execute step，在监听期间向"Webhook URLs"中的<b>测试地址</b>发送：<br /><code>${sample}</code><br />The call appears here; nothing is forwarded unless you run the whole workflow. 收到的调用会显示在这里。<br /><br />`;
	const live = `<b>Go live 上线</b>: publish the workflow and give ${who} the <b>production URL</b>. With N8N_ENDPOINT_WEBHOOK=outapi it ends in <code>/outapi/${WIRE_PATH[kind]}</code>. 发布工作流后，把<b>正式地址</b>交给调用方。`;
	return {
		header: `Receive calls from ${who}`,
		executionsHelp: {
			inactive: test + live,
			active: `${test}The workflow is live: calls to the production URL show up under <a data-key="executions">executions</a>. 工作流已上线，正式地址收到的调用见<a data-key="executions">执行记录</a>。`,
		},
		activationHint:
			'Test works? Publish the workflow so that the production URL answers. 测试通过后请发布工作流，正式地址才会应答。',
	};
}
