import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { InterfaceNumber, Kind } from '../../contract/fields';
import { buildOutgoing } from '../../contract/outgoing';
import type { Warning } from '../../contract/warnings';
import { failure, type DeliveryFailure } from '../../delivery/failures';
import { createMessage, type OutgoingMessage } from '../../delivery/message';
import { invalidParameter, type PushSettings } from './settings';

/** The parameter with the resource mapper of "Field by Field". */
export const FIELDS_PARAMETER = 'fields';

/** An item on its way out: ready, or failed before anything was sent. */
export type OutgoingItem =
	| { ok: true; message: OutgoingMessage; warnings: readonly Warning[] }
	| { ok: false; failure: DeliveryFailure };

const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The mapper's fields as the admin filled them; one left empty is not sent. */
function mappedFields(context: IExecuteFunctions, index: number): IDataObject {
	const value: unknown = context.getNodeParameter(`${FIELDS_PARAMETER}.value`, index, {});
	if (!isRecord(value)) return {};
	return Object.fromEntries(
		Object.entries(value).filter(([, field]) => field !== null && field !== undefined),
	);
}

/**
 * The time that stands in for an absent one. Our triggers' items carry when they came in, so that a
 * re-run makes the same message, and the same idempotency key, as the first run.
 */
function receivedAt(json: IDataObject, to: OutgoingTo): number {
	const { received, riskId } = json;
	if (isRecord(received) && typeof received.timestamp === 'number') return received.timestamp;
	return to.receivedAt(typeof riskId === 'string' ? riskId : '');
}

/** What the messages of one run of the node have in common. */
export interface OutgoingTo {
	settings: PushSettings;
	number: InterfaceNumber;
	kind: Kind;
	/** When the message behind a riskId came in, for items from which a node has taken that; epoch ms. */
	receivedAt: (riskId: string) => number;
}

/**
 * Makes the message of one item.
 *
 * @param index of the item
 * @returns the message, or why there is none; never throws
 */
export function outgoingItem(
	context: IExecuteFunctions,
	index: number,
	json: IDataObject,
	to: OutgoingTo,
): OutgoingItem {
	try {
		const source = to.settings.bodySource === 'item' ? json : mappedFields(context, index);
		const outgoing = buildOutgoing(to.number, source, {
			timeZone: context.getTimezone(),
			now: receivedAt(json, to),
		});
		if (outgoing.riskId === '') return { ok: false, failure: failure('RISK_ID_MISSING') };
		const message = createMessage(index, outgoing, {
			targetKey: to.settings.target.key,
			operation: to.number,
			kind: to.kind,
		});
		return { ok: true, message, warnings: outgoing.problems };
	} catch {
		// An expression in the mapper that fails for this item; its text may quote the item.
		return { ok: false, failure: invalidParameter(FIELDS_PARAMETER) };
	}
}
