import { NodeOperationError } from 'n8n-workflow';
import { SettingsError } from '../../intake/settings';
import type { Ledger } from '../../ledger/types';
import { ledgerAt } from './handles';
import { ledgerPlaceOf, type LedgerContext } from './nodeLedger';

/**
 * A node's settings and its ledger.
 *
 * @param read reads and checks the parameters; throws SettingsError
 * @throws NodeOperationError in the words that n8n shows: what is wrong, and how to mend it
 */
export async function openFor<T>(
	context: LedgerContext,
	read: () => T,
): Promise<{ ledger: Ledger; settings: T }> {
	try {
		const settings = read();
		return { ledger: await ledgerAt(await ledgerPlaceOf(context)), settings };
	} catch (error) {
		const node = context.getNode();
		if (error instanceof SettingsError) {
			throw new NodeOperationError(node, error.message, { description: error.remedy });
		}
		throw new NodeOperationError(node, error instanceof Error ? error : String(error));
	}
}
