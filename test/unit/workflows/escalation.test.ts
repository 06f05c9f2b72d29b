/** The example "Critical Value Escalation": who is told, in which form, and what becomes of what is not sent. */
import type { FilterValue, INode } from 'n8n-workflow';
import { DEFAULT_PLAN } from '../../../lib/n8n/watch/labels';
import { parseWatchSettings } from '../../../lib/n8n/watch/settings';
import { RiskLedger } from '../../../nodes/RiskLedger/RiskLedger.node';
import { runWorkflow, START_NODE } from '../../support/workflowRunner';
import {
	editFields,
	evaluate,
	fits,
	LEDGER,
	next,
	nodeNamed,
	ofType,
	read,
	routeOf,
	SWITCH,
	switchOf,
	triggerOf,
	type Item,
} from './workflowFile';

const escalation = read('escalation');
const trigger = triggerOf(escalation);
const router = ofType(escalation, SWITCH)[0] as INode;
const refused = nodeNamed(escalation, 'Refused 是否失败').parameters.conditions as FilterValue;
const notTold = nodeNamed(escalation, 'Not Told 未能通知');

/** As Risk Watch Trigger gives it out. */
const fired = (level: number, name: string): Item => ({
	event: 'unconfirmed',
	riskId: 'R1',
	wardCode: '0301',
	wardName: '心血管内科一病区',
	patientBedno: '12',
	patientName: '欧阳修',
	patientNo: 'ZY00123456',
	content: '白细胞计数:1.6710(参考范围:3.5-9.5);',
	state: 'open',
	minutesOpen: 5.1,
	step: { name, level, afterMinutes: 5, fallback: false },
	text: `危急值超过 5.1 分钟未确认：心血管内科一病区 12床，通知${name}`,
});

it('has the four steps of the default plan, and a fallback of its own level', () => {
	const { events, escalation: plan } = parseWatchSettings(trigger.parameters, 'Asia/Shanghai');
	expect([...events]).toEqual(['unconfirmed']);
	expect(plan.plans).toHaveLength(1);
	expect(plan.plans[0]).toMatchObject({ window: undefined, steps: DEFAULT_PLAN.steps.step });
	expect(plan.fallback).toMatchObject({ name: '总值班 Duty Office', level: 5 });
});

it.each([
	[1, 'Ward 病区'],
	[2, 'Duty Doctor 值班医生'],
	[3, 'Head 科主任'],
	[4, 'Medical Affairs 医务科'],
	[5, 'Duty Office 总值班'],
	[9, 'Duty Office 总值班'],
])('level %d goes to %s', (level, output) => {
	expect(routeOf(router, fired(level, 'x'))).toBe(output);
});

it('drops nothing that has no level: a digest goes to the duty office', () => {
	const digest = { event: 'unconfirmedDigest', count: 1, entries: [fired(1, 'x')] };
	expect(routeOf(router, digest)).toBe('Duty Office 总值班');
});

const branches = [
	...switchOf(router).rules.values.keys(),
	switchOf(router).rules.values.length,
].map((output) => {
	const [format, ...others] = next(escalation, router, output);
	if (!format || others.length > 0) throw new Error('a branch is a notification');
	const [channel] = next(escalation, format, 0);
	if (!channel) throw new Error('a notification has a channel');
	return { output, format, channel };
});

it.each(branches.map((branch) => [branch.format.name, branch] as const))(
	'%s is made by the real node, masked, and put where its channel takes it from',
	async (name, { format, channel, output }) => {
		const nodes = [{ name, type: LEDGER, parameters: format.parameters }];
		const run = await runWorkflow({
			nodes,
			startItems: [{ json: fired(output + 1, '值班医生') as never }],
			nodeTypes: { [LEDGER]: new RiskLedger() },
			connections: { [START_NODE]: { main: [[{ node: name, type: 'main', index: 0 }]] } },
		});
		const [item] = run.items(name);
		expect(run.status).toBe('success');
		const { jsonBody, html, subject, authentication } = channel.parameters;
		const sent = [jsonBody, html, subject].map((value) => evaluate(value, item?.json ?? {}));
		const text = JSON.stringify(sent);
		expect(text).toContain('心血管内科一病区');
		expect(text).toContain('白细胞');
		expect(text).not.toMatch(/欧阳修|ZY00123456|undefined/);
		if (jsonBody !== undefined) expect(authentication).toBe('genericCredentialType');
	},
);

it('tries every channel whatever happens to another, and looks at all of them afterwards', () => {
	const [merge] = ofType(escalation, 'n8n-nodes-base.merge');
	expect(merge?.parameters.numberInputs).toBe(branches.length);
	for (const [input, { format, channel }] of branches.entries()) {
		expect([format.onError, channel.onError]).toEqual(Array(2).fill('continueRegularOutput'));
		expect(channel).toMatchObject({ disabled: true, retryOnFail: true });
		expect(escalation.connections[channel.name]?.main?.[0]).toEqual([
			{ node: merge?.name, type: 'main', index: input },
		]);
	}
});

it.each<[boolean, string, Item]>([
	[true, 'a call that failed', { error: { message: 'connect ECONNREFUSED' } }],
	[true, 'a text that could not be made', { problem: '该数据项不是危急值', remedy: '' }],
	[
		true,
		'a robot that refused with HTTP 200',
		{ errcode: 310000, errmsg: 'keywords not in content' },
	],
	[false, 'a robot that took it', { errcode: 0, errmsg: 'ok' }],
	[false, 'a channel that is switched off', { channel: 'sms', text: '危急值', body: null }],
	[false, 'another system’s answer', { code: 0, msg: 'ok' }],
])('alarms: %s, for %s', (expected, _, json) => {
	expect(fits(refused, json)).toBe(expected);
});

it('alarms on the first output of the IF, with ward and reason and without the patient', () => {
	const [first] = next(escalation, nodeNamed(escalation, 'Refused 是否失败'), 0);
	expect(first).toEqual(notTold);
	const alarm = editFields(notTold, { errcode: 310000, errmsg: 'token is not exist' }, [
		fired(1, '病区 Ward'),
	]);
	expect(alarm.text).toBe(
		'【危急值升级通知未发出】危急值超过 5.1 分钟未确认：心血管内科一病区 12床，通知病区 Ward（riskId R1）。原因：token is not exist。请立即电话通知。',
	);
	expect(alarm.riskId).toBe('R1');
	expect(JSON.stringify(alarm)).not.toMatch(/欧阳修|白细胞/);
});
