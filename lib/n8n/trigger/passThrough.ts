import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ledgerAt } from '../ledger/handles';
import { ledgerPlaceOf } from '../ledger/nodeLedger';
import { noteExecution } from '../ledger/executionNote';
import { rememberExecution, type ExecutionMessages } from '../ledger/executions';

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

/** The items that came out of the inbox; none in a test in the editor. */
function messagesIn(
	items: readonly INodeExecutionData[],
): Pick<ExecutionMessages, 'byRiskId' | 'receivedAt' | 'following'> {
	const byRiskId = new Map<string, number>();
	const receivedAt = new Map<number, number>();
	const following = new Set<number>();
	for (const { json } of items) {
		const { riskId, received } = json;
		if (typeof riskId !== 'string' || !isRecord(received)) continue;
		const { messageId, timestamp, earlierOpen } = received;
		if (typeof messageId !== 'number') continue;
		byRiskId.set(riskId, messageId);
		if (typeof timestamp === 'number') receivedAt.set(messageId, timestamp);
		if (earlierOpen === true) following.add(messageId);
	}
	return { byRiskId, receivedAt, following };
}

/**
 * A trigger as the first node of an execution: passes on what it was given, output by output. It has to
 * exist: with it n8n runs the node like any other, and does not call `trigger()` a second time.
 *
 * It also notes which messages this execution is about, for Risk Push: on a worker this is the only place
 * where that is known for sure, since nodes in between may change items beyond recognition.
 *
 * @param outputCount how many outputs the trigger has
 */
export async function passThrough(
	context: IExecuteFunctions,
	outputCount: number,
): Promise<INodeExecutionData[][]> {
	const outputs = Array.from({ length: outputCount }, (_, index) => context.getInputData(index));
	const messages = messagesIn(outputs[0] ?? []);
	if (messages.byRiskId.size > 0) {
		const ledger = await ledgerAt(await ledgerPlaceOf(context));
		const startedAt = Date.now();
		rememberExecution(context.getExecutionId(), { ledger, ...messages, startedAt });
		noteExecution(context);
	}
	return outputs;
}
