/** A critical value, and its handling, as the systems of a hospital send them to a test's n8n right now. */
import type { TestN8n } from './n8n';
import { CRITICAL_VALUE, HANDLING, OK, post } from './workflows';

/** @param n8n where the triggers at risk/send and risk/confirm are; asked for with each call */
export const hospitalCalls = (n8n: () => TestN8n) => ({
	send: async (riskId: string, more: object = {}): Promise<void> => {
		const body = { ...CRITICAL_VALUE, riskId, sendTime: Date.now(), ...more };
		expect((await post(n8n().webhookUrl('risk/send'), body)).body).toEqual(OK);
	},
	confirm: async (riskId: string): Promise<void> => {
		const body = { ...HANDLING, riskId, responseTime: Date.now() };
		expect((await post(n8n().webhookUrl('risk/confirm'), body)).body).toEqual(OK);
	},
});
