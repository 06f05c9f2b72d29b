/** The example "Ledger Desk": when it alarms and in which words, and that it changes nothing by itself. */
import type { FilterValue } from 'n8n-workflow';
import { RiskLedger } from '../../../nodes/RiskLedger/RiskLedger.node';
import { editFields, fits, LEDGER, next, nodeNamed, ofType, read, type Item } from './workflowFile';

const desk = read('ledger-desk');
const attention = nodeNamed(desk, 'Needs Attention 需要处理');
const alarm = nodeNamed(desk, 'Alarm Text 告警内容');

/** As Risk Ledger's Health gives it out. */
const health = (more: Item = {}): Item => ({
	open: 0,
	dead: 0,
	oldestOpenSeconds: 0,
	failingTargets: 0,
	failing: [],
	...more,
});
const emr = { target: 'EMR', address: 'http://emr', deliveries: 3, seconds: 720 };
const alarms = (json: Item) => fits(attention.parameters.conditions as FilterValue, json);

it.each([
	[false, health()],
	[false, health({ open: 40, oldestOpenSeconds: 600 })],
	[true, health({ open: 1, oldestOpenSeconds: 601 })],
	[true, health({ dead: 1 })],
	[true, health({ failingTargets: 1, failing: [emr] })],
])('alarms: %s, for %j', (expected, json) => {
	expect(alarms(json)).toBe(expected);
});

it('alarms on the first output of the IF, and says what is wrong', () => {
	expect(next(desk, attention, 0)).toEqual([alarm]);
	expect(next(desk, attention, 1)).toEqual([]);
	const json = health({ dead: 2, open: 5, oldestOpenSeconds: 750, failing: [emr] });
	expect(editFields(alarm, json)).toEqual({
		text: '【危急值台账告警】死信 2 条；未完成 5 条，最早的已等待 13 分钟；EMR 推送失败 3 条，已 12 分钟。请检查接收系统，必要时电话通知病区。',
	});
});

it('changes nothing by itself: a replay is a dry run, and nothing is discarded', () => {
	const ledgers = ofType(desk, LEDGER);
	expect(ledgers.map(({ parameters }) => parameters.operation)).toEqual([
		'health',
		'searchMessages',
		'replay',
	]);
	expect(nodeNamed(desk, 'Count Replay 试运行重放').parameters).toMatchObject({
		scope: 'filtered',
		states: ['dead'],
		dryRun: true,
	});
});

it('sets only parameters that the node has', () => {
	const known = new Set(new RiskLedger().description.properties.map(({ name }) => name));
	for (const { parameters } of ofType(desk, LEDGER)) {
		expect(Object.keys(parameters).filter((name) => !known.has(name))).toEqual([]);
	}
});
