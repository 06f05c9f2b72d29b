import type { FilterValue } from 'n8n-workflow';
import {
	editFields,
	fits,
	type Item,
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

const hub = read('hub');
const trigger = triggerOf(hub);
const [router] = ofType(hub, SWITCH);
const notice = nodeNamed(hub, 'Masked Notice 脱敏通知');

const value = (changes: Item = {}): Item => ({
	riskId: 'R1',
	patientName: '张三',
	patientClass: 'I',
	patientBedno: '12',
	wardName: '心血管内科一病区',
	reportType: 'Lis',
	flag: 'add',
	content: '白细胞计数:1.6710(参考范围:3.5-9.5);',
	items: [{ item: '白细胞计数', value: 1.671, direction: 'low' }],
	...changes,
});

describe('delivery', () => {
	const targets = next(hub, trigger, 0);
	const pushes = targets.filter(({ type }) => type === PUSH);

	it('reaches EMR and HIS from Accepted with nothing in between that could hold a value back', () => {
		expect(pushes.map(({ credentials }) => credentials?.riskApi?.id)).toEqual([
			'criticalValueEmr',
			'criticalValueHis',
		]);
		for (const push of pushes) expect(push.parameters.operation).toBe('pushCriticalValue');
	});

	it('comes before everything else: n8n runs branches from top to bottom', () => {
		const others = targets.filter(({ type }) => type !== PUSH);
		const lowest = Math.max(...pushes.map(({ position }) => position[1]));
		for (const other of others) expect(other.position[1]).toBeGreaterThan(lowest);
	});

	it('makes one alarm of all failures, without the patient', () => {
		const [push] = pushes;
		if (!push) throw new Error('no push');
		const alarm = nodeNamed(hub, 'Delivery Failed 推送失败');
		expect(reachable(hub, push, 1)).toContain(alarm);
		expect(alarm.executeOnce).toBe(true);

		const failed = (target: string) => ({
			...value(),
			delivery: { target, problem: '连接被拒绝', remedy: '请检查地址' },
		});
		const items = [failed('EMR (demo)'), failed('HIS (demo)')];
		const alarmed = JSON.stringify(editFields(alarm, items[0] ?? {}, items));
		expect(alarmed).toContain('2 条');
		expect(alarmed).toContain('riskId R1');
		expect(alarmed).toContain('EMR (demo)：连接被拒绝');
		expect(alarmed).toContain('HIS (demo)：连接被拒绝');
		expect(alarmed).not.toMatch(/张三|白细胞|undefined/);
	});
});

describe('extra notification', () => {
	const notYet = nodeNamed(hub, 'Not Told Yet 尚未通知');

	it('is not repeated with each attempt for a system that is down, and not lost with a run that failed', () => {
		expect(next(hub, trigger, 0)).toContain(notYet);
		expect(next(hub, trigger, 0)).not.toContain(notice);
		expect(next(hub, notYet, 0)).toEqual([notice]);
		expect(next(hub, notYet, 1)).toEqual([]);
		const isTold = (received?: Item) =>
			fits(notYet.parameters.conditions as FilterValue, value({ received }));
		expect(isTold({ attempt: 1 })).toBe(true);
		expect(isTold({ attempt: 2 })).toBe(true);
		expect(isTold({ attempt: 2, deliveriesOnly: true })).toBe(false);
		expect(isTold()).toBe(true);
	});

	const route = (changes: Item) => {
		if (!router) throw new Error('no Switch');
		return routeOf(router, editFields(notice, value(changes)));
	};

	it.each([
		['撤销 before all else', { flag: 'delete', patientClass: 'E' }, 'Withdrawn 已撤销'],
		['急诊', { patientClass: 'E' }, 'Emergency or ICU 急诊/ICU'],
		['留观', { patientClass: 'B', reportType: 'Ecg' }, 'Emergency or ICU 急诊/ICU'],
		['ICU by its ward', { wardName: '综合icu' }, 'Emergency or ICU 急诊/ICU'],
		['重症 by its ward', { wardName: '重症医学科' }, 'Emergency or ICU 急诊/ICU'],
		['检验偏低', {}, 'Lab Low 检验偏低'],
		['检验偏高', { items: [{ direction: 'high' }] }, 'Lab High 检验偏高'],
		['放射', { reportType: 'Pacs', items: [] }, 'Imaging 影像'],
		['超声', { reportType: 'Ris' }, 'Imaging 影像'],
		['心电', { reportType: 'Ecg' }, 'ECG 心电'],
		['检验阳性', { items: [{ direction: 'unknown' }] }, 'Other 其他'],
		['an unknown report type', { reportType: 'Path' }, 'Other 其他'],
		[
			'next to nothing',
			{
				reportType: undefined,
				patientClass: undefined,
				wardName: undefined,
				items: undefined,
				flag: undefined,
			},
			'Other 其他',
		],
	])('%s', (_, changes: Item, output) => {
		expect(route(changes)).toBe(output);
	});

	it.each([
		['张三', '张*'],
		['欧阳修', '欧**'],
		['王', '王*'],
		['𠮷田', '𠮷*'],
		['John Smith', 'J*********'],
	])('masks %s as %s', (name, masked) => {
		const edited = editFields(notice, value({ patientName: name }));
		expect(edited.text).toContain(` ${masked}：`);
		expect(JSON.stringify(edited)).not.toContain(name.slice(1) || '王：');
	});

	it('passes nothing on but the notice and what the Switch reads', () => {
		expect(Object.keys(editFields(notice, value({ raw: { patientName: '张三' } })))).toEqual([
			'text',
			'riskId',
			'flag',
			'reportType',
			'patientClass',
			'wardName',
			'direction',
		]);
		expect(notice.parameters.includeOtherFields).toBeUndefined();
	});

	it('says what it is about, and copes with what is missing', () => {
		const text = (changes: Item) => editFields(notice, value(changes)).text;
		expect(text({})).toBe(
			'【危急值】心血管内科一病区 12床 张*：白细胞计数:1.6710(参考范围:3.5-9.5);（riskId R1）',
		);
		expect(text({ flag: 'update' })).toMatch(/^【危急值更新】/);
		expect(text({ flag: 'delete' })).toMatch(/^【危急值撤销】/);
		const bare = editFields(notice, { riskId: 'R2' }).text;
		expect(bare).toBe('【危急值】：（riskId R2）');
	});
});

describe('rejected calls', () => {
	const [alarm] = next(hub, trigger, 1);

	it('raise an alarm that says why, without the body', () => {
		if (!alarm) throw new Error('Rejected leads nowhere');
		const alarmed = editFields(alarm, {
			code: 1101,
			msg: 'riskId 缺失；riskId is missing',
			reason: 'RISK_ID_MISSING',
			faults: [{ field: 'riskId', code: 'REQUIRED_MISSING', expected: '非空文本' }],
			raw: '{"patientName":"张三"}',
			received: { remoteAddress: '10.1.2.3', time: '2026-01-02T03:04:05.000+08:00' },
		});
		expect(alarmed.text).toContain('riskId 缺失');
		expect(alarmed.text).toContain('10.1.2.3');
		expect(alarmed.text).toContain('riskId：非空文本');
		expect(JSON.stringify(alarmed)).not.toMatch(/张三|undefined/);
	});

	it('are not pushed anywhere', () => {
		const pushed = [...reachable(hub, trigger, 1)].filter(({ type }) => type === PUSH);
		expect(pushed).toEqual([]);
	});
});
