import type { INode } from 'n8n-workflow';
import {
	editFields,
	next,
	nodeNamed,
	ofType,
	PUSH,
	reachable,
	read,
	routeOf,
	SWITCH,
	triggerOf,
} from './workflowFile';

const loop = read('feedback-loop');
const trigger = triggerOf(loop);
const [router] = ofType(loop, SWITCH) as [INode];

const calls = (output: number) =>
	next(loop, router, output)
		.filter(({ type }) => type === PUSH)
		.map(({ credentials, parameters }) => [credentials?.riskApi?.id, parameters.operation]);

it('takes both interfaces of the document', () => {
	expect(trigger.parameters.interface).toBe('both');
	expect(next(loop, trigger, 0)).toEqual([router]);
});

it('tells them apart by what the trigger says', () => {
	const route = (received: Record<string, unknown>) => routeOf(router, { riskId: 'R1', received });
	expect(route({ interface: 3 })).toBe('Feedback 处理反馈 (3)');
	expect(route({ interface: 2 })).toBe('Handling Result 处理结果 (2)');
	expect(route({ interface: 1 })).toBe('Unknown 未识别');
	expect(route({})).toBe('Unknown 未识别');
});

it('gives feedback (3) to the platform only', () => {
	expect(calls(0)).toEqual([['criticalValuePlatform', 'submitFeedback']]);
});

it('gives a handling result (2) to EMR and HIS only: to the platform it would go round in circles', () => {
	expect(calls(1)).toEqual([
		['criticalValueEmr', 'pushHandlingResult'],
		['criticalValueHis', 'pushHandlingResult'],
	]);
});

it('raises an alarm for what is neither, and pushes it nowhere', () => {
	expect(calls(2)).toEqual([]);
	const [alarm] = next(loop, router, 2);
	if (!alarm) throw new Error('the fallback leads nowhere');
	expect(editFields(alarm, { riskId: 'R1', patientName: '张三' }).text).toContain('riskId R1');
	expect(next(loop, alarm, 0)).toEqual([nodeNamed(loop, 'Alert IT 信息科值班')]);
});

it('makes one alarm of all failures, without who answered what', () => {
	const alarm = nodeNamed(loop, 'Delivery Failed 推送失败');
	expect(alarm.executeOnce).toBe(true);
	for (const push of ofType(loop, PUSH)) expect(reachable(loop, push, 1)).toContain(alarm);

	const items = ['Platform (demo)', 'HIS (demo)'].map((target) => ({
		riskId: 'R1',
		responseName: '李医生',
		responseTell: '13800000000',
		responsecontent: '已补钾',
		delivery: { target, problem: '应答超时', remedy: '请检查网络' },
	}));
	const alarmed = JSON.stringify(editFields(alarm, items[0] ?? {}, items));
	expect(alarmed).toContain('2 条');
	expect(alarmed).toContain('Platform (demo)：应答超时');
	expect(alarmed).not.toMatch(/李医生|13800000000|补钾|undefined/);
});

it('raises an alarm for rejected calls, and pushes them nowhere', () => {
	const downstream = [...reachable(loop, trigger, 1)];
	expect(downstream).not.toHaveLength(0);
	expect(downstream.filter(({ type }) => type === PUSH)).toEqual([]);
});
