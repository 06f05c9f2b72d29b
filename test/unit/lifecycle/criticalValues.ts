/** A critical value to break one thing at a time of. All people are invented. */
import { parseContent } from '../../../lib/contract/content';
import type { CriticalValue } from '../../../lib/lifecycle/criticalValue';
import { DEFAULT_LIMITS, type IndicatorOptions } from '../../../lib/lifecycle/indicators/options';

/** 2026-03-31 23:58:00 in Shanghai: the last minutes of a Tuesday and of a month. */
export const SENT = Date.parse('2026-03-31T23:58:00+08:00');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

export const OPTIONS: IndicatorOptions = {
	...DEFAULT_LIMITS,
	from: SENT - 30 * DAY,
	to: SENT + 30 * DAY,
	timeZone: 'Asia/Shanghai',
	groupBy: 'none',
};

export const FIELDS = {
	riskId: 'R1',
	reqId: 'S1',
	patientNo: 'ZY00098231',
	patientClass: 'I',
	patientName: '张三丰',
	patientBedno: '12',
	patientMedRecordno: '0045127',
	wardCode: 'W0301',
	wardName: '血液内科一病区',
	sendTime: SENT,
	senderName: '李检验',
	senderStaff: 'J1024',
	receiverName: '王护士',
	receiverStaff: '02048',
	content: '白细胞计数:1.6710(参考范围:3.5-9.5);血钾:6.8(参考范围:3.5-5.3);',
	reportType: 'Lis',
	flag: 'add',
};

export const CONFIRM = {
	riskId: 'R1',
	responseName: '赵医生',
	responseStaff: 'D3072',
	responseResult: '暂时处理',
	responsecontent: '已复核,予升白细胞治疗',
	responseTime: SENT + 5 * MINUTE,
};

export interface Changes extends Partial<Omit<CriticalValue, 'fields'>> {
	fields?: Record<string, unknown>;
}

/** Sent at SENT, received a second and delivered to the EMR two seconds later, open. */
export function criticalValue(riskId: string, changes: Changes = {}): CriticalValue {
	const fields = { ...FIELDS, reqId: `S-${riskId}`, riskId, ...changes.fields };
	const sentAt = changes.firstSentAt === undefined ? SENT : changes.firstSentAt;
	return {
		state: 'open',
		firstSentAt: sentAt,
		firstReceivedAt: sentAt === null ? null : sentAt + SECOND,
		opening: 1,
		openedAt: sentAt,
		openedReceivedAt: sentAt === null ? null : sentAt + SECOND,
		acknowledgedAt: null,
		confirmedAt: null,
		cancelledAt: null,
		riskId,
		items: parseContent(fields.content),
		confirm: null,
		confirmInterface: null,
		notified: [{ target: 'http://emr.test', name: 'EMR', at: (sentAt ?? SENT) + 2 * SECOND }],
		marks: [],
		escalations: [],
		...changes,
		fields,
	};
}

/** The same, confirmed so many milliseconds after it was sent. */
export function confirmedValue(riskId: string, afterMs: number, changes: Changes = {}) {
	const value = criticalValue(riskId, changes);
	const at = (value.firstSentAt ?? SENT) + afterMs;
	return {
		...value,
		state: 'confirmed' as const,
		acknowledgedAt: at,
		confirmedAt: at,
		confirm: { ...CONFIRM, riskId, responseTime: at },
		confirmInterface: 2 as const,
		...('confirm' in changes ? { confirm: changes.confirm ?? null } : {}),
	};
}
