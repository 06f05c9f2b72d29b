import type { InboxEntry } from '../../ledger/types';
import { messageNumbered, notFound } from './getMessage';
import { entryJson, STATE_WORDS } from './messageOutput';
import type { DiscardJson } from './outputSchema';
import { LedgerProblem } from './problem';
import { readActor, readMessageId } from './read';
import type { LedgerCall } from './run';

function notDiscardable({ id, state }: InboxEntry): LedgerProblem {
	const { zh, en } = STATE_WORDS[state];
	return new LedgerProblem(
		`编号为 ${id} 的消息不能丢弃：${zh}（${state}）`,
		`message ${id} cannot be discarded: it is ${en} (${state})`,
		state === 'discarded'
			? {
					zh: '无需再做什么；如要恢复处理，请用“Replay 重放”',
					en: 'There is nothing left to do; to take it up again, use “Replay”',
				}
			: {
					zh: '它已处理完，没有可以停止的；已送达的内容须由接收系统撤销（flag delete）',
					en: 'It has been processed and there is nothing to stop; what was delivered is taken back with flag delete',
				},
	);
}

/** Puts an open or dead message aside for good: it is no longer owed to anybody. */
export async function discard(call: LedgerCall) {
	const { ledger, timeZone, now } = call;
	const id = readMessageId(call);
	const actor = readActor(call);
	const before = await ledger.get(id);
	if (!before) throw notFound(messageNumbered(id));
	const discarded = await ledger.discard(id, actor, now);
	const after = await ledger.get(id);
	if (!after) throw notFound(messageNumbered(id));
	if (!discarded) throw notDiscardable(after);
	const json: DiscardJson = {
		...entryJson(after, timeZone),
		discarded: true,
		previousState: before.state,
		person: actor.person,
		reason: actor.reason,
	};
	return [json];
}
