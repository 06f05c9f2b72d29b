/** Examples as a test needs them: quicker, broken, or with channels that are switched on. */
import type { WorkflowFile } from '../../demo/n8n/rest';

interface Node extends Record<string, unknown> {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
}

const nodesOf = ({ nodes }: WorkflowFile): Node[] => nodes as Node[];

/** The escalation with its steps 3, 6, 9 and 12 seconds after receipt. */
export function quickEscalation(file: WorkflowFile, id: string): WorkflowFile {
	for (const { type, parameters } of nodesOf(file)) {
		if (type !== 'n8n-nodes-critical-value.riskWatchTrigger') continue;
		const { plan } = parameters.plans as {
			plan: Array<{ steps: { step: Array<{ afterMinutes: number }> } }>;
		};
		for (const { steps } of plan) {
			for (const step of steps.step) step.afterMinutes /= 100;
		}
	}
	return { ...file, id, name: `Test ${id}` };
}

/** Switches the robots on, as a hospital does, at a test's own server; the SMS gateway cannot be reached. */
export function useRobots(file: WorkflowFile, origin: string): void {
	for (const node of nodesOf(file)) {
		if (node.type !== 'n8n-nodes-base.httpRequest') continue;
		const { pathname } = new URL(String(node.parameters.url));
		const isDown = node.name.startsWith('SMS');
		node.parameters.url = isDown ? 'http://127.0.0.1:9/send' : `${origin}${pathname}`;
		node.parameters.authentication = 'none';
		node.waitBetweenTries = 100;
		delete node.disabled;
	}
}

/** The board at another path, set so that it cannot be made. */
export function brokenBoard(file: WorkflowFile, path: string): WorkflowFile {
	for (const node of nodesOf(file)) {
		if (node.type === 'n8n-nodes-base.webhook') {
			node.parameters.path = path;
			node.webhookId = '1f6b6f0a-55a1-4b5e-8a3e-2f2f7d3c0b11';
		}
		if (node.type.endsWith('.riskLedger')) node.parameters.options = { steps: '五' };
	}
	return { ...file, id: 'closedLoopBoard', name: 'Broken board' };
}

/** The board that refreshes every two seconds, and is as red after nine as others after twenty minutes. */
export function quickBoard(file: WorkflowFile): WorkflowFile {
	for (const node of nodesOf(file)) {
		if (!node.type.endsWith('.riskLedger')) continue;
		node.parameters.options = { refreshSeconds: 2, steps: '0.05, 0.1, 0.15' };
	}
	return file;
}
