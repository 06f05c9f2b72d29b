import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { formatNotice } from '../../lifecycle/notice/format';
import { readIncoming, type Incoming } from '../../lifecycle/notice/incoming';
import { readCombination, readNotificationSettings } from './notificationSettings';
import type { NotificationJson } from './notificationSchema';
import { explainProblem, LedgerProblem, problemError } from './problem';
import type { At } from './parameters';
import { failedItem } from './run';

/** What an item is to tell. Its values stay out of the words. */
function incomingOf({ context, index }: At): Incoming[] {
	const found = readIncoming(context.getInputData()[index]?.json);
	if (found.length > 0) return found;
	throw new LedgerProblem(
		'该数据项不是危急值，也不是监控事件，无法生成通知',
		'the item is neither a critical value nor an event of the watch, and cannot be made a notification',
		{
			zh: '请连接 Risk Watch Trigger、Risk Send Trigger 或本节点查询危急值的输出；数据项须有 riskId，或 event',
			en: 'Connect the output of Risk Watch Trigger, Risk Send Trigger or of a search for critical values; an item needs riskId, or event',
		},
	);
}

const outgoing = (json: NotificationJson, pairedItem: INodeExecutionData['pairedItem']) => ({
	json: json as unknown as IDataObject,
	pairedItem,
});

/** The notification of one item, which may itself be a digest. */
function single(at: At): INodeExecutionData {
	const { channel, settings } = readNotificationSettings(at);
	const json = formatNotice(incomingOf(at), channel, settings) as NotificationJson;
	return outgoing(json, { item: at.index });
}

/** An item that cannot be read leaves on its own where the node is set to go on, and never stops the others. */
class Results {
	readonly items: INodeExecutionData[] = [];

	constructor(private readonly context: IExecuteFunctions) {}

	/** @returns what `task` returns; undefined if it failed and the node goes on */
	try<T>(index: number, task: () => T): T | undefined {
		try {
			return task();
		} catch (error) {
			if (!this.context.continueOnFail()) {
				throw problemError(this.context.getNode(), explainProblem(error), index);
			}
			this.items.push(failedItem(this.context, error, index));
			return undefined;
		}
	}
}

/**
 * One notification of all items that can be read; the parameters are the first item's. Where these are of no
 * use every item has failed: none may vanish.
 */
function digest(ats: readonly At[], results: Results): void {
	const [first] = ats;
	if (!first) return;
	const read = ats.flatMap((at) => {
		const found = results.try(at.index, () => ({
			...readNotificationSettings(first),
			incoming: incomingOf(at),
		}));
		return found ? [{ ...found, index: at.index }] : [];
	});
	const [one] = read;
	if (!one) return;
	const all = read.flatMap(({ incoming }) => incoming);
	const json = formatNotice(all, one.channel, one.settings) as NotificationJson;
	const pairs = read.map(({ index }) => ({ item: index }));
	results.items.unshift(outgoing(json, pairs));
}

/**
 * Makes notifications of the incoming items, one each or one of all. It opens no ledger.
 *
 * @throws NodeOperationError for the first item that fails, unless the node is set to go on
 */
export function formatNotification(context: IExecuteFunctions): INodeExecutionData[][] {
	const timeZone = context.getTimezone();
	const results = new Results(context);
	const ats = [...context.getInputData().keys()].flatMap((index) => {
		const at = { context, index, timeZone };
		const combination = results.try(index, () => readCombination(at));
		return combination === undefined ? [] : [{ at, combination }];
	});
	if (ats[0]?.combination === 'digest') {
		digest(
			ats.map(({ at }) => at),
			results,
		);
		return [results.items];
	}
	for (const { at } of ats) {
		const item = results.try(at.index, () => single(at));
		if (item) results.items.push(item);
	}
	return [results.items];
}
