import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Explanation } from '../../delivery/errors';
import { SettingsError } from '../../intake/settings';
import { LEDGER_FAULTS, LedgerError } from '../../ledger/errors';
import { withWords } from '../failedItems';

/** Why an operation on the ledger could not be done. Names parameters and states, never a message's values. */
export class LedgerProblem extends Error {
	constructor(
		zh: string,
		en: string,
		/** How to get unstuck. */
		readonly remedy: { zh: string; en: string },
	) {
		super(`${zh}；${en}`);
		this.name = 'LedgerProblem';
	}
}

/** @returns what the person in front of the editor reads; an unknown failure shows its kind, not its text */
export function explainProblem(error: unknown): Explanation {
	if (error instanceof LedgerProblem) {
		const { zh, en } = error.remedy;
		return { message: error.message, description: `${zh}；${en}` };
	}
	if (error instanceof SettingsError) {
		return { message: error.message, description: error.remedy };
	}
	if (error instanceof LedgerError) {
		const { helpZh, helpEn } = LEDGER_FAULTS[error.fault];
		return { message: error.message, description: `${helpZh}；${helpEn}` };
	}
	const kind = error instanceof Error ? error.name : typeof error;
	return {
		message: `内部错误 (${kind})；Internal error (${kind})`,
		description:
			'请重试；如再次出现，请连同 n8n 日志反馈给本包的维护者；Try again; if it comes back, report it with n8n’s log',
	};
}

/** The error that n8n shows. Nothing is wrapped: a cause would carry its own text into n8n's database. */
export function problemError(node: INode, words: Explanation, itemIndex: number) {
	const { message, description } = words;
	return withWords(new NodeOperationError(node, message, { description, itemIndex }), words);
}

/** The node names an operation that this version does not have (a file from a newer one). */
export const unknownOperation = (): LedgerProblem =>
	new LedgerProblem('参数“Operation 操作”不能用', 'the parameter “Operation 操作” cannot be used', {
		zh: '请打开节点，重新选择操作',
		en: 'Open the node and select the operation again',
	});
