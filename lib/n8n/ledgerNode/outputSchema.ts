import { INBOX_STATES, type InboxState } from '../../ledger/types';
import { z } from '../../thirdParty';
import { toOutputExample, type OutputExample } from '../outputExample';
import { boardSchema } from './boardSchema';
import { notificationSchema } from './notificationSchema';
import { acceptedItem } from '../trigger/outputSchema';
import {
	exportSchema,
	feedbackSchema,
	reconcileSchema,
	statisticsSchema,
	verifySchema,
	wholeValueSchema,
} from './criticalValues/outputSchema';
import { valueSchema } from '../lifecycle/valueJson';
import type { Operation } from './operations';

/*
 * What Risk Ledger gives out. Field names stand in hospitals' workflows (Switch, IF, messages): add, never
 * rename. No field is ever called `error`: n8n's Retry On Fail would run the whole node again. A time is there
 * twice, as the triggers have it: ISO 8601 in the workflow's time zone, and epoch milliseconds.
 */

const state = z.enum(INBOX_STATES as readonly [InboxState, ...InboxState[]]);
const count = z.number().int();
const timestamp = z.number().int();
const timeOrNull = z.string().nullable();
const timestampOrNull = timestamp.nullable();

export const entrySchema = z.object({
	messageId: count,
	riskId: z.string().nullable(),
	state,
	/** The state in both languages. */
	stateText: z.string(),
	verdict: z.enum(['accepted', 'rejected']),
	/** `watch`: an event of a Risk Watch Trigger. */
	kind: z.enum(['send', 'confirm', 'watch']),
	interface: count.nullable(),
	flag: z.string().nullable(),
	reportType: z.string().nullable(),
	patientClass: z.string().nullable(),
	acceptedTime: z.string(),
	acceptedTimestamp: timestamp,
	/** How often it has been started since acceptance or its last replay. */
	attempts: count,
	/** How often the sender repeated it. */
	repeats: count,
	/** When it is tried next, or its claim lapses; null once it has ended. */
	dueTime: timeOrNull,
	dueTimestamp: timestampOrNull,
	/** A code, never a text. */
	lastFailure: z.string().nullable(),
	failedTime: timeOrNull,
	failedTimestamp: timestampOrNull,
	endedTime: timeOrNull,
	endedTimestamp: timestampOrNull,
	/** Of the last attempt that has ended. */
	executionId: z.string().nullable(),
	/** The trigger it came in by: workflow id, colon, node id. */
	channel: z.string(),
	workflowId: z.string(),
	nodeId: z.string(),
});

export const deliverySchema = z.object({
	/** The credential's name, and the system's address. */
	target: z.string(),
	address: z.string(),
	interface: count,
	state: z.enum(['open', 'delivered']),
	calls: count,
	firstTime: z.string(),
	firstTimestamp: timestamp,
	lastTime: z.string(),
	lastTimestamp: timestamp,
	/** The target's answer, once delivered. */
	code: z.string().nullable(),
	msg: z.string().nullable(),
	/** Why it is still open: a code of the failure catalogue, and its class. */
	reason: z.string().nullable(),
	failureClass: z.string().nullable(),
});

export const replaySchema = z.object({
	dryRun: z.boolean(),
	/** null where a filter named the messages. */
	messageId: count.nullable(),
	/** How many messages the selection named. */
	matching: count,
	/** How many are pending again; 0 on a dry run. */
	replayed: count,
	text: z.string(),
});

export const discardSchema = entrySchema.extend({
	discarded: z.literal(true),
	previousState: state,
	person: z.string(),
	reason: z.string(),
});

export const healthSchema = z.object({
	/** Accepted messages by state; `open` is pending and claimed together. */
	pending: count,
	claimed: count,
	open: count,
	dead: count,
	done: count,
	discarded: count,
	/** All rejected calls that are kept, and those whose alarm has not run, or failed for good. */
	rejected: count,
	rejectedOpen: count,
	rejectedDead: count,
	/** Age of the oldest open message; 0 where none is open. */
	oldestOpenSeconds: count,
	oldestOpenTime: timeOrNull,
	oldestOpenTimestamp: timestampOrNull,
	/** Systems with open deliveries, and how many deliveries these are. */
	failingTargets: count,
	failingDeliveries: count,
	failing: z.array(
		z.object({
			target: z.string(),
			address: z.string(),
			deliveries: count,
			sinceTime: z.string(),
			sinceTimestamp: timestamp,
			seconds: count,
		}),
	),
	lastAcceptedTime: timeOrNull,
	lastAcceptedTimestamp: timestampOrNull,
	diskBytes: count,
	checkedTime: z.string(),
	checkedTimestamp: timestamp,
});

export type DeliveryJson = z.output<typeof deliverySchema>;
export type MessageJson = z.output<typeof entrySchema> & {
	/** The item as the trigger gave it out; null if it has just been deleted. */
	message?: unknown;
	deliveries?: DeliveryJson[];
};
export type ReplayJson = z.output<typeof replaySchema>;
export type DiscardJson = z.output<typeof discardSchema>;
export type HealthJson = z.output<typeof healthSchema>;

/**
 * The node's output examples, for `nodes/RiskLedger/__schema__/v1.0.0/<operation>.json`.
 *
 * @returns operation → content of its file
 */
export function outputExamples(): Record<Operation, OutputExample> {
	const whole = entrySchema.extend({
		message: acceptedItem('send'),
		deliveries: z.array(deliverySchema),
	});
	return {
		confirm: toOutputExample(feedbackSchema),
		discard: toOutputExample(discardSchema),
		exportValues: toOutputExample(exportSchema),
		formatNotification: toOutputExample(notificationSchema),
		getCriticalValue: toOutputExample(wholeValueSchema),
		getMessage: toOutputExample(whole),
		health: toOutputExample(healthSchema),
		reconcile: toOutputExample(reconcileSchema),
		replay: toOutputExample(replaySchema),
		searchCriticalValues: toOutputExample(valueSchema),
		searchMessages: toOutputExample(entrySchema),
		statistics: toOutputExample(statisticsSchema),
		verifyAudit: toOutputExample(verifySchema),
		board: toOutputExample(boardSchema),
	};
}
