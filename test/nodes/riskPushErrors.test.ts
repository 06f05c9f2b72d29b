/**
 * The On Error settings for real: what n8n's engine does with what the node gives it, and what its
 * editor and its database then hold.
 */
import { inspect } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import { closeConnections } from '../../lib/delivery/agents';
import {
	closedPort,
	LOGIN_PAGE,
	reply,
	reset,
	startTarget,
	type TestTarget,
} from '../support/target';
import type { WorkflowRun } from '../support/workflowRunner';
import { deliveries, itemsOf, PUSH, push, sample, shownError } from './riskPushSupport';

let server: TestTarget;

beforeEach(async () => {
	server = await startTarget();
});

afterEach(async () => {
	closeConnections();
	await server.close();
});

/** The target takes every message but those of this riskId. */
const refusing = (riskId: string) => {
	server.respond = (call, response, socket) =>
		reply(
			200,
			call.json.riskId === riskId ? { code: 7, msg: '床位不存在' } : { code: 0, msg: 'ok' },
		)(call, response, socket);
};

const THREE = () => itemsOf(sample('R-1'), sample('R-2'), sample('R-3'));

describe('stop (the default)', () => {
	test('the execution is red; the others were sent, and the error says so', async () => {
		refusing('R-2');
		const run = await push(THREE(), { baseUrl: server.origin });
		expect(run.status).toBe('error');
		const { message, description, context } = shownError(run);
		expect(message).toBe(
			'EMR：目标返回失败代码；The target answered with a failure code (HTTP 200, code 7)',
		);
		expect(description).toContain('delivery.msg');
		expect(description).toContain(`${server.origin}/outapi/risk/send`);
		expect(description).toContain('Of 3 items, 2 delivered and 1 not (items 1)');
		expect(description).toContain('本批 3 条：已送达 2 条，未送达 1 条');
		expect(context).toMatchObject({ itemIndex: 1 });
		expect(new Set(server.calls.map((call) => call.json.riskId))).toEqual(
			new Set(['R-1', 'R-2', 'R-3']),
		);
	});

	test.each<[string, () => void, RegExp, RegExp, string | undefined]>([
		[
			'HTTP 404',
			() => (server.respond = reply(404, { message: 'CANARY', description: 'CANARY' })),
			/目标上没有这个地址.*\(HTTP 404\)$/,
			/path of the address/,
			'404',
		],
		[
			'HTTP 500',
			() => (server.respond = reply(500, { error: { message: 'CANARY' } })),
			/内部出错.*\(HTTP 500\)$/,
			/target’s log/,
			'500',
		],
		[
			'HTTP 401',
			() => (server.respond = reply(401, '')),
			/不接受凭据中的身份/,
			/secret in the credential/,
			'401',
		],
		[
			'a login page',
			() => (server.respond = LOGIN_PAGE),
			/返回网页而不是 JSON/,
			/login page/,
			'200',
		],
		[
			'a cut connection',
			() => (server.respond = reset),
			/消息发出后连接中断/,
			/idempotency key/,
			undefined,
		],
	])('what is shown for %s', async (_case, prepare, message, description, httpCode) => {
		prepare();
		const run = await push(itemsOf(sample('R-1')), { baseUrl: server.origin });
		const shown = shownError(run);
		expect(shown.message).toMatch(message);
		expect(shown.description).toMatch(description);
		expect(inspect(run.error, { depth: null })).not.toContain('CANARY');
		expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode: httpCode ?? null });
	});

	test('a refused connection: our words, not n8n’s', async () => {
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: `http://127.0.0.1:${await closedPort()}`,
		});
		expect(shownError(run).message).toBe(
			'EMR：目标系统拒绝连接；The target refused the connection',
		);
		expect(shownError(run).description).toMatch(/firewall/);
	});

	test('a credential named like an error code changes no message', async () => {
		server.respond = reply(404, '');
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: { credentials: { riskApi: { id: 'emr', name: 'EPERM ECONNREFUSED' } } },
		});
		expect(shownError(run).message).toMatch(/^EPERM ECONNREFUSED：目标上没有这个地址/);
	});
});

describe('continue', () => {
	test('all items go on, each with its outcome', async () => {
		refusing('R-2');
		const run = await push(THREE(), {
			baseUrl: server.origin,
			node: { onError: 'continueRegularOutput' },
		});
		expect(run.status).toBe('success');
		expect(run.items(PUSH).map(({ json }) => json.riskId)).toEqual(['R-1', 'R-2', 'R-3']);
		expect(deliveries(run).map(({ status }) => status)).toEqual([
			'delivered',
			'failed',
			'delivered',
		]);
		expect(deliveries(run)[1]).toMatchObject({
			status: 'failed',
			target: 'EMR',
			url: `${server.origin}/outapi/risk/send`,
			attempts: 3,
			code: 7,
			msg: '床位不存在',
			httpStatus: 200,
			failureClass: 'transient',
			reason: 'CODE_NOT_ZERO',
			problem: expect.stringContaining('目标返回失败代码'),
			remedy: expect.stringContaining('delivery.msg'),
		});
	});

	test('n8n’s older "continue on fail"', async () => {
		refusing('R-2');
		const run = await push(THREE(), { baseUrl: server.origin, node: { continueOnFail: true } });
		expect(run.status).toBe('success');
		expect(deliveries(run).map(({ status }) => status)).toEqual([
			'delivered',
			'failed',
			'delivered',
		]);
	});

	test('Retry On Fail does not send everything again', async () => {
		refusing('R-1');
		const run = await push(THREE(), {
			baseUrl: server.origin,
			node: {
				onError: 'continueRegularOutput',
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 1,
			},
			parameters: { options: { tries: 1 } },
		});
		expect(run.status).toBe('success');
		expect(server.calls).toHaveLength(3);
	});
});

describe('continue (using error output)', () => {
	const onError = 'continueErrorOutput' as const;

	test('failed items leave on the error output, with all their data', async () => {
		refusing('R-2');
		const items = THREE();
		items[1] = { json: sample('R-2'), binary: { a: { data: 'AA==', mimeType: 'text/plain' } } };
		const run = await push(items, { baseUrl: server.origin, node: { onError } });
		expect(run.status).toBe('success');
		expect(run.items(PUSH, 0).map(({ json }) => json.riskId)).toEqual(['R-1', 'R-3']);

		const failed = run.items(PUSH, 1);
		expect(failed).toHaveLength(1);
		expect(failed[0]?.json).toMatchObject(sample('R-2'));
		expect(failed[0]?.json.delivery).toMatchObject({
			status: 'failed',
			reason: 'CODE_NOT_ZERO',
			msg: '床位不存在',
		});
		expect(failed[0]?.json).not.toHaveProperty('error');
		expect(failed[0]?.pairedItem).toEqual({ item: 1 });
		expect(failed[0]?.binary).toBeDefined();
	});

	test('what is wired to either output gets its items', async () => {
		refusing('R-2');
		const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
		const run = await push(THREE(), {
			baseUrl: server.origin,
			node: { onError },
			more: [
				{ name: 'Done', type: 'test.pass' },
				{ name: 'Alarm', type: 'test.pass' },
			],
			run: {
				connections: { Start: { main: [to(PUSH)] }, [PUSH]: { main: [to('Done'), to('Alarm')] } },
			},
		});
		expect(run.items('Done').map(({ json }) => json.riskId)).toEqual(['R-1', 'R-3']);
		expect(run.items('Alarm').map(({ json }) => json)).toEqual([
			{
				...sample('R-2'),
				delivery: expect.objectContaining({ status: 'failed', reason: 'CODE_NOT_ZERO' }),
			},
		]);
	});

	test('all fail, all succeed', async () => {
		server.respond = reply(404, '');
		const none = await push(THREE(), { baseUrl: server.origin, node: { onError } });
		expect([none.items(PUSH, 0).length, none.items(PUSH, 1).length]).toEqual([0, 3]);
		server.respond = reply(200, { code: 0 });
		const all = await push(THREE(), { baseUrl: server.origin, node: { onError } });
		expect([all.items(PUSH, 0).length, all.items(PUSH, 1).length]).toEqual([3, 0]);
	});

	test('after a failure the later ones of the riskId fail too, unsent', async () => {
		refusing('R-1');
		const items = itemsOf(sample('R-1'), sample('R-2'), sample('R-1', { flag: 'update' }));
		const run = await push(items, { baseUrl: server.origin, node: { onError } });
		expect(run.items(PUSH, 1).map(({ json }) => (json.delivery as IDataObject).reason)).toEqual([
			'CODE_NOT_ZERO',
			'EARLIER_FAILED',
		]);
		expect(server.calls.some((call) => call.json.flag === 'update')).toBe(false);
	});
});

describe('an item without riskId', () => {
	const items = () => itemsOf(sample('R-1'), sample('  '), { patientName: '李四' }, sample('R-4'));

	test('fails alone', async () => {
		const run = await push(items(), {
			baseUrl: server.origin,
			node: { onError: 'continueErrorOutput' },
		});
		expect(run.items(PUSH, 0).map(({ json }) => json.riskId)).toEqual(['R-1', 'R-4']);
		expect(run.items(PUSH, 1).map(({ json }) => (json.delivery as IDataObject).reason)).toEqual([
			'RISK_ID_MISSING',
			'RISK_ID_MISSING',
		]);
		expect(server.calls).toHaveLength(2);
	});

	test('is named when the node stops', async () => {
		const run = await push(items(), { baseUrl: server.origin });
		expect(shownError(run)).toMatchObject({
			message: 'EMR：消息没有 riskId，未发送；The message has no riskId and was not sent',
			context: { itemIndex: 1 },
		});
		expect(run.error).toMatchObject({ name: 'NodeOperationError' });
		expect(shownError(run).description).toContain('Of 4 items, 2 delivered and 2 not (items 1, 2)');
	});
});

describe('a node that is not set up', () => {
	const cases: Array<[string, Parameters<typeof push>[1], string, RegExp]> = [
		[
			'no credential',
			{ node: { credentials: {} } },
			'CREDENTIAL_MISSING',
			/Credential to connect with/,
		],
		[
			'a deleted credential',
			{ node: { credentials: { riskApi: { id: 'gone', name: 'EMR' } } } },
			'CREDENTIAL_INVALID',
			/cannot be read/,
		],
		['no address', { baseUrl: '' }, 'CREDENTIAL_INVALID', /「Base URL 接口地址」不能为空/],
		[
			'a wrong address',
			{ baseUrl: '10.0.0.5:8080' },
			'CREDENTIAL_INVALID',
			/must begin with http:\/\//,
		],
		[
			'no token',
			{ baseUrl: 'http://emr', credential: { authentication: 'bearer' } },
			'CREDENTIAL_INVALID',
			/Token 令牌/,
		],
	];

	test.each(cases)(
		'%s: stops, and says which and how to mend it',
		async (_case, options, _reason, words) => {
			const run = await push(itemsOf(sample('R-1')), options);
			expect(run.status).toBe('error');
			expect(shownError(run).description).toMatch(words);
			expect(shownError(run).description).toContain('0 delivered and 1 not');
		},
	);

	// n8n puts the incoming items on the *success* output when a node throws in these settings.
	test.each(cases)(
		'%s: nothing looks delivered when continuing',
		async (_case, options, reason) => {
			const onError = 'continueErrorOutput' as const;
			const run = await push(THREE(), { ...options, node: { ...options.node, onError } });
			expect(run.items(PUSH, 0)).toEqual([]);
			expect(run.items(PUSH, 1).map(({ json }) => (json.delivery as IDataObject).reason)).toEqual([
				reason,
				reason,
				reason,
			]);
		},
	);

	test('an unknown operation sends nothing', async () => {
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: server.origin,
			node: { onError: 'continueRegularOutput' },
			parameters: { operation: 'pushEverything' },
		}).catch(() => undefined);
		expect(run?.items(PUSH) ?? []).not.toContainEqual(
			expect.objectContaining({
				json: expect.objectContaining({ delivery: { status: 'delivered' } }),
			}),
		);
		expect(server.calls).toHaveLength(0);
	});
});

describe('nothing secret in what n8n stores of an error', () => {
	const CANARY = 'CANARY';
	const credential = { authentication: 'bearer', token: `${CANARY}-TOKEN` };
	const patient = sample('R-1', { patientName: `${CANARY}-张三丰` });

	/** All errors of a run: of the execution, and of each node. */
	const errorsOf = (run: WorkflowRun): string => {
		const { runData, error } = run.run.data.resultData;
		const nodeErrors = Object.values(runData).flatMap((runs) => runs.map((data) => data.error));
		const all = [error, ...nodeErrors];
		return [inspect(all, { depth: null, showHidden: true }), JSON.stringify(all)].join('\n');
	};

	test.each<[string, TestTarget['respond']]>([
		[
			'an echo',
			(call, response) =>
				void response.end(
					JSON.stringify({
						code: 1,
						msg: call.body.toString(),
						message: JSON.stringify(call.headers),
						error: call.body.toString(),
					}),
				),
		],
		['an echo with 500', (call, response) => void response.writeHead(500).end(call.body)],
		['a reset', reset],
	])('%s', async (_case, respond) => {
		server.respond = respond;
		for (const onError of [
			'stopWorkflow',
			'continueRegularOutput',
			'continueErrorOutput',
		] as const) {
			const run = await push(itemsOf(patient), {
				baseUrl: `${server.origin}?k=${CANARY}`,
				credential,
				node: { onError },
			});
			expect(errorsOf(run)).not.toContain(CANARY);
			for (const output of [0, 1]) {
				const shown = deliveries(run, output).map(({ problem, remedy, url }) => [
					problem,
					remedy,
					url,
				]);
				expect(JSON.stringify(shown)).not.toContain(CANARY);
				expect(JSON.stringify(run.items(PUSH, output))).not.toContain(`${CANARY}-TOKEN" `);
			}
		}
	});
});
