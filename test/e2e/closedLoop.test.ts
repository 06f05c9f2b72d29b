/** The examples of the closed loop on a real n8n: board, escalation, indicators, reconciliation. */
import { startHospital, type Hospital } from '../../demo/hospital/server';
import { DateTime } from '../../lib/thirdParty';
import { text } from '../support/boardPage';
import { brokenBoard, quickEscalation, useRobots } from '../support/exampleCopies';
import { hospitalCalls } from '../support/hospitalCalls';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { reply, startTarget } from '../support/target';
import { CRITICAL_VALUE, HANDLING, post } from '../support/workflows';

const EXAMPLES = [
	'hub',
	'feedback-loop',
	'ledger-desk',
	'escalation',
	'delivery-alarms',
	'board',
	'daily-indicators',
	'reconciliation',
] as const;
const MINUTE_MS = 60_000;
const NOBODY = '当前没有未确认的危急值';

let hospital: Hospital;
let n8n: TestN8n;
const ids = new Map<string, string>();

const idOf = (name: (typeof EXAMPLES)[number]): string => ids.get(name) ?? '';

beforeAll(async () => {
	hospital = await startHospital({ port: 0 });
	n8n = await startTestN8n({ hospitalUrl: hospital.url });
	for (const name of EXAMPLES) {
		ids.set(name, (await n8n.publish(n8n.exampleWorkflow(name, hospital.url))).id);
	}
}, 240_000);

afterAll(async () => {
	await n8n?.dispose();
	await hospital?.stop();
});

const { send, confirm } = hospitalCalls(() => n8n);

const LOGIN = `Basic ${btoa('ward:board-demo')}`;

async function look(query = '', authorization: string | undefined = LOGIN, path = 'risk/board') {
	const headers = authorization === '' ? {} : { authorization };
	const response = await fetch(`${n8n.webhookUrl(path)}${query}`, { headers });
	return { response, html: await response.text() };
}

/** What a person reads on the screen, once it is there. */
async function untilShown(words: string | RegExp, query = ''): Promise<string> {
	let shown = '';
	await n8n.until(
		async () => {
			shown = text((await look(query)).html.split('class="paper"', 1)[0] ?? '');
			return typeof words === 'string' ? shown.includes(words) : words.test(shown);
		},
		15_000,
		`the board to show ${String(words)}`,
	);
	return shown;
}

async function runByHand(id: string, trigger: string) {
	const before = new Set((await n8n.rest.executions(id)).map((execution) => execution.id));
	const body = { triggerToStartFrom: { name: trigger } };
	await n8n.rest.request('POST', `/workflows/${id}/run`, body);
	const fresh = (all: Array<{ id: string; mode: string }>) =>
		all.find((one) => one.mode === 'manual' && !before.has(one.id));
	const all = await n8n.waitForExecutions(id, (some) => fresh(some) !== undefined);
	const execution = all.find((one) => one.mode === 'manual' && !before.has(one.id));
	if (!execution) throw new Error('it did not run');
	return execution;
}

describe('Ward Board', () => {
	it.each([
		['no password', ''],
		['a wrong one', `Basic ${btoa('ward:wrong')}`],
	])('is closed to %s', async (_, authorization) => {
		const { response, html } = await look('', authorization);
		expect(response.status).toBe(401);
		expect(response.headers.get('www-authenticate')).toContain('Basic');
		expect(html).not.toContain('<html');
	});

	it('is a page that refreshes itself behind n8n’s sandbox and is not kept', async () => {
		const { response, html } = await look();
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(response.headers.get('refresh')).toMatch(/^\d+$/);
		expect(response.headers.get('content-security-policy')).toContain('sandbox');
		expect(html).toMatch(/^<!doctype html>/);
		expect(text(html)).toContain(NOBODY);
	});

	it('shows a value that comes in, to its ward, and lets it go when it is confirmed', async () => {
		await send('board-1', { patientBedno: '77' });
		const shown = await untilShown('77床');
		expect(shown).toContain('张*');
		expect(shown).not.toContain(CRITICAL_VALUE.patientName);
		await untilShown('77床', `?ward=${CRITICAL_VALUE.wardCode}`);
		await untilShown('77床', `?ward=9999,${encodeURIComponent(CRITICAL_VALUE.wardName)}`);
		// Mistyped: a screen that looks calm for ever would be dangerous.
		expect(text((await look('?ward=9999')).html)).toContain('台账中没有病区“ 9999 ”');
		expect((await look('?theme=dark')).html).toContain('data-theme="dark"');
		await confirm('board-1');
		expect(await untilShown(NOBODY)).toContain(HANDLING.responseName);
	});

	it('keeps no copy of what it showed', async () => {
		const isEmpty = async () => (await n8n.rest.executions(idOf('board'))).length === 0;
		await n8n.until(isEmpty, 10_000, 'executions of the board to be gone');
	});

	it('says so in Chinese, with 503, where it cannot be made', async () => {
		await n8n.publish(brokenBoard(n8n.exampleWorkflow('board'), 'broken/board'));
		let page = await look('', LOGIN, 'broken/board');
		const isThere = async () => {
			page = await look('', LOGIN, 'broken/board');
			return page.response.status !== 404;
		};
		await n8n.until(isThere, 30_000, 'the broken board');
		expect(page.response.status).toBe(503);
		expect(page.response.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(page.response.headers.get('refresh')).toBe('15');
		expect(text(page.html)).toMatch(/看板暂不可用 .*请以电话通知为准.*分钟数/);
	});
});

const executionsOf = async (id: string, count: number) =>
	await n8n.waitForExecutions(id, (all) => all.length >= count, 60_000);

describe('Critical Value Escalation', () => {
	it('runs green through all four steps, and stops with the confirm', async () => {
		const { id } = await n8n.publish(
			quickEscalation(n8n.exampleWorkflow('escalation'), 'closedLoopEscalation'),
		);
		await send('steps-1');
		const ran = await executionsOf(id, 4);
		expect(ran.map(({ status }) => status)).toEqual(Array(4).fill('success'));
		const names = [
			'Ward Notice 病区通知',
			'Doctor Notice 医生通知',
			'Head Notice 主任通知',
			'Affairs Notice 医务科通知',
		];
		const told: string[] = [];
		for (const execution of ran) {
			const { resultData } = await n8n.rest.executionData(execution.id);
			const taken = names.filter((name) => resultData.runData[name] !== undefined);
			expect(taken).toHaveLength(1);
			told.push(...taken);
			expect(resultData.runData['Not Told 未能通知']).toBeUndefined();
		}
		expect(told.reverse()).toEqual(names);
		await n8n.rest.deactivate(id);
		await confirm('steps-1');
	}, 120_000);

	it('a robot that refuses and one that cannot be reached: the others are told, and an alarm says who was not', async () => {
		const robot = await startTarget();
		robot.respond = (call, response, socket) => {
			const refuses = call.path === '/robot/send';
			const body = refuses
				? { errcode: 310000, errmsg: 'keywords not in content' }
				: { errcode: 0 };
			return reply(200, body)(call, response, socket);
		};
		const file = quickEscalation(n8n.exampleWorkflow('escalation'), 'closedLoopRobots');
		useRobots(file, robot.origin);
		const { id } = await n8n.publish(file);
		await send('robots-1', { patientBedno: '33' });
		const ran = await executionsOf(id, 4);
		expect(ran.map(({ status }) => status)).toEqual(Array(4).fill('success'));
		const alarms: string[] = [];
		for (const execution of ran.reverse()) {
			const items = await n8n.itemsOf(execution.id, 'Not Told 未能通知').catch(() => []);
			alarms.push(...items.map(({ text: alarm }) => String(alarm)));
		}
		expect(alarms).toHaveLength(2);
		expect(alarms[0]).toMatch(
			/33床，通知病区 Ward（riskId robots-1）。原因：keywords not in content/,
		);
		expect(alarms[1]).toMatch(
			/33床，通知科主任.*（riskId robots-1）。原因：.*(refused|ECONNREFUSED)/,
		);
		expect(alarms.join()).not.toContain(CRITICAL_VALUE.patientName);
		const [ding, card] = robot.calls.map(({ json }) => json);
		expect(ding).toMatchObject({ msgtype: 'markdown' });
		expect(card).toMatchObject({ msgtype: 'template_card' });
		expect(JSON.stringify(robot.calls.map(({ json }) => json))).not.toContain(
			CRITICAL_VALUE.patientName,
		);
		await n8n.rest.deactivate(id);
		await confirm('robots-1');
		await robot.close();
	}, 120_000);
});

it('Daily Indicators: yesterday’s report, by hand', async () => {
	const noon = DateTime.now()
		.setZone('Asia/Shanghai')
		.minus({ days: 1 })
		.set({ hour: 12 })
		.toMillis();
	const wardName = '昨日病区';
	await send('yesterday-1', { sendTime: noon, wardCode: 'Y1', wardName });
	await send('yesterday-2', { sendTime: noon + MINUTE_MS, wardCode: 'Y1', wardName });
	await confirm('yesterday-1');
	await untilShown(/昨日病区/);
	const execution = await runByHand(idOf('daily-indicators'), 'Try It Now 立即试一次');
	expect(execution.status).toBe('success');
	const [report] = await n8n.itemsOf(execution.id, 'Yesterday 昨日指标');
	expect(report?.html).toContain('危急值日报');
	expect(report?.html).toContain(wardName);
	const figures = report?.figures as Array<{ key: string; denominator: number }>;
	expect(Math.max(...figures.map(({ denominator }) => denominator))).toBe(2);
	const { resultData } = await n8n.rest.executionData(execution.id);
	const run = resultData.runData['Yesterday 昨日指标']?.[0] as {
		data?: { main: Array<Array<{ binary?: { data?: { mimeType: string; fileName: string } } }>> };
	};
	const file = run.data?.main[0]?.[0]?.binary?.data;
	expect(file?.mimeType).toBe('text/csv');
	expect(file?.fileName).toMatch(/^危急值指标-\d{4}-\d\d-\d\d\.csv$/);
	await confirm('yesterday-2');
}, 60_000);

describe('Reconciliation with the LIS', () => {
	const BY_HAND = 'By Hand 手动核对';
	const TEXTS = ['Missing Here 台账缺少', 'Missing There 来源缺少', 'Still Open 未确认'];

	const textsOf = async (execution: string) => {
		const { resultData } = await n8n.rest.executionData(execution);
		return TEXTS.map((name) =>
			resultData.runData[name]?.[0]?.data?.main[0]?.map(({ json }) => json.text),
		);
	};

	/** What the LIS believes it has sent. */
	const sentByLis = async (sentTime: number, ...riskIds: string[]) => {
		const rows = riskIds.map((riskId) => ({
			riskId,
			reqId: 'A1',
			reportType: 'Lis',
			sentTime,
			patientNo: 'P1',
		}));
		expect((await post(`${hospital.url}/lis/critical-values`, rows)).status).toBe(200);
	};

	it('compares an empty list, too, and leaves out what is on its way', async () => {
		const sendTime = Date.now() - 10 * MINUTE_MS;
		await send('both-open', { sendTime, patientBedno: '88' });
		for (const riskId of ['both-done', 'only-here']) await send(riskId, { sendTime });
		await send('on-its-way');
		await confirm('both-done');
		await confirm('only-here');
		await untilShown('88床');
		const execution = await runByHand(idOf('reconciliation'), BY_HAND);
		expect(execution.status).toBe('success');
		const [missingHere, missingThere] = await textsOf(execution.id);
		expect(missingHere).toBeUndefined();
		for (const riskId of ['both-open', 'both-done', 'only-here']) {
			expect(missingThere?.[0]).toContain(riskId);
		}
		expect(missingThere?.[0]).not.toContain('on-its-way');
	}, 60_000);

	it('tells each kind of difference once, of the last day', async () => {
		const now = Date.now();
		await sentByLis(now - 10 * MINUTE_MS, 'both-open', 'both-done', 'only-lis');
		await sentByLis(now - MINUTE_MS, 'on-its-way-from-lis');
		await sentByLis(now - 25 * 60 * MINUTE_MS, 'long-ago');
		const execution = await runByHand(idOf('reconciliation'), BY_HAND);
		expect(execution.status).toBe('success');
		const texts = await textsOf(execution.id);
		expect(texts).toEqual([
			['【危急值核对】来源有、台账没有 1 条，请立即电话通知病区，再请来源补发：only-lis'],
			[expect.stringMatching(/^【危急值核对】台账有、来源没有 \d 条，请与检验科核对：.*only-here/)],
			['【危急值核对】尚未确认 1 条，请病区尽快处理并确认：both-open'],
		]);
		expect(JSON.stringify(texts)).not.toMatch(/on-its-way|long-ago|both-done/);
	}, 60_000);

	it('fails, instead of taking everything for missing, when the LIS cannot be asked', async () => {
		const file = n8n.exampleWorkflow('reconciliation', 'http://127.0.0.1:9');
		const { id } = await n8n.rest.createWorkflow({ ...file, id: 'closedLoopNoLis' });
		const execution = await runByHand(id, BY_HAND);
		expect(execution.status).toBe('error');
		expect(await textsOf(execution.id)).toEqual([undefined, undefined, undefined]);
	}, 60_000);
});

it('no name of a patient in n8n’s log', () => {
	expect(n8n.logText()).not.toContain(CRITICAL_VALUE.patientName);
});
