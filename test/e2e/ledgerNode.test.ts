/** Risk Ledger on a real n8n: from a system that is down to a replay, a discard, and the audit trail. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startHospital, type Hospital } from '../../demo/hospital/server';
import type { LogEntry } from '../../demo/hospital/types';
import type { WorkflowFile } from '../../demo/n8n/rest';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { CRITICAL_VALUE, OK, post } from '../support/workflows';

const WAIT_MS = 120_000;
const TRIGGER = 'Critical Value 收到危急值';
/** Three messages that EMR never takes in time. */
const LOST = ['L1', 'L2', 'L3'];

let hospital: Hospital;
let n8n: TestN8n;

type Json = Record<string, unknown>;

/** Webhook → Risk Ledger → Respond: parameters may take what is posted, as `$json.body`. */
function desk(path: string, parameters: Json): WorkflowFile {
	const node = (name: string, type: string, typeVersion: number, more: Json) => ({
		id: randomUUID(),
		...{ name, type, typeVersion, position: [0, 0], ...more },
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	return {
		name: `Desk ${path}`,
		nodes: [
			node('Webhook', 'n8n-nodes-base.webhook', 2, {
				webhookId: randomUUID(),
				parameters: { path, httpMethod: 'POST', responseMode: 'responseNode', options: {} },
			}),
			node('Ledger', 'n8n-nodes-critical-value.riskLedger', 1, {
				parameters,
				alwaysOutputData: true,
				onError: 'continueRegularOutput',
			}),
			node('Respond', 'n8n-nodes-base.respondToWebhook', 1.1, {
				parameters: { respondWith: 'allIncomingItems', options: {} },
			}),
		],
		connections: { Webhook: to('Ledger'), Ledger: to('Respond') },
		settings: { executionOrder: 'v1', timezone: 'Asia/Shanghai' },
	};
}

/** What the desk at a path answers: the items, the empty one of an empty result left out. */
async function ask(path: string, body: Json = {}): Promise<Json[]> {
	const reply = await post(n8n.webhookUrl(path), body);
	if (!Array.isArray(reply.body)) throw new Error(`${path}: ${reply.text}`);
	return (reply.body as Json[]).filter((json) => Object.keys(json).length > 0);
}

async function askUntil(path: string, isIt: (items: Json[]) => boolean): Promise<Json[]> {
	const deadline = performance.now() + WAIT_MS;
	for (;;) {
		const items = await ask(path);
		if (isIt(items)) return items;
		if (performance.now() > deadline) throw new Error(`${path}: ${JSON.stringify(items)}`);
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

const taken = (riskId: string) => (entries: LogEntry[]) =>
	entries.some((entry) => entry.riskId === riskId && entry.taken);
const numberOf = (items: Json[], riskId: string) =>
	items.find((json) => json.riskId === riskId)?.messageId;

function auditOf(messageId: unknown): Json[] {
	const file = join(n8n.folder, '.n8n', 'critical-value-ledger.sqlite');
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const rows = database
			.prepare('SELECT action, actor, detail FROM audit WHERE message_id = ? ORDER BY seq')
			.all(Number(messageId));
		return rows.map((row) => ({ ...row }));
	} finally {
		database.close();
	}
}

/** The hub, giving up after 36 seconds. */
function impatientHub(): WorkflowFile {
	const file = n8n.exampleWorkflow('hub');
	const options = { retrySchedule: 'custom', retryDelays: '1', retryMaxAge: 0.01 };
	const nodes = file.nodes.map((node) =>
		node.name === TRIGGER
			? { ...node, parameters: { ...(node.parameters as Json), options } }
			: node,
	);
	return { ...file, nodes };
}

const BY = { person: '={{ $json.body.person }}', reason: '={{ $json.body.reason }}' };
const MESSAGE = { messageId: '={{ $json.body.messageId }}' };
const DESKS: Record<string, Json> = {
	'desk/health': { operation: 'health' },
	'desk/get': { operation: 'getMessage', ...MESSAGE },
	'desk/open': { operation: 'searchMessages', states: ['pending', 'claimed'] },
	'desk/dead': { operation: 'searchMessages', states: ['dead'], filters: { target: 'EMR (demo)' } },
	'desk/count': { operation: 'replay', scope: 'filtered' },
	'desk/replay-all': {
		...{ operation: 'replay', scope: 'filtered', dryRun: false, ...BY },
		filters: { riskId: '={{ $json.body.riskId }}' },
	},
	'desk/replay': { operation: 'replay', scope: 'one', ...MESSAGE, ...BY },
	'desk/discard': { operation: 'discard', ...MESSAGE, ...BY },
};

beforeAll(async () => {
	hospital = await startHospital({ port: 0 });
	n8n = await startTestN8n({ hospitalUrl: hospital.url });
	await n8n.publish(impatientHub());
	for (const [path, parameters] of Object.entries(DESKS)) {
		await n8n.publish(desk(path, parameters), [path]);
	}
	await hospital.setFault('emr', { mode: 'http500' });
	for (const riskId of LOST) {
		const body = { ...CRITICAL_VALUE, riskId };
		expect((await post(n8n.webhookUrl('risk/send'), body)).body).toEqual(OK);
	}
}, 240_000);

afterAll(async () => {
	await n8n?.dispose();
	await hospital?.stop();
});

it('tells while EMR is down what is open, and which system fails', async () => {
	const [health] = await askUntil('desk/health', ([json]) => json?.failingDeliveries === 3);
	expect(health).toMatchObject({
		open: 3,
		dead: 0,
		failingTargets: 1,
		failing: [{ target: 'EMR (demo)', deliveries: 3 }],
		lastAcceptedTime: expect.stringMatching(/\+08:00$/),
	});
	const open = await ask('desk/open');
	expect(open.map(({ riskId }) => riskId)).toEqual([...LOST].reverse());
	expect(open[0]).toMatchObject({ workflowId: 'criticalValuesHub', kind: 'send' });
}, 180_000);

it('finds what was given up, with content and deliveries, and counts without changing anything', async () => {
	const dead = await askUntil('desk/dead', (items) => items.length === 3);
	expect(JSON.stringify(dead)).not.toContain(CRITICAL_VALUE.patientName);
	const [message] = await ask('desk/get', { messageId: numberOf(dead, 'L1') });
	expect(message).toMatchObject({
		state: 'dead',
		lastFailure: 'DELIVERY_OPEN',
		message: { riskId: 'L1', patientName: CRITICAL_VALUE.patientName },
	});
	const deliveries = message?.deliveries as Json[];
	expect(deliveries.map(({ target, state }) => [target, state])).toEqual(
		expect.arrayContaining([
			['EMR (demo)', 'open'],
			['HIS (demo)', 'delivered'],
		]),
	);
	expect(await ask('desk/count')).toMatchObject([{ dryRun: true, matching: 3, replayed: 0 }]);
	expect(await ask('desk/dead')).toEqual(dead);
}, 180_000);

it('replays one: EMR gets it, HIS not a second time, and the audit trail says who and why', async () => {
	await hospital.setFault('emr', { mode: 'none' });
	const messageId = numberOf(await ask('desk/dead'), 'L1');
	const by = { person: '王工 X0012', reason: '电子病历已恢复' };
	// No reason, no replay.
	const [refused] = await ask('desk/replay', { messageId, ...by, reason: '  ' });
	expect(refused?.problem).toContain('Reason 原因');
	expect(await ask('desk/replay', { messageId, ...by })).toMatchObject([{ replayed: 1 }]);
	await hospital.waitFor('emr', taken('L1'), WAIT_MS);
	await askUntil('desk/open', (items) => items.length === 0);
	expect(hospital.log('his', 'L1')).toHaveLength(1);
	expect(await ask('desk/get', { messageId })).toMatchObject([{ state: 'done' }]);
	expect(auditOf(messageId)).toContainEqual({
		action: 'replayed',
		actor: by.person,
		detail: JSON.stringify({ reason: by.reason }),
	});
	expect(hospital.log('emr', 'L2').some((entry) => entry.taken)).toBe(false);
}, 180_000);

it('replays by filter, and nothing beside it', async () => {
	const request = { riskId: 'L3', person: '王工', reason: 'test' };
	const [blank] = await ask('desk/replay-all', { ...request, riskId: undefined });
	expect(blank?.problem).toContain('riskId 危急值编号');
	expect(await ask('desk/replay-all', request)).toMatchObject([{ matching: 1, replayed: 1 }]);
	await hospital.waitFor('emr', taken('L3'), WAIT_MS);
	const dead = await ask('desk/dead');
	expect(dead.map(({ riskId }) => riskId)).toEqual(['L2']);
}, 180_000);

it('discards one: it goes nowhere any more, and the audit trail says who and why', async () => {
	const messageId = numberOf(await ask('desk/dead'), 'L2');
	const by = { person: '李主任', reason: '患者已电话通知' };
	expect(await ask('desk/discard', { messageId, ...by })).toMatchObject([
		{ riskId: 'L2', state: 'discarded', previousState: 'dead', discarded: true },
	]);
	expect(auditOf(messageId).at(-1)).toEqual({
		action: 'discarded',
		actor: by.person,
		detail: JSON.stringify({ reason: by.reason }),
	});
	const [again] = await ask('desk/discard', { messageId, ...by });
	expect(again?.problem).toContain('已丢弃');
	await askUntil('desk/open', (items) => items.length === 0);
	expect(await ask('desk/health')).toMatchObject([
		{ open: 0, dead: 0, done: 2, discarded: 1, failingTargets: 0 },
	]);
	expect(hospital.log('emr', 'L2').some((entry) => entry.taken)).toBe(false);
}, 180_000);

it('the example Ledger Desk: can be published, and runs by hand', async () => {
	const saved = await n8n.publish(n8n.exampleWorkflow('ledger-desk'));
	const body = { triggerToStartFrom: { name: 'Start by Hand 手动开始' } };
	await n8n.rest.request('POST', `/workflows/${saved.id}/run`, body);
	const [execution] = await n8n.waitForExecutions(saved.id, (all) =>
		all.some(({ mode }) => mode === 'manual'),
	);
	expect(execution?.status).toBe('success');
	const count = await n8n.itemsOf(execution?.id ?? '', 'Count Replay 试运行重放');
	expect(count).toMatchObject([{ dryRun: true, matching: 0 }]);
	expect(await n8n.itemsOf(execution?.id ?? '', 'Dead Letters 查询死信')).toEqual([]);
}, 120_000);

it('no name of a patient in n8n’s log', () => {
	expect(n8n.logText()).not.toContain(CRITICAL_VALUE.patientName);
});
