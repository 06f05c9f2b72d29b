import type { Delivery, InboxEntry, InboxState, Ledger } from '../../ledger/types';
import { isoTime } from '../../lifecycle/isoTime';
import type { DeliveryJson, MessageJson } from './outputSchema';
import type { Inclusions } from './read';

/** The states in words, for people who read a table or a notification. */
export const STATE_WORDS: Readonly<Record<InboxState, { zh: string; en: string }>> = {
	pending: { zh: '待处理', en: 'waiting for its next attempt' },
	claimed: { zh: '处理中', en: 'being processed' },
	done: { zh: '已完成', en: 'done' },
	dead: { zh: '死信，不再重试', en: 'given up after its last attempt, kept' },
	discarded: { zh: '已丢弃', en: 'put aside by a person' },
};

/** @returns both languages, e.g. for a notification */
export const stateText = (state: InboxState): string =>
	`${STATE_WORDS[state].zh} ${STATE_WORDS[state].en}`;

/** A channel is `workflow id:node id`. */
function ownerOf(channel: string): { workflowId: string; nodeId: string } {
	const colon = channel.lastIndexOf(':');
	return { workflowId: channel.slice(0, Math.max(0, colon)), nodeId: channel.slice(colon + 1) };
}

/** A message without its content. */
export function entryJson(entry: InboxEntry, timeZone: string): MessageJson {
	const { id, acceptedAt, dueAt, failedAt, endedAt, state } = entry;
	return {
		messageId: id,
		riskId: entry.riskId,
		state,
		stateText: stateText(state),
		verdict: entry.verdict,
		kind: entry.kind,
		interface: entry.interface,
		flag: entry.flag,
		reportType: entry.reportType,
		patientClass: entry.patientClass,
		acceptedTime: isoTime(acceptedAt, timeZone) ?? '',
		acceptedTimestamp: acceptedAt,
		attempts: entry.attempts,
		repeats: entry.repeats,
		dueTime: isoTime(dueAt, timeZone),
		dueTimestamp: dueAt,
		lastFailure: entry.lastFailure,
		failedTime: isoTime(failedAt, timeZone),
		failedTimestamp: failedAt,
		endedTime: isoTime(endedAt, timeZone),
		endedTimestamp: endedAt,
		executionId: entry.executionId,
		channel: entry.channel,
		...ownerOf(entry.channel),
	};
}

function deliveryJson(delivery: Delivery, timeZone: string): DeliveryJson {
	const { targetName, target, operation, state, calls, firstAt, lastAt } = delivery;
	return {
		target: targetName,
		address: target,
		interface: operation,
		state,
		calls,
		firstTime: isoTime(firstAt, timeZone) ?? '',
		firstTimestamp: firstAt,
		lastTime: isoTime(lastAt, timeZone) ?? '',
		lastTimestamp: lastAt,
		code: delivery.code,
		msg: delivery.msg,
		reason: delivery.reason,
		failureClass: delivery.failureClass,
	};
}

/** A message with what was asked to come along. */
export async function messageJson(
	ledger: Ledger,
	entry: InboxEntry & { item?: string },
	include: Inclusions,
	timeZone: string,
): Promise<MessageJson> {
	const json = entryJson(entry, timeZone);
	if (include.message) {
		// Pruned between the search and here: then there is none any more.
		const item = entry.item ?? (await ledger.get(entry.id))?.item;
		json.message = item === undefined ? null : (JSON.parse(item) as MessageJson['message']);
	}
	if (include.deliveries) {
		const deliveries = await ledger.deliveriesOf(entry.id);
		json.deliveries = deliveries.map((delivery) => deliveryJson(delivery, timeZone));
	}
	return json;
}
