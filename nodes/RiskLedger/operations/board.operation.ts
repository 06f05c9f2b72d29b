import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { board } from '../../../lib/n8n/ledgerNode/board';
import { runLedger } from '../../../lib/n8n/ledgerNode/run';
import { shownFor } from '../../../lib/n8n/shownFor';
import { boardMaskNames, boardOptions, boardTheme, boardWards } from '../boardParameters';

const properties: INodeProperties[] = [boardWards, boardMaskNames, boardTheme, boardOptions];

const displayOptions = { show: { operation: ['board'] } };

export const description = shownFor(displayOptions, properties);

/** A page for a screen on the wall, a phone, or paper. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runLedger(this, board);
}
