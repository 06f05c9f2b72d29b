/** Why the ledger could not do something, in classes that tell what to do about it. */
export type LedgerFault =
	/** Locked or overloaded: the same call may succeed in a moment. */
	| 'LEDGER_BUSY'
	/** No space left where it is stored. */
	| 'LEDGER_FULL'
	/** Not to be reached or not to be opened: file rights, a server that is gone. */
	| 'LEDGER_UNAVAILABLE'
	/** It may have been written, or not: no answer came, or the disk failed to confirm what it was given. */
	| 'LEDGER_UNKNOWN'
	/** The file is damaged. */
	| 'LEDGER_CORRUPT'
	/** Written by a newer version of this package. */
	| 'LEDGER_NEWER'
	| 'LEDGER_CLOSED';

interface Words {
	readonly zh: string;
	readonly en: string;
	readonly helpZh: string;
	readonly helpEn: string;
}

/** What people read. No value of a message is ever part of it. */
export const LEDGER_FAULTS: Readonly<Record<LedgerFault, Words>> = {
	LEDGER_BUSY: {
		zh: '台账忙，暂时无法写入',
		en: 'The ledger is busy and cannot be written right now',
		helpZh: '通常会自行恢复；如持续出现，请检查是否有其他程序占用台账文件或数据库',
		helpEn: 'It usually recovers by itself; if not, see what else holds the file or database',
	},
	LEDGER_FULL: {
		zh: '台账所在磁盘已满',
		en: 'The disk that holds the ledger is full',
		helpZh: '请清理磁盘空间，之后会自行恢复',
		helpEn: 'Free disk space; it then recovers by itself',
	},
	LEDGER_UNAVAILABLE: {
		zh: '台账无法访问',
		en: 'The ledger cannot be reached',
		helpZh: '请检查台账文件的权限和磁盘，或 PostgreSQL 的地址、账号和状态',
		helpEn: 'Check rights and disk of the file, or address, account and state of PostgreSQL',
	},
	LEDGER_UNKNOWN: {
		zh: '台账未答复，无法确定是否已写入',
		en: 'The ledger has not answered, and whether it was written is unknown',
		helpZh: '请重发：相同的消息只保存一次；请检查台账所在磁盘，或 PostgreSQL 的状态和网络',
		helpEn:
			'Send again: the same message is stored once; check the ledger’s disk, or PostgreSQL and the network to it',
	},
	LEDGER_CORRUPT: {
		zh: '台账文件已损坏',
		en: 'The ledger file is damaged',
		helpZh: '请停止 n8n，保留该文件，并从备份恢复',
		helpEn: 'Stop n8n, keep the file, and restore it from a backup',
	},
	LEDGER_NEWER: {
		zh: '台账由更新版本的本软件写入',
		en: 'The ledger was written by a newer version of this package',
		helpZh: '请升级 n8n-nodes-critical-value，或改用另一个台账',
		helpEn: 'Update n8n-nodes-critical-value, or use another ledger',
	},
	LEDGER_CLOSED: {
		zh: '台账已关闭',
		en: 'The ledger is closed',
		helpZh: 'n8n 正在停止；请稍后重发',
		helpEn: 'n8n is stopping; send again in a moment',
	},
};

/** The detail of a failure where nothing was said at all: who tries again waits for an answer just as long. */
export const NO_ANSWER = 'no answer';

/** A failure of the ledger. Its message is the catalogue's: what lies below may quote a message. */
export class LedgerError extends Error {
	constructor(
		readonly fault: LedgerFault,
		/** SQLSTATE, SQLite's result code or the system's: for the log. */
		readonly detail: string,
	) {
		const { zh, en } = LEDGER_FAULTS[fault];
		super(`${zh}；${en} (${detail})`);
		this.name = 'LedgerError';
	}
}
