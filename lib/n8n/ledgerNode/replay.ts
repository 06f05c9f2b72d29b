import type { Actor, InboxEntry, InboxState, SearchFilter } from '../../ledger/types';
import { messageNumbered, notFound } from './getMessage';
import { isoTime } from '../../lifecycle/isoTime';
import { STATE_WORDS } from './messageOutput';
import type { ReplayJson } from './outputSchema';
import { LedgerProblem } from './problem';
import { readActor, readChoice, readFilter, readMessageId, readStates, readSwitch } from './read';
import type { LedgerCall } from './run';

export const SCOPES = ['one', 'filtered'] as const;

/** The ledger takes up again what has ended, and nothing else: the rest is on its way already. */
export const ENDED_STATES = ['done', 'dead', 'discarded'] as const satisfies InboxState[];

const hasEnded = (state: InboxState): boolean =>
	(ENDED_STATES as readonly InboxState[]).includes(state);

function notEnded({ id, state, dueAt }: InboxEntry, timeZone: string): LedgerProblem {
	const { zh, en } = STATE_WORDS[state];
	const due = isoTime(dueAt, timeZone);
	const next = state === 'pending' && due !== null;
	return new LedgerProblem(
		`编号为 ${id} 的消息无需重放：${zh}（${state}）`,
		`message ${id} needs no replay: it is ${en} (${state})`,
		{
			zh: `它会自动继续处理${next ? `，下次尝试：${due}` : ''}；如不应再推送，请用“Discard 丢弃”`,
			en: `It goes on by itself${next ? `, next at ${due}` : ''}; to stop it, use “Discard”`,
		},
	);
}

/** What is replayed, and what the ledger calls it. */
interface Selection {
	messageId: number | null;
	filter: SearchFilter | { id: number };
	matching: number;
}

async function selectOne(call: LedgerCall): Promise<Selection> {
	const id = readMessageId(call);
	const entry = await call.ledger.get(id);
	if (!entry) throw notFound(messageNumbered(id));
	if (!hasEnded(entry.state)) throw notEnded(entry, call.timeZone);
	return { messageId: id, filter: { id }, matching: 1 };
}

/** Only states that have ended, so that the count is exactly what a replay takes. */
async function selectFiltered(call: LedgerCall): Promise<Selection> {
	const states = readStates(call)?.filter(hasEnded) ?? [];
	if (states.length === 0) {
		throw new LedgerProblem('没有选择可以重放的状态', 'no state is selected that can be replayed', {
			zh: `请在“States 状态”中至少选择一项（${ENDED_STATES.join('、')}）；待处理和处理中的消息会自动继续`,
			en: `Select at least one in “States” (${ENDED_STATES.join(', ')}); pending and claimed messages go on by themselves`,
		});
	}
	const filter = { ...readFilter(call, 'mistake'), states };
	return { messageId: null, filter, matching: await call.ledger.count(filter) };
}

function dryRunJson({ messageId, matching }: Selection): ReplayJson {
	const text =
		`试运行：将重放 ${matching} 条消息，未作任何更改；` +
		`Dry run: ${matching} messages would be replayed, nothing was changed`;
	return { dryRun: true, messageId, matching, replayed: 0, text };
}

async function replayNow(
	{ ledger, timeZone, now }: LedgerCall,
	{ messageId, filter, matching }: Selection,
	actor: Actor,
): Promise<ReplayJson> {
	const replayed = await ledger.replay(filter, actor, now);
	if (messageId !== null && replayed === 0) {
		// Somebody else has taken it up in the same moment.
		const entry = await ledger.get(messageId);
		throw entry ? notEnded(entry, timeZone) : notFound(messageNumbered(messageId));
	}
	const text = `已重放 ${replayed} 条消息；${replayed} messages are being replayed`;
	return { dryRun: false, messageId, matching, replayed, text };
}

/** Makes ended messages pending again, one by its number or all that a filter names; or counts them first. */
export async function replay(call: LedgerCall) {
	const scope = readChoice(call, 'scope', SCOPES);
	const isDryRun = readSwitch(call, 'dryRun', true);
	// Before anything is looked for: who may not be named changes nothing.
	const actor = isDryRun ? undefined : readActor(call);
	const selection = scope === 'one' ? await selectOne(call) : await selectFiltered(call);
	if (!actor) return [dryRunJson(selection)];
	return [await replayNow(call, selection, actor)];
}
