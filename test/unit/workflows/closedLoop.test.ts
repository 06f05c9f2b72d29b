/** The examples "Delivery Alarms", "Ward Board", "Daily Indicators" and "Reconciliation with the LIS". */
import type { FilterValue, INode } from 'n8n-workflow';
import { parseWatchSettings } from '../../../lib/n8n/watch/settings';
import { RiskLedger } from '../../../nodes/RiskLedger/RiskLedger.node';
import { runWorkflow } from '../../support/workflowRunner';
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
	triggerOf,
	triggersOf,
	WEBHOOK,
	type Item,
} from './workflowFile';

describe('Delivery Alarms', () => {
	const alarms = read('delivery-alarms');
	const format = nodeNamed(alarms, 'Alarm Text 告警内容');
	const robot = nodeNamed(alarms, 'WeCom Robot 企业微信机器人');
	const refused = nodeNamed(alarms, 'Refused 是否被拒');

	it('watches everything but unconfirmed values, which have an example of their own', () => {
		const { events } = parseWatchSettings(triggerOf(alarms).parameters, 'Asia/Shanghai');
		expect([...events].sort()).toEqual(
			['backlog', 'deadLetter', 'deliveryTrouble', 'rejected', 'silentSource'].sort(),
		);
		expect(next(alarms, triggerOf(alarms), 0)).toEqual([format]);
	});

	it('makes a text of each event, in the form that the robot takes', async () => {
		const events = [
			{
				event: 'deliveryTrouble',
				target: 'EMR',
				address: 'http://emr',
				deliveries: 12,
				seconds: 75,
			},
			{ event: 'deliveryRecovered', target: 'EMR', address: 'http://emr', deliveries: 0 },
			{ event: 'deadLetter', count: 2, messages: [{ messageId: 1, riskId: 'R1' }] },
			{ event: 'rejected', count: 5, messages: [{ messageId: 2, riskId: null }] },
			{ event: 'silentSource', minutes: 60, lastTime: '2026-11-25T08:00:00+08:00' },
			{ event: 'backlog', open: 1200, limit: 1000 },
		].map((json) => ({ json: { ...json, text: `文字 ${json.event}` } }));
		const run = await runWorkflow({
			nodes: [{ name: 'Text', type: LEDGER, parameters: format.parameters }],
			startItems: events,
			nodeTypes: { [LEDGER]: new RiskLedger() },
		});
		expect(run.status).toBe('success');
		const bodies = run.items('Text').map(({ json }) => evaluate(robot.parameters.jsonBody, json));
		expect(bodies).toHaveLength(events.length);
		for (const body of bodies) {
			expect(body).toMatchObject({
				msgtype: 'markdown',
				markdown: { content: expect.any(String) },
			});
		}
	});

	it('fails on purpose where the robot refuses, and only there, so that it is told again', () => {
		const conditions = refused.parameters.conditions as FilterValue;
		expect(fits(conditions, { errcode: 93000, errmsg: 'invalid webhook url' })).toBe(true);
		expect(fits(conditions, { errcode: 0, errmsg: 'ok' })).toBe(false);
		// Switched off, it passes the notification on.
		expect(fits(conditions, { channel: 'weComMarkdown', title: '', body: {} })).toBe(false);
		const [stop] = next(alarms, refused, 0);
		expect(stop?.type).toBe('n8n-nodes-base.stopAndError');
		expect(next(alarms, refused, 1)).toEqual([]);
		expect(evaluate(stop?.parameters.errorMessage, { errcode: 93000 })).toMatch(/93000 $/);
		expect([format, robot].map(({ onError }) => onError)).toEqual([undefined, undefined]);
	});
});

describe('Ward Board', () => {
	const board = read('board');
	const [call] = ofType(board, WEBHOOK);
	const page = nodeNamed(board, 'Board 看板');
	const answer = (node: INode | undefined) =>
		node?.parameters as {
			responseBody: string;
			options: {
				responseCode: number;
				responseHeaders: { entries: Array<{ name: string; value: string }> };
			};
		};
	const [shown, broken] = [0, 1].map((output) => answer(next(board, page, output)[0]));

	it('is a page behind a password', () => {
		expect(call?.parameters).toMatchObject({
			httpMethod: 'GET',
			path: 'risk/board',
			authentication: 'basicAuth',
			responseMode: 'responseNode',
		});
		expect(call?.credentials?.httpBasicAuth?.id).toBe('criticalValueBoard');
		expect(next(board, call as INode, 0)).toEqual([page]);
	});

	it.each<[string, Item, unknown, unknown]>([
		['nothing', {}, undefined, 'auto'],
		['a ward', { ward: '0301' }, '0301', 'auto'],
		['two', { ward: ['0301', 'ICU'], theme: 'dark' }, ['0301', 'ICU'], 'dark'],
	])('takes ward and theme from the address: %s', (_, query, ward, theme) => {
		expect(evaluate(page.parameters.wards, { query })).toEqual(ward);
		expect(evaluate(page.parameters.theme, { query })).toBe(theme);
		expect(page.parameters.maskNames).toBe(true);
	});

	const headers = (of: typeof shown, json: Item) =>
		Object.fromEntries(
			(of?.options.responseHeaders.entries ?? []).map(({ name, value }) => [
				name,
				evaluate(value, json),
			]),
		);

	it('answers with the page, which refreshes itself and is not kept', () => {
		const json = { html: '<p>页面</p>', refreshSeconds: 10 };
		expect(evaluate(shown?.responseBody, json)).toBe('<p>页面</p>');
		expect(shown?.options.responseCode).toBe(200);
		expect(headers(shown, json)).toEqual({
			'Content-Type': 'text/html; charset=utf-8',
			'Cache-Control': 'no-store',
			Refresh: 10,
		});
	});

	it('says so, where the ledger cannot be read, in a page that tries again', () => {
		expect(page.onError).toBe('continueErrorOutput');
		const json = { problem: '台账<打不开>', remedy: '请检查 & 重试' };
		const html = evaluate(broken?.responseBody, json) as string;
		expect(html).toMatch(/^<!doctype html>/);
		expect(html).toContain('看板暂不可用');
		expect(html).toContain('台账&#60;打不开&#62;');
		expect(html).toContain('请检查 &#38; 重试');
		expect(evaluate(broken?.responseBody, {})).toContain('读不到台账');
		expect(broken?.options.responseCode).toBe(503);
		expect(headers(broken, json)).toMatchObject({ Refresh: '15', 'Cache-Control': 'no-store' });
	});
});

describe('Daily Indicators', () => {
	const daily = read('daily-indicators');
	const yesterday = nodeNamed(daily, 'Yesterday 昨日指标');
	const mail = nodeNamed(daily, 'Send Report 发送报告');

	it('runs at half past seven and by hand, the same way', () => {
		const triggers = triggersOf(daily);
		expect(triggers).toHaveLength(2);
		for (const trigger of triggers) expect(next(daily, trigger, 0)).toEqual([yesterday]);
		const rule = nodeNamed(daily, 'Every Morning 每天早晨').parameters.rule;
		expect(rule).toEqual({
			interval: [{ field: 'days', triggerAtHour: 7, triggerAtMinute: 30 }],
		});
	});

	it('mails the report of yesterday by ward, with the CSV', () => {
		expect(yesterday.parameters).toMatchObject({
			period: 'yesterday',
			groupBy: 'ward',
			statisticsOutput: 'report',
		});
		const json = { title: '危急值日报', html: '<p>', fromTime: '2026-11-24T00:00:00.000+08:00' };
		expect(evaluate(mail.parameters.subject, json)).toBe('危急值日报 2026-11-24');
		expect(evaluate(mail.parameters.html, json)).toBe('<p>');
		expect(mail.parameters.options).toMatchObject({ attachments: 'data' });
	});
});

describe('Reconciliation with the LIS', () => {
	const reconciliation = read('reconciliation');
	const [router] = ofType(reconciliation, SWITCH);
	const period = nodeNamed(reconciliation, 'Period 时段');
	const list = nodeNamed(reconciliation, 'LIS List 检验系统清单');
	const compare = nodeNamed(reconciliation, 'Reconcile 核对台账');

	it('asks both sides for the same period, without what is just on its way', () => {
		const times = editFields(period, {});
		const { from, to } = times as { from: number; to: number };
		expect(Math.abs(Date.now() - to - 120_000)).toBeLessThan(5_000);
		expect(Math.abs(Date.now() - from - 86_400_000)).toBeLessThan(5_000);
		const { parameters } = list.parameters.queryParameters as {
			parameters: Array<{ name: string; value: string }>;
		};
		expect(parameters.map(({ name, value }) => [name, evaluate(value, times)])).toEqual([
			['from', from],
			['to', to],
		]);
		const { sentAfter, sentBefore } = compare.parameters.valueFilters as Record<string, string>;
		expect([sentAfter, sentBefore].map((value) => evaluate(value, {}, [times]))).toEqual([
			from,
			to,
		]);
	});

	it('compares an empty list too, but never takes a failed call for one', () => {
		const table = nodeNamed(reconciliation, 'LIS Table 检验系统数据表');
		for (const source of [list, table]) {
			expect(source.alwaysOutputData).toBe(true);
			// With an error output n8n would give an empty item out on the first one.
			expect(source.onError).toBeUndefined();
		}
	});

	it.each([
		['missingHere', 'Missing Here 台账缺少', '台账没有', 'Tell IT 通知信息科'],
		['missingThere', 'Missing There 来源缺少', '来源没有', 'Tell Lab 通知检验科'],
		['unconfirmed', 'Unconfirmed 未确认', '尚未确认', 'Tell Ward 通知病区'],
		['matched', 'Other 其他', '其他差异', 'Tell Desk 通知值班'],
	])('%s: one message with the riskIds, to whom it concerns', (result, output, words, whom) => {
		if (!router) throw new Error('no Switch');
		expect(routeOf(router, { result, riskId: 'R1' })).toBe(output);
		const index = ['missingHere', 'missingThere', 'unconfirmed', 'matched'].indexOf(result);
		const [message] = next(reconciliation, router, index);
		if (!message) throw new Error('no message');
		expect(message.executeOnce).toBe(true);
		const items = Array.from({ length: 21 }, (_, at) => ({
			riskId: `R${at}`,
			patientName: '张三',
		}));
		const { text } = editFields(message, items[0] ?? {}, items) as { text: string };
		expect(text).toContain(words);
		expect(text).toContain('21 条');
		expect(text).toMatch(/R0、R1、.*R19 等$/);
		expect(text).not.toContain('张三');
		expect(editFields(message, {}, items.slice(0, 2)).text).toMatch(/：R0、R1$/);
		const [channel] = next(reconciliation, message, 0);
		expect(channel?.name).toBe(whom);
		expect(evaluate(channel?.parameters.jsonBody, { text })).toEqual({
			msgtype: 'text',
			text: { content: text },
		});
	});
});
