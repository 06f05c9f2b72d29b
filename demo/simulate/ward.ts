/** The simulated wards: answer a share of the critical values, each after a while. */
import { isAccepted, utf8Call, type CallResult, type SimulatedCall } from '../hospital/caller';
import { textField } from '../hospital/book';
import { handling } from '../hospital/messages';
import type { Random } from '../hospital/random';

export interface WardOptions {
	/** Its own: when answers come must not change what is sent. */
	random: Random;
	/** Share of the values that are answered, 0 to 1. */
	rate: number;
	/** On average; each is between half and one and a half of it. */
	delayMs: number;
	/** Epoch milliseconds. */
	now: () => number;
	/** Rejects when the simulation is interrupted. */
	sleep: (ms: number) => Promise<void>;
	call: (call: SimulatedCall) => Promise<CallResult>;
}

interface Case {
	body: Record<string, unknown>;
	isAnswered: boolean;
	delayMs: number;
	state: 'sent' | 'open' | 'confirmed' | 'withdrawn';
	isWaiting: boolean;
}

export interface WardCounts {
	confirmed: number;
	unconfirmed: number;
	withdrawn: number;
}

export class Ward {
	private readonly cases = new Map<string, Case>();
	/** A call made again is a duplicate, which changes nothing. */
	private readonly heard = new WeakSet<SimulatedCall>();
	private readonly running = new Set<Promise<void>>();

	constructor(private readonly options: WardOptions) {}

	/**
	 * A call that is about to be made. What becomes of a new value is drawn here, in the order of sending: answers
	 * come in another order each time, and a seed has to repeat itself.
	 */
	sees({ what, body }: SimulatedCall): void {
		const riskId = textField(body, 'riskId');
		if (what !== 'add' || this.cases.has(riskId)) return;
		const { random, rate, delayMs } = this.options;
		const isAnswered = random.chance(rate);
		const delay = Math.round(delayMs * (0.5 + random.next()));
		this.cases.set(riskId, { body, isAnswered, delayMs: delay, state: 'sent', isWaiting: false });
	}

	/** A call's answer: what n8n has taken, a ward has before it. */
	hears(result: CallResult): void {
		const found = this.cases.get(textField(result.call.body, 'riskId'));
		if (!found || !isAccepted(result) || this.heard.has(result.call)) return;
		this.heard.add(result.call);
		const { what } = result.call;
		if (what === 'delete') found.state = 'withdrawn';
		// New content has been seen by nobody, so it is to be answered again.
		else if (found.state !== 'withdrawn') this.open(found);
	}

	/** Answers that are yet to come. */
	get waiting(): number {
		return this.running.size;
	}

	/** Resolves when all answers that were going to come have come. */
	async finished(): Promise<void> {
		while (this.running.size > 0) await Promise.all(this.running);
	}

	/** Of the values that n8n has taken. */
	counts(): WardCounts {
		const count = (state: Case['state']) =>
			[...this.cases.values()].filter((one) => one.state === state).length;
		return {
			confirmed: count('confirmed'),
			unconfirmed: count('open'),
			withdrawn: count('withdrawn'),
		};
	}

	private open(found: Case): void {
		found.state = 'open';
		if (!found.isAnswered || found.isWaiting) return;
		found.isWaiting = true;
		const answering = this.answer(found).finally(() => this.running.delete(answering));
		this.running.add(answering);
	}

	private async answer(found: Case): Promise<void> {
		const { random, now, sleep, call } = this.options;
		try {
			await sleep(found.delayMs);
		} catch {
			return;
		} finally {
			found.isWaiting = false;
		}
		if (found.state !== 'open') return;
		const value = {
			riskId: textField(found.body, 'riskId'),
			reqId: textField(found.body, 'reqId'),
			reportType: textField(found.body, 'reportType'),
			wardName: textField(found.body, 'wardName'),
		};
		const result = await call(utf8Call('handling result', handling(random, value, now())));
		if (isAccepted(result)) found.state = 'confirmed';
	}
}
