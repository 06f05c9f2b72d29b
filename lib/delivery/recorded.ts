import type { InterfaceNumber } from '../contract/fields';
import type { Delivery, DeliveryAttempt, Ledger } from '../ledger/types';
import type { Deliver, DeliveryOutcome } from './deliver';
import type { OutgoingMessage } from './message';
import type { Target } from './target';

export interface DeliveryRecord {
	ledger: Ledger;
	/** The inbox message behind a riskId; undefined where there is none. */
	messageIdOf: (riskId: string) => number | undefined;
	target: Pick<Target, 'key' | 'name'>;
	operation: InterfaceNumber;
	/** Epoch milliseconds. */
	now: () => number;
	/**
	 * Called when a failed delivery could not be written down. The execution must not count as succeeded
	 * then, or its message would be done without having arrived.
	 */
	onUnrecorded: () => void;
}

function already({ code, msg }: Delivery): DeliveryOutcome {
	return {
		status: 'alreadyDelivered',
		attempts: 0,
		durationMs: 0,
		httpStatus: null,
		code: code ?? '0',
		msg: msg ?? '',
		response: undefined,
	};
}

function attemptOf(
	record: DeliveryRecord,
	message: OutgoingMessage,
	messageId: number,
	outcome: DeliveryOutcome,
): DeliveryAttempt {
	const { target, operation, now } = record;
	const result: DeliveryAttempt['result'] =
		outcome.status === 'failed'
			? {
					delivered: false,
					reason: outcome.failure.reason,
					failureClass: outcome.failure.class,
				}
			: { delivered: true, code: String(outcome.code), msg: outcome.msg };
	return {
		key: message.idempotencyKey,
		target: target.key,
		targetName: target.name,
		operation,
		messageId,
		riskId: message.riskId,
		at: now(),
		calls: outcome.attempts,
		result,
	};
}

/**
 * A delivery step that remembers: what a target has taken is not sent again, and what it has not taken keeps
 * its inbox message open, however the workflow is wired.
 *
 * Where the ledger cannot be asked, the message is sent all the same: the same idempotency key goes along,
 * and a repeated alarm is safer than a missing one.
 */
export function recordedDelivery(inner: Deliver, record: DeliveryRecord): Deliver {
	const { ledger, messageIdOf, onUnrecorded } = record;
	return async (message, signal) => {
		const messageId = messageIdOf(message.riskId);
		if (messageId === undefined) return await inner(message, signal);
		const [known] = await ledger.delivered([message.idempotencyKey]).catch(() => []);
		if (known) return already(known);
		const outcome = await inner(message, signal);
		try {
			await ledger.recordDeliveries([attemptOf(record, message, messageId, outcome)]);
		} catch {
			if (outcome.status === 'failed') onUnrecorded();
		}
		return outcome;
	};
}
