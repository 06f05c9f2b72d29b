import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { formatNotification } from '../../../lib/n8n/ledgerNode/formatNotification';
import { shownFor } from '../../../lib/n8n/shownFor';
import {
	combine,
	detailUrlOfCard,
	detailUrlOfOthers,
	maskNames,
	noticeChannel,
	notificationOptions,
} from '../notificationParameters';

const properties: INodeProperties[] = [
	noticeChannel,
	combine,
	maskNames,
	detailUrlOfCard,
	detailUrlOfOthers,
	notificationOptions,
];

const displayOptions = { show: { operation: ['formatNotification'] } };

export const description = shownFor(displayOptions, properties);

/** Messages for robots, phones and mailboxes. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return formatNotification(this);
}
