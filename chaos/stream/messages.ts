/** One sender's messages: new values, and updates and withdrawals of earlier ones, each recognisable. */
import { createHash } from 'node:crypto';
import { textField } from '../../demo/hospital/book';
import { Random } from '../../demo/hospital/random';
import { Stream } from '../../demo/hospital/stream';
import type { SentMessage } from '../audit/history';

export interface OutgoingMessage extends SentMessage {
	/** JSON in UTF-8: a plain Webhook node cannot read GBK, and the comparison is not about that. */
	body: string;
}

/** Whatever happens to a message on its way, these have to arrive as they were sent. */
const KEPT = ['riskId', 'reqId', 'flag', 'content', 'patientNo', 'wardCode'];

/** Of a body as it was sent or as a system received it. */
export function digestOf(body: unknown): string {
	const kept = KEPT.map((name) => textField(body, name));
	return createHash('sha256').update(JSON.stringify(kept)).digest('hex');
}

/** Makes a message of a body; the id is put into `reqId`. */
export function outgoing(id: string, body: Record<string, unknown>): OutgoingMessage {
	const own = { ...body, reqId: id };
	return { id, riskId: textField(own, 'riskId'), digest: digestOf(own), body: JSON.stringify(own) };
}

/**
 * @param sender its messages share no riskId with those of another
 * @param seed the same gives the same messages, apart from their times
 */
export function* messagesOf(sender: number, seed: number): Generator<OutgoingMessage, never> {
	const stream = new Stream(new Random(seed * 1_000 + sender), () => Date.now());
	for (let serial = 1; ; serial += 1) {
		let call = stream.next();
		// What doctors make of it goes another way, through the confirm trigger.
		while (call.kind !== 'send') call = stream.next();
		const riskId = `${sender}-${textField(call.body, 'riskId')}`;
		yield outgoing(`M${sender}-${serial}`, { ...call.body, riskId });
	}
}
