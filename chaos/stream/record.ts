/** Writes the history of a run: what senders did, what systems received. */
import { createHash } from 'node:crypto';
import { textField } from '../../demo/hospital/book';
import type { Hospital } from '../../demo/hospital/server';
import type { LogEntry, SystemName } from '../../demo/hospital/types';
import type { Arrival, Call, History, Interruption, Outage, SentMessage } from '../audit/history';
import { digestOf } from './messages';

/** The systems that every message has to reach. */
export const SYSTEMS = ['emr', 'his'] as const satisfies SystemName[];

const sha256 = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('hex');

function arrivalOf(system: string, entry: LogEntry): Arrival {
	return {
		system,
		number: entry.number,
		time: Date.parse(entry.time),
		message: textField(entry.body, 'reqId'),
		digest: digestOf(entry.body),
		body: sha256(entry.body),
		key: entry.headers['idempotency-key'],
		taken: entry.taken,
		answered: entry.answered,
	};
}

export class Recorder {
	readonly interruptions: Interruption[] = [];
	readonly outages: Outage[] = [];
	private readonly messages = new Map<string, SentMessage>();
	private readonly calls: Call[] = [];
	private readonly entries: Array<{ system: SystemName; entry: LogEntry }> = [];
	private readonly acknowledged = new Set<string>();
	private readonly taken = new Map<SystemName, Set<string>>(
		SYSTEMS.map((name) => [name, new Set()]),
	);
	private readonly listening: () => void;
	private heard = Date.now();

	constructor(hospital: Hospital) {
		this.listening = hospital.onCall((system, entry) => {
			this.heard = Date.now();
			this.entries.push({ system, entry });
			if (entry.taken) this.taken.get(system)?.add(textField(entry.body, 'reqId'));
		});
	}

	/** Before its first call. */
	announce({ id, riskId, digest }: SentMessage): void {
		this.messages.set(id, { id, riskId, digest });
	}

	add(call: Call): void {
		this.calls.push(call);
		if (call.result === 'acknowledged') this.acknowledged.add(call.message);
	}

	get acknowledgedCount(): number {
		return this.acknowledged.size;
	}

	get acknowledgedIds(): string[] {
		return [...this.acknowledged];
	}

	/** Calls that began since then and were answered otherwise. */
	refusedSince(time: number): number {
		return this.calls.filter(({ begun, result }) => begun > time && result === 'refused').length;
	}

	/** Epoch milliseconds of the last call that any system received. */
	get lastHeard(): number {
		return this.heard;
	}

	/** Acknowledged, and not taken by this system yet. */
	missing(system: SystemName): string[] {
		return [...this.acknowledged].filter((id) => this.taken.get(system)?.has(id) !== true);
	}

	/** Ends the recording. */
	history(keyed: boolean): History {
		this.listening();
		return {
			systems: SYSTEMS,
			messages: [...this.messages.values()],
			calls: this.calls,
			arrivals: this.entries.map(({ system, entry }) => arrivalOf(system, entry)),
			interruptions: this.interruptions,
			outages: this.outages,
			keyed,
		};
	}
}
