import type { Ledger } from '../../ledger/types';

/** The inbox messages behind an execution. */
export interface ExecutionMessages {
	ledger: Ledger;
	/** Inbox id by riskId: an execution never has two messages of one riskId. */
	byRiskId: ReadonlyMap<string, number>;
	/** When each came in, by inbox id; epoch milliseconds. */
	receivedAt: ReadonlyMap<number, number>;
	/** Those with an earlier one of their riskId open, by inbox id: a system may lack that. */
	following: ReadonlySet<number>;
	/** When the execution began, epoch milliseconds. */
	startedAt: number;
}

/** A worker is not told when an execution ends, so the oldest make room. */
const MOST_REMEMBERED = 2_000;

const executions = new Map<string, ExecutionMessages>();

/** The latest execution of each message. */
const latest = new WeakMap<Ledger, Map<number, string>>();

/** Called where the trigger runs as the first node of an execution, on whichever process that is. */
export function rememberExecution(executionId: string, messages: ExecutionMessages): void {
	executions.delete(executionId);
	executions.set(executionId, messages);
	const { ledger, byRiskId } = messages;
	const ofLedger = latest.get(ledger) ?? new Map<number, string>();
	for (const id of byRiskId.values()) ofLedger.set(id, executionId);
	latest.set(ledger, ofLedger);
	if (executions.size <= MOST_REMEMBERED) return;
	const [oldest] = executions;
	if (oldest !== undefined) forget(...oldest);
}

/** A worker never asks for the execution of a message, and the main process for one in each batch only. */
function forget(executionId: string, { ledger, byRiskId }: ExecutionMessages): void {
	executions.delete(executionId);
	const ofLedger = latest.get(ledger);
	for (const id of byRiskId.values()) {
		if (ofLedger?.get(id) === executionId) ofLedger.delete(id);
	}
}

/** Forgets and returns a message's execution, if it ran in this process. */
export function executionOf(ledger: Ledger, messageId: number): string | undefined {
	const ofLedger = latest.get(ledger);
	const executionId = ofLedger?.get(messageId);
	ofLedger?.delete(messageId);
	return executionId;
}

/**
 * The messages that an item of an execution may be about.
 *
 * @returns one where its riskId tells; else all, since a node may have changed the riskId
 */
export function messagesBehind({ byRiskId }: ExecutionMessages, riskId: string): number[] {
	const id = byRiskId.get(riskId);
	return id === undefined ? [...byRiskId.values()] : [id];
}

/** When the message behind a riskId came in: the same in every attempt, whatever the item has become. */
export function receivedAtOf(messages: ExecutionMessages, riskId: string): number | undefined {
	const times = messagesBehind(messages, riskId).map((id) => messages.receivedAt.get(id));
	const known = times.filter((time) => time !== undefined);
	return known.length === 0 ? undefined : Math.min(...known);
}

/** What a later node of the same execution asks, whatever the items have become on their way to it. */
export function messagesOf(executionId: string): ExecutionMessages | undefined {
	return executions.get(executionId);
}
