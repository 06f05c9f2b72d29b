/**
 * What went wrong at the systems: lost, doubled, out of order, altered. A pure function of the history;
 * what it says is what the report counts and what the checks fail on.
 */
import { groupBy } from '../../lib/ledger/rows';
import type { Arrival, Call, History, Interruption, SentMessage } from './history';

/** When a message was first sent, and first acknowledged. */
export interface Sent {
	message: SentMessage;
	begun: number;
	/** undefined: never. */
	acknowledged: number | undefined;
}

export interface SystemAudit {
	system: string;
	/** Ids of messages that were acknowledged and taken here. */
	delivered: string[];
	/** Acknowledged, and never taken. */
	lost: string[];
	/** Taken again without need: one entry for each time. */
	doubled: string[];
	/** Taken again with the same key, after an answer that n8n cannot have had on disk. */
	excused: string[];
	/** In words: what arrived with a key of another message, or with a second key. */
	keyFaults: string[];
	/** In words: a later message of a riskId came before an earlier one, or between its calls. */
	disordered: string[];
	/** Arrived, and was never sent so. */
	altered: string[];
}

/**
 * An answer reaches the disk within milliseconds. What is sent again although it was answered that long
 * before n8n died was never going to be written down.
 */
export const RECORD_LIMIT_MS = 5_000;

/** Every message that was sent at least once, by id. */
export function sentMessages({ messages, calls }: History): Map<string, Sent> {
	const byId = new Map(messages.map((message) => [message.id, message]));
	const sent = new Map<string, Sent>();
	for (const call of calls) {
		const message = byId.get(call.message);
		if (!message) throw new Error(`the history has a call of an unknown message ${call.message}`);
		const before = sent.get(call.message) ?? { message, begun: Infinity, acknowledged: undefined };
		sent.set(call.message, {
			message,
			begun: Math.min(before.begun, call.begun),
			acknowledged: earliest(before.acknowledged, call),
		});
	}
	return sent;
}

function earliest(before: number | undefined, { result, ended }: Call): number | undefined {
	if (result !== 'acknowledged') return before;
	return Math.min(before ?? Infinity, ended);
}

/** Whether n8n, or its ledger, was struck down at a time that can have cost the record of this arrival. */
function interrupted(first: Arrival, again: Arrival, one: Interruption): boolean {
	const inTime = first.time >= one.from - RECORD_LIMIT_MS && first.time <= one.to + RECORD_LIMIT_MS;
	const known = first.key !== undefined && one.recorded?.has(first.key) === true;
	return inTime && again.time >= one.from && !known;
}

/**
 * A repetition has no second effect where it carries the key of the first, so that the system can tell.
 * It is needed only where the first answer cannot have been known.
 */
function isExcused(first: Arrival, again: Arrival, { keyed, interruptions }: History): boolean {
	if (!keyed || first.key === undefined || first.key !== again.key) return false;
	return !first.answered || interruptions.some((one) => interrupted(first, again, one));
}

function repetitions(taken: readonly Arrival[], history: History) {
	const pairs = taken.slice(1).map((again, index) => ({ first: taken[index], again }));
	const [excused, doubled]: [string[], string[]] = [[], []];
	for (const { first, again } of pairs) {
		if (!first) continue;
		(isExcused(first, again, history) ? excused : doubled).push(again.message);
	}
	return { excused, doubled };
}

function keyFaults(arrivals: readonly Arrival[], keyed: boolean): string[] {
	if (!keyed) return [];
	const faults: string[] = [];
	for (const [key, same] of groupBy(arrivals, ({ key = '' }) => key)) {
		const bodies = new Set(same.map(({ body }) => body)).size;
		if (key === '') faults.push(`${same.length} calls without an idempotency key`);
		else if (bodies > 1) faults.push(`key of ${same[0]?.message} came with ${bodies} bodies`);
	}
	for (const [message, same] of groupBy(arrivals, ({ message }) => message)) {
		const keys = new Set(same.map(({ key }) => key)).size;
		if (keys > 1) faults.push(`${message} came with ${keys} keys`);
	}
	return faults;
}

/** The acknowledged messages of each riskId, in the order in which their sender had them acknowledged. */
function acknowledgedOrder(sent: Iterable<Sent>): Sent[][] {
	const acknowledged = [...sent].filter((one) => one.acknowledged !== undefined);
	return [...groupBy(acknowledged, ({ message }) => message.riskId).values()].map((group) =>
		group.sort((a, b) => a.begun - b.begun),
	);
}

/**
 * A later message may reach a system only when the earlier one has, and the earlier one not again after it:
 * a system that shows the last it got would show a value that has been corrected since. Tries that the
 * system did not take count as well.
 */
function disordered(sent: Map<string, Sent>, arrivals: readonly Arrival[]): string[] {
	const byMessage = groupBy(arrivals, ({ message }) => message);
	const numbers = (id: string) => (byMessage.get(id) ?? []).map(({ number }) => number);
	const faults: string[] = [];
	for (const chain of acknowledgedOrder(sent.values())) {
		chain.forEach((later, index) => {
			const first = Math.min(...numbers(later.message.id));
			for (const earlier of chain.slice(0, index)) {
				// Sent at the same time: the sender has not said which comes first.
				if ((earlier.acknowledged ?? Infinity) > later.begun) continue;
				if (Math.max(...numbers(earlier.message.id)) > first) {
					faults.push(`${later.message.id} came before ${earlier.message.id} had been dealt with`);
				}
			}
		});
	}
	return faults;
}

function auditSystem(system: string, sent: Map<string, Sent>, history: History): SystemAudit {
	const arrivals = history.arrivals
		.filter((arrival) => arrival.system === system)
		.sort((a, b) => a.number - b.number);
	const taken = groupBy(
		arrivals.filter((arrival) => arrival.taken),
		({ message }) => message,
	);
	const acknowledged = [...sent.values()].filter((one) => one.acknowledged !== undefined);
	const ids = acknowledged.map(({ message }) => message.id);
	const repeated = [...taken.values()].map((all) => repetitions(all, history));
	return {
		system,
		delivered: ids.filter((id) => taken.has(id)),
		lost: ids.filter((id) => !taken.has(id)),
		doubled: repeated.flatMap(({ doubled }) => doubled),
		excused: repeated.flatMap(({ excused }) => excused),
		keyFaults: keyFaults(arrivals, history.keyed),
		disordered: disordered(sent, arrivals),
		altered: arrivals
			.filter(({ message, digest }) => sent.get(message)?.message.digest !== digest)
			.map(({ message }) => message || '(no id)'),
	};
}

/** @returns one for each system, in the history's order */
export function audit(history: History): SystemAudit[] {
	const sent = sentMessages(history);
	return history.systems.map((system) => auditSystem(system, sent, history));
}
