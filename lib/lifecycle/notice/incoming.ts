import { parseContent } from '../../contract/content';
import { z } from '../../thirdParty';
import { RECONCILE_RESULTS } from '../reconcile';

/*
 * What comes in as JSON, read tolerantly: a field that is missing or is something else than expected leaves its
 * line out, it never stops a notification.
 */

const text = z
	.union([z.string(), z.number(), z.boolean()])
	.transform(String)
	.optional()
	.catch(undefined);
const number = z.number().optional().catch(undefined);
const time = z.union([z.string(), z.number()]).optional().catch(undefined);

/** Entries that are no objects are left out, one by one. */
const listOf = <T>(entry: z.ZodType<T>) =>
	z
		.array(z.unknown())
		.catch([])
		.transform((entries) =>
			entries.flatMap((one) => {
				const read = entry.safeParse(one);
				return read.success ? [read.data] : [];
			}),
		);

const bound = z.number().nullable().catch(null);

const itemSchema = z.object({
	item: z.string().catch(''),
	text: z.string().catch(''),
	unit: z.string().optional().catch(undefined),
	range: z.object({ low: bound, high: bound }).nullable().catch(null),
	direction: z.string().catch('unknown'),
});

export type ResultItem = z.output<typeof itemSchema>;

const deliverySchema = z.object({
	target: text,
	state: text,
	reason: text,
	time,
	timestamp: number,
});

const stepSchema = z.object({
	name: text,
	level: number,
	afterMinutes: number,
	fallback: z.boolean().catch(false),
	time,
	timestamp: number,
});

const confirmSchema = z.object({
	responseName: text,
	responseResult: text,
	responsecontent: text,
	responseTime: time,
});

export const valueSchema = z.object({
	riskId: text,
	state: text,
	/** Of a reconciliation: what it has found, and what it says of that. */
	result: z.enum(RECONCILE_RESULTS).optional().catch(undefined),
	text,
	patientName: text,
	patientClass: text,
	patientBedno: text,
	patientNo: text,
	patientMedRecordno: text,
	wardCode: text,
	wardName: text,
	reportType: text,
	content: text,
	items: listOf(itemSchema),
	sendTime: time,
	firstSentTimestamp: number,
	minutesOpen: number,
	confirmedTimestamp: number,
	cancelledTimestamp: number,
	confirm: confirmSchema.nullable().optional().catch(undefined),
	notified: listOf(deliverySchema),
	deliveries: listOf(deliverySchema),
	escalations: listOf(stepSchema),
	step: stepSchema.optional().catch(undefined),
});

/** A critical value, alone or with the escalation step that has fired for it. */
export type IncomingValue = z.output<typeof valueSchema>;
export type IncomingStep = z.output<typeof stepSchema>;
export type IncomingDelivery = z.output<typeof deliverySchema>;

const messageSchema = z.object({
	messageId: text,
	riskId: text,
	lastFailure: text,
	reason: text,
	acceptedTime: time,
});

export const alarmSchema = z.object({
	event: text,
	text,
	target: text,
	address: text,
	deliveries: number,
	seconds: number,
	sinceTime: time,
	sinceTimestamp: number,
	count: number,
	messages: listOf(messageSchema),
	minutes: number,
	lastTime: time,
	open: number,
	limit: number,
});

/** Another event of the Risk Watch Trigger. */
export type IncomingAlarm = z.output<typeof alarmSchema>;

export type Incoming =
	{ kind: 'value'; value: IncomingValue } | { kind: 'alarm'; alarm: IncomingAlarm };

const itemShape = z.looseObject({
	event: text,
	riskId: text,
	result: valueSchema.shape.result,
	flag: text,
	feedbackId: text,
	received: z.object({ interface: number }).optional().catch(undefined),
	entries: z.array(z.unknown()).optional().catch(undefined),
});

/** What a trigger gives out on Rejected: it may name a riskId, and is no critical value. */
const rejectedSchema = z.object({
	code: z.number(),
	msg: z.string(),
	reason: z.string(),
	faults: z.array(z.unknown()),
	riskId: text,
	received: z.object({ messageId: text, time }),
});

function rejectionOf(json: unknown): Incoming | undefined {
	const read = rejectedSchema.safeParse(json);
	if (!read.success) return undefined;
	const { msg, reason, riskId, received } = read.data;
	const { messageId, time: acceptedTime } = received;
	const messages = [{ messageId, riskId, reason, acceptedTime }];
	const alarm = alarmSchema.parse({ event: 'rejected', count: 1, text: msg, messages });
	return { kind: 'alarm', alarm };
}

/**
 * Of a message that comes straight from its trigger, or from the ledger's Confirm: it has no state, its kind and
 * flag say what it does. Shown as open, a withdrawal would alarm the ward once more.
 */
function toldBy(message: z.output<typeof itemShape>): Partial<IncomingValue> {
	const { received, feedbackId = '', flag } = message;
	const isWithdrawn = flag === 'delete';
	// By its interface, not by its fields: a sender may leave a confirm's fields empty in a send.
	const isConfirm = received?.interface === undefined ? feedbackId !== '' : received.interface > 1;
	if (!isConfirm) return isWithdrawn ? { state: 'cancelled' } : {};
	if (isWithdrawn) return { state: 'open' };
	return { state: 'confirmed', confirm: confirmSchema.parse(message) };
}

/** The content's items are read again where a message comes straight from its trigger without them. */
function valueOf(json: z.output<typeof itemShape>): Incoming {
	const read = valueSchema.parse(json);
	const value = read.state === undefined ? { ...read, ...toldBy(json) } : read;
	if (value.items.length > 0 || value.content === undefined) return { kind: 'value', value };
	const items = parseContent(value.content).map((item) => itemSchema.parse(item));
	return { kind: 'value', value: { ...value, items } };
}

function readOne(json: unknown): Incoming[] {
	const rejection = rejectionOf(json);
	if (rejection) return [rejection];
	const read = itemShape.safeParse(json);
	if (!read.success) return [];
	const { event, riskId, result } = read.data;
	// A reconciliation's row without a riskId: the ward has to be told all the same.
	const isValue = (riskId !== undefined && riskId.trim() !== '') || result === 'missingHere';
	if (isValue) return [valueOf(read.data)];
	return event === undefined ? [] : [{ kind: 'alarm', alarm: alarmSchema.parse(json) }];
}

/**
 * Reads an item of the Risk Watch Trigger or of Risk Ledger, or a message as Risk Send Trigger or Risk Confirm Trigger
 * gives it out, rejected ones too.
 *
 * @returns what it reports: one thing, or several for a digest; empty if it reports nothing that can be told
 */
export function readIncoming(json: unknown): Incoming[] {
	const entries = itemShape.safeParse(json).data?.entries;
	return entries ? entries.flatMap(readOne) : readOne(json);
}
