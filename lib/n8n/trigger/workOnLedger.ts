import { NodeOperationError, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { LedgerError, type LedgerFault } from '../../ledger/errors';
import type { Ledger } from '../../ledger/types';
import { openFor } from '../ledger/openFor';

type End = () => Promise<void>;

/** Between two tries to open a ledger that could not be opened when n8n started. */
const OPEN_EVERY_MS = 2_000;

/** n8n has started, or another main process takes over: nobody looks on who could publish again. */
const UNATTENDED: ReadonlySet<string> = new Set(['init', 'leadershipChange']);

/** Of a damaged file or a ledger of a newer version people have to take care, whenever it is. */
const PASSING: ReadonlySet<LedgerFault> = new Set([
	'LEDGER_BUSY',
	'LEDGER_FULL',
	'LEDGER_UNAVAILABLE',
	'LEDGER_UNKNOWN',
]);

/** Why a ledger could not be opened that may be there in a moment; undefined for any other failure. */
function passingFault(error: unknown): LedgerError | undefined {
	const { cause } = error as { cause?: unknown };
	return cause instanceof LedgerError && PASSING.has(cause.fault) ? cause : undefined;
}

/** @returns what ends the tries, and what has begun */
function tryOn(context: ITriggerFunctions, open: () => Promise<End>): End {
	const node = context.getNode().name;
	let timer: NodeJS.Timeout | undefined;
	let ended = false;
	let trying: Promise<void> | undefined;
	let end: End = async () => {};
	const later = () => {
		timer = setTimeout(() => {
			trying = attempt();
		}, OPEN_EVERY_MS).unref();
	};
	const attempt = async () => {
		try {
			end = await open();
			context.logger.info('Critical value ledger can be opened now', { node });
		} catch {
			if (!ended) later();
		}
	};
	later();
	return async () => {
		ended = true;
		clearTimeout(timer);
		await trying;
		await end();
	};
}

/**
 * Begins what a trigger does with its ledger, until the workflow is taken down.
 *
 * Who publishes is told where the ledger cannot be opened. Where n8n starts by itself it is tried on: n8n
 * (2.41.1) tries five times within 15 s, and then leaves the trigger off until somebody publishes it again, while
 * its webhook, once the ledger is back, goes on accepting what nobody would work off.
 *
 * @param read reads and checks the parameters; throws SettingsError
 * @param begin returns what ends it
 * @throws NodeOperationError in the words that n8n shows
 */
export async function workOnLedger<T>(
	context: ITriggerFunctions,
	read: () => T,
	begin: (ledger: Ledger, settings: T) => End,
): Promise<ITriggerResponse> {
	const open = async () => {
		const { ledger, settings } = await openFor(context, read);
		return begin(ledger, settings);
	};
	try {
		return { closeFunction: await open() };
	} catch (error) {
		const fault = passingFault(error);
		const node = context.getNode();
		if (!fault || !UNATTENDED.has(context.getActivationMode())) {
			throw new NodeOperationError(node, error as Error); // which is openFor's own
		}
		const words = `Critical value ledger cannot be opened yet: ${fault.message}`;
		context.logger.error(words, { node: node.name });
		return { closeFunction: tryOn(context, open) };
	}
}
