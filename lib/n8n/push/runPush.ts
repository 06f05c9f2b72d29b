import { setMaxListeners } from 'node:events';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { InterfaceNumber, Kind } from '../../contract/fields';
import { circuits } from '../../delivery/circuits';
import { createClient } from '../../delivery/client';
import { directDelivery, type Deliver, type DeliveryOutcome } from '../../delivery/deliver';
import { explain } from '../../delivery/errors';
import { failure, type DeliveryFailure, type FailureReason } from '../../delivery/failures';
import { deliverInLanes } from '../../delivery/lanes';
import { recordedDelivery, recordUnsent, type InboxBehind } from '../../delivery/recorded';
import { markFailed } from '../failedItems';
import { egressFilterOf } from './egress';
import { messagesBehind, messagesOf, receivedAtOf } from '../ledger/executions';
import { realEnvironment } from './environment';
import { interfaceOf, type Operation } from './operations';
import { outgoingItem } from './outgoingItems';
import {
	deliveryOf,
	nodeError,
	outputItem,
	tally,
	type ItemOutcome,
	type ShownTarget,
} from './output';
import { CREDENTIAL_TYPE, invalidParameter, readPushSettings, type PushSettings } from './settings';

/** All items after the push, and how to show the target they were meant for. */
interface PushResult {
	items: ItemOutcome[];
	target: ShownTarget;
	includeResponse: boolean;
}

const unsent = (cause: DeliveryFailure): DeliveryOutcome => ({
	status: 'failed',
	attempts: 0,
	durationMs: 0,
	failure: cause,
});

/** n8n's signal for a stopped execution; every call under way listens to it. */
function cancelSignal(context: IExecuteFunctions): AbortSignal | undefined {
	const signal = context.getExecutionCancelSignal();
	if (signal) setMaxListeners(0, signal);
	return signal;
}

type Behind = InboxBehind & { receivedAt: (riskId: string) => number | undefined };

/** The trigger's inbox behind the execution; nothing in a workflow that begins otherwise. */
function inboxBehind(context: IExecuteFunctions): Behind | undefined {
	const behind = messagesOf(context.getExecutionId());
	if (!behind) return undefined;
	return {
		ledger: behind.ledger,
		messagesOf: (riskId) => messagesBehind(behind, riskId),
		receivedAt: (riskId) => receivedAtOf(behind, riskId),
		following: behind.following,
		startedAt: behind.startedAt,
		nodeId: context.getNode().id,
	};
}

/** With a trigger's inbox behind the execution, deliveries are recorded there; else nowhere. */
function deliveryStep(
	context: IExecuteFunctions,
	settings: PushSettings,
	to: { number: InterfaceNumber; kind: Kind },
	behind: InboxBehind | undefined,
): Deliver {
	const egress = egressFilterOf(context.helpers);
	const { target, tries, backoffMs, permanentCodes } = settings;
	const client = createClient(target, { now: realEnvironment.now, ...(egress ? { egress } : {}) });
	const circuit = circuits.of({ target, client, kind: to.kind }, behind?.ledger);
	const direct = directDelivery({
		target,
		client,
		policy: { tries, backoffMs },
		permanentCodes,
		environment: realEnvironment,
		circuit,
		mayPark: behind !== undefined,
	});
	if (!behind) return direct;
	const operation = to.number;
	return recordedDelivery(direct, {
		...behind,
		target,
		operation,
		circuit,
		environment: realEnvironment,
	});
}

/** What did not come so far as to be sent keeps its inbox message open all the same. */
async function noteUnsent(
	context: IExecuteFunctions,
	{ items, target }: PushResult,
	operation: Operation | undefined,
): Promise<void> {
	const behind = inboxBehind(context);
	if (!behind) return;
	const unsent = items.flatMap(({ input, outcome, wasSent }) => {
		if (wasSent || outcome.status !== 'failed') return [];
		const { riskId } = input.json;
		return [{ riskId: typeof riskId === 'string' ? riskId : '', failure: outcome.failure }];
	});
	const number = operation === undefined ? 1 : interfaceOf(operation).number;
	const to = { name: target.name, operation: number };
	await recordUnsent(unsent, behind, to, realEnvironment, cancelSignal(context));
}

function nothingSent(
	context: IExecuteFunctions,
	inputs: readonly INodeExecutionData[],
	cause: DeliveryFailure,
): PushResult {
	const outcome = unsent(cause);
	return {
		items: inputs.map((input, index) => ({ input, index, outcome, warnings: [], wasSent: false })),
		target: { name: context.getNode().credentials?.[CREDENTIAL_TYPE]?.name ?? '' },
		includeResponse: false,
	};
}

async function pushItems(
	context: IExecuteFunctions,
	operation: Operation | undefined,
	inputs: readonly INodeExecutionData[],
): Promise<PushResult> {
	if (operation === undefined) {
		return nothingSent(context, inputs, invalidParameter('operation'));
	}
	const read = await readPushSettings(context);
	if (!read.ok) return nothingSent(context, inputs, read.failure);

	const { settings } = read;
	const behind = inboxBehind(context);
	const now = realEnvironment.now();
	const receivedAt = (riskId: string) => behind?.receivedAt(riskId) ?? now;
	const to = { settings, ...interfaceOf(operation), receivedAt };
	const outgoing = inputs.map(({ json }, index) => outgoingItem(context, index, json, to));
	const outcomes = await deliverInLanes(
		outgoing.flatMap((item) => (item.ok ? [item.message] : [])),
		settings.concurrency,
		deliveryStep(context, settings, to, behind),
		cancelSignal(context),
	);
	const items = inputs.map((input, index): ItemOutcome => {
		const item = outgoing[index];
		const outcome = item?.ok === false ? unsent(item.failure) : outcomes.get(index);
		const wasSent = item?.ok === true && outcome !== undefined && !isOffRecord(outcome);
		const warnings = item?.ok ? item.warnings : [];
		return { input, index, outcome: outcome ?? unsent(failure('INTERNAL')), warnings, wasSent };
	});
	return {
		items,
		target: { name: settings.target.name, url: settings.target.urls[to.kind].shown },
		includeResponse: settings.includeResponse,
	};
}

/** Failures of which the delivery step never heard, or that it did not survive. */
const OFF_RECORD: ReadonlySet<FailureReason> = new Set(['EARLIER_FAILED', 'CANCELLED', 'INTERNAL']);

const isOffRecord = (outcome: DeliveryOutcome): boolean =>
	outcome.status === 'failed' && OFF_RECORD.has(outcome.failure.reason);

/** As `pushItems`, but a fault of our own becomes a failure of the items too. */
async function pushItemsSafely(
	context: IExecuteFunctions,
	operation: Operation | undefined,
	inputs: readonly INodeExecutionData[],
): Promise<PushResult> {
	try {
		return await pushItems(context, operation, inputs);
	} catch (error) {
		const name = error instanceof Error ? error.name : typeof error;
		return nothingSent(context, inputs, failure('INTERNAL', { detail: { zh: name, en: name } }));
	}
}

/** Stops the node at the first failed item; by then every item has had its chance. */
function throwFirstFailure(context: IExecuteFunctions, { items, target }: PushResult): void {
	for (const { outcome, index } of items) {
		if (outcome.status !== 'failed') continue;
		const { message, description } = explain(outcome.failure, target);
		const words = { message, description: `${description} — ${tally(items)}` };
		throw nodeError(context.getNode(), outcome.failure, words, index);
	}
}

/**
 * Pushes each incoming item to the credential's target.
 *
 * Where the node is set to continue on errors nothing is ever thrown, not even for a missing
 * credential: n8n passes the *incoming* items to the success output when a node throws then, and
 * what was never sent would look delivered.
 *
 * @param operation which interface is called; undefined if the node names none that is known, since
 *   guessing could alarm a ward
 * @returns the items with `delivery`, in their order
 * @throws NodeApiError or NodeOperationError if an item failed and the node is set to stop
 */
export async function runPush(
	context: IExecuteFunctions,
	operation: Operation | undefined,
): Promise<INodeExecutionData[][]> {
	const inputs = context.getInputData();
	if (inputs.length === 0) return [[]];

	const result = await pushItemsSafely(context, operation, inputs);
	const { items, target, includeResponse } = result;
	await noteUnsent(context, result, operation);
	if (!context.continueOnFail()) throwFirstFailure(context, result);

	const node = context.getNode();
	const outputs = items.map((item) => {
		const output = outputItem(item, deliveryOf(item, target, includeResponse));
		const { outcome, index } = item;
		if (outcome.status !== 'failed' || node.onError !== 'continueErrorOutput') return output;
		return markFailed(
			output,
			nodeError(node, outcome.failure, explain(outcome.failure, target), index),
		);
	});
	return [outputs];
}
