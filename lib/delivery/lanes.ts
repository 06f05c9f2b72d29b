import type { Deliver, DeliveryOutcome } from './deliver';
import { failure, type FailureReason } from './failures';
import type { OutgoingMessage } from './message';

const notSent = (
	reason: FailureReason,
	facts?: Parameters<typeof failure>[1],
): DeliveryOutcome => ({
	status: 'failed',
	attempts: 0,
	durationMs: 0,
	failure: failure(reason, facts),
});

/** A step that throws must cost its own message only: the others' outcomes are still to come. */
async function deliverSafely(
	deliver: Deliver,
	message: OutgoingMessage,
	signal: AbortSignal | undefined,
): Promise<DeliveryOutcome> {
	try {
		return await deliver(message, signal);
	} catch (error) {
		// The name only: an error's text may quote the message.
		const name = error instanceof Error ? error.name : typeof error;
		return notSent('INTERNAL', { detail: { zh: name, en: name } });
	}
}

function intoLanes(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
	const lanes = new Map<string, OutgoingMessage[]>();
	for (const message of messages) {
		const lane = lanes.get(message.riskId);
		if (lane) lane.push(message);
		else lanes.set(message.riskId, [message]);
	}
	return [...lanes.values()];
}

/**
 * Delivers messages so that those of one riskId go strictly one after the other, in the order given
 * (interface page, decision 10), while others never wait for them but for a free worker.
 *
 * Once a message fails, the later ones of its riskId are not sent: a target that got the update
 * without the value, or the value after its deletion, would show the ward something untrue.
 *
 * @param concurrency how many riskIds at a time, at least 1
 * @param signal stops before the next message; what has begun is ended by `deliver`
 * @returns the outcome of each message, by its `index`
 */
export async function deliverInLanes(
	messages: readonly OutgoingMessage[],
	concurrency: number,
	deliver: Deliver,
	signal?: AbortSignal,
): Promise<Map<number, DeliveryOutcome>> {
	const outcomes = new Map<number, DeliveryOutcome>();
	const waiting = intoLanes(messages).values();

	async function runLane(lane: readonly OutgoingMessage[]): Promise<void> {
		let broken = false;
		for (const message of lane) {
			const outcome: DeliveryOutcome = signal?.aborted
				? notSent('CANCELLED')
				: broken
					? notSent('EARLIER_FAILED')
					: await deliverSafely(deliver, message, signal);
			outcomes.set(message.index, outcome);
			broken ||= outcome.status === 'failed';
		}
	}

	async function work(): Promise<void> {
		// All workers draw from the one iterator, so each lane is run once.
		for (const lane of waiting) await runLane(lane);
	}

	await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
	return outcomes;
}
