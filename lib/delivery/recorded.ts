import type { InterfaceNumber } from '../contract/fields';
import { EARLIER_OPEN, type Delivery, type DeliveryAttempt, type Ledger } from '../ledger/types';
import type { Circuit } from './circuit';
import type { Deliver, DeliveryOutcome } from './deliver';
import { failure, type DeliveryFailure, type FailureReason } from './failures';
import type { OutgoingMessage } from './message';
import type { TryEnvironment } from './retry';
import type { Target } from './target';

/** The inbox messages behind an execution, and where what becomes of them is written down. */
export interface InboxBehind {
	ledger: Ledger;
	/** By a riskId: one message. Where a node has changed the riskId, all that it may be. */
	messagesOf: (riskId: string) => readonly number[];
	/** Those with an earlier message of their riskId open when this execution began. */
	following: ReadonlySet<number>;
	/** When this execution began, epoch milliseconds: open deliveries last tried before are of earlier runs. */
	startedAt: number;
	/** Which node pushes: stands for the target where that cannot even be read. */
	nodeId: string;
}

export interface DeliveryRecord extends InboxBehind {
	target: Pick<Target, 'key' | 'name'>;
	operation: InterfaceNumber;
	circuit: Circuit;
	environment: Pick<TryEnvironment, 'now' | 'sleep'>;
}

/** Between two tries to write an outcome down. */
const WRITE_AGAIN_MS = 1_000;

/**
 * Calls that go on although the execution that began them no longer waits: the next attempt of the same
 * message joins, instead of sending a second time beside them.
 */
const underWay = new WeakMap<Ledger, Map<string, Promise<DeliveryOutcome>>>();

function callsOf(ledger: Ledger): Map<string, Promise<DeliveryOutcome>> {
	const known = underWay.get(ledger) ?? new Map<string, Promise<DeliveryOutcome>>();
	underWay.set(ledger, known);
	return known;
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

const nodeTarget = (nodeId: string): string => `node:${nodeId}`;

function resultOf(outcome: DeliveryOutcome): DeliveryAttempt['result'] {
	if (outcome.status === 'failed') {
		const { reason, class: failureClass } = outcome.failure;
		return { delivered: false, reason, failureClass };
	}
	const { code, msg, status } = outcome;
	const result = { delivered: true, code: String(code), msg } as const;
	return status === 'alreadyDelivered' ? { ...result, already: true } : result;
}

function attemptsOf(
	record: DeliveryRecord,
	message: OutgoingMessage,
	outcome: DeliveryOutcome,
): DeliveryAttempt[] {
	const { target, operation, environment, messagesOf, nodeId, startedAt } = record;
	const ids = messagesOf(message.riskId);
	const common = {
		target: target.key,
		targetName: target.name,
		operation,
		riskId: message.riskId,
		at: environment.now(),
		calls: outcome.attempts,
		replaces: { targets: [target.key, nodeTarget(nodeId)], before: startedAt },
		result: resultOf(outcome),
	};
	const { idempotencyKey } = message;
	const [only] = ids;
	if (ids.length === 1 && only !== undefined) {
		return [{ ...common, key: idempotencyKey, messageId: only }];
	}
	// Whose it is shows when each runs alone; until then it may be anybody's.
	return outcome.status === 'failed'
		? ids.map((messageId) => ({ ...common, key: `${idempotencyKey}:${messageId}`, messageId }))
		: [{ ...common, key: idempotencyKey, messageId: null }];
}

/**
 * Writes deliveries down, however long that takes. An execution that ended before would be taken for the
 * whole truth: its message would be done, although a system did not get it. If the process dies meanwhile,
 * the execution has not succeeded, and the message runs again; if the ledger stays away, the trigger gives
 * the execution up.
 *
 * @param signal a stopped execution has not succeeded either, and need not wait
 */
async function write(
	{ ledger }: InboxBehind,
	environment: Pick<TryEnvironment, 'sleep'>,
	attempts: readonly DeliveryAttempt[],
	signal: AbortSignal | undefined,
): Promise<void> {
	for (;;) {
		try {
			await ledger.recordDeliveries(attempts);
			return;
		} catch {
			if (signal?.aborted) return;
		}
		await environment.sleep(WRITE_AGAIN_MS, signal);
	}
}

/** @returns the outcome; undefined if it is not there in time, and then the call goes on */
async function inTime(
	call: Promise<DeliveryOutcome>,
	limitMs: number,
	environment: Pick<TryEnvironment, 'sleep'>,
): Promise<DeliveryOutcome | undefined> {
	const ended = new AbortController();
	const limit = environment.sleep(limitMs, ended.signal).then(() => undefined);
	try {
		return await Promise.race([call, limit]);
	} finally {
		ended.abort('in time'); // without a reason an error would be made, at every delivery
	}
}

/** Whether the target lacks an earlier message, so that it must not get this one yet. */
async function lacksEarlier(record: DeliveryRecord, riskId: string): Promise<boolean> {
	const { ledger, target, following } = record;
	const ids = record.messagesOf(riskId).filter((id) => following.has(id));
	if (ids.length === 0) return false;
	// Where it cannot be told, the order goes first: it is no new alarm that waits.
	return !(await ledger.hasEarlier(ids, target).catch(() => false));
}

/**
 * A delivery step that remembers: what a target has taken is not sent again, and what it has not taken keeps
 * its inbox message open, however the workflow is wired. Later messages of that riskId go on to the systems that
 * have the earlier ones, and to no other. It waits for a target as long as that usually takes;
 * then the call goes on in the background, so that no system waits for another one that hangs.
 *
 * Where the ledger cannot be asked, the message is sent all the same: the same idempotency key goes along,
 * and a repeated alarm is safer than a missing one.
 */
export function recordedDelivery(inner: Deliver, record: DeliveryRecord): Deliver {
	const { ledger, circuit, environment } = record;
	const calls = callsOf(ledger);

	async function callAndWrite(message: OutgoingMessage, signal: AbortSignal | undefined) {
		try {
			const outcome = await inner(message, signal);
			await write(record, environment, attemptsOf(record, message, outcome), signal);
			return outcome;
		} finally {
			calls.delete(message.idempotencyKey);
		}
	}

	function begin(message: OutgoingMessage, signal: AbortSignal | undefined) {
		const call = callAndWrite(message, signal);
		calls.set(message.idempotencyKey, call);
		// Nobody may be waiting any more when it ends.
		call.catch(() => undefined);
		return call;
	}

	async function kept(
		message: OutgoingMessage,
		reason: FailureReason,
		durationMs: number,
		signal: AbortSignal | undefined,
	): Promise<DeliveryOutcome> {
		const outcome = {
			status: 'failed',
			attempts: 0,
			durationMs,
			failure: failure(reason),
		} as const;
		await write(record, environment, attemptsOf(record, message, outcome), signal);
		return outcome;
	}

	return async (message, signal) => {
		const { idempotencyKey, riskId } = message;
		const [known] = await ledger.delivered([idempotencyKey]).catch(() => []);
		if (known) {
			const outcome = already(known);
			await write(record, environment, attemptsOf(record, message, outcome), signal);
			return outcome;
		}
		const begun = calls.get(idempotencyKey);
		if (!begun && (await lacksEarlier(record, riskId))) {
			return await kept(message, EARLIER_OPEN, 0, signal);
		}
		const patienceMs = circuit.patienceMs();
		const call = begun ?? begin(message, signal);
		const outcome = await inTime(call, patienceMs, environment);
		if (outcome) return outcome;
		circuit.slow(riskId);
		return await kept(message, 'STILL_CALLING', patienceMs, signal);
	};
}

/** A push that did not come so far as to have a message for a target. */
export interface Unsent {
	/** '' where the item has none. */
	riskId: string;
	failure: DeliveryFailure;
}

/**
 * Writes down what could not even be tried (a credential that is gone, an item without riskId): it keeps its
 * inbox message open like any other failure, until the same node has come further.
 */
export async function recordUnsent(
	unsent: readonly Unsent[],
	behind: InboxBehind,
	to: { name: string; operation: InterfaceNumber },
	environment: Pick<TryEnvironment, 'now' | 'sleep'>,
	signal: AbortSignal | undefined,
): Promise<void> {
	const target = nodeTarget(behind.nodeId);
	const attempts = unsent.flatMap(({ riskId, failure: { reason, class: failureClass } }) =>
		behind.messagesOf(riskId).map((messageId) => ({
			key: `${target}:${to.operation}:${messageId}`,
			target,
			targetName: to.name,
			operation: to.operation,
			messageId,
			riskId,
			at: environment.now(),
			calls: 0,
			result: { delivered: false, reason, failureClass } as const,
		})),
	);
	if (attempts.length > 0) await write(behind, environment, attempts, signal);
}
