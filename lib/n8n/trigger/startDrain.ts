import type { ITriggerFunctions } from 'n8n-workflow';
import { Drain, type DrainOptions } from '../../intake/drain';
import type { InboxSettings } from '../../intake/inboxSettings';
import { LedgerError } from '../../ledger/errors';
import type { Ledger } from '../../ledger/types';
import { channelOf } from './inboxMessage';

/** n8n gives a process 30 s to end (N8N_GRACEFUL_SHUTDOWN_TIMEOUT); what still runs then lapses. */
export const STOP_LIMIT_MS = 20_000;

/** What people read in n8n's log of a ledger that fails: no text that may quote a message. */
export const troubleWords = (error: unknown): string =>
	error instanceof LedgerError ? error.message : 'unexpected failure';

/** Begins to work off the inbox of a trigger node; its log says what goes wrong. */
export function startDrain(
	context: ITriggerFunctions,
	ledger: Ledger,
	{ schedule, batchSize, parallel }: Pick<InboxSettings, 'schedule' | 'batchSize' | 'parallel'>,
	{ run, split }: Pick<DrainOptions, 'run' | 'split'>,
): Drain {
	const node = context.getNode().name;
	const drain = new Drain({
		ledger,
		channel: channelOf(context.getWorkflow(), context.getNode()),
		run,
		...(split && { split }),
		schedule,
		batchSize,
		parallel,
		now: Date.now,
		clock: () => performance.now(),
		random: Math.random,
		onTrouble: (error) => {
			const words = `Critical value inbox stands still: ${troubleWords(error)}`;
			context.logger.error(words, { node });
		},
		onDead: (ids) => {
			const words = `Critical value messages given up after their whole schedule, kept as dead: ${ids.join(', ')}`;
			context.logger.error(`${words}. See the Risk Ledger node: Get Message, Replay`, { node });
		},
		onRecovery: () => context.logger.info('Critical value inbox works again', { node }),
	});
	drain.start();
	return drain;
}
