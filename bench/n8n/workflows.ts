/** The workflows that are compared: they differ in the one node that is compared. */
import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../demo/n8n/rest';

const PACKAGE = 'n8n-nodes-critical-value';

/** Names of the nodes. */
export const TRIGGER = 'Trigger';
export const NEXT = 'Next';

type NodeFile = WorkflowFile['nodes'][number];

const node = (name: string, x: number, more: object): NodeFile => ({
	id: randomUUID(),
	name,
	position: [x, 0],
	parameters: {},
	...more,
});

const workflow = (name: string, nodes: [NodeFile, NodeFile]): WorkflowFile => ({
	name,
	nodes,
	connections: { [TRIGGER]: { main: [[{ node: NEXT, type: 'main', index: 0 }]] } },
	// Nothing about saving executions: n8n's default, all of them, for both.
	settings: { executionOrder: 'v1', timezone: 'Asia/Shanghai' },
});

const noOp = () => node(NEXT, 300, { type: 'n8n-nodes-base.noOp', typeVersion: 1 });

const riskTrigger = (path: string, options: object = {}) =>
	node(TRIGGER, 0, {
		type: `${PACKAGE}.riskSendTrigger`,
		typeVersion: 2,
		webhookId: randomUUID(),
		parameters: { path, options },
	});

/** Risk Send Trigger → NoOp, default options. */
export const ours = (path: string): WorkflowFile => workflow('Ours', [riskTrigger(path), noOp()]);

/** n8n's Webhook → NoOp, replying immediately. */
export const webhook = (path: string): WorkflowFile =>
	workflow('Webhook', [
		node(TRIGGER, 0, {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: randomUUID(),
			parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
		}),
		noOp(),
	]);

/** A watch with a plan of four steps, which come due long after the bench, and with every alarm. */
export const watch = (): WorkflowFile => {
	const step = [1, 2, 3, 4].map((level) => ({
		...{ name: `step ${level}`, level, afterMinutes: level * 10_000 },
	}));
	return workflow('Watch', [
		node(TRIGGER, 0, {
			type: `${PACKAGE}.riskWatchTrigger`,
			typeVersion: 1,
			parameters: {
				events: ['unconfirmed', 'deliveryTrouble', 'deadLetter', 'rejected', 'backlog'],
				plans: { plan: [{ name: 'plan', applies: 'always', steps: { step } }] },
			},
		}),
		noOp(),
	]);
};

/** The same trigger in front of either node, so that both get the same items in the same executions. */
const PUSH_BATCHES = { batchSize: 500, parallel: 4 };

export const riskPush = (path: string, credential: { id: string; name: string }): WorkflowFile =>
	workflow('Risk Push', [
		riskTrigger(path, PUSH_BATCHES),
		node(NEXT, 300, {
			type: `${PACKAGE}.riskPush`,
			typeVersion: 1,
			parameters: { operation: 'pushCriticalValue' },
			credentials: { riskApi: credential },
		}),
	]);

/** HTTP Request sends what the platform sent, which is what Risk Push sends. */
export const httpRequest = (path: string, url: string): WorkflowFile =>
	workflow('HTTP Request', [
		riskTrigger(path, PUSH_BATCHES),
		node(NEXT, 300, {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify($json.raw) }}',
				options: {},
			},
		}),
	]);
