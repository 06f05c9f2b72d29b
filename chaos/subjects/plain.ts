import { randomUUID } from 'node:crypto';
import type { Hospital } from '../../demo/hospital/server';
import type { WorkflowFile } from '../../demo/n8n/rest';
import { PATH, RESPONSE_TIMEOUT_S, startN8n, type Subject } from './subject';

const WEBHOOK = 'Webhook';
const UNDER_WAY = ['new', 'running', 'waiting'];

/** n8n's own nodes, set as carefully as they can be: most tries, longest pause, and one failing system does not keep the other from its call. */
const push = (name: string, baseUrl: string, y: number) => ({
	id: randomUUID(),
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	position: [300, y],
	parameters: {
		method: 'POST',
		url: `${baseUrl}/outapi/risk/send`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify($json.body) }}',
		options: { timeout: RESPONSE_TIMEOUT_S * 1000 },
	},
	retryOnFail: true,
	maxTries: 5,
	waitBetweenTries: 5000,
	onError: 'continueRegularOutput',
});

/** @returns Webhook (answers at once) → HTTP Request to EMR, HTTP Request to HIS */
export function plainWorkflow(emrUrl: string, hisUrl: string): WorkflowFile {
	const webhook = {
		id: randomUUID(),
		name: WEBHOOK,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		webhookId: randomUUID(),
		parameters: { httpMethod: 'POST', path: PATH, responseMode: 'onReceived', options: {} },
	};
	const to = (node: string) => ({ node, type: 'main', index: 0 });
	return {
		name: 'Plain n8n',
		nodes: [webhook, push('EMR', emrUrl, -100), push('HIS', hisUrl, 100)],
		connections: { [WEBHOOK]: { main: [[to('EMR'), to('HIS')]] } },
		settings: { executionOrder: 'v1', timezone: 'Asia/Shanghai' },
	};
}

/** What n8n has without this package. */
export async function startPlain(hospital: Hospital): Promise<Subject> {
	const n8n = await startN8n();
	try {
		const file = plainWorkflow(hospital.ownUrlOf('emr'), hospital.ownUrlOf('his'));
		const { id } = await n8n.publish(file, [PATH]);
		return {
			name: 'Webhook → HTTP Request',
			n8n,
			keyed: false,
			acknowledges: (status) => status === 200,
			open: async () => (await n8n.rest.executions(id, UNDER_WAY)).length,
			recorded: () => undefined,
			dispose: async () => await n8n.dispose(),
		};
	} catch (error) {
		await n8n.dispose();
		throw error;
	}
}
