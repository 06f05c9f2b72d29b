import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Explanation } from '../delivery/errors';

/**
 * Sets an error's words once more after its constructor: both of n8n's error classes replace a message in
 * which they find "econnrefused", "eperm" and the like, and NodeApiError prefers an HTTP status's own text.
 */
export function withWords<E extends NodeApiError | NodeOperationError>(
	error: E,
	{ message, description }: Explanation,
): E {
	error.message = message;
	error.description = description;
	error.messages = [];
	return error;
}

/**
 * Marks an item for n8n's error output, and keeps its data.
 *
 * n8n sorts items by their `error` property, copying the marked ones (`handleNodeErrorOutput`), and
 * afterwards replaces the json of every item that still has the property by `{ error: message }`
 * (`normalizeNodeErrors`). A property that is not enumerable is seen by the first and not copied to
 * the second, so the notification wired to the error output still has what the node put on the item.
 */
export function markFailed(item: INodeExecutionData, error: Error): INodeExecutionData {
	return Object.defineProperty(item, 'error', { value: error, enumerable: false });
}
