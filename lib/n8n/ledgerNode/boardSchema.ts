import { z } from '../../thirdParty';

/** What Ward Board gives out: a page for Respond to Webhook, and what tells whether somebody has to look at it. */
export const boardSchema = z.object({
	/** The whole page, patient data included. */
	html: z.string(),
	/** Critical values that nobody has confirmed, in the wards that were asked for. */
	open: z.number().int(),
	/** Sent today. */
	today: z.number().int(),
	/** For the response's header Refresh, where something keeps the page from loading itself anew. */
	refreshSeconds: z.number().int(),
	checkedTime: z.string(),
	checkedTimestamp: z.number().int(),
});

export type BoardJson = z.output<typeof boardSchema>;
