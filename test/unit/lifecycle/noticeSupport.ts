/** A critical value on its way to a phone, as the Risk Watch Trigger gives it out. All people are invented. */
import { formatNotice, type Notification } from '../../../lib/lifecycle/notice/format';
import { readIncoming } from '../../../lib/lifecycle/notice/incoming';
import type { NoticeChannel, NoticeSettings } from '../../../lib/lifecycle/notice/settings';

/** 2026-11-25 08:00 in Shanghai. */
export const SENT = Date.UTC(2026, 10, 25, 0, 0);
export const minutes = (count: number): number => SENT + count * 60_000;

export const SETTINGS: NoticeSettings = {
	timeZone: 'Asia/Shanghai',
	maskNames: true,
	titlePrefix: '危急值',
	mentionMobiles: [],
	mentionUserIds: [],
	reasonWords: (code) => (code === 'REFUSED' ? '对方拒绝连接' : undefined),
};

export const DETAIL_URL = 'https://n8n.hospital.example/board?ward=W0301';

export const STEP = { name: '值班医生', level: 2, afterMinutes: 10, fallback: false };

/** All that an item may have. */
export const value = (more: object = {}): Record<string, unknown> => ({
	event: 'unconfirmed',
	step: STEP,
	riskId: 'R20261125000123',
	state: 'open',
	patientNo: 'ZY00098231',
	patientMedRecordno: 'BL0045127',
	patientName: '张三',
	patientClass: 'I',
	patientBedno: '12',
	wardCode: 'W0301',
	wardName: '血液内科一病区',
	reportType: 'Lis',
	sendTime: SENT,
	content: '白细胞计数:0.8×10^9/L(参考范围:3.5-9.5);血钾:4.2mmol/L(3.5-5.3);备注:张三已复查',
	minutesOpen: 12.9,
	notified: [{ target: 'EMR', timestamp: minutes(1) }],
	deliveries: [
		{ target: 'EMR', state: 'delivered', reason: null, timestamp: minutes(1) },
		{ target: 'HIS', state: 'open', reason: 'REFUSED', timestamp: minutes(2) },
	],
	escalations: [{ name: '病区护士站', level: 1, timestamp: minutes(5) }],
	...more,
});

export function format(
	channel: NoticeChannel,
	items: unknown,
	settings: Partial<NoticeSettings> = {},
): Notification {
	const incoming = (Array.isArray(items) ? items : [items]).flatMap(readIncoming);
	return formatNotice(incoming, channel, { ...SETTINGS, ...settings });
}

/** The text within a robot's body. */
export function markdownText({ body }: Notification): string {
	const { markdown, card } = body as {
		markdown?: { text?: string; content?: string };
		card?: { elements: Array<{ text?: { content: string } }> };
	};
	return markdown?.text ?? markdown?.content ?? card?.elements[0]?.text?.content ?? '';
}
