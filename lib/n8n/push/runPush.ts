import { setMaxListeners } from 'node:events';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { InterfaceNumber } from '../../contract/fields';
import { createClient } from '../../delivery/client';
import { directDelivery, type Deliver, type DeliveryOutcome } from '../../delivery/deliver';
import { explain } from '../../delivery/errors';
import { failure, type DeliveryFailure } from '../../delivery/failures';
import { deliverInLanes } from '../../delivery/lanes';
import { recordedDelivery } from '../../delivery/recorded';
import { egressFilterOf } from './egress';
import { messagesOf } from '../ledger/executions';
import { realEnvironment } from './environment';
import { interfaceOf, type Operation } from './operations';
import { outgoingItem } from './outgoingItems';
import {
	deliveryOf,
	markFailed,
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

function directStep(context: IExecuteFunctions, settings: PushSettings): Deliver {
	const egress = egressFilterOf(context.helpers);
	const { target, tries, backoffMs, permanentCodes } = settings;
	return directDelivery({
		target,
		client: createClient(target, { now: realEnvironment.now, ...(egress ? { egress } : {}) }),
		policy: { tries, backoffMs },
		permanentCodes,
		environment: realEnvironment,
	});
}

/** With a trigger's inbox behind the execution, deliveries are recorded there; else nowhere. */
function deliveryStep(
	context: IExecuteFunctions,
	settings: PushSettings,
	operation: InterfaceNumber,
): Deliver {
	const direct = directStep(context, settings);
	const behind = messagesOf(context.getExecutionId());
	if (!behind) return direct;
	return recordedDelivery(direct, {
		ledger: behind.ledger,
		messageIdOf: (riskId) => behind.byRiskId.get(riskId),
		target: settings.target,
		operation,
		now: realEnvironment.now,
		onUnrecorded: () => {
			behind.unrecorded = true;
		},
	});
}

function nothingSent(
	context: IExecuteFunctions,
	inputs: readonly INodeExecutionData[],
	cause: DeliveryFailure,
): PushResult {
	const outcome = unsent(cause);
	return {
		items: inputs.map((input, index) => ({ input, index, outcome, warnings: [] })),
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
	const to = { settings, ...interfaceOf(operation), now: realEnvironment.now() };
	const outgoing = inputs.map(({ json }, index) => outgoingItem(context, index, json, to));
	const outcomes = await deliverInLanes(
		outgoing.flatMap((item) => (item.ok ? [item.message] : [])),
		settings.concurrency,
		deliveryStep(context, settings, to.number),
		cancelSignal(context),
	);
	const items = inputs.map((input, index): ItemOutcome => {
		const item = outgoing[index];
		const outcome = item?.ok === false ? unsent(item.failure) : outcomes.get(index);
		const warnings = item?.ok ? item.warnings : [];
		return { input, index, outcome: outcome ?? unsent(failure('INTERNAL')), warnings };
	});
	return {
		items,
		target: { name: settings.target.name, url: settings.target.urls[to.kind].shown },
		includeResponse: settings.includeResponse,
	};
}

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

	const { items, target, includeResponse } = await pushItemsSafely(context, operation, inputs);
	if (!context.continueOnFail()) throwFirstFailure(context, { items, target, includeResponse });

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
