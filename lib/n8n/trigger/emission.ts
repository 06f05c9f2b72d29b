import type { INodeExecutionData } from 'n8n-workflow';
import type { ClaimedMessage } from '../../ledger/types';
import { onOutput } from './handOver';

/** A trigger's item as it was stored, with where it is in the inbox. */
function toItem(message: ClaimedMessage): INodeExecutionData {
	const { id, item, attempts, earlierOpen, deliveriesOnly } = message;
	const json = JSON.parse(item) as INodeExecutionData['json'] & { received?: object };
	const flags = { ...(earlierOpen && { earlierOpen }), ...(deliveriesOnly && { deliveriesOnly }) };
	const place = { messageId: id, attempt: attempts, ...flags };
	return { json: { ...json, received: { ...json.received, ...place } } };
}

/**
 * What an execution begins with.
 *
 * @param messages of one verdict, at least one
 */
export function emission(messages: readonly ClaimedMessage[]): INodeExecutionData[][] {
	return onOutput(messages[0]?.verdict ?? 'accepted', messages.map(toItem));
}
