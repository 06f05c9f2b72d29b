import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { retain } from '../../intake/retention';
import { emission } from './emission';
import { channelOf } from './inboxMessage';
import { readInboxSettings } from './nodeSettings';
import { runInN8n } from './runInN8n';
import { startDrain, STOP_LIMIT_MS } from './startDrain';
import { workOnLedger } from './workOnLedger';

/**
 * Works a trigger's inbox off, from its activation to its deactivation. In queue mode n8n calls this on the
 * leading main process, while webhook processors fill the inbox and workers run the executions.
 */
export async function drainTrigger(context: ITriggerFunctions): Promise<ITriggerResponse> {
	// In the editor the test URL hands its call over directly; the inbox is not a test's to empty.
	if (context.getMode() === 'manual') return {};
	const read = () => readInboxSettings(context);
	return await workOnLedger(context, read, (ledger, settings) => {
		const drain = startDrain(context, ledger, settings, {
			run: async (messages) => await runInN8n(context, ledger, messages, emission(messages)),
		});
		const channel = channelOf(context.getWorkflow(), context.getNode());
		const stopRetention = retain(ledger, channel, settings.retentionMs, Date.now);
		return async () => {
			stopRetention();
			await drain.stop(STOP_LIMIT_MS);
		};
	});
}
