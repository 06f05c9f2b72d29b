import type { INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Warning } from '../../contract/warnings';
import type { DeliveryOutcome } from '../../delivery/deliver';
import { explain, type Explanation } from '../../delivery/errors';
import { OWN_REASONS, type DeliveryFailure } from '../../delivery/failures';
import { withWords } from '../failedItems';
import type { DeliveryOutput } from './outputSchema';

/** One item after the push. */
export interface ItemOutcome {
	/** The item as it came in, and its position. */
	input: INodeExecutionData;
	index: number;
	outcome: DeliveryOutcome;
	warnings: readonly Warning[];
	/** Whether its delivery was tried, and so is on record where there is a ledger. */
	wasSent: boolean;
}

/** How the target may be named. */
export interface ShownTarget {
	name: string;
	url?: string;
}

/**
 * The error n8n shows for a failed item.
 *
 * Nothing is wrapped: a cause would carry the token and the patient into n8n's database.
 */
export function nodeError(
	node: INode,
	failure: DeliveryFailure,
	words: Explanation,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const { message, description } = words;
	const error = OWN_REASONS.has(failure.reason)
		? new NodeOperationError(node, message, { description, itemIndex })
		: new NodeApiError(
				node,
				{},
				{
					message,
					description,
					itemIndex,
					...(failure.httpStatus === undefined ? {} : { httpCode: String(failure.httpStatus) }),
				},
			);
	return withWords(error, words);
}

/** The `delivery` of an item. */
export function deliveryOf(
	{ outcome, warnings }: Pick<ItemOutcome, 'outcome' | 'warnings'>,
	target: ShownTarget,
	includeResponse: boolean,
): DeliveryOutput {
	const common = {
		status: outcome.status,
		target: target.name,
		url: target.url ?? null,
		attempts: outcome.attempts,
		durationMs: outcome.durationMs,
		...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
		...(includeResponse && outcome.response !== undefined ? { response: outcome.response } : {}),
	};
	if (outcome.status !== 'failed') {
		const { httpStatus, code, msg } = outcome;
		return { ...common, httpStatus, code, msg };
	}
	const { failure } = outcome;
	const words = explain(failure, target);
	return {
		...common,
		httpStatus: failure.httpStatus ?? null,
		code: failure.code ?? null,
		msg: failure.msg ?? '',
		failureClass: failure.class,
		reason: failure.reason,
		problem: words.message,
		remedy: words.description,
	};
}

/** An item as it leaves: the incoming one, and what became of it. */
export function outputItem(
	{ input, index }: ItemOutcome,
	delivery: DeliveryOutput,
): INodeExecutionData {
	return {
		json: { ...input.json, delivery },
		...(input.binary ? { binary: input.binary } : {}),
		pairedItem: { item: index },
	};
}

/** How many item numbers an error names; the rest is on the items themselves. */
const MAX_NAMED_ITEMS = 10;

/** What became of all items, for an error that would otherwise hide it. Items count from 0, as in n8n. */
export function tally(items: readonly ItemOutcome[]): string {
	const failed = items.filter(({ outcome }) => outcome.status === 'failed');
	const delivered = items.length - failed.length;
	const named = failed.slice(0, MAX_NAMED_ITEMS).map(({ index }) => index);
	const list = `${named.join(', ')}${failed.length > named.length ? ', …' : ''}`;
	const zh = `本批 ${items.length} 条：已送达 ${delivered} 条，未送达 ${failed.length} 条（第 ${list} 项）`;
	const en = `Of ${items.length} items, ${delivered} delivered and ${failed.length} not (items ${list})`;
	return `${zh}；${en}`;
}
