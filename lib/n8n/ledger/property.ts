import type { INodeProperties } from 'n8n-workflow';
import { BY_CREDENTIAL, EMBEDDED, LEDGER_PARAMETER } from './place';

/** Where a node's ledger is: the same parameter in every node that has one. */
export const ledgerProperty: INodeProperties = {
	displayName: 'Ledger 台账',
	name: LEDGER_PARAMETER,
	type: 'options',
	noDataExpression: true,
	default: EMBEDDED,
	options: [
		{
			name: 'By Credential 按凭据',
			value: BY_CREDENTIAL,
			description:
				'PostgreSQL (needed in queue mode), or an SQLite file at a place of your own. PostgreSQL（队列模式必须）或指定位置的 SQLite 文件。',
		},
		{
			name: 'Embedded 内置',
			value: EMBEDDED,
			description:
				'A file in n8n’s own folder; for one n8n process. n8n 目录中的一个文件，适用于单个 n8n 进程。',
		},
	],
	description:
		'Where messages are kept before callers are answered code 0. 应答 code 0 之前，消息保存在哪里。',
};
