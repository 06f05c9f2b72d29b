/** Critical values for the ward board: invented people, from a fixed list, so that pictures can be compared. */
import { parseContent } from '../../lib/contract/content';
import { BOARD_DEFAULTS, type BoardInput, type BoardValues } from '../../lib/lifecycle/board/board';
import type { CriticalValue, DeliveryMark, FiredStep } from '../../lib/lifecycle/criticalValue';

/** 2026-11-25 14:32:08 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 25, 6, 32, 8);
export const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;

/** An open value, `minutes` old. What a test is about comes in `changes`. */
export function openValue(
	riskId: string,
	minutes: number,
	fields: Record<string, unknown> = {},
	changes: Partial<CriticalValue> = {},
): CriticalValue {
	const at = NOW - minutes * MINUTE;
	const content = fields.content ?? '血钾:6.8 mmol/L(参考范围:3.5-5.3);';
	return {
		riskId,
		state: 'open',
		firstSentAt: at,
		firstReceivedAt: at,
		opening: 1,
		openedAt: at,
		openedReceivedAt: at,
		acknowledgedAt: null,
		confirmedAt: null,
		cancelledAt: null,
		fields: {
			riskId,
			patientNo: 'ZY00098231',
			patientClass: 'I',
			patientName: '欧阳修',
			patientBedno: '12',
			wardCode: 'W0301',
			wardName: '血液内科一病区',
			senderName: '李检验',
			reportType: 'Lis',
			flag: 'add',
			...fields,
			content,
		},
		items: typeof content === 'string' ? parseContent(content) : [],
		confirm: null,
		confirmInterface: null,
		notified: [],
		marks: [],
		escalations: [],
		...changes,
	};
}

/** The same, confirmed `took` minutes after it was opened. */
export function confirmedValue(
	riskId: string,
	minutes: number,
	took: number,
	fields: Record<string, unknown> = {},
	confirm: Record<string, unknown> = {},
): CriticalValue {
	const at = NOW - (minutes - took) * MINUTE;
	return openValue(riskId, minutes, fields, {
		state: 'confirmed',
		acknowledgedAt: at,
		confirmedAt: at,
		confirm: { responseName: '赵医生', responseResult: '暂时处理', ...confirm },
		confirmInterface: 3,
	});
}

export const mark = (name: string, reason?: string | null): DeliveryMark => ({
	target: `http://${name}`,
	name,
	state: reason === undefined ? 'delivered' : 'open',
	reason: reason ?? null,
	at: NOW - MINUTE,
});

export const fired = (name: string, level: number, minutes: number, opening = 1): FiredStep => ({
	watch: 'w:n',
	opening,
	step: `s${level}`,
	name,
	level,
	afterMinutes: minutes,
	at: NOW - MINUTE,
});

const REASONS: Readonly<Record<string, string>> = {
	CONNECTION_REFUSED: '连接被拒绝',
	RESPONSE_TIMEOUT: '应答超时',
};

export const boardInput = (
	values: Partial<BoardValues>,
	settings: Partial<BoardInput['settings']> = {},
): BoardInput => ({
	open: [],
	recent: [],
	unknownWards: [],
	today: [],
	...values,
	settings: { ...BOARD_DEFAULTS, ...settings },
	now: NOW,
	timeZone: ZONE,
	reasonText: (code) => REASONS[code],
});
