import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ledgerAt } from '../ledger/handles';
import { ledgerPlaceOf } from '../ledger/nodeLedger';
import { rememberExecution } from '../ledger/executions';

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

/** Inbox ids by riskId; none for items that did not come out of the inbox (a test in the editor). */
function messageIds(items: readonly INodeExecutionData[]): Map<string, number> {
	const ids = new Map<string, number>();
	for (const { json } of items) {
		const { riskId, received } = json;
		if (typeof riskId !== 'string' || !isRecord(received)) continue;
		if (typeof received.messageId === 'number') ids.set(riskId, received.messageId);
	}
	return ids;
}

/**
 * A trigger as the first node of an execution: passes on what it was given, output by output. It has to
 * exist: with it n8n runs the node like any other, and does not call `trigger()` a second time.
 *
 * It also notes which messages this execution is about, for Risk Push: on a worker this is the only place
 * where that is known for sure, since nodes in between may change items beyond recognition.
 */
export async function passThrough(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const outputs = [context.getInputData(0), context.getInputData(1)];
	const byRiskId = messageIds(outputs[0] ?? []);
	if (byRiskId.size > 0) {
		const ledger = await ledgerAt(await ledgerPlaceOf(context));
		rememberExecution(context.getExecutionId(), { ledger, byRiskId });
	}
	return outputs;
}
