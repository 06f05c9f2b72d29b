import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Ledger } from '../../ledger/types';
import { markFailed } from '../failedItems';
import { ledgerAt } from '../ledger/handles';
import { ledgerPlaceOf } from '../ledger/nodeLedger';
import { explainProblem, problemError } from './problem';

/** One operation for one incoming item. */
export interface LedgerCall {
	context: IExecuteFunctions;
	/** Of the incoming item. */
	index: number;
	ledger: Ledger;
	/** Of the workflow, IANA name: times are read and shown in it. */
	timeZone: string;
	/** Epoch milliseconds. */
	now: number;
}

/** An output item with a file beside its JSON. */
export class WithFile {
	constructor(
		readonly json: object,
		readonly file: IBinaryData,
	) {}
}

/** The binary property that a file is under, as n8n's own nodes name it. */
const FILE = 'data';

const toItem = (
	one: object,
	pairedItem: NonNullable<INodeExecutionData['pairedItem']>,
): INodeExecutionData =>
	one instanceof WithFile
		? { json: one.json as IDataObject, binary: { [FILE]: one.file }, pairedItem }
		: { json: one as IDataObject, pairedItem };

/** @returns the JSON of the items that come out for the one that came in */
export type LedgerOperation = (call: LedgerCall) => Promise<object[]>;

/** An item that failed, where the node is set to go on. Never a field `error`: n8n would run the node again. */
export function failedItem(
	context: IExecuteFunctions,
	error: unknown,
	index: number,
): INodeExecutionData {
	const words = explainProblem(error);
	const json = { problem: words.message, remedy: words.description };
	const item = { json, pairedItem: { item: index } };
	const node = context.getNode();
	if (node.onError !== 'continueErrorOutput') return item;
	return markFailed(item, problemError(node, words, index));
}

/**
 * Runs an operation once for all incoming items together; its parameters are read with the first.
 *
 * @throws NodeOperationError, unless the node is set to go on
 */
export async function runLedgerOnce(
	context: IExecuteFunctions,
	operation: LedgerOperation,
): Promise<INodeExecutionData[][]> {
	const pairedItem = [...context.getInputData().keys()].map((item) => ({ item }));
	try {
		const ledger = await ledgerAt(await ledgerPlaceOf(context));
		const timeZone = context.getTimezone();
		const jsons = await operation({ context, index: 0, ledger, timeZone, now: Date.now() });
		return [jsons.map((json) => toItem(json, pairedItem))];
	} catch (error) {
		if (!context.continueOnFail()) {
			throw problemError(context.getNode(), explainProblem(error), 0);
		}
		return [[failedItem(context, error, 0)]];
	}
}

/**
 * Runs an operation once for each incoming item, one after the other.
 *
 * @throws NodeOperationError for the first item that fails, unless the node is set to go on
 */
export async function runLedger(
	context: IExecuteFunctions,
	operation: LedgerOperation,
): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[] = [];
	let ledger: Ledger | undefined;
	for (const index of context.getInputData().keys()) {
		try {
			ledger ??= await ledgerAt(await ledgerPlaceOf(context));
			const timeZone = context.getTimezone();
			const jsons = await operation({ context, index, ledger, timeZone, now: Date.now() });
			outputs.push(...jsons.map((json) => toItem(json, { item: index })));
		} catch (error) {
			if (!context.continueOnFail()) {
				throw problemError(context.getNode(), explainProblem(error), index);
			}
			outputs.push(failedItem(context, error, index));
		}
	}
	return [outputs];
}
