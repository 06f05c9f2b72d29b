/** Somebody publishes a workflow that cannot run, and later one that can. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowFile } from '../../demo/n8n/rest';
import { check } from '../audit/judge';
import { SYSTEMS } from '../stream/record';
import type { OurSubject } from '../subjects/ours';
import type { Disturb } from './run';

const TRIGGER = 'n8n-nodes-critical-value.riskSendTrigger';
const BROKEN = 'Broken 损坏';

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

/** n8n publishes no workflow without credentials; but it lets go of those that a published one uses. */
async function loseCredentials({ n8n, workflow, loseCredentials }: OurSubject): Promise<void> {
	await n8n.publish(workflow);
	await loseCredentials();
}

export const brokenWorkflow: Disturb<OurSubject> = async (scene) => {
	const { subject, options, recorder } = scene;
	const { n8n, workflow } = subject;
	const partMs = (options.minutes * 60_000) / 4;
	const breakages: Array<[string, () => Promise<unknown>]> = [
		['a throwing node', async () => await n8n.publish(withThrowingNode(workflow))],
		['credentials deleted', async () => await loseCredentials(subject)],
	];
	await sleep(partMs);
	const from = Date.now();
	const unharmed: string[] = [];
	for (const [words, breakIt] of breakages) {
		options.say(`workflow 工作流: ${words}`);
		await breakIt();
		await sleep(partMs);
		// A breakage that breaks nothing would prove nothing.
		if (SYSTEMS.some((name) => recorder.missing(name).length === 0)) unharmed.push(words);
	}
	await n8n.publish(await subject.withNewCredentials());
	options.say('workflow 工作流: repaired 已修复');
	const to = Date.now();
	for (const system of SYSTEMS) recorder.outages.push({ system, from, to });
	return [check('the broken workflow did not deliver', unharmed)];
};
