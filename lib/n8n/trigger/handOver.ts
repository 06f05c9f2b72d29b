import type { INodeExecutionData, IWebhookResponseData } from 'n8n-workflow';
import type { IntakeOutcome } from '../../intake/intake';
import type { Verdict } from '../../ledger/types';

/** Positions of the trigger's outputs, as its description lists them. */
const ACCEPTED_OUTPUT = 0;
const REJECTED_OUTPUT = 1;

/** @returns the trigger's two outputs, with items on the one that a verdict stands for */
export function onOutput(verdict: Verdict, items: INodeExecutionData[]): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = [[], []];
	outputs[verdict === 'accepted' ? ACCEPTED_OUTPUT : REJECTED_OUTPUT] = items;
	return outputs;
}

const single = (json: object): INodeExecutionData[] => [
	{ json: json as INodeExecutionData['json'] },
];

/**
 * Hands a call on the test URL straight to the editor: n8n starts an execution and sends the envelope once
 * it has created it. The inbox is left alone.
 */
export function handOver(
	outcome: Exclude<IntakeOutcome, { kind: 'refused' }>,
): IWebhookResponseData {
	switch (outcome.kind) {
		case 'accepted':
			return {
				webhookResponse: outcome.envelope,
				workflowData: onOutput('accepted', single(outcome.item)),
			};
		case 'rejected':
			return {
				webhookResponse: outcome.envelope,
				workflowData: onOutput('rejected', single(outcome.item)),
			};
		default: {
			const unreachable: never = outcome;
			return unreachable;
		}
	}
}
