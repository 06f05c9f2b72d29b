import {
	NodeOperationError,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { Drain, type RunResult } from '../../intake/drain';
import type { InboxSettings } from '../../intake/inboxSettings';
import { retain } from '../../intake/retention';
import { SettingsError } from '../../intake/settings';
import { LedgerError } from '../../ledger/errors';
import type { ClaimedMessage, Ledger } from '../../ledger/types';
import { ledgerAt } from '../ledger/handles';
import { ledgerPlaceOf } from '../ledger/nodeLedger';
import { notedExecution } from '../ledger/executionNote';
import { executionOf } from '../ledger/executions';
import { emission } from './emission';
import { channelOf } from './inboxMessage';
import { readInboxSettings } from './nodeSettings';

/** n8n gives a process 30 s to end (N8N_GRACEFUL_SHUTDOWN_TIMEOUT); what still runs then lapses. */
const STOP_LIMIT_MS = 20_000;

/** @returns what became of the execution; n8n's texts stay behind, they quote items */
async function runInN8n(
	context: ITriggerFunctions,
	ledger: Ledger,
	messages: readonly ClaimedMessage[],
): Promise<RunResult> {
	const [first] = messages;
	const done = context.helpers.createDeferredPromise<IRun>();
	try {
		context.emit(emission(messages), undefined, done);
		// Resolves with nothing where n8n has made no execution.
		const run = (await done.promise) as IRun | undefined;
		const own = first && executionOf(ledger, first.id);
		const executionId = own ?? notedExecution(run);
		// Parked by a Wait node: n8n keeps it and goes on with it. To run it again would double what follows.
		if (run?.status === 'success' || run?.status === 'waiting') return { ok: true, executionId };
		return {
			ok: false,
			reason: `EXECUTION_${(run?.status ?? 'missing').toUpperCase()}`,
			executionId,
		};
	} catch {
		return { ok: false, reason: 'EXECUTION_NOT_STARTED', executionId: null };
	}
}

async function openInbox(
	context: ITriggerFunctions,
): Promise<{ ledger: Ledger; settings: InboxSettings }> {
	try {
		const settings = readInboxSettings(context);
		return { ledger: await ledgerAt(await ledgerPlaceOf(context)), settings };
	} catch (error) {
		const node = context.getNode();
		if (error instanceof SettingsError) {
			throw new NodeOperationError(node, error.message, { description: error.remedy });
		}
		throw new NodeOperationError(node, error instanceof Error ? error : String(error));
	}
}

/**
 * Works a trigger's inbox off, from its activation to its deactivation. In queue mode n8n calls this on the
 * leading main process, while webhook processors fill the inbox and workers run the executions.
 */
export async function drainTrigger(context: ITriggerFunctions): Promise<ITriggerResponse> {
	// In the editor the test URL hands its call over directly; the inbox is not a test's to empty.
	if (context.getMode() === 'manual') return {};
	const { ledger, settings } = await openInbox(context);
	const node = context.getNode().name;
	const drain = new Drain({
		ledger,
		channel: channelOf(context.getWorkflow(), context.getNode()),
		run: async (messages) => await runInN8n(context, ledger, messages),
		schedule: settings.schedule,
		batchSize: settings.batchSize,
		parallel: settings.parallel,
		now: Date.now,
		clock: () => performance.now(),
		random: Math.random,
		onTrouble: (error) => {
			const words = error instanceof LedgerError ? error.message : 'unexpected failure';
			context.logger.error(`Critical value inbox stands still: ${words}`, { node });
		},
		onDead: (ids) => {
			const words = `Critical value messages given up after their whole schedule, kept as dead: ${ids.join(', ')}`;
			context.logger.error(`${words}. See the Risk Ledger node: Get Message, Replay`, { node });
		},
		onRecovery: () => context.logger.info('Critical value inbox works again', { node }),
	});
	drain.start();
	const stopRetention = retain(ledger, settings.retentionMs, Date.now);
	return {
		async closeFunction() {
			stopRetention();
			await drain.stop(STOP_LIMIT_MS);
		},
	};
}
