/** A workflow that hands whatever a Risk Watch Trigger tells to a test's own server. */
import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../demo/n8n/rest';

export const WATCH = 'Watch';
export const TELL = 'Tell';

export interface StepParameters {
	afterMinutes: number;
	name: string;
	level: number;
	[limit: string]: unknown;
}

/** One plan for every hour. */
export const always = (...step: StepParameters[]) => ({
	plan: [{ name: 'plan', applies: 'always', steps: { step } }],
});

/**
 * @param url gets one POST for each item, its JSON as the body
 * @param parameters of the trigger
 */
export function watchWorkflow(
	url: string,
	parameters: Record<string, unknown>,
	settings: Record<string, unknown> = {},
): WorkflowFile {
	const watch = {
		id: randomUUID(),
		name: WATCH,
		type: 'n8n-nodes-critical-value.riskWatchTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const tell = {
		id: randomUUID(),
		name: TELL,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [300, 0],
		parameters: {
			method: 'POST',
			url,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify($json) }}',
			options: {},
		},
	};
	return {
		name: 'Test watch',
		nodes: [watch, tell],
		connections: { [WATCH]: { main: [[{ node: TELL, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', timezone: 'Asia/Shanghai', ...settings },
	};
}
