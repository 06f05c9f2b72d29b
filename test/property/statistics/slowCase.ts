/** What docs/indicators.md says of one critical value, from its raw history; knows nothing of lib/lifecycle. */
import type { IndicatorOptions } from '../../../lib/lifecycle/indicators/options';
import type { Confirm, History, Send } from './history';

type Timed = (Send | Confirm) & { at: number };

/** One critical value, as somebody would work it out from a list of its messages. */
export interface Case {
	riskId: string;
	first: number;
	cancelled: boolean;
	unknown: boolean;
	send: Send | undefined;
	/** The confirm that stands. */
	confirm: Confirm | undefined;
	notification: number | null;
	confirmation: number | null;
	acknowledged: boolean;
	/** Named items by their folded name, and all free text as one. */
	items: string[];
}

/** A time more than ten minutes behind its receipt's is a wrong clock's. */
const timed = (message: Send | Confirm): Timed => ({
	...message,
	at: message.said > message.receivedAt + 600_000 ? message.receivedAt : message.said,
});

const isStandingSend = (event: Timed | undefined): event is Send & { at: number } =>
	event?.kind === 'send' && !event.withdrawn;

const isStandingConfirm = (event: Timed | undefined): event is Confirm & { at: number } =>
	event?.kind === 'confirm' && !event.withdrawn;

const lastOf = <T>(events: readonly T[]): T | undefined => events[events.length - 1];

const said = (send: Send): string => send.items.join(';').replaceAll('"', '');

/** Whether the value stood confirmed after these messages: a confirm came, and nothing since undid it. */
function isConfirmed(before: readonly Timed[]): boolean {
	const event = lastOf(before);
	if (!event) return false;
	if (event.kind === 'confirm') return !event.withdrawn;
	const earlier = before.slice(0, -1);
	return !reopens(earlier, event) && isConfirmed(earlier);
}

/** Whether a message, coming after others, puts the value to the ward (again), unconfirmed. */
function reopens(before: readonly Timed[], event: Timed): boolean {
	const earlierSend = lastOf(before.filter(isStandingSend));
	if (event.kind === 'confirm') {
		return event.withdrawn && isConfirmed(before) && earlierSend !== undefined;
	}
	if (event.withdrawn) return false;
	if (lastOf(before.filter(({ kind }) => kind === 'send'))?.withdrawn) return true;
	if (!isConfirmed(before)) return earlierSend === undefined;
	return earlierSend !== undefined && said(earlierSend) !== said(event);
}

/** Whether a first send finds its confirmation there already. */
const isAhead = (before: readonly Timed[], event: Timed): boolean =>
	isStandingSend(event) && !before.some(({ kind }) => kind === 'send') && isConfirmed(before);

function acknowledgement(events: readonly Timed[]): number | null {
	if (!isConfirmed(events)) return null;
	let earliest: number | null = null;
	for (let at = events.length - 1; at >= 0; at--) {
		const event = events[at];
		if (!event || reopens(events.slice(0, at), event)) break;
		if (event.kind === 'confirm' && event.withdrawn) break;
		if (event.kind === 'confirm') earliest = event.at;
	}
	return earliest;
}

function opening(events: readonly Timed[]): Timed | undefined {
	return lastOf(
		events.filter((event, at) => {
			const before = events.slice(0, at);
			return reopens(before, event) || isAhead(before, event);
		}),
	);
}

const took = (start: number, receivedAt: number, end: number): number =>
	Math.max(end - Math.min(start, receivedAt), 0);

function itemsOf(items: readonly string[]): string[] {
	const folded = items.map((item) => item.replace('ＰＯ2', 'po2').toLowerCase());
	const named = folded.filter((item) => !item.startsWith('"'));
	const free = folded.filter((item) => item.startsWith('"'));
	return [...new Set([...named, ...(free.length > 0 ? [free.join(';')] : [])])];
}

/** @returns undefined where the messages give the value no time */
export function caseOf(history: History, options: IndicatorOptions): Case | undefined {
	const events = history.messages.map(timed).sort((a, b) => a.at - b.at || a.id - b.id);
	const sends = events.filter((event): event is Send & { at: number } => event.kind === 'send');
	const confirms = events.filter(({ kind }) => kind === 'confirm');
	const first = sends[0];
	const lastConfirm = lastOf(confirms);
	const time = first?.at ?? (isStandingConfirm(lastConfirm) ? lastConfirm.at : undefined);
	if (time === undefined) return undefined;
	const acknowledged = acknowledgement(events);
	const opened = opening(events) ?? first;
	const delivered = history.attempts
		.filter(({ isTaken, system }) => {
			const { clinicalSystems: chosen } = options;
			const names = [system, `http://${system}`];
			return isTaken && (chosen.length === 0 || chosen.some((name) => names.includes(name)));
		})
		.map(({ at }) => at);
	const notified = delivered.length > 0 ? Math.min(...delivered) : acknowledged;
	return {
		riskId: history.riskId,
		first: time,
		unknown: first === undefined,
		cancelled: lastOf(sends)?.withdrawn ?? false,
		send: lastOf(events.filter(isStandingSend)),
		confirm: isStandingConfirm(lastConfirm) ? lastConfirm : undefined,
		notification: first && notified !== null ? took(first.at, first.receivedAt, notified) : null,
		confirmation:
			opened && acknowledged !== null ? took(opened.at, opened.receivedAt, acknowledged) : null,
		acknowledged: acknowledged !== null,
		items: itemsOf(lastOf(events.filter(isStandingSend))?.items ?? []),
	};
}
