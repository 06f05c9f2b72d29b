import type { INode, IWorkflowMetadata } from 'n8n-workflow';
import type { IntakeOutcome } from '../../intake/intake';
import type { NewMessage } from '../../ledger/types';
import type { Kind } from '../../contract/fields';

/** Whose inbox: it stays the same when the node is renamed, and is another one in a copied workflow. */
export function channelOf(workflow: IWorkflowMetadata, node: INode): string {
	return `${workflow.id ?? ''}:${node.id}`;
}

const textOrNull = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' ? value : null;

/** A call that was taken in, as the inbox keeps it. */
export function inboxMessage(
	outcome: Exclude<IntakeOutcome, { kind: 'refused' }>,
	channel: string,
	kind: Kind,
): NewMessage {
	const item = JSON.stringify(outcome.item);
	if (outcome.kind === 'rejected') {
		return {
			channel,
			verdict: 'rejected',
			kind,
			interface: null,
			riskId: outcome.item.riskId ?? null,
			flag: null,
			reportType: null,
			patientClass: null,
			fingerprint: null,
			item,
		};
	}
	const { message } = outcome;
	return {
		channel,
		verdict: 'accepted',
		kind,
		interface: message.interface,
		riskId: message.riskId,
		flag: message.flag,
		reportType: textOrNull(message.fields.reportType),
		patientClass: textOrNull(message.fields.patientClass),
		fingerprint: message.fingerprint,
		item,
	};
}
