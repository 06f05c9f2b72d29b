import type { INodeExecutionData, IWebhookResponseData } from 'n8n-workflow';
import type { IntakeOutcome } from '../../intake/intake';

/** Positions of the trigger's outputs, as its description lists them. */
const ACCEPTED_OUTPUT = 0;
const REJECTED_OUTPUT = 1;

function onOutput(output: number, json: object): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = [[], []];
	outputs[output] = [{ json: json as INodeExecutionData['json'] }];
	return outputs;
}

/**
 * Hands a call's outcome on: the one step between "taken in" and "at work".
 *
 * Here n8n starts an execution right away and sends the envelope once it has created it. A durable
 * inbox takes this function's place without touching what is before or behind it.
 */
export function handOver(outcome: IntakeOutcome): IWebhookResponseData {
	switch (outcome.kind) {
		case 'accepted':
			return {
				webhookResponse: outcome.envelope,
				workflowData: onOutput(ACCEPTED_OUTPUT, outcome.item),
			};
		case 'rejected':
			return {
				webhookResponse: outcome.envelope,
				workflowData: onOutput(REJECTED_OUTPUT, outcome.item),
			};
		case 'refused':
			return { webhookResponse: outcome.envelope };
		default: {
			const unreachable: never = outcome;
			return unreachable;
		}
	}
}
