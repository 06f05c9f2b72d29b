import { NOTICE_CHANNELS } from '../../lifecycle/notice/settings';
import { z } from '../../thirdParty';

const count = z.number().int();

/**
 * What Format Notification gives out. Not the item that came in: what leaves for a phone should carry no more of
 * a patient along than it shows.
 */
export const notificationSchema = z.object({
	channel: z.enum(NOTICE_CHANNELS),
	/** One line without a patient's name, for a preview or a subject. */
	title: z.string(),
	/** Everything as plain text; for SMS the message itself. */
	text: z.string(),
	/** JSON body for the robot's webhook; null for e-mail, plain text and SMS. */
	body: z.looseObject({}).nullable(),
	/** Of an e-mail, null otherwise. */
	subject: z.string().nullable(),
	html: z.string().nullable(),
	/** How long an SMS is, in UTF-16 units, and how many short messages it takes. */
	sms: z.object({ characters: count, parts: count }).nullable(),
	/** Critical values and alarms reported, and how many entries (or lines of a single one) had no room. */
	count,
	omitted: count,
	riskIds: z.array(z.string()),
});

export type NotificationJson = z.output<typeof notificationSchema>;
