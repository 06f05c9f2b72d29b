/**
 * What lib/ledger promises, written a second time without a database: plain arrays and obvious loops, from
 * the words in lib/ledger/types.ts and not from its SQL.
 */
import {
	DELIVERY_OPEN,
	EARLIER_OPEN,
	type AcceptResult,
	TARGET_PARKED,
	type ClaimedMessage,
	type ClaimRequest,
	type DeliveryAttempt,
	type FailedAttempt,
	type Health,
	type InboxEntry,
	type NewMessage,
	type Pace,
	type SearchFilter,
	type StillOpen,
	type Waiting,
} from '../../../lib/ledger/types';
import { DeliveryModel } from './deliveries';

export interface ModelMessage extends InboxEntry {
	item: string;
	claim: string | null;
	scheduledFrom: number;
	solo: boolean;
}

const isOpen = ({ state }: ModelMessage): boolean => state === 'pending' || state === 'claimed';
/** Deliveries that something else than time lets go. */
const WOKEN = [TARGET_PARKED, EARLIER_OPEN];

/** It was processed, and waits for another attempt at its deliveries. */
const onlyDeliveriesOpen = ({ state, lastFailure }: ModelMessage): boolean =>
	state === 'pending' && lastFailure === DELIVERY_OPEN;
const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;

export class InboxModel {
	messages: ModelMessage[] = [];
	readonly deliveries = new DeliveryModel();
	/** How many entries the audit trail has to have. */
	audited = 0;

	find(id: number): ModelMessage | undefined {
		return this.messages.find((one) => one.id === id);
	}

	openIn(channel: string): ModelMessage[] {
		return this.messages.filter((one) => one.channel === channel && isOpen(one));
	}

	/** @param newId what the ledger gives a message that is new */
	accept(message: NewMessage, now: number, mostOpen: number, newId: number): AcceptResult {
		const known = this.messages.find(
			({ channel, fingerprint }) =>
				fingerprint !== null && fingerprint === message.fingerprint && channel === message.channel,
		);
		if (known) return this.repeat(known, now);
		const { verdict } = message;
		const open = this.openIn(message.channel).filter((one) => one.verdict === verdict).length;
		if (open >= mostOpen) return { outcome: 'full', open };
		this.audited += 1;
		this.messages.push({
			...message,
			...{ id: newId, state: 'pending', acceptedAt: now, scheduledFrom: now, dueAt: now },
			...{ attempts: 0, repeats: 0, solo: false, claim: null, endedAt: null },
			...{ lastFailure: null, failedAt: null, executionId: null },
		});
		return { outcome: 'stored', id: newId };
	}

	private repeat(known: ModelMessage, now: number): AcceptResult {
		this.audited += 1;
		known.repeats += 1;
		const { id, state } = known;
		if (state !== 'dead') return { outcome: 'duplicate', id, state };
		this.audited += 1;
		this.reopen(known, now);
		return { outcome: 'revived', id };
	}

	private reopen(message: ModelMessage, now: number): void {
		message.state = 'pending';
		message.dueAt = now;
		message.scheduledFrom = now;
		message.attempts = 0;
		message.solo = false;
		message.endedAt = null;
		message.lastFailure = null;
		message.failedAt = null;
	}

	/** Accepted messages of the same riskId that are open, the earliest first. */
	private line(of: ModelMessage): ModelMessage[] {
		if (of.riskId === null || of.verdict === 'rejected') return [];
		return this.openIn(of.channel)
			.filter(({ verdict, riskId }) => verdict === 'accepted' && riskId === of.riskId)
			.sort(byId);
	}

	private earlier(than: ModelMessage): ModelMessage[] {
		return this.line(than).filter(({ id }) => id < than.id);
	}

	/** @param system a name or an address */
	hasEarlier(ids: readonly number[], system: string): boolean {
		const messages = this.messages.filter(({ id }) => ids.includes(id));
		const earlier = messages.flatMap((one) => this.earlier(one));
		return earlier.every((one) => {
			const there = this.deliveries.to(one.id, system);
			if (there.length === 0) return onlyDeliveriesOpen(one);
			return there.every(({ state }) => state === 'delivered');
		});
	}

	private mayRun(message: ModelMessage, now: number): boolean {
		const { dueAt, attempts, scheduledFrom } = message;
		const isFresh = attempts === 0 && dueAt === scheduledFrom;
		if ((dueAt ?? Infinity) > now && !isFresh) return false;
		for (const other of this.line(message)) {
			if (other === message) continue;
			if (other.state === 'claimed' && (other.dueAt ?? 0) > now) return false;
			const isPassedOver = onlyDeliveriesOpen(other) && (other.dueAt ?? 0) > now;
			if (other.id < message.id && !isPassedOver) return false;
		}
		return true;
	}

	claim(request: ClaimRequest): ClaimedMessage[] {
		const isNew = ({ attempts }: ModelMessage) => attempts === 0;
		const taken = this.take(request, request.limit, isNew);
		taken.push(...this.take(request, request.againLimit, (one) => !isNew(one)));
		return taken.sort(byId).map((one) => {
			const { id, verdict, riskId, item, attempts, scheduledFrom, solo } = one;
			const earlierOpen = this.earlier(one).length > 0;
			const deliveriesOnly = one.lastFailure === DELIVERY_OPEN;
			const flags = { solo, earlierOpen, deliveriesOnly };
			return { id, verdict, riskId, item, attempts, scheduledFrom, ...flags };
		});
	}

	private take(
		{ channel, claim, now, until }: ClaimRequest,
		most: number,
		which: (one: ModelMessage) => boolean,
	): ModelMessage[] {
		const taken = this.openIn(channel)
			.filter((one) => which(one) && this.mayRun(one, now))
			.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id - b.id)
			.slice(0, most);
		for (const message of taken) {
			// One owner may be killed by anything; a second one, perhaps by this message.
			if (message.state === 'claimed' && message.attempts > 1) message.solo = true;
			message.state = 'claimed';
			message.claim = claim;
			message.dueAt = until;
			message.attempts += 1;
		}
		return taken;
	}

	private held(ids: readonly number[], claim: string): ModelMessage[] {
		return this.messages
			.filter((one) => ids.includes(one.id) && one.state === 'claimed' && one.claim === claim)
			.sort(byId);
	}

	/** Whether another of its riskId was claimed after its own claim had lapsed. */
	private overtaken(message: ModelMessage): boolean {
		return this.line(message).some(
			({ state, dueAt }) => state === 'claimed' && (dueAt ?? 0) > (message.dueAt ?? 0),
		);
	}

	renew(ids: readonly number[], claim: string, until: number): number[] {
		const held = this.held(ids, claim).filter((one) => !this.overtaken(one));
		for (const message of held) message.dueAt = until;
		return held.map(({ id }) => id);
	}

	release(ids: readonly number[], claim: string, now: number): void {
		for (const message of this.held(ids, claim)) {
			message.state = 'pending';
			message.claim = null;
			message.dueAt = now;
			message.attempts -= 1;
		}
	}

	complete(
		ids: readonly number[],
		claim: string,
		now: number,
		executionId: string | null,
	): StillOpen[] {
		const stay: StillOpen[] = [];
		for (const message of this.held(ids, claim)) {
			const open = this.deliveries.openOf(message.id);
			if (open.length > 0) {
				const unsure = open.some(({ riskId }) => riskId !== message.riskId);
				const parked = open.every(({ reason }) => reason !== null && WOKEN.includes(reason));
				stay.push({ id: message.id, unsure, parked });
				continue;
			}
			message.executionId = executionId;
			this.end(message, 'done', now);
		}
		return stay;
	}

	fail(failed: readonly FailedAttempt[], claim: string, now: number): void {
		for (const { id, reason, nextAt, alone, counts, executionId } of failed) {
			const [message] = this.held([id], claim);
			if (!message) continue;
			message.lastFailure = reason;
			message.failedAt = now;
			message.executionId = executionId;
			if (nextAt === null) this.end(message, 'dead', now);
			else this.tryAgain(message, nextAt, { alone, counts }, now);
		}
	}

	private tryAgain(
		message: ModelMessage,
		nextAt: number,
		how: Pick<FailedAttempt, 'alone' | 'counts'>,
		now: number,
	): void {
		this.audited += 1;
		message.state = 'pending';
		message.claim = null;
		message.solo = how.alone;
		if (!how.counts) message.attempts -= 1;
		message.dueAt = nextAt;
		if (onlyDeliveriesOpen(message)) return this.letNext(message, now);
		for (const other of this.line(message)) {
			const isLater = other.id > message.id && other.state === 'pending';
			if (isLater) other.dueAt = Math.max(other.dueAt ?? 0, nextAt);
		}
	}

	/** What comes next of the same riskId need not wait any longer, unless it waits for itself. */
	private letNext(message: ModelMessage, now: number): void {
		const next = this.line(message).find((one) => !onlyDeliveriesOpen(one));
		if (next?.state !== 'pending' || next.attempts > 0) return;
		next.dueAt = Math.min(next.dueAt ?? now, now);
	}

	private end(message: ModelMessage, state: 'done' | 'dead' | 'discarded', now: number): void {
		this.audited += 1;
		message.state = state;
		message.dueAt = null;
		message.claim = null;
		message.endedAt = now;
		this.letNext(message, now);
		for (const other of this.line(message)) {
			// A system may have lacked only this one.
			if (onlyDeliveriesOpen(other)) other.dueAt = Math.min(other.dueAt ?? now, now);
		}
	}

	replay(ids: readonly number[], now: number): number {
		const ended = this.messages.filter((one) => ids.includes(one.id) && !isOpen(one));
		for (const message of ended) this.reopen(message, now);
		this.audited += ended.length;
		return ended.length;
	}

	discard(id: number, now: number): boolean {
		const message = this.find(id);
		if (!message || message.state === 'done' || message.state === 'discarded') return false;
		this.deliveries.drop((one) => one.messageId === id && one.state === 'open');
		this.end(message, 'discarded', now);
		return true;
	}

	record(attempt: DeliveryAttempt): void {
		const { messageId, result, replaces, key, operation, targetName, at } = attempt;
		if (replaces && messageId !== null) {
			this.deliveries.drop(
				(one) =>
					one.messageId === messageId &&
					one.state === 'open' &&
					one.key !== key &&
					one.operation === operation &&
					one.lastAt < replaces.before &&
					(replaces.targets.includes(one.target) || one.targetName === targetName),
			);
		}
		if (result.delivered && result.already) return;
		this.audited += 1;
		const message = this.messages.find(({ id }) => id === messageId);
		const isOwed = messageId === null || message?.state === 'dead' || (message && isOpen(message));
		const known = this.deliveries.find(key);
		const wasOpen = known?.state === 'open' && known.firstAt < at;
		if (result.delivered || isOwed) this.deliveries.record(attempt);
		if (result.delivered && wasOpen && message) this.letFollowThere(message, attempt);
	}

	private letFollowThere(message: ModelMessage, { target, targetName, at }: DeliveryAttempt): void {
		const { id, channel, riskId } = message;
		for (const later of this.openIn(channel)) {
			if (riskId === null || later.riskId !== riskId || later.verdict === 'rejected') continue;
			if (later.id <= id || !onlyDeliveriesOpen(later)) continue;
			const isKept = this.deliveries
				.openOf(later.id)
				.filter((one) => one.target === target || one.targetName === targetName)
				.some(({ reason }) => reason === EARLIER_OPEN);
			if (isKept) later.dueAt = Math.min(later.dueAt ?? at, at);
		}
	}

	hasten(which: Waiting, pace: Pace): number {
		if ('channel' in which) {
			const tried = (one: ModelMessage) => one.channel === which.channel && one.attempts > 0;
			return this.hastenThose(tried, pace);
		}
		const waits = (fits: (reason: string | null) => boolean) => (one: ModelMessage) =>
			this.deliveries
				.openOf(one.id)
				.some(({ target, reason }) => target === which.target && fits(reason));
		const { now, everyMs, most } = pace;
		const parked = this.hastenThose(
			waits((reason) => reason === TARGET_PARKED),
			pace,
		);
		const rest = { now: now + parked * everyMs, everyMs, most: most - parked };
		return (
			parked +
			this.hastenThose(
				waits((reason) => reason !== EARLIER_OPEN),
				rest,
			)
		);
	}

	private hastenThose(waits: (one: ModelMessage) => boolean, { now, everyMs, most }: Pace): number {
		const waiting = this.messages
			.filter((one) => one.state === 'pending' && (one.dueAt ?? 0) > now && waits(one))
			.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id - b.id)
			.slice(0, most);
		for (const [index, one] of waiting.entries()) {
			one.dueAt = Math.min(one.dueAt ?? 0, now + index * everyMs);
		}
		return waiting.length;
	}

	prune(endedBefore: number, limit: number): number {
		const gone = this.messages
			.filter(({ state, verdict }) => state === 'done' && verdict === 'accepted')
			.filter(({ endedAt }) => (endedAt ?? Infinity) < endedBefore)
			.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.id - b.id)
			.slice(0, limit);
		this.messages = this.messages.filter((one) => !gone.includes(one));
		this.deliveries.drop(({ messageId }) => gone.some(({ id }) => id === messageId));
		return gone.length;
	}

	nextDue(channel: string): number | null {
		const times = this.openIn(channel).map(({ dueAt }) => dueAt ?? Infinity);
		return times.length === 0 ? null : Math.min(...times);
	}

	/** Newest first. */
	search(filter: SearchFilter): ModelMessage[] {
		return this.messages
			.filter((one) => matches(one, filter))
			.filter(
				({ id }) => filter.target === undefined || this.deliveries.to(id, filter.target).length > 0,
			)
			.sort(byId)
			.reverse();
	}

	health(): Omit<Health, 'bytes'> {
		const counts: Array<Health['counts'][number]> = [];
		for (const verdict of ['accepted', 'rejected'] as const) {
			for (const state of ['pending', 'claimed', 'done', 'dead', 'discarded'] as const) {
				const count = this.search({ verdict, states: [state] }).length;
				if (count > 0) counts.push({ verdict, state, count });
			}
		}
		const open = this.messages.filter((one) => one.verdict === 'accepted' && isOpen(one));
		return {
			counts,
			oldestOpenAt:
				open.length === 0 ? null : Math.min(...open.map(({ acceptedAt }) => acceptedAt)),
			lastAcceptedAt: this.search({ verdict: 'accepted' })[0]?.acceptedAt ?? null,
			failing: this.deliveries.failing(),
		};
	}
}

function matches(message: ModelMessage, filter: SearchFilter): boolean {
	const { channel, states, verdict, riskId, patientClass, reportType, from, to } = filter;
	if (channel !== undefined && message.channel !== channel) return false;
	if (states && !states.includes(message.state)) return false;
	if (verdict !== undefined && message.verdict !== verdict) return false;
	if (riskId !== undefined && message.riskId !== riskId) return false;
	if (patientClass !== undefined && message.patientClass !== patientClass) return false;
	if (reportType !== undefined && message.reportType !== reportType) return false;
	if (from !== undefined && message.acceptedAt < from) return false;
	return to === undefined || message.acceptedAt < to;
}
