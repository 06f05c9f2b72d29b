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

export const statisticsSchema = z.object({
	/** Which indicator: names of our own, and the quality indicator's number where it follows one. */
	key: z.string(),
	code: z.string(),
	name: z.string(),
	basis: z.enum(['value', 'item']),
	basisName: z.string(),
	groupBy: z.string(),
	group: z.string(),
	groupKey: z.string(),
	isTotal: z.boolean(),
	numerator: count,
	denominator: count,
	value: z.number().nullable(),
	medianSeconds: z.number().nullable(),
	p90Seconds: z.number().nullable(),
	text: z.string(),
	numeratorRiskIds: z.array(z.string()),
	restRiskIds: z.array(z.string()),
	fromTime: z.string(),
	fromTimestamp: count,
	toTime: z.string(),
	toTimestamp: count,
});

export const exportSchema = z.object({
	fileName: z.string(),
	format: z.enum(['csv', 'ndjson']),
	count,
	fromTime: z.string(),
	toTime: z.string(),
});
