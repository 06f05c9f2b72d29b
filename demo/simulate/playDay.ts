/** Plays a day phase by phase, and leaves the hospital as it should be, whatever happens. */
import { makeCall, type CallResult, type SimulatedCall } from '../hospital/caller';
import type { Random } from '../hospital/random';
import type { Stream } from '../hospital/stream';
import type { Day, Phase } from './badDay';
import type { HospitalClient } from './hospitalClient';
import { requireListener } from './play';
import type { Ward } from './ward';

export interface DayOptions {
	url: string;
	rate: number;
	minutes: number;
	random: Random;
	stream: Pick<Stream, 'next'>;
	ward: Pick<Ward, 'sees' | 'hears'>;
	hospital: Pick<HospitalClient, 'setEmrFault' | 'pauseLife' | 'register' | 'url'>;
	/** Epoch milliseconds. */
	now: () => number;
	/** Rejects when `signal` fires. */
	sleep: (ms: number) => Promise<void>;
	/** Interrupts the day. */
	signal: AbortSignal;
	say: (text: string) => void;
}

/** @param results takes the answers in */
function dayOf(options: DayOptions, results: CallResult[]): Day {
	const { url, stream, ward, hospital, signal } = options;
	const calls: SimulatedCall[] = [];
	const make = async (call: SimulatedCall) => {
		calls.push(call);
		const result = await makeCall(call, url, signal);
		// Given up by us: no answer of n8n's.
		if (signal.aborted) return;
		results.push(result);
		hospital.register(result);
		return result;
	};
	return {
		...options,
		next: () => stream.next(),
		sent: () => calls,
		send: async (call) => {
			ward.sees(call);
			const result = await make(call);
			if (result) ward.hears(result);
		},
		sendUnseen: async (call) => void (await make(call)),
		setEmrFault: async (fault) => await hospital.setEmrFault(fault),
		pauseLife: async (ms) => await hospital.pauseLife(ms),
	};
}

function replies(results: readonly CallResult[]): string {
	const counts = new Map<string, number>();
	for (const { reply } of results) counts.set(reply, (counts.get(reply) ?? 0) + 1);
	const words = [...counts].map(([reply, count]) => `${count} × ${reply}`);
	return `  ${results.length} 次呼叫 calls${words.length > 0 ? `: ${words.join(', ')}` : ''}`;
}

/** Also after an interruption, so not by anything that the interruption ends. */
async function cleanUp({ hospital, say }: DayOptions): Promise<void> {
	try {
		await hospital.setEmrFault({ mode: 'none' });
		await hospital.pauseLife(0);
		say('▸ EMR 故障已清除 The EMR’s faults are cleared.');
	} catch {
		say(
			`✖ EMR 故障未能清除，请执行 The EMR’s faults could not be cleared, do it by hand:\n` +
				`  curl -X PUT ${hospital.url}/emr/faults -d '{"mode":"none"}'`,
		);
	}
}

/**
 * @returns the answers, and whether it was interrupted
 * @throws {SetupError} when n8n or the hospital is not there
 */
export async function playDay(
	phases: readonly Phase[],
	options: DayOptions,
): Promise<{ results: CallResult[]; isInterrupted: boolean }> {
	const { minutes, hospital, signal, say } = options;
	const results: CallResult[] = [];
	const day = dayOf(options, results);
	// Before anything is broken: whether it can be mended.
	await hospital.setEmrFault({ mode: 'none' });
	try {
		await day.send(day.next());
		if (results[0]) requireListener(results[0], options.url);
		for (const [index, phase] of phases.entries()) {
			const ms = minutes * 60_000 * phase.share;
			const before = results.length;
			say(`▸ ${index + 1}/${phases.length} ${phase.name} (${Math.round(ms / 1000)} s)`);
			say(`  应看到 You should see: ${phase.see}`);
			await phase.run(day, ms);
			say(replies(results.slice(before)));
		}
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		await cleanUp(options);
	}
	return { results, isInterrupted: signal.aborted };
}
