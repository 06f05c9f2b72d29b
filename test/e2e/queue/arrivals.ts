/** What has come of the messages of some senders, as the systems' own logs have it. */
import type { Hospital } from '../../../demo/hospital/server';
import type { LogEntry, SystemName } from '../../../demo/hospital/types';
import { FLAGS, type Sent } from './senders';

/** The two systems that the example workflow delivers to. */
export const SYSTEMS = ['emr', 'his'] as const satisfies readonly SystemName[];

const nameOf = (riskId: string, flag: string) => `${riskId} ${flag}`;
const flagOf = ({ body }: LogEntry) => String((body as { flag?: unknown }).flag);
const at = ({ time }: LogEntry) => Date.parse(time);

function grouped(entries: readonly LogEntry[], key: (entry: LogEntry) => string) {
	const groups = new Map<string, LogEntry[]>();
	for (const entry of entries) groups.set(key(entry), [...(groups.get(key(entry)) ?? []), entry]);
	return groups;
}

const byMessage = (entries: readonly LogEntry[]) =>
	grouped(entries, (entry) => nameOf(entry.riskId, flagOf(entry)));

/** Resolves when both systems have taken every message. */
export async function untilArrived(hospital: Hospital, sent: readonly Sent[], limitMs: number) {
	const wanted = new Set(sent.map(({ riskId, flag }) => nameOf(riskId, flag)));
	for (const system of SYSTEMS) {
		const enough = (entries: LogEntry[]) => {
			const taken = new Set(
				entries.filter((entry) => entry.taken).map((entry) => nameOf(entry.riskId, flagOf(entry))),
			);
			return [...wanted].every((name) => taken.has(name));
		};
		await hospital.waitFor(system, enough, limitMs);
	}
}

/** Milliseconds from its acceptance until the last system had it, for each message. */
export function delays(hospital: Hospital, sent: readonly Sent[]): number[] {
	const logs = SYSTEMS.map((system) => byMessage(hospital.log(system)));
	return sent.map(({ riskId, flag, acceptedAt }) => {
		const calls = logs.map((log) => log.get(nameOf(riskId, flag))?.find(({ taken }) => taken));
		return Math.max(...calls.map((call) => (call ? at(call) : Infinity))) - acceptedAt;
	});
}

/** From just before a process was ended until it was back, epoch milliseconds. */
export interface Outage {
	endedAt: number;
	backAt: number;
}

/**
 * That nothing was doubled in effect: one key for each message, one body for each key, and a second call with
 * the same key only where the answer to the first can't have been written down. A system may log a call a
 * little after its caller was killed, so the first one counts up to the caller's return.
 *
 * @param outage undefined: nothing may be called twice
 * @returns how many calls were repeated
 */
export function expectNothingDoubled(
	hospital: Hospital,
	sent: readonly Sent[],
	outage?: Outage,
): number {
	const riskIds = new Set(sent.map(({ riskId }) => riskId));
	let repeated = 0;
	for (const system of SYSTEMS) {
		const log = hospital.log(system).filter(({ riskId }) => riskIds.has(riskId));
		for (const calls of byMessage(log).values()) {
			const keys = new Set(calls.map(({ headers }) => headers['idempotency-key']));
			expect(keys.size).toBe(1);
		}
		for (const calls of grouped(log, ({ headers }) => headers['idempotency-key'] ?? '').values()) {
			expect(new Set(calls.map(({ body }) => JSON.stringify(body))).size).toBe(1);
			if (calls.length === 1) continue;
			repeated += calls.length - 1;
			expectLostAnswer(calls, outage);
		}
	}
	return repeated;
}

/** Two calls of one key: the first one's caller was killed before it wrote the answer down. */
function expectLostAnswer(calls: readonly LogEntry[], outage: Outage | undefined): void {
	const [first, second, ...more] = calls.map(at);
	const seen = { calls: calls.map(({ time, riskId }) => ({ time, riskId })), outage };
	const lost =
		outage !== undefined &&
		first !== undefined &&
		second !== undefined &&
		first <= outage.backAt &&
		second >= outage.endedAt;
	expect({ ...seen, lost, more }).toEqual({ ...seen, lost: true, more: [] });
}

/** That the messages of each riskId arrived in the order in which they were sent, repetitions included. */
export function expectInOrder(hospital: Hospital, sent: readonly Sent[]): void {
	const riskIds = new Set(sent.map(({ riskId }) => riskId));
	for (const system of SYSTEMS) {
		for (const riskId of riskIds) {
			const flags = hospital.log(system, riskId).map(flagOf);
			const ranks = flags.map((flag) => FLAGS.indexOf(flag as (typeof FLAGS)[number]));
			expect({ riskId, ranks }).toEqual({ riskId, ranks: [...ranks].sort((a, b) => a - b) });
		}
	}
}
