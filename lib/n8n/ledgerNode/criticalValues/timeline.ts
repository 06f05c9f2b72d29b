import { isoTime } from '../../../lifecycle/isoTime';
import type { AuditEntry } from '../../../ledger/audit';

type Detail = AuditEntry['detail'];

const system = ({ name, target }: Detail): string => String(name ?? target ?? '');

const WHO: Readonly<Record<string, string>> = {
	trigger: '接收',
	push: '推送',
	watch: '监视',
};

const ACCEPTED: Readonly<Record<string, string>> = {
	'send add': '收到危急值',
	'send update': '收到危急值更新',
	'send delete': '收到危急值撤销',
	'confirm add': '收到确认',
	'confirm update': '收到确认更新',
	'confirm delete': '收到确认撤销',
};

/** What each entry of the audit trail says, for people. */
const WORDS: Readonly<Record<string, (detail: Detail) => string>> = {
	accepted: ({ kind, flag }) => ACCEPTED[`${kind} ${flag}`] ?? `收到消息（${kind} ${flag}）`,
	rejected: () => '拒收',
	repeated: () => '发送方重复发送，未重复处理',
	revived: () => '发送方重发，重新处理',
	delivered: (detail) => `已送达 ${system(detail)}`,
	notDelivered: (detail) => `推送 ${system(detail)} 失败（${detail.reason}），将重试`,
	escalated: ({ step, afterMinutes }) => `超过 ${afterMinutes} 分钟未确认，通知${step}`,
	failed: ({ reason }) => `处理未完成（${reason}），将重试`,
	done: () => '处理完成',
	dead: ({ reason }) => `多次重试仍失败（${reason}），转为死信`,
	discarded: ({ reason }) => `丢弃：${reason}`,
	replayed: ({ reason }) => `重放：${reason}`,
};

/** One entry of a critical value's history. */
export function timelineJson(entry: AuditEntry, timeZone: string) {
	const { seq, at, action, actor, messageId, detail } = entry;
	return {
		seq,
		time: isoTime(at, timeZone),
		timestamp: at,
		action,
		actor: WHO[actor] === undefined ? actor : `${WHO[actor]} ${actor}`,
		text: WORDS[action]?.(detail) ?? action,
		messageId,
		detail,
	};
}
