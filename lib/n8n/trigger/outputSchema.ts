import { wireFields, type InterfaceNumber, type Kind, type WireField } from '../../contract/fields';
import { z } from '../../thirdParty';
import { toOutputExample, type OutputExample } from '../outputExample';

export const contentItem = z.object({
	item: z.string(),
	value: z.number().nullable(),
	text: z.string(),
	unit: z.string().optional(),
	range: z.object({ low: z.number().nullable(), high: z.number().nullable() }).nullable(),
	direction: z.enum(['low', 'high', 'within', 'unknown']),
});

const warning = z.object({ field: z.string(), code: z.string(), expected: z.string() });

const received = z.object({
	time: z.string(),
	timestamp: z.number().int(),
	remoteAddress: z.string(),
	path: z.string(),
	encoding: z.string(),
	interface: z.number().int(),
	fingerprint: z.string(),
});

/** A confirmation is shown with feedbackId, which interface 3 adds to interface 2's fields. */
const INTERFACE: Record<Kind, InterfaceNumber> = { send: 1, confirm: 3 };

const fieldSchema = ({ type }: WireField) => (type === 'timestamp' ? z.number().int() : z.string());

/** What an accepted item's `json` looks like: the fields, what was made of them, and how they came. */
export function acceptedItem(kind: Kind) {
	const fields = wireFields(INTERFACE[kind]);
	const shape = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)]));
	const raw = z.object(shape);
	const items = kind === 'send' ? { items: z.array(contentItem) } : {};
	return z.object({ ...shape, ...items, warnings: z.array(warning), raw, received });
}

/**
 * The Accepted output of a trigger, which is the one people map from.
 *
 * @returns content of `nodes/<Trigger>/__schema__/v2.0.0.json`
 */
export const triggerOutputExample = (kind: Kind): OutputExample =>
	toOutputExample(acceptedItem(kind));
