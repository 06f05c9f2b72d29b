import { messageJson } from './messageOutput';
import { messagePages } from './pages';
import { LedgerProblem } from './problem';
import { readChoice, readInclusions, readMessageId, readRiskId } from './read';
import type { LedgerCall } from './run';

export const BY = ['messageId', 'riskId'] as const;

/** There is no such message. Its number is no secret, a riskId may be. */
export function notFound(which: { zh: string; en: string }): LedgerProblem {
	return new LedgerProblem(`台账中没有${which.zh}`, `the ledger has no ${which.en}`, {
		zh: '请核对编号，并确认“Ledger 台账”与触发器一致；已处理的消息在保留期满后会被删除。可用“Search Messages 查询消息”查找',
		en: 'Check the number, and that “Ledger 台账” is the trigger’s; processed messages are deleted when their retention ends. “Search Messages” lists what is there',
	});
}

export const messageNumbered = (id: number) => ({
	zh: `编号为 ${id} 的消息`,
	en: `message ${id}`,
});

/** One message by its number, or all of a riskId, newest first; with content unless switched off. */
export async function getMessage(call: LedgerCall) {
	const { ledger, timeZone } = call;
	const by = readChoice(call, 'by', BY);
	const include = readInclusions(call, true);
	if (by === 'messageId') {
		const id = readMessageId(call);
		const entry = await ledger.get(id);
		if (!entry) throw notFound(messageNumbered(id));
		return [await messageJson(ledger, entry, include, timeZone)];
	}
	const riskId = readRiskId(call);
	const found = [];
	for await (const entry of messagePages(call, { riskId }, Number.POSITIVE_INFINITY)) {
		found.push(await messageJson(ledger, entry, include, timeZone));
	}
	if (found.length === 0) throw notFound({ zh: '该 riskId 的消息', en: 'message of this riskId' });
	return found;
}
