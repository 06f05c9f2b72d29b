import { createHash } from 'node:crypto';

import type { Kind } from '../contract/fields';
import { fingerprint } from '../contract/fingerprint';

/** A message ready to be sent: its bytes are made once, so that every try sends the same ones. */
export interface OutgoingMessage {
	/** Position among the items of this execution. */
	index: number;
	riskId: string;
	kind: Kind;
	body: Uint8Array;
	/** Identity of the content, whatever the order of its keys. */
	fingerprint: string;
	idempotencyKey: string;
}

/**
 * A key that is the same for every try and every re-run of one message to one target, and different
 * for anything else.
 *
 * @param targetKey the system called
 * @param operation which interface, 1 to 3
 * @param contentFingerprint of what is sent, not of what came in
 */
export function idempotencyKey(
	targetKey: string,
	operation: number,
	contentFingerprint: string,
): string {
	return createHash('sha256')
		.update(JSON.stringify([targetKey, operation, contentFingerprint]))
		.digest('hex');
}

/**
 * Makes the bytes and the keys of a message.
 *
 * @param index position among the items
 * @param outgoing the body with wire names and types, and its riskId
 * @param to the system called, and the interface
 */
export function createMessage(
	index: number,
	outgoing: { body: Record<string, unknown>; riskId: string },
	to: { targetKey: string; operation: number; kind: Kind },
): OutgoingMessage {
	const flag = typeof outgoing.body.flag === 'string' ? outgoing.body.flag : '';
	const print = fingerprint(to.kind, outgoing.riskId, flag, outgoing.body);
	return {
		index,
		riskId: outgoing.riskId,
		kind: to.kind,
		body: Buffer.from(JSON.stringify(outgoing.body), 'utf8'),
		fingerprint: print,
		idempotencyKey: idempotencyKey(to.targetKey, to.operation, print),
	};
}
