import { wireFields } from '../../../contract/fields';
import { RECONCILE_RESULTS } from '../../../lifecycle/reconcile';
import { z } from '../../../thirdParty';
import { valueSchema } from '../../lifecycle/valueJson';

/* Field names stand in hospitals' workflows: add, never rename. */

const count = z.number().int();

export const timelineSchema = z.object({
	seq: count,
	time: z.string(),
	timestamp: count,
	action: z.string(),
	actor: z.string(),
	text: z.string(),
	messageId: count.nullable(),
	detail: z.object({}),
});

export const wholeValueSchema = valueSchema.extend({ timeline: z.array(timelineSchema) });

/** Interface 3's body, as Risk Push takes it. */
export const feedbackSchema = z.object(
	Object.fromEntries(
		wireFields(3).map(({ name, type }) => [name, type === 'timestamp' ? count : z.string()]),
	),
);

export const reconcileSchema = valueSchema.extend({
	result: z.enum(RECONCILE_RESULTS),
	text: z.string(),
	row: z.object({ riskId: z.string() }),
});

export const verifySchema = z.object({
	intact: z.boolean(),
	entries: count,
	brokenAt: count.nullable(),
	text: z.string(),
});
