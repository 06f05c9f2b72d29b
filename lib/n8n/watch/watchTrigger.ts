import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { INBOX_DEFAULTS } from '../../intake/inboxSettings';
import type { RunResult } from '../../intake/drain';
import { openingKey } from '../../ledger/criticalValues/openingKey';
import { CLINICAL } from '../../ledger/schedule';
import type { ClaimedMessage, Ledger } from '../../ledger/types';
import { DEAD_LETTER, REJECTED } from '../../watch/incidents/digest';
import { Watch, type WatchOptions } from '../../watch/watch';
import { channelOf } from '../trigger/inboxMessage';
import { runInN8n } from '../trigger/runInN8n';
import { startDrain, STOP_LIMIT_MS, troubleWords } from '../trigger/startDrain';
import { workOnLedger } from '../trigger/workOnLedger';
import { digestJson, firingJson, openingsIn, shownMessage } from './items';
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
	const entries = json.entries.filter((entry): entry is object => !isOver(entry));
	return entries.length === 0 ? undefined : { ...json, ...digestJson(entries) };
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

const riskIdOf = ({ item }: ClaimedMessage): unknown =>
	(JSON.parse(item) as Record<string, unknown>).riskId;

/**
 * Executions with each riskId once: it is by riskId that Risk Push finds the message behind an item. What is about
 * no single one, an alarm or a digest, has its own.
 */
function apart(messages: readonly ClaimedMessage[]): ClaimedMessage[][] {
	const waves: Array<Map<unknown, ClaimedMessage>> = [];
	const alone: ClaimedMessage[][] = [];
	for (const message of messages) {
		const riskId = riskIdOf(message);
		const wave = waves.find((others) => !others.has(riskId));
		if (riskId === undefined) alone.push([message]);
		else if (wave) wave.set(riskId, message);
		else waves.push(new Map([[riskId, message]]));
	}
	return [...waves.map((wave) => [...wave.values()]), ...alone];
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
	const told = await toTell(ledger, messages);
	if (told.length === 0) return { ok: true, executionId: null };
	const own = told.map(({ message }) => message);
	return await runInN8n(context, ledger, own, [told.map(toItem)]);
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
	const read = () => readWatchSettings(context);
	return await workOnLedger(context, read, (ledger, settings) => {
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
		const { batchSize, parallel } = INBOX_DEFAULTS;
		const drain = startDrain(
			context,
			ledger,
			{ schedule: CLINICAL, batchSize, parallel },
			{ run: async (messages) => await tell(context, ledger, messages), split: apart },
		);
		watch.start();
		return async () => {
			await watch.stop();
			await drain.stop(STOP_LIMIT_MS);
		};
	});
}
