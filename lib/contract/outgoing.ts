import { wireFields, wireNameOf, type InterfaceNumber } from './fields';
import { isReservedKey } from './json';
import { matchNames, normalise, type IncomingField } from './normalise';
import type { Warning } from './warnings';

/** An n8n item's json: an output item of our triggers, or anything made by hand. */
export type OutgoingSource = Record<string, unknown>;

/** A body as we push it. */
export interface Outgoing {
	/** Wire names in the document's order, wire types; then unknown fields that came from the sender. */
	body: Record<string, unknown>;
	/** '' where it is missing: such a body must not be sent. */
	riskId: string;
	/** Departures from the table; empty for a body that has none. */
	problems: Warning[];
}

/** What our own nodes put beside a message's fields. Never sent under these names. */
const OWN_NAMES: ReadonlySet<string> = new Set([
	'items',
	'warnings',
	'raw',
	'received',
	'delivery',
	'pairedItem',
]);

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The wire fields of the interface, in the document's order. They are taken from the item only,
 * where they are canonical, and never from `raw`: a field that an admin took out of the item on the
 * way (a name, for privacy) must not come back through the copy.
 */
function wireEntries(n: InterfaceNumber, source: OutgoingSource): IncomingField[] {
	const table = wireFields(n);
	const entries = new Map<string, IncomingField>();
	for (const [name, field] of matchNames(Object.keys(source), table)) {
		const value = source[name];
		if (value !== undefined) entries.set(field.name, { name, value });
	}
	return table.flatMap(({ name }) => entries.get(name) ?? []);
}

/**
 * The fields that no table knows, since nothing a sender says is lost on the way. Wire fields of
 * another interface are not among them: the receiver's table doesn't have them (an interface 2
 * receiver gets no feedbackId, a feedback carries no patientName it was not given).
 *
 * With `raw`, the item went through our trigger: the sender's fields are the keys of `raw`, so that
 * what nodes in between added stays here. An edited value counts; a name that is also one of ours is
 * taken from `raw`. Without `raw`, the item is made by hand and its unknown fields are meant.
 */
function unknownEntries(source: OutgoingSource): IncomingField[] {
	const { raw } = source;
	const sender = isRecord(raw) ? raw : source;
	return Object.keys(sender).flatMap((name): IncomingField[] => {
		if (wireNameOf(name) !== undefined || isReservedKey(name)) return [];
		const isOurs = OWN_NAMES.has(name);
		if (sender === source && isOurs) return [];
		const value = !isOurs && source[name] !== undefined ? source[name] : sender[name];
		const isJson = value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
		if (!isJson) return [];
		return [{ name, value: typeof value === 'bigint' ? String(value) : value }];
	});
}

/** When the trigger received the message, for a time that the sender left out. */
function receiptTime({ received }: OutgoingSource): number | undefined {
	const timestamp = isRecord(received) ? received.timestamp : undefined;
	return typeof timestamp === 'number' && Number.isSafeInteger(timestamp) ? timestamp : undefined;
}

/**
 * Makes the body of a push from an item: exactly the wire names and types of the table (interface.md,
 * decision 3), times as epoch milliseconds, enumerations in their canonical spelling where they have
 * one. A field that is absent stays absent; only flag (`add`) and the time are filled in.
 *
 * @param options.timeZone IANA name, for times without an offset
 * @param options.now epoch milliseconds; stands in for a missing time where the item doesn't say when
 *   it was received
 * @returns throws nothing; what departs from the table is in `problems`
 */
export function buildOutgoing(
	n: InterfaceNumber,
	source: OutgoingSource,
	options: { timeZone: string; now: number },
): Outgoing {
	const { timeZone, now } = options;
	const context = { timeZone, now, standIn: receiptTime(source) ?? now };
	const incoming = [...wireEntries(n, source), ...unknownEntries(source)];
	const { fields, warnings } = normalise(n, incoming, context);

	// normalise() puts what it fills in at the end; receivers' logs are read beside the document.
	const ordered = wireFields(n).filter(({ name }) => Object.hasOwn(fields, name));
	const body = Object.fromEntries(ordered.map(({ name }) => [name, fields[name]]));
	Object.assign(body, fields);
	const riskId = typeof fields.riskId === 'string' ? fields.riskId : '';
	return { body, riskId, problems: warnings.all };
}
