import type { IWebhookFunctions } from 'n8n-workflow';
import { accepted, refused, type Envelope } from '../../contract/envelope';
import type { Kind } from '../../contract/fields';
import type { InboxSettings } from '../../intake/inboxSettings';
import type { IntakeOutcome } from '../../intake/intake';
import { processed } from '../../intake/processed';
import { LedgerError, NO_ANSWER } from '../../ledger/errors';
import type { LedgerPlace } from '../../ledger/open';
import { ledgerAt } from '../ledger/handles';
import { ledgerPlaceOf } from '../ledger/nodeLedger';
import { channelOf, inboxMessage } from './inboxMessage';

type Kept = Exclude<IntakeOutcome, { kind: 'refused' }>;

/**
 * A caller is told within three seconds whether its call is stored. A write keeps to that by itself; the
 * opening of a ledger does not, which may have to bring years of messages up to date first.
 */
const STORED_LIMIT_MS = 2_800;

/** A disk that takes no more than so many characters a millisecond is slow, and not gone. */
const SLOWEST_DISK = 5_000;

const limitOf = ({ item }: { item: string }): number =>
	STORED_LIMIT_MS + item.length / SLOWEST_DISK;

/** @throws LedgerError after the limit; what is stored later all the same is a duplicate when it comes again */
async function withinLimit<T>(storing: Promise<T>, limitMs: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_, reject) => {
		const late = () => reject(new LedgerError('LEDGER_UNAVAILABLE', NO_ANSWER));
		timer = setTimeout(late, limitMs);
	});
	try {
		return await Promise.race([storing, limit]);
	} finally {
		clearTimeout(timer);
	}
}

async function acceptInto(
	place: LedgerPlace,
	context: IWebhookFunctions,
	kind: Kind,
	outcome: Kept,
	settings: InboxSettings,
): Promise<Envelope> {
	const message = inboxMessage(outcome, channelOf(context.getWorkflow(), context.getNode()), kind);
	const now = outcome.item.received.timestamp;
	const storing = async () => {
		const ledger = await ledgerAt(place);
		return { ledger, result: await ledger.accept(message, now, settings.mostOpen) };
	};
	const { ledger, result } = await withinLimit(storing(), limitOf(message));
	const isFull = result.outcome === 'full';
	if (outcome.kind === 'rejected') {
		if (isFull) {
			context.logger.warn('Rejected critical value call not kept: too many are waiting', {
				node: context.getNode().name,
			});
		}
		return outcome.envelope;
	}
	if (isFull) return refused('BUSY');
	if (settings.reply.when === 'stored') return accepted();
	return await processed(ledger, result.id, settings.reply.limitMs);
}

/**
 * Puts a call into the inbox and says what to answer. Code 0 comes back only after the message is on disk
 * (and, if the node wants that, its execution has succeeded). A rejected call keeps its own answer, whether
 * or not it could be kept.
 *
 * @throws SettingsError where the node's ledger is misconfigured; nothing else
 */
export async function store(
	context: IWebhookFunctions,
	kind: Kind,
	outcome: Kept,
	settings: InboxSettings,
): Promise<Envelope> {
	const place = await ledgerPlaceOf(context);
	try {
		return await acceptInto(place, context, kind, outcome, settings);
	} catch (error) {
		const words = error instanceof LedgerError ? error.message : 'unexpected';
		context.logger.error(`Critical value could not be stored: ${words}`, {
			node: context.getNode().name,
		});
		return outcome.kind === 'rejected' ? outcome.envelope : refused('NOT_STORED');
	}
}
