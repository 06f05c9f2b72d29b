import type { WatchedEvent } from '../../ledger/criticalValues/types';
import { item, NOTHING, type Report } from './incident';

/** What a digest shows one by one; the count says how many there were. */
export const MOST_SHOWN = 50;

/** Events of one kind that are told together. */
export interface DigestKind {
	event: 'deadLetter' | 'rejected';
	/** The audit trail's word for it. */
	action: 'dead' | 'rejected';
	textOf: (count: number) => string;
}

export const DEAD_LETTER: DigestKind = {
	event: 'deadLetter',
	action: 'dead',
	textOf: (count) => `${count} 条危急值消息多次重试仍失败，已转为死信，请人工处理后在台账中重放`,
};

export const REJECTED: DigestKind = {
	event: 'rejected',
	action: 'rejected',
	textOf: (count) => `拒收 ${count} 次调用（无法识别或不符合要求），请联系发送方`,
};

/** Remembered: up to where the audit trail has been told. */
export const cursorName = ({ action }: DigestKind): string => `told:${action}`;

/** Whether those that have come are to be told now: so long after the first of them. */
export const isDue = (events: readonly WatchedEvent[], windowMs: number, now: number): boolean =>
	events.length > 0 && now - (events[0]?.at ?? now) >= windowMs;

/**
 * Events since the last time in one item.
 *
 * @param shown what is to be said of the first ones
 * @param upTo number of the newest event that is taken into account
 */
export function digest(
	kind: DigestKind,
	events: readonly WatchedEvent[],
	shown: readonly object[],
	upTo: number,
): Report {
	const [first] = events;
	if (!first) return NOTHING;
	const { event, action, textOf } = kind;
	const count = events.length;
	const json = { event, count, messages: shown, text: textOf(count) };
	return {
		changes: { [cursorName(kind)]: String(upTo) },
		items: [item(`${action}:${first.seq}`, json)],
	};
}
