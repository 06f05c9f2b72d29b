import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { INBOX_DEFAULTS } from '../../intake/inboxSettings';
import type { RunResult } from '../../intake/drain';
import { openingKey } from '../../ledger/criticalValues/store';
import { CLINICAL } from '../../ledger/schedule';
import type { ClaimedMessage, Ledger } from '../../ledger/types';
import { DEAD_LETTER, REJECTED } from '../../watch/incidents/digest';
import { Watch, type WatchOptions } from '../../watch/watch';
import { openFor } from '../ledger/openFor';
import { channelOf } from '../trigger/inboxMessage';
import { runInN8n } from '../trigger/runInN8n';
import { startDrain, STOP_LIMIT_MS, troubleWords } from '../trigger/startDrain';
import { firingJson, openingsIn, shownMessage } from './items';
import { readWatchSettings } from './read';
import type { WatchSettings } from './settings';

interface Told {
	message: ClaimedMessage;
	json: Record<string, unknown>;
}

/**
 * Without the openings that have ended since they fired: a reminder that comes after the confirm teaches people to
 * ignore reminders. Nothing, where nothing is left.
 */
function stillOpen(json: Record<string, unknown>, ended: ReadonlySet<string>) {
	const isOver = (one: unknown) =>
		openingsIn(one).some(({ riskId, opening }) => ended.has(openingKey(riskId, opening)));
	if (!Array.isArray(json.entries)) return isOver(json) ? undefined : json;
	const entries = json.entries.filter((entry) => !isOver(entry));
	return entries.length === 0 ? undefined : { ...json, count: entries.length, entries };
}

async function toTell(ledger: Ledger, messages: readonly ClaimedMessage[]): Promise<Told[]> {
	const all = messages.map((message) => ({
		message,
		json: JSON.parse(message.item) as Record<string, unknown>,
	}));
	const openings = all.flatMap(({ json }) => openingsIn(json));
	if (openings.length === 0) return all;
	// Where the ledger does not say, they are told: a reminder too many is safer than none.
	const ended = await ledger.criticalValues.ended(openings).catch(() => new Set<string>());
	return all.flatMap(({ message, json }) => {
		const left = stillOpen(json, ended);
		return left ? [{ message, json: left }] : [];
	});
}

/** Executions with each riskId once: it is by riskId that Risk Push finds the message behind an item. */
function waves(told: readonly Told[]): Told[][] {
	const all: Told[][] = [];
	for (const one of told) {
		const riskIdOf = ({ json }: Told) => json.riskId ?? one.message.id;
		const wave = all.find((others) => others.every((other) => riskIdOf(other) !== riskIdOf(one)));
		if (wave) wave.push(one);
		else all.push([one]);
	}
	return all;
}

const toItem = ({ message, json }: Told): INodeExecutionData => ({
	json: {
		...(json as INodeExecutionData['json']),
		received: {
			messageId: message.id,
			attempt: message.attempts,
			timestamp: message.scheduledFrom,
		},
	},
});

async function tell(
	context: ITriggerFunctions,
	ledger: Ledger,
	messages: readonly ClaimedMessage[],
): Promise<RunResult> {
	let result: RunResult = { ok: true, executionId: null };
	for (const wave of waves(await toTell(ledger, messages))) {
		const own = wave.map(({ message }) => message);
		const ran = await runInN8n(context, ledger, own, [wave.map(toItem)]);
		if (result.ok) result = ran;
	}
	return result;
}

const watched = (
	{ events, ...settings }: WatchSettings,
	timeZone: string,
): Pick<WatchOptions, 'escalation' | 'incidents'> => {
	const { escalation, countFrom, digestMs, sources, troubleAfterMs, backlogLimit } = settings;
	return {
		escalation: events.has('unconfirmed')
			? {
					...{ escalation, countFrom, digestMs },
					itemOf: (firing, isDigest, now) => firingJson(firing, isDigest, now, timeZone),
				}
			: undefined,
		incidents: {
			timeZone,
			deliveryTrouble: events.has('deliveryTrouble') ? { afterMs: troubleAfterMs } : undefined,
			backlog: events.has('backlog') ? { limit: backlogLimit } : undefined,
			sources: events.has('silentSource') ? sources : [],
			digests: [
				...(events.has('rejected') ? [REJECTED] : []),
				...(events.has('deadLetter') ? [DEAD_LETTER] : []),
			],
			digestMs: settings.alarmMs,
			shown: async (ledger, id) => await shownMessage(ledger, id, timeZone),
		},
	};
};

/**
 * Watches a ledger from the workflow's activation to its deactivation; in queue mode on the leading main process.
 * What is to be told goes through the ledger's inbox, so that a killed process or a failing workflow loses none.
 */
export async function watchTrigger(context: ITriggerFunctions): Promise<ITriggerResponse> {
	// In the editor execute() shows what there is to tell.
	if (context.getMode() === 'manual') return {};
	const { ledger, settings } = await openFor(context, () => readWatchSettings(context));
	const node = context.getNode().name;
	const watch = new Watch({
		ledger,
		watch: channelOf(context.getWorkflow(), context.getNode()),
		...watched(settings, context.getTimezone()),
		moment: () => ({ now: Date.now(), clock: performance.now() }),
		onTrouble: (error) =>
			context.logger.error(`Critical value watch stands still: ${troubleWords(error)}`, { node }),
		onRecovery: () => context.logger.info('Critical value watch works again', { node }),
	});
	const drain = startDrain(
		context,
		ledger,
		{
			schedule: CLINICAL,
			batchSize: INBOX_DEFAULTS.batchSize,
			parallel: INBOX_DEFAULTS.parallel,
		},
		async (messages) => await tell(context, ledger, messages),
	);
	watch.start();
	return {
		async closeFunction() {
			await watch.stop();
			await drain.stop(STOP_LIMIT_MS);
		},
	};
}
