import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import type { Kind } from '../../contract/fields';
import { SettingsError, type IntakeSettings } from '../../intake/settings';
import { ledgerPlaceOf } from '../ledger/nodeLedger';
import { readInboxSettings, readSettings } from './nodeSettings';
import { closeGate, openGate } from './requestGate';

/** The URL n8n has given this node: the test URL while it is being tried in the editor. */
function ownUrl(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}

/** Everything a call will need, so that a node that could only refuse its callers never goes live. */
async function checkSettings(context: IHookFunctions, kind: Kind): Promise<IntakeSettings> {
	const settings = await readSettings(context, kind);
	readInboxSettings(context);
	await ledgerPlaceOf(context);
	return settings;
}

function activationError(context: IHookFunctions, error: unknown): NodeOperationError {
	const node = context.getNode();
	if (error instanceof SettingsError) {
		return new NodeOperationError(node, error.message, { description: error.remedy });
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error));
}

/**
 * Checks a trigger when n8n activates it: a node that could only refuse its callers is refused here,
 * where an admin sees it.
 *
 * @throws NodeOperationError: message = what is wrong, description = how to mend it
 */
async function activate(context: IHookFunctions, kind: Kind): Promise<void> {
	const { mirrorHttpStatus } = await checkSettings(context, kind).catch((error: unknown) => {
		throw activationError(context, error);
	});
	openGate(ownUrl(context), { mirrorHttpStatus });
}

/** n8n's three webhook hooks for one kind of trigger. */
export function webhookHooks(kind: Kind) {
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			// Called at every activation and at every start of n8n; `create` only after a "no".
			await activate(this, kind);
			return true;
		},
		async create(this: IHookFunctions): Promise<boolean> {
			await activate(this, kind);
			return true;
		},
		async delete(this: IHookFunctions): Promise<boolean> {
			closeGate(ownUrl(this));
			return true;
		},
	};
}
