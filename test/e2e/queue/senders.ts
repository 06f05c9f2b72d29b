/** Callers as they are: several at a time, patient with a receiver that is away, and often saying things twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CRITICAL_VALUE, post } from '../../support/workflows';

/** The life of a critical value, in the order in which its caller says it. */
export const FLAGS = ['add', 'update', 'delete'] as const;
export type Flag = (typeof FLAGS)[number];

const SENDERS = 5;
/** Some 25 messages a second over all of them: more than one at a time, less than two cores can take. */
const PAUSE_MS = 150;
const REPEATED = 0.3;

export interface Sent {
	riskId: string;
	flag: Flag;
	/** Epoch milliseconds of the first answer with code 0. */
	acceptedAt: number;
}

const isAccepted = (reply: { body: unknown } | undefined) =>
	(reply?.body as { code?: unknown } | undefined)?.code === 0;

export class Senders {
	/** Everything that was answered with code 0. */
	readonly accepted: Sent[] = [];
	repeats = 0;
	/** Calls that were not answered with code 0, and so made again. */
	refused = 0;
	private serial = 0;
	private stopped = false;
	private readonly running: Array<Promise<void>>;

	/** Begins at once. @param prefix of the riskIds */
	constructor(
		private readonly url: string,
		private readonly prefix: string,
	) {
		this.running = Array.from({ length: SENDERS }, async () => await this.run());
	}

	/** Goes on until so many were taken: how fast that goes is the machine's affair, not the test's. */
	async until(messages: number): Promise<void> {
		while (this.accepted.length < messages) await sleep(PAUSE_MS);
	}

	/** Each ends the critical value it is at, so that none is left half told. */
	async stop(): Promise<Sent[]> {
		this.stopped = true;
		await Promise.all(this.running);
		return this.accepted;
	}

	private async run(): Promise<void> {
		while (!this.stopped) {
			const riskId = `${this.prefix}${(this.serial += 1)}`;
			for (const flag of FLAGS) await this.say(riskId, flag);
		}
	}

	private async call(riskId: string, flag: Flag): Promise<boolean> {
		const body = { ...CRITICAL_VALUE, riskId, flag };
		return isAccepted(await post(this.url, body).catch(() => undefined));
	}

	/** Says it until it is taken, and then, as callers do, perhaps once more. */
	private async say(riskId: string, flag: Flag): Promise<void> {
		while (!(await this.call(riskId, flag))) {
			this.refused += 1;
			await sleep(PAUSE_MS);
		}
		this.accepted.push({ riskId, flag, acceptedAt: Date.now() });
		await sleep(PAUSE_MS);
		if (Math.random() >= REPEATED) return;
		this.repeats += 1;
		await this.call(riskId, flag);
	}
}
