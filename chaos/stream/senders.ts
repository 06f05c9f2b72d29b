/**
 * Eight systems that send as real ones do: the same message again when there was no answer or none that
 * acknowledges, now and then twice at once, and again later.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../demo/hospital/random';
import type { Call } from '../audit/history';
import { messagesOf, type OutgoingMessage } from './messages';
import type { Pace } from './pace';
import type { Recorder } from './record';

export const SENDERS = 8;

/** Three repetitions to seven messages: 30 % of all that is meant to be sent. */
const REPEATED_SHARE = 3 / 7;
const AT_ONCE_SHARE = 0.5;
/** A later repetition comes after up to so many further messages of its sender. */
const LATEST_REPETITION = 20;

/** n8n boots in 8 to 30 s; whoever has a critical value to tell tries longer than that. */
const GIVE_UP_MS = 180_000;
const CALL_LIMIT_MS = 30_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

export interface SenderOptions {
	url: string;
	/** Whether an answer means that the message is stored. */
	acknowledges: (status: number, text: string) => boolean;
	recorder: Recorder;
	pace: Pace;
	seed: number;
}

type Result = Call['result'];

async function callOnce(
	{ body }: OutgoingMessage,
	{ url, acknowledges }: SenderOptions,
): Promise<Result> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json; charset=utf-8' },
			body,
			signal: AbortSignal.timeout(CALL_LIMIT_MS),
		});
		return acknowledges(response.status, await response.text()) ? 'acknowledged' : 'refused';
	} catch {
		return 'unanswered';
	}
}

/**
 * Sends a message until it is acknowledged, or its sender gives up.
 *
 * @returns whether it was acknowledged
 */
export async function sendUntilAcknowledged(
	message: OutgoingMessage,
	options: SenderOptions,
): Promise<boolean> {
	const deadline = Date.now() + GIVE_UP_MS;
	options.recorder.announce(message);
	for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
		const begun = Date.now();
		const result = await callOnce(message, options);
		options.recorder.add({ message: message.id, begun, ended: Date.now(), result });
		if (result === 'acknowledged') return true;
		if (Date.now() + wait > deadline) return false;
		await sleep(wait);
	}
}

interface Repetition {
	message: OutgoingMessage;
	/** How many further messages come before it. */
	after: number;
}

async function sender(number: number, options: SenderOptions): Promise<void> {
	const random = new Random(options.seed * 7_919 + number);
	const messages = messagesOf(number, options.seed);
	let later: Repetition[] = [];
	while (await options.pace.next()) {
		const message = messages.next().value;
		const repeated = random.chance(REPEATED_SHARE);
		const atOnce = repeated && random.chance(AT_ONCE_SHARE);
		const copies = atOnce ? [message, message] : [message];
		await Promise.all(copies.map(async (copy) => await sendUntilAcknowledged(copy, options)));
		const due = later.filter(({ after }) => after === 0);
		later = later.filter(({ after }) => after > 0).map((one) => ({ ...one, after: one.after - 1 }));
		for (const one of due) await sendUntilAcknowledged(one.message, options);
		if (repeated && !atOnce) later.push({ message, after: random.between(0, LATEST_REPETITION) });
	}
	for (const one of later) await sendUntilAcknowledged(one.message, options);
}

/** Resolves when the pace has ended and all have sent what they had begun. */
export async function sendAll(options: SenderOptions): Promise<void> {
	const numbers = Array.from({ length: SENDERS }, (_, index) => index + 1);
	await Promise.all(numbers.map(async (number) => await sender(number, options)));
}
