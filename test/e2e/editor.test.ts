/** The package as hospital IT sees it: the real editor in a real browser. */
import { startHospital, type Hospital } from '../../demo/hospital/server';
import { renderBoard } from '../../lib/lifecycle/board/page';
import { boardInput } from '../support/boardValues';
import { afternoon } from '../support/boardWard';
import { Editor } from '../support/editor';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { CRITICAL_VALUE, OK, post } from '../support/workflows';

const SEND = 'Risk Send Trigger 危急值接收';
const CONFIRM = 'Risk Confirm Trigger 危急值反馈接收';
const PUSH = /^Risk Push/;
const LEDGER = /^Risk Ledger/;
const WATCH = 'Risk Watch Trigger 危急值监视';

let hospital: Hospital;
let n8n: TestN8n;
let editor: Editor;
let hub: string;
let loop: string;
let desk: string;

/** The examples of the closed loop, and their pictures: a board is a page as well. */
const CLOSED_LOOP = [
	'escalation',
	'delivery-alarms',
	'board',
	'daily-indicators',
	'reconciliation',
] as const;
const closedLoop = new Map<string, string>();

beforeAll(async () => {
	hospital = await startHospital({ port: 0 });
	n8n = await startTestN8n({ hospitalUrl: hospital.url });
	hub = (await n8n.publish(n8n.exampleWorkflow('hub'))).id;
	loop = (await n8n.publish(n8n.exampleWorkflow('feedback-loop'))).id;
	desk = (await n8n.publish(n8n.exampleWorkflow('ledger-desk'))).id;
	for (const name of CLOSED_LOOP) {
		const file = n8n.exampleWorkflow(name, hospital.url);
		closedLoop.set(name, (await n8n.publish(file)).id);
	}
	editor = await Editor.open(n8n);
}, 180_000);

afterAll(async () => {
	await editor?.close();
	await n8n?.dispose();
	await hospital?.stop();
});

it.each(['risk', '危急值'])(
	'the node panel finds all five nodes by "%s"',
	async (term) => {
		await editor.newWorkflow();
		await editor.page.locator('[data-test-id="node-creator-plus-button"]').click();
		const names = await editor.search(term);
		const actions = [PUSH, LEDGER].map((name) => expect.stringMatching(name) as string);
		expect(names).toEqual(expect.arrayContaining([SEND, CONFIRM, WATCH, ...actions]));
		await editor.picture(`panel-${term === 'risk' ? 'en' : 'zh'}`);
	},
	60_000,
);

const CANVASES: Array<[picture: string, workflow: () => string]> = [
	['hub', () => hub],
	['feedback-loop', () => loop],
	['ledger-desk', () => desk],
	...CLOSED_LOOP.map((name): [string, () => string] => [
		name === 'board' ? 'board-workflow' : name,
		() => closedLoop.get(name) ?? '',
	]),
];

it.each(CANVASES)(
	'shows the example %s on its canvas',
	async (name, workflow) => {
		await editor.openWorkflow(workflow());
		await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
		await editor.page.waitForTimeout(1000);
		expect(await editor.brokenIcons()).toEqual([]);
		expect(await editor.picture(name)).toBeGreaterThan(20_000);
	},
	60_000,
);

it.each([
	[
		'send-trigger',
		() => hub,
		'Critical Value 收到危急值',
		['Path 路径', 'Authentication 认证方式', 'Validation 校验方式', 'Options 选项'],
	],
	[
		'confirm-trigger',
		() => loop,
		'Confirmation 收到反馈',
		['Path 路径', 'Interface 接口', 'Validation 校验方式'],
	],
	['push', () => hub, 'Push to EMR 推送电子病历', ['Operation', 'EMR (demo)', 'Options 选项']],
	[
		'ledger-search',
		() => desk,
		'Dead Letters 查询死信',
		['Search Messages 查询消息', 'Ledger 台账', 'States 状态', 'Dead 死信', 'Limit 最多条数'],
	],
	[
		'ledger-replay',
		() => desk,
		'Count Replay 试运行重放',
		['Replay 重放', 'By Filter 按条件', 'Verdict 接收结果', 'Dry Run 试运行'],
	],
	[
		'watch-trigger',
		() => closedLoop.get('escalation') ?? '',
		'Unconfirmed 超时未确认',
		['Trigger On 触发事件', 'Escalation Plans 升级方案', 'After (Minutes) 分钟后', 'Ledger 台账'],
	],
])(
	'opens %s and shows its parameters',
	async (name, workflow, node, labels) => {
		await editor.openWorkflow(workflow());
		await editor.openNode(node);
		const shown = await editor.shownTextWith(labels);
		for (const label of labels) expect(shown).toContain(label);
		// What n8n shows for a node type it does not know, or for a broken icon.
		expect(shown).not.toMatch(/Install this node|not installed|unrecognized/i);
		expect(await editor.brokenIcons()).toEqual([]);
		await editor.picture(name);
	},
	60_000,
);

it('the ward board, as its page looks on a wall', async () => {
	const html = renderBoard(boardInput(afternoon(7, 24)));
	expect(await editor.pictureOf(html, 'board')).toBeGreaterThan(50_000);
});

it('takes a test call while the editor listens, and shows it', async () => {
	const file = n8n.exampleWorkflow('hub');
	const copy = { ...file, id: 'editorTestCall0001', name: 'Test call' };
	for (const node of copy.nodes) {
		if (node.type === 'n8n-nodes-critical-value.riskSendTrigger') {
			node.parameters = { ...(node.parameters as object), path: 'editor/send' };
			node.webhookId = '3b6a1c2e-6d6b-4a40-9d0a-64d9b1a6f001';
		}
	}
	const saved = await n8n.rest.createWorkflow(copy);
	await editor.openWorkflow(saved.id);
	await editor.openNode('Critical Value 收到危急值');
	await editor.page.locator('[data-test-id="trigger-execute-button"]').click();
	await editor.page.getByText('Listening for test event').waitFor();
	expect(await editor.shownTextWith(['测试地址'])).toContain('测试地址');
	await editor.picture('listening');
	expect((await post(n8n.testWebhookUrl('editor/send'), CRITICAL_VALUE)).body).toEqual(OK);
	await editor.page.getByText(CRITICAL_VALUE.riskId).first().waitFor();
	await editor.page.getByText('Accepted 已接收').first().waitFor();
	await editor.picture('received');
}, 60_000);

it('tries the watch out where it stands, on what is open', async () => {
	const body = { ...CRITICAL_VALUE, riskId: 'editor-watch', wardName: '心内科一病区' };
	expect((await post(n8n.webhookUrl('risk/send'), body)).body).toEqual(OK);
	await editor.openWorkflow(closedLoop.get('escalation') ?? '');
	await editor.openNode('Unconfirmed 超时未确认');
	await editor.page.locator('[data-test-id="trigger-execute-button"]').click();
	await editor.page.getByText('editor-watch').first().waitFor();
	const shown = await editor.shownTextWith(['心内科一病区', 'unconfirmed']);
	expect(shown).toContain('心内科一病区');
	expect(shown).toContain('unconfirmed');
	await editor.picture('watch-test');
	const after = editor.page.locator('[data-test-id="parameter-input-afterMinutes"] input').first();
	expect(await after.inputValue()).toBe('5');
	await after.fill('2.5');
	await after.blur();
	expect(await after.inputValue()).toBe('2.5');
}, 60_000);
