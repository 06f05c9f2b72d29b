import { decode, type RiskMessage, type Rejection } from '../contract/decode';
import { accepted, refused, type Envelope, type ReplyName } from '../contract/envelope';
import type { InterfaceNumber } from '../contract/fields';
import type { Warning } from '../contract/warnings';
import { DateTime } from '../thirdParty';
import {
	callerAddress,
	checkAddress,
	checkCredentials,
	checkSignature,
	type RequestHeaders,
} from './access';
import type { BodyReading } from './body';
import type { IntakeSettings } from './settings';

/** A call on a trigger's URL, as far as intake is concerned. */
export interface IntakeRequest {
	headers: RequestHeaders;
	/** Content type as the caller sent it (n8n may have been shown another, see requestGate). */
	contentType: string | undefined;
	remoteAddress: string | undefined;
	path: string;
	/** Reads the body, decompressed, up to the limit. */
	read: (maxBytes: number) => Promise<BodyReading>;
}

/** How and when a message came in; stands beside the message's own fields in the output item. */
export interface Received {
	/** ISO 8601 with the offset of the workflow's time zone. */
	time: string;
	/** Epoch milliseconds. */
	timestamp: number;
	remoteAddress: string;
	path: string;
	encoding: string;
	interface?: InterfaceNumber;
	fingerprint?: string;
	/** The body's text, where `raw` cannot show all of it (duplicate keys, reserved keys). */
	rawText?: string;
}

export type AcceptedItem = Record<string, unknown> & {
	items: RiskMessage['items'];
	warnings: Warning[];
	raw: Record<string, unknown>;
	received: Received;
};

export interface RejectedItem {
	code: number;
	msg: string;
	reason: ReplyName;
	faults: Warning[];
	riskId?: string;
	/** The body as text; base64 in `rawBase64` where it is no text. */
	raw: string;
	rawBase64?: string;
	/** Whether `raw` is only the beginning of what was sent. */
	rawTruncated: boolean;
	received: Received;
}

/** What became of a call. Only `accepted` may be answered with code 0. */
export type IntakeOutcome =
	| { kind: 'accepted'; envelope: Envelope; item: AcceptedItem; message: RiskMessage }
	| { kind: 'rejected'; envelope: Envelope; item: RejectedItem }
	/** Not allowed to call: nothing is kept, `reason` goes to the log without secrets. */
	| { kind: 'refused'; envelope: Envelope; reason: string; remoteAddress: string };

function describeReceipt(
	request: IntakeRequest,
	settings: IntakeSettings,
	remoteAddress: string,
	now: number,
): Received {
	const time = DateTime.fromMillis(now, { zone: settings.timeZone }).toISO() ?? '';
	return { time, timestamp: now, remoteAddress, path: request.path, encoding: '' };
}

function acceptedItem(message: RiskMessage, received: Received): AcceptedItem {
	return {
		...message.fields,
		items: message.items,
		warnings: message.warnings,
		raw: message.raw,
		received: {
			...received,
			interface: message.interface,
			fingerprint: message.fingerprint,
			encoding: message.encoding,
			...(message.rawText === undefined ? {} : { rawText: message.rawText }),
		},
	};
}

function rejectedItem(rejection: Rejection, received: Received, truncated: boolean): RejectedItem {
	return {
		code: rejection.envelope.code,
		msg: rejection.envelope.msg,
		reason: rejection.reply,
		faults: rejection.faults,
		...(rejection.riskId === undefined ? {} : { riskId: rejection.riskId }),
		raw: rejection.rawText,
		...(rejection.rawBase64 === undefined ? {} : { rawBase64: rejection.rawBase64 }),
		rawTruncated: truncated,
		received: { ...received, encoding: rejection.encoding },
	};
}

/** A body that could not be read whole: its beginning is kept, the reply says what went wrong. */
function rejectUnread(
	reading: Exclude<BodyReading, { status: 'complete' }>,
	received: Received,
): IntakeOutcome {
	const reply: ReplyName = reading.status === 'too-large' ? 'BODY_TOO_LARGE' : 'BODY_UNREADABLE';
	const rejection: Rejection = {
		reply,
		envelope: refused(reply),
		faults: [],
		rawText: new TextDecoder('utf-8').decode(reading.prefix).replace(/\uFFFD/g, ''),
		rawBase64: reading.prefix.toString('base64'),
		encoding: '',
	};
	return {
		kind: 'rejected',
		envelope: rejection.envelope,
		item: rejectedItem(rejection, received, true),
	};
}

/**
 * Takes in one call: checks who calls, reads and decodes the body, and says what to answer and what
 * to hand on. Knows nothing of n8n; answers for every input, throws for none.
 *
 * @param now time of receipt, epoch milliseconds
 */
export async function receive(
	request: IntakeRequest,
	settings: IntakeSettings,
	now: number,
): Promise<IntakeOutcome> {
	const remoteAddress = callerAddress(request.remoteAddress, request.headers, settings.proxyHeader);
	const refuse = (reason: string): IntakeOutcome => ({
		kind: 'refused',
		envelope: refused('NOT_ALLOWED'),
		reason,
		remoteAddress,
	});

	const address = checkAddress(remoteAddress, settings);
	if (!address.allowed) return refuse(address.reason);
	const credentials = checkCredentials(settings.authentication, request.headers);
	if (!credentials.allowed) return refuse(credentials.reason);

	const reading = await request.read(settings.maxBytes);
	const received = describeReceipt(request, settings, remoteAddress, now);
	if (reading.status !== 'complete') {
		// What was not signed whole is nobody's: an unsigned caller may not fill the Rejected output.
		if (settings.authentication.type === 'signature') return refuse(`body ${reading.status}`);
		return rejectUnread(reading, received);
	}

	const signature = checkSignature(settings.authentication, request.headers, reading.bytes, now);
	if (!signature.allowed) return refuse(signature.reason);

	const decoded = decode(reading.bytes, request.contentType, {
		kind: settings.kind,
		accept: settings.accept,
		mode: settings.validation,
		timeZone: settings.timeZone,
		now,
		requiredFields: settings.requiredFields,
		maxBytes: settings.maxBytes,
	});
	if (!decoded.ok) {
		return {
			kind: 'rejected',
			envelope: decoded.rejection.envelope,
			item: rejectedItem(decoded.rejection, received, false),
		};
	}
	return {
		kind: 'accepted',
		envelope: accepted(),
		item: acceptedItem(decoded.message, received),
		message: decoded.message,
	};
}
