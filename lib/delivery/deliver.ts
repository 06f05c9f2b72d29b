import type { Kind } from '../contract/fields';
import type { Circuit } from './circuit';
import type { TargetClient } from './client';
import type { DeliveryFailure } from './failures';
import { callHeaders } from './headers';
import { judge, type PermanentCodes, type Verdict } from './judge';
import type { OutgoingMessage } from './message';
import { withTries, type TryEnvironment, type TryPolicy } from './retry';
import type { Target } from './target';

/** What became of one message. `durationMs` covers all tries and the waits between them. */
export type DeliveryOutcome =
	| {
			status: 'delivered';
			attempts: number;
			durationMs: number;
			httpStatus: number;
			code: number | string;
			msg: string;
			response: unknown;
	  }
	/** The target has had it from an earlier execution; nothing was sent. */
	| {
			status: 'alreadyDelivered';
			attempts: 0;
			durationMs: 0;
			httpStatus: null;
			code: string;
			msg: string;
			response: undefined;
	  }
	| {
			status: 'failed';
			attempts: number;
			durationMs: number;
			failure: DeliveryFailure;
			response?: unknown;
	  };

/**
 * The step between the lanes and the client. A ledger that records deliveries, skips what the
 * target has, and parks what it refuses, is another `Deliver` around this one.
 */
export type Deliver = (message: OutgoingMessage, signal?: AbortSignal) => Promise<DeliveryOutcome>;

export interface DeliverOptions {
	target: Target;
	client: TargetClient;
	policy: TryPolicy;
	permanentCodes: PermanentCodes;
	environment: TryEnvironment;
	circuit: Circuit;
	/** Whether something behind this step sends later what the circuit holds back now. */
	mayPark: boolean;
}

const urlOf = (target: Target, kind: Kind) => target.urls[kind];

/**
 * Delivers one message to one target: in-place tries, as long as its circuit lets calls through, and nothing
 * of the message remembered afterwards.
 *
 * @returns a step that never throws for anything a target can do
 */
export function directDelivery(options: DeliverOptions): Deliver {
	const { target, client, policy, permanentCodes, environment, circuit, mayPark } = options;
	const call = async (message: OutgoingMessage, signal: AbortSignal | undefined) => {
		const { idempotencyKey: id, body, kind } = message;
		const headers = callHeaders(target, id, body, environment.now());
		const exchange = await client.post({ url: urlOf(target, kind), body, headers }, signal);
		return judge(exchange, permanentCodes);
	};
	return async (message, signal) => {
		const startedAt = environment.now();
		const { verdict, attempts } = await withTries(policy, environment, signal, async () => {
			const pass = circuit.admit(message.riskId, mayPark);
			if (!pass) return undefined;
			const calledAt = environment.now();
			let verdict: Verdict | undefined;
			try {
				verdict = await call(message, signal);
				return verdict;
			} finally {
				pass.settle(verdict, environment.now() - calledAt);
			}
		});
		const durationMs = environment.now() - startedAt;
		if (verdict.delivered) {
			const { httpStatus, code, msg, response } = verdict;
			return { status: 'delivered', attempts, durationMs, httpStatus, code, msg, response };
		}
		const { failure, response } = verdict;
		return { status: 'failed', attempts, durationMs, failure, response };
	};
}
