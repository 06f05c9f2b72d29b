/** The triggers through publishing, testing, restarts and crashes of a real n8n. */
import { startTestN8n, type TestN8n } from '../support/n8n';
import {
	CRITICAL_VALUE,
	HANDLING,
	OK,
	post,
	REFUSAL,
	TRIGGER,
	triggerWorkflow,
} from '../support/workflows';

let n8n: TestN8n;

beforeAll(async () => {
	n8n = await startTestN8n();
}, 120_000);

afterAll(async () => await n8n.dispose());

it.each([
	['send', 'test/send', CRITICAL_VALUE],
	['confirm', 'test/confirm', HANDLING],
] as const)(
	'the test URL of the %s trigger answers one call from the editor',
	async (kind, path, body) => {
		const saved = await n8n.rest.createWorkflow(triggerWorkflow({ path, kind }));
		const testUrl = n8n.testWebhookUrl(path);

		expect(await post(testUrl, body)).toMatchObject({ status: 404, body: { code: 404 } });

		await n8n.rest.listenForTestEvent(saved.id, TRIGGER);
		expect((await post(testUrl, body)).body).toEqual(OK);
		const [run] = await n8n.waitForExecutions(saved.id, (all) => all.length === 1);
		expect(run).toMatchObject({ status: 'success', mode: 'manual' });
		const [item] = await n8n.itemsOf(run?.id ?? '', TRIGGER);
		expect(item).toMatchObject({
			riskId: body.riskId,
			received: { path: `/webhook-test/${path}` },
		});

		await n8n.rest.listenForTestEvent(saved.id, TRIGGER);
		expect((await post(testUrl, '{"riskId":')).body).toEqual(REFUSAL);
		expect((await post(testUrl, body)).status).toBe(404);
	},
);

it('publish, unpublish, publish with another path', async () => {
	const file = triggerWorkflow({ path: 'first' });
	const saved = await n8n.publish(file);
	expect((await post(n8n.webhookUrl('first'), CRITICAL_VALUE)).body).toEqual(OK);

	await n8n.unpublish(saved.id, ['first']);
	expect(await post(n8n.webhookUrl('first'), CRITICAL_VALUE)).toMatchObject({
		status: 404,
		body: { code: 404 },
	});

	await n8n.publish({ ...triggerWorkflow({ path: 'second' }), id: saved.id });
	expect((await post(n8n.webhookUrl('second'), CRITICAL_VALUE)).body).toEqual(OK);
	expect((await post(n8n.webhookUrl('first'), CRITICAL_VALUE)).status).toBe(404);
});

it('a plain Webhook node that takes over the path gets its body', async () => {
	const saved = await n8n.publish(triggerWorkflow({ path: 'taken' }));
	expect((await post(n8n.webhookUrl('taken'), CRITICAL_VALUE)).body).toEqual(OK);
	await n8n.unpublish(saved.id, ['taken']);

	const webhook = {
		id: 'plain',
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		webhookId: '7a4cf4a6-6d3f-4f0e-9d55-2f3f0b9d1c11',
		parameters: { path: 'taken', httpMethod: 'POST', options: {} },
	};
	const plain = await n8n.publish(
		{ name: 'Plain', nodes: [webhook], connections: {}, settings: { executionOrder: 'v1' } },
		['taken'],
	);
	const reply = await post(n8n.webhookUrl('taken'), { hello: 1 });
	expect(reply.body).toEqual({ message: 'Workflow was started' });
	const [run] = await n8n.waitForExecutions(plain.id, (all) => all.length === 1);
	const [item] = await n8n.itemsOf(run?.id ?? '', 'Webhook');
	expect(item).toMatchObject({ body: { hello: 1 } });
});

it('answers again after a restart and after kill -9, broken JSON included', async () => {
	await n8n.publish(triggerWorkflow({ path: 'again' }));
	const target = n8n.webhookUrl('again');
	for (const end of ['stop', 'kill9'] as const) {
		await n8n[end]();
		await n8n.start();
		await n8n.waitUntilLive('again');
		expect((await post(target, '{"riskId":')).body).toEqual(REFUSAL);
		expect((await post(target, CRITICAL_VALUE)).body).toEqual(OK);
	}
}, 120_000);
