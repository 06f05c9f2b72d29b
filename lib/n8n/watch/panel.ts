import type { INodeTypeDescription } from 'n8n-workflow';

/** Shown while the step is tested. */
export const EVENT_DESCRIPTION =
	'Looking into the ledger for something to test with 正在台账中查找可供测试的内容';

/** Shown once the workflow is published. */
export const ACTIVATION_MESSAGE = 'The ledger is now watched. 已开始监视台账。';

const TEST =
	'<b>Test 测试</b>: click "Execute step": the critical values that are open right now appear, as if their first step came due; nothing is recorded. 点击 Execute step，显示当前未确认的危急值（如同第一步到时），不留记录。<br /><br />';
const LIVE =
	'<b>Go live 上线</b>: publish the workflow. Each step then fires once for each critical value, and stops when it is confirmed. 发布工作流后，每个步骤对每条危急值只触发一次，确认后停止。';

/** What the trigger's panel in the editor tells hospital IT. */
export const triggerPanel: INodeTypeDescription['triggerPanel'] = {
	header: 'Start when nobody has confirmed 超时未确认时启动',
	executionsHelp: {
		inactive: TEST + LIVE,
		active: `${TEST}The workflow is live: what fires shows up under <a data-key="executions">executions</a>. 工作流已上线，触发情况见<a data-key="executions">执行记录</a>。`,
	},
	activationHint:
		'Test works? Publish the workflow so that it watches by itself. 测试通过后请发布工作流。',
};
