import type { IExecuteFunctions, IRun } from 'n8n-workflow';
import { isQueueMode } from './nodeLedger';

/**
 * What a worker tells the main process: which execution a message ran in, for the audit trail. The two share
 * no memory, and of a finished execution n8n (2.41.1) passes on its status and its custom data, but not its
 * id. So the id travels as custom data (people see it there, too).
 */
const KEY = 'criticalValueExecution';

/** Older versions of n8n have no custom data in a node's context. */
type Context = Pick<IExecuteFunctions, 'getExecutionId'> &
	Partial<Pick<IExecuteFunctions, 'customData'>>;

/** Without queue mode nothing is written, since the process knows by itself (executions.ts). */
export function noteExecution(context: Context): void {
	if (isQueueMode()) context.customData?.set(KEY, context.getExecutionId());
}

/** @returns the id that was noted; null: nothing was (the execution did not get that far) */
export function notedExecution(run: IRun | undefined): string | null {
	return run?.data.resultData.metadata?.[KEY] ?? null;
}
