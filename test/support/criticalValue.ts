import type { CriticalValue } from '../../lib/lifecycle/criticalValue';

const AT = 1_764_000_000_000;

/** A critical value that is open; tests change one thing at a time. Invented people. */
export const criticalValue = (
	riskId: string,
	more: Partial<CriticalValue> = {},
): CriticalValue => ({
	riskId,
	state: 'open',
	firstSentAt: AT,
	firstReceivedAt: AT,
	opening: 1,
	openedAt: AT,
	openedReceivedAt: AT,
	acknowledgedAt: null,
	confirmedAt: null,
	cancelledAt: null,
	fields: {
		riskId,
		reqId: 'A2022022100391',
		patientNo: 'ZY00123456',
		patientClass: 'I',
		patientName: '张三',
		patientBedno: '12',
		wardCode: '0301',
		wardName: '心血管内科一病区',
		sendTime: AT,
		content: '白细胞计数:1.6710(参考范围:3.5-9.5);',
		flag: 'add',
		reportType: 'Lis',
	},
	items: [
		{
			item: '白细胞计数',
			value: 1.671,
			text: '1.6710',
			range: { low: 3.5, high: 9.5 },
			direction: 'low',
		},
	],
	confirm: null,
	confirmInterface: null,
	notified: [],
	marks: [],
	escalations: [],
	...more,
});
