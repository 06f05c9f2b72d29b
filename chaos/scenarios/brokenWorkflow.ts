/** Somebody publishes a workflow that cannot run, and later one that can. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowFile } from '../../demo/n8n/rest';
import { check } from '../audit/judge';
import { SYSTEMS } from '../stream/record';
import type { OurSubject } from '../subjects/ours';
import { holds, type Disturb } from './run';

const TRIGGER = 'n8n-nodes-critical-value.riskSendTrigger';
const PUSH = 'n8n-nodes-critical-value.riskPush';
const BROKEN = 'Broken 损坏';
const SEEN_LIMIT_MS = 30_000;

type Connections = Record<string, { main: unknown[][] }>;

/** A Code node that throws between the trigger and all that comes after it. */
export function withThrowingNode(file: WorkflowFile): WorkflowFile {
	const trigger = String(file.nodes.find(({ type }) => type === TRIGGER)?.name);
	const connections = file.connections as Connections;
	const [accepted = [], ...others] = connections[trigger]?.main ?? [];
	const code = {
		id: randomUUID(),
		name: BROKEN,
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		position: [300, -400],
		parameters: { jsCode: 'throw new Error("broken");' },
	};
	return {
		...file,
		nodes: [...file.nodes, code],
		connections: {
			...connections,
			[trigger]: { main: [[{ node: BROKEN, type: 'main', index: 0 }], ...others] },
			[BROKEN]: { main: [accepted] },
		},
	};
}

/** No push node has a credential any more. */
export function withoutCredentials(file: WorkflowFile): WorkflowFile {
	const nodes = file.nodes.map((node) => {
		if (node.type !== PUSH) return node;
		const { credentials: _gone, ...rest } = node;
		return rest;
	});
	return { ...file, nodes };
}

export const brokenWorkflow: Disturb<OurSubject> = async (scene) => {
	const { subject, options, recorder } = scene;
	const { n8n, workflow } = subject;
	const partMs = (options.minutes * 60_000) / 4;
	await sleep(partMs);
	const from = Date.now();
	const unharmed: string[] = [];
	const breakages = { 'throwing node': withThrowingNode, 'no credential': withoutCredentials };
	for (const [words, broken] of Object.entries(breakages)) {
		options.say(`workflow 工作流: ${words}`);
		await n8n.publish(broken(workflow));
		await sleep(partMs);
		// A breakage that breaks nothing would prove nothing.
		const failing = async () => (await n8n.rest.executions(workflow.id, ['error'])).length > 0;
		if (!(await holds(failing, SEEN_LIMIT_MS))) unharmed.push(words);
	}
	await n8n.publish(workflow);
	options.say('workflow 工作流: repaired 已修复');
	const to = Date.now();
	for (const system of SYSTEMS) recorder.outages.push({ system, from, to });
	return [check('the broken workflow did fail', unharmed)];
};
