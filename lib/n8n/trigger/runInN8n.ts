import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import type { RunResult } from '../../intake/drain';
import type { ClaimedMessage, Ledger } from '../../ledger/types';
import { notedExecution } from '../ledger/executionNote';
import { executionOf } from '../ledger/executions';

/**
 * Runs messages in one execution.
 *
 * @param outputs what the execution begins with
 * @returns what became of it; n8n's texts stay behind, they quote items
 */
export async function runInN8n(
	context: ITriggerFunctions,
	ledger: Ledger,
	messages: readonly ClaimedMessage[],
	outputs: INodeExecutionData[][],
): Promise<RunResult> {
	const [first] = messages;
	const done = context.helpers.createDeferredPromise<IRun>();
	try {
		context.emit(outputs, undefined, done);
		// Resolves with nothing where n8n has made no execution.
		const run = (await done.promise) as IRun | undefined;
		const own = first && executionOf(ledger, first.id);
		const executionId = own ?? notedExecution(run);
		// Parked by a Wait node: n8n keeps it and goes on with it. To run it again would double what follows.
		if (run?.status === 'success' || run?.status === 'waiting') return { ok: true, executionId };
		return {
			ok: false,
			reason: `EXECUTION_${(run?.status ?? 'missing').toUpperCase()}`,
			executionId,
		};
	} catch {
		return { ok: false, reason: 'EXECUTION_NOT_STARTED', executionId: null };
	}
}
