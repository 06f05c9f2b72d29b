import { isPlausibleTime } from '../contract/time';
import type { LifeCycle } from './criticalValue';

/** What a message says of its critical value, without its content. */
export interface Fact {
	/** Inbox number: the order of acceptance. */
	id: number;
	kind: 'send' | 'confirm';
	/** When it was said: `sendTime` or `responseTime`, see {@link effectiveTime}. */
	at: number;
	receivedAt: number;
	/** Its flag is delete: a withdrawn value, or a withdrawn confirmation. */
	withdrawn: boolean;
	/** Of a send: identifies what it reports. Sends with the same report open nothing again. */
	report: string;
}

/** The messages whose fields count: the newest send that is no withdrawal, the newest confirm that stands. */
export interface Deciding {
	sendId: number | null;
	confirmId: number | null;
}

/** A clock may be ahead by this much; beyond, it is wrong. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * When a message was said. A time in the future is a wrong clock's: it would outlive every later message. One long
 * past is a date that was never filled in (1900-01-01, 1970-01-01): behind everything else, its update would not
 * open, its confirm not confirm and its withdrawal not withdraw. The time of receipt stands in for both.
 */
export const effectiveTime = (said: unknown, receivedAt: number): number =>
	typeof said === 'number' &&
	said <= receivedAt + CLOCK_TOLERANCE_MS &&
	isPlausibleTime(said, receivedAt)
		? said
		: receivedAt;

interface Progress extends Omit<LifeCycle, 'state'> {
	isCancelled: boolean;
	isConfirmed: boolean;
	/** What the newest send reports; undefined before the first. */
	report: string | undefined;
	deciding: Deciding;
}

function forgetConfirm(progress: Progress): void {
	progress.isConfirmed = false;
	progress.acknowledgedAt = null;
	progress.confirmedAt = null;
}

function open(progress: Progress, { at, receivedAt }: Fact): void {
	forgetConfirm(progress);
	progress.opening += 1;
	progress.openedAt = at;
	progress.openedReceivedAt = receivedAt;
}

function takeSend(progress: Progress, fact: Fact): void {
	const isFirst = progress.firstSentAt === null;
	if (isFirst) {
		progress.firstSentAt = fact.at;
		progress.firstReceivedAt = fact.receivedAt;
	}
	if (fact.withdrawn) {
		progress.isCancelled = true;
		progress.cancelledAt ??= fact.at;
		return;
	}
	const { isCancelled, isConfirmed, report } = progress;
	const isNews = report !== undefined && report !== fact.report;
	// Confirmed before its first send: that send's clock is behind, or the confirm came by a shorter way.
	const isConfirmedAhead = isConfirmed && report === undefined && !isCancelled;
	if (isConfirmedAhead) {
		progress.opening = 1;
		progress.openedAt = fact.at;
		progress.openedReceivedAt = fact.receivedAt;
	} else if (isCancelled || report === undefined || (isConfirmed && isNews)) {
		open(progress, fact);
	}
	progress.isCancelled = false;
	progress.cancelledAt = null;
	progress.report = fact.report;
	progress.deciding.sendId = fact.id;
}

function takeConfirm(progress: Progress, fact: Fact): void {
	if (fact.withdrawn) {
		progress.deciding.confirmId = null;
		if (progress.isConfirmed && progress.report !== undefined) open(progress, fact);
		else forgetConfirm(progress); // there is nothing yet that could be opened
		return;
	}
	progress.deciding.confirmId = fact.id;
	progress.confirmedAt = fact.at;
	if (progress.isConfirmed) return;
	progress.isConfirmed = true;
	progress.acknowledgedAt = fact.at;
}

function stateOf({ firstSentAt, isCancelled, isConfirmed }: Progress): LifeCycle['state'] {
	if (firstSentAt === null) return 'unknown';
	if (isCancelled) return 'cancelled';
	return isConfirmed ? 'confirmed' : 'open';
}

/**
 * What a critical value has come to (design, "Late events"): its messages in the order of their own times, then of
 * acceptance, one after the other. So it is a function of the set of messages, whatever order they arrived in.
 *
 * A confirm that comes before its send confirms it; a report that differs from the one that was confirmed, a
 * withdrawn confirmation and a value sent again after its withdrawal open it; nothing but a message ever
 * closes it.
 *
 * @param facts all messages of one riskId, in any order
 */
export function lifeCycleOf(facts: readonly Fact[]): LifeCycle & { deciding: Deciding } {
	const progress: Progress = {
		isCancelled: false,
		isConfirmed: false,
		report: undefined,
		deciding: { sendId: null, confirmId: null },
		firstSentAt: null,
		firstReceivedAt: null,
		opening: 0,
		openedAt: null,
		openedReceivedAt: null,
		acknowledgedAt: null,
		confirmedAt: null,
		cancelledAt: null,
	};
	for (const fact of [...facts].sort((a, b) => a.at - b.at || a.id - b.id)) {
		if (fact.kind === 'send') takeSend(progress, fact);
		else takeConfirm(progress, fact);
	}
	const { isCancelled, isConfirmed, report, ...lifeCycle } = progress;
	return { ...lifeCycle, state: stateOf(progress) };
}
