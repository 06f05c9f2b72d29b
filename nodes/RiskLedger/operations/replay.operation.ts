import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { LABELS } from '../../../lib/n8n/ledgerNode/labels';
import { replay } from '../../../lib/n8n/ledgerNode/replay';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import {
	actorOfReplay,
	dryRunOfMany,
	dryRunOfOne,
	filters,
	messageId,
	replayedStates,
} from '../parameters';

const scope: INodeProperties = {
	displayName: LABELS.scope,
	name: 'scope',
	type: 'options',
	noDataExpression: true,
	default: 'one',
	options: [
		{
			name: 'By Filter 按条件',
			value: 'filtered',
			description:
				'All messages that fit; a dry run counts them first. 所有符合条件的消息，可先试运行统计。',
		},
		{
			name: 'One 单条',
			value: 'one',
			description: 'The message with this number. 指定编号的一条消息。',
		},
	],
	description: 'Which messages to process again. 重新处理哪些消息。',
};

const properties: INodeProperties[] = [
	scope,
	...shownFor({ show: { scope: ['one'] } }, [messageId, dryRunOfOne]),
	...shownFor({ show: { scope: ['filtered'] } }, [replayedStates, filters, dryRunOfMany]),
	...actorOfReplay,
];

const displayOptions = { show: { operation: ['replay'] } };

export const description = shownFor(displayOptions, properties);

/** Makes ended messages pending again, or counts what would be. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, replay);
}
