import { wireFields, type WireField } from '../../contract/fields';
import type { FailureClass, FailureReason } from '../../delivery/failures';
import { FAILURE_CATALOGUE } from '../../delivery/failures';
import { z } from '../../thirdParty';
import { toOutputExample, type OutputExample } from '../outputExample';
import { interfaceOf, type Operation, OPERATIONS } from './operations';

const FAILURE_CLASSES = ['transient', 'ambiguous', 'permanent'] as const satisfies FailureClass[];
const FAILURE_REASONS = Object.keys(FAILURE_CATALOGUE) as FailureReason[];

/**
 * What Risk Push puts on each item as `delivery`. Field names stand in hospitals' workflows (Switch,
 * IF, messages): add, never rename. No field of an output is ever called `error`: n8n's Retry On
 * Fail would run the whole node again.
 */
export const deliverySchema = z.object({
	status: z.enum(['delivered', 'alreadyDelivered', 'failed']),
	/** The credential's name. */
	target: z.string(),
	/** The address called, without a query. */
	url: z.string().nullable(),
	/** Calls made; 0 if nothing was sent. */
	attempts: z.number().int(),
	/** The target's `code`, null if it gave none. */
	code: z.union([z.number(), z.string()]).nullable(),
	/** The target's `msg`. */
	msg: z.string(),
	/** All tries and the waits between them. */
	durationMs: z.number().int(),
	httpStatus: z.number().int().nullable(),
	failureClass: z.enum(FAILURE_CLASSES).optional(),
	reason: z.enum(FAILURE_REASONS).optional(),
	/** What happened, in words for a notification. */
	problem: z.string().optional(),
	/** What to do about it. */
	remedy: z.string().optional(),
	/** What of the body departed from the tables: field, code, what was expected. */
	warnings: z
		.array(z.object({ field: z.string(), code: z.string(), expected: z.string() }))
		.optional(),
	/** The whole answer, with the option that asks for it. */
	response: z.unknown().optional(),
});

export type DeliveryOutput = z.output<typeof deliverySchema>;

const fieldSchema = (field: WireField) =>
	field.type === 'timestamp' ? z.number().int() : z.string();

function outputExample(operation: Operation): OutputExample {
	const { number } = interfaceOf(operation);
	const fields = wireFields(number).map((field) => [field.name, fieldSchema(field)] as const);
	return toOutputExample(z.object({ ...Object.fromEntries(fields), delivery: deliverySchema }));
}

/**
 * The node's output examples, for `nodes/RiskPush/__schema__/v1.0.0/<operation>.json`. The gulp task
 * writes them, so that they cannot drift from the code.
 *
 * @returns operation → content of its file
 */
export function outputExamples(): Record<Operation, OutputExample> {
	const operations = Object.keys(OPERATIONS) as Operation[];
	return Object.fromEntries(
		operations.map((operation) => [operation, outputExample(operation)]),
	) as Record<Operation, OutputExample>;
}
