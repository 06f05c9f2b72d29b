/** The numbers of a run. */
import { groupBy } from '../../lib/ledger/rows';
import { audit, sentMessages, type Sent, type SystemAudit } from './audit';
import type { Arrival, History } from './history';

export interface SystemFigures {
	system: string;
	/** Acknowledged messages that arrived, and that did not. */
	delivered: number;
	lost: number;
	/** Times that a message took effect again. */
	doubled: number;
	/** Times that a message came again under its key because the first answer cannot have been kept. */
	repeatedUnderKey: number;
	disordered: number;
	/** From acknowledgement to arrival, milliseconds; null where nothing arrived. */
	medianDelayMs: number | null;
	worstDelayMs: number | null;
	/** From the end of an interruption or outage to the arrival of what had been acknowledged before it. */
	worstDelayAfterRecoveryMs: number | null;
	/** Most calls within a second, taken or not: while a system took nothing, and after. */
	peakPerSecondDuringOutage: number | null;
	peakPerSecondAfterOutage: number | null;
}

export interface Figures {
	messages: number;
	/** HTTP calls made by the senders, and what became of them. */
	calls: number;
	acknowledgedCalls: number;
	refusedCalls: number;
	unansweredCalls: number;
	/** Messages with at least one acknowledged call. */
	acknowledged: number;
	kills: number;
	systems: SystemFigures[];
}

/** Most of these times that lie within one second. */
export function peakPerSecond(times: readonly number[]): number {
	const sorted = [...times].sort((a, b) => a - b);
	let [from, peak] = [0, 0];
	sorted.forEach((time, index) => {
		while (time - (sorted[from] ?? time) >= 1_000) from += 1;
		peak = Math.max(peak, index - from + 1);
	});
	return peak;
}

const worst = (values: readonly number[]): number | null =>
	values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));

function median(values: readonly number[]): number | null {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** Ends of interruptions, and of the system's own outages. */
function recoveries({ interruptions, outages }: History, system: string): number[] {
	const own = outages.filter((outage) => outage.system === system);
	return [...interruptions, ...own].map(({ to }) => to);
}

function delays(
	firstTaken: ReadonlyMap<string, Arrival>,
	sent: ReadonlyMap<string, Sent>,
	ends: readonly number[],
) {
	const [all, afterRecovery]: [number[], number[]] = [[], []];
	for (const [id, { time }] of firstTaken) {
		const acknowledged = sent.get(id)?.acknowledged;
		if (acknowledged === undefined) continue;
		// It can be there before its sender has read the acknowledgement.
		all.push(Math.max(0, time - acknowledged));
		const last = worst(ends.filter((end) => end <= time));
		if (last !== null && acknowledged < last) afterRecovery.push(time - last);
	}
	return { all, afterRecovery };
}

function peaks(arrivals: readonly Arrival[], { outages }: History, system: string) {
	const own = outages.filter((outage) => outage.system === system);
	if (own.length === 0) return { during: null, after: null };
	const times = arrivals.map(({ time }) => time);
	const isDuring = (time: number) => own.some(({ from, to }) => time >= from && time < to);
	const end = Math.max(...own.map(({ to }) => to));
	return {
		during: peakPerSecond(times.filter(isDuring)),
		after: peakPerSecond(times.filter((time) => time >= end)),
	};
}

function systemFigures(
	one: SystemAudit,
	sent: ReadonlyMap<string, Sent>,
	history: History,
): SystemFigures {
	const { system } = one;
	const arrivals = history.arrivals.filter((arrival) => arrival.system === system);
	const firstTaken = new Map<string, Arrival>();
	for (const [id, all] of groupBy(arrivals, ({ message }) => message)) {
		const [first] = all.filter(({ taken }) => taken).sort((a, b) => a.number - b.number);
		if (first) firstTaken.set(id, first);
	}
	const { all, afterRecovery } = delays(firstTaken, sent, recoveries(history, system));
	const { during, after } = peaks(arrivals, history, system);
	return {
		system,
		delivered: one.delivered.length,
		lost: one.lost.length,
		doubled: one.doubled.length,
		repeatedUnderKey: one.excused.length,
		disordered: one.disordered.length,
		medianDelayMs: median(all),
		worstDelayMs: worst(all),
		worstDelayAfterRecoveryMs: worst(afterRecovery),
		peakPerSecondDuringOutage: during,
		peakPerSecondAfterOutage: after,
	};
}

export function figures(history: History): Figures {
	const sent = sentMessages(history);
	const { calls } = history;
	const count = (wanted: string) => calls.filter(({ result }) => result === wanted).length;
	return {
		messages: sent.size,
		calls: calls.length,
		acknowledgedCalls: count('acknowledged'),
		refusedCalls: count('refused'),
		unansweredCalls: count('unanswered'),
		acknowledged: [...sent.values()].filter((one) => one.acknowledged !== undefined).length,
		kills: history.interruptions.filter(({ what }) => what === 'kill').length,
		systems: audit(history).map((one) => systemFigures(one, sent, history)),
	};
}
