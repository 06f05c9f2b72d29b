import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseContent } from '../../../lib/contract/content';
import type { CriticalValue } from '../../../lib/lifecycle/criticalValue';
import type { IndicatorOptions } from '../../../lib/lifecycle/indicators/options';
import {
	countStatistics,
	statisticsOver,
	type Statistics,
} from '../../../lib/lifecycle/indicators/statistics';
import {
	confirmedValue,
	criticalValue,
	DAY,
	MINUTE,
	OPTIONS,
	SECOND,
	SENT,
} from './criticalValues';

function statistics(
	values: readonly CriticalValue[],
	options: Partial<IndicatorOptions> = {},
): Statistics {
	const count = countStatistics({ ...OPTIONS, ...options });
	for (const value of values) count.add(value);
	return count.result();
}

const withContent = (riskId: string, reqId: string, content: string, changes = {}) =>
	criticalValue(riskId, { fields: { reqId, content }, items: parseContent(content), ...changes });

const notifiedAfter = (riskId: string, ms: number, reportType = 'Lis') =>
	criticalValue(riskId, {
		fields: { reportType },
		notified: [{ target: 'http://emr.test', name: 'EMR', at: SENT + ms }],
	});

describe('notification', () => {
	it('counts a delivery to any system, and lists what has none', () => {
		const { byValue } = statistics([
			criticalValue('R1'),
			criticalValue('R2', { notified: [] }),
		]).total;
		expect(byValue.notificationRate).toEqual({
			numerator: 1,
			denominator: 2,
			value: 0.5,
			numeratorRiskIds: ['R1'],
			restRiskIds: ['R2'],
		});
	});

	it('has no value where nothing is counted', () => {
		const { byValue } = statistics([]).total;
		expect(byValue.notificationRate).toMatchObject({ numerator: 0, denominator: 0, value: null });
		expect(byValue.notificationTime).toMatchObject({ medianSeconds: null, p90Seconds: null });
	});

	it.each(['HIS', 'http://his.test'])('counts only chosen systems (%s)', (system) => {
		const notified = [
			{ target: 'http://lis.test', name: 'LIS', at: SENT + 1 },
			{ target: 'http://his.test', name: 'HIS', at: SENT + 3 * SECOND },
		];
		const values = [criticalValue('R1', { notified }), criticalValue('R2')];
		const { byValue } = statistics(values, { clinicalSystems: [system] }).total;
		expect(byValue.notificationRate.numeratorRiskIds).toEqual(['R1']);
		expect(byValue.notificationTime.medianSeconds).toBe(3);
	});

	it('takes the acknowledgement where no delivery is on record', () => {
		const { byValue } = statistics([confirmedValue('R1', 4 * MINUTE, { notified: [] })]).total;
		expect(byValue.notificationRate.numerator).toBe(1);
		expect(byValue.notificationTime.medianSeconds).toBe(240);
	});

	it('starts no later than the receipt, and never takes less than nothing', () => {
		const ahead = criticalValue('R1', { firstReceivedAt: SENT - 5 * MINUTE });
		const before = criticalValue('R2', {
			firstReceivedAt: SENT,
			notified: [{ target: 'http://emr.test', name: 'EMR', at: SENT - MINUTE }],
		});
		expect(statistics([ahead]).total.byValue.notificationTime.medianSeconds).toBe(302);
		expect(statistics([before]).total.byValue.notificationTime.medianSeconds).toBe(0);
	});

	it.each([
		['Lis', 15],
		['Ecg', 15],
		['Ris', 10],
		['Pacs', 10],
		['constructor', 10],
		['', 10],
	])(
		'of report type "%s" is timely up to %d minutes, and a millisecond later no more',
		(type, limit) => {
			const values = [
				notifiedAfter('R1', limit * MINUTE, type),
				notifiedAfter('R2', limit * MINUTE + 1, type),
			];
			const { timelyNotificationRate } = statistics(values).total.byValue;
			expect(timelyNotificationRate.numeratorRiskIds).toEqual(['R1']);
			expect(timelyNotificationRate.restRiskIds).toEqual(['R2']);
		},
	);
});

describe('the ten minutes of ultrasound and radiology', () => {
	it('stay ten minutes, whatever limit the hospital sets', () => {
		const limits = { notificationMinutes: { Ris: 60, Pacs: 60 } };
		const values = [
			notifiedAfter('R1', 10 * MINUTE, 'Ris'),
			notifiedAfter('R2', 11 * MINUTE, 'Ris'),
		];
		const { byValue } = statistics(values, limits).total;
		expect(byValue.ultrasoundTenMinuteRate).toMatchObject({ numerator: 1, denominator: 2 });
		expect(byValue.radiologyTenMinuteRate).toMatchObject({ denominator: 0, value: null });
		expect(byValue.timelyNotificationRate.numerator).toBe(2);
	});

	const pacs = { reportType: 'Pacs' };
	it.each([
		['both sides on record', confirmedValue('R1', MINUTE, { fields: pacs }), 1],
		['nobody answered', criticalValue('R1', { fields: pacs }), 0],
		[
			'no name of the sender',
			confirmedValue('R1', MINUTE, { fields: { ...pacs, senderName: '', senderStaff: ' ' } }),
			0,
		],
		['no content', confirmedValue('R1', MINUTE, { fields: { ...pacs, content: '' } }), 0],
		['no time', confirmedValue('R1', MINUTE, { fields: { ...pacs, sendTime: null } }), 0],
		[
			'no name of who answered',
			confirmedValue('R1', MINUTE, {
				fields: pacs,
				confirm: { responseTime: SENT, responseResult: '暂时处理' },
			}),
			0,
		],
		[
			'no time of the answer',
			confirmedValue('R1', MINUTE, {
				fields: pacs,
				confirm: { responseName: '赵', responseResult: '暂时处理' },
			}),
			0,
		],
		[
			'no answer in it',
			confirmedValue('R1', MINUTE, {
				fields: pacs,
				confirm: { responseName: '赵', responseTime: SENT },
			}),
			0,
		],
	])('want a record of radiology: %s', (_case, value, numerator) => {
		expect(statistics([value]).total.byValue.radiologyTenMinuteRate).toMatchObject({
			numerator,
			denominator: 1,
		});
	});
});

describe('handling', () => {
	it('is timely up to the limit; what nobody acknowledged is late', () => {
		const values = [
			confirmedValue('R1', 30 * MINUTE),
			confirmedValue('R2', 30 * MINUTE + 1),
			criticalValue('R3'),
		];
		const { timelyHandlingRate, unacknowledgedRate } = statistics(values).total.byValue;
		expect(timelyHandlingRate.numeratorRiskIds).toEqual(['R1']);
		expect(timelyHandlingRate.restRiskIds).toEqual(['R2', 'R3']);
		expect(unacknowledgedRate).toMatchObject({ numerator: 1, value: 1 / 3 });
		expect(unacknowledgedRate.numeratorRiskIds).toEqual(['R3']);
	});

	it('of a reopened value is that of its latest opening', () => {
		const openedAt = SENT + 60 * MINUTE;
		const again = { opening: 2, openedAt, openedReceivedAt: openedAt + SECOND };
		const values = [confirmedValue('R1', 62 * MINUTE, again)];
		expect(statistics(values).total.byValue.confirmationTime.medianSeconds).toBe(120);
	});
});

describe('percentiles', () => {
	const of = (seconds: readonly number[]) =>
		statistics(seconds.map((s, index) => notifiedAfter(`R${index}`, s * SECOND))).total.byValue
			.notificationTime;

	it('are measured times: the nearest rank', () => {
		expect(of([7])).toMatchObject({ medianSeconds: 7, p90Seconds: 7 });
		expect(of([20, 10])).toMatchObject({ medianSeconds: 10, p90Seconds: 20 });
		expect(of([10, 9, 8, 7, 6, 5, 4, 3, 2, 100])).toMatchObject({
			medianSeconds: 6,
			p90Seconds: 10,
		});
		expect(of([...Array(11).keys()])).toMatchObject({ medianSeconds: 5, p90Seconds: 9 });
		expect(of([...Array(1_000).keys()])).toMatchObject({ medianSeconds: 499, p90Seconds: 899 });
		expect(of([0.0005, 1.234])).toMatchObject({ p90Seconds: 1.234 });
	});

	it('leave out what has no time, and list it', () => {
		const { notificationTime } = statistics([
			notifiedAfter('R1', SECOND),
			criticalValue('R2', { notified: [] }),
		]).total.byValue;
		expect(notificationTime).toEqual({
			numerator: 1,
			denominator: 2,
			medianSeconds: 1,
			p90Seconds: 1,
			numeratorRiskIds: ['R1'],
			restRiskIds: ['R2'],
		});
	});
});

describe('what is not counted', () => {
	const cancelled = criticalValue('R2', { state: 'cancelled', cancelledAt: SENT + MINUTE });
	const unknown = criticalValue('R3', {
		state: 'unknown',
		firstSentAt: null,
		confirmedAt: SENT,
		notified: [],
	});

	it('is withdrawn or was never sent, and is listed', () => {
		const { total } = statistics([criticalValue('R1'), cancelled, unknown]);
		expect(total.byValue.notificationRate.denominator).toBe(1);
		expect(total.byItem.notificationRate.denominator).toBe(2);
		expect(total.cancelledRiskIds).toEqual(['R2']);
		expect(total.unknownRiskIds).toEqual(['R3']);
	});

	it('includes no withdrawn value where the options include them', () => {
		const { total } = statistics([criticalValue('R1'), cancelled, unknown], {
			includeCancelled: true,
		});
		expect(total.byValue.notificationRate.numeratorRiskIds).toEqual(['R1', 'R2']);
		expect(total.cancelledRiskIds).toEqual(['R2']);
	});

	it('lies outside the period: from its first millisecond, until before its end', () => {
		const period = { from: SENT, to: SENT + DAY };
		const at = (riskId: string, firstSentAt: number) => criticalValue(riskId, { firstSentAt });
		const values = [
			at('R1', SENT - 1),
			at('R2', SENT),
			at('R3', SENT + DAY - 1),
			at('R4', SENT + DAY),
		];
		const { notificationRate } = statistics(values, period).total.byValue;
		expect(notificationRate.numeratorRiskIds).toEqual(['R2', 'R3']);
	});

	it('is what a value was before it moved out of the period', () => {
		const count = countStatistics({ ...OPTIONS, to: SENT + DAY });
		count.add(criticalValue('R1'));
		count.add(criticalValue('R1', { firstSentAt: SENT + DAY }));
		expect(count.result().total.byValue.notificationRate.denominator).toBe(0);
	});
});

describe('items', () => {
	const itemsOf = (...values: readonly CriticalValue[]) => statistics(values).total;

	it('count once each in a critical value, whatever width, case and spaces their names have', () => {
		const value = withContent('R1', 'S1', 'PO2:40;ＰＯ２:41;po2:39;血钾:6.8;血钾:6.9');
		expect(itemsOf(value).byItem.notificationRate).toMatchObject({
			numerator: 2,
			numeratorRiskIds: ['R1'],
		});
	});

	it('of the same request count once, where they came first', () => {
		const late = withContent('R1', 'S1', '血钾:6.8;血钠:170', { firstSentAt: SENT + DAY });
		const early = withContent('R2', 'S1', '血钾:6.9', { notified: [] });
		const { byItem, byValue, repeatedItems } = itemsOf(late, early);
		expect(byItem.notificationRate).toMatchObject({
			numerator: 1,
			denominator: 2,
			numeratorRiskIds: ['R1'],
			restRiskIds: ['R2'],
		});
		expect(byValue.notificationRate.denominator).toBe(2);
		expect(repeatedItems).toBe(1);
	});

	it('of one that was withdrawn are no repeat', () => {
		const withdrawn = withContent('R1', 'S1', '血钾:6.8', { state: 'cancelled' });
		const stands = withContent('R2', 'S1', '血钾:6.8', { firstSentAt: SENT + MINUTE });
		expect(itemsOf(withdrawn, stands).byItem.notificationRate.numeratorRiskIds).toEqual(['R2']);
	});

	it('of different requests, or of none, are different', () => {
		const denominator = (...reqIds: readonly string[]) =>
			itemsOf(...reqIds.map((reqId, index) => withContent(`R${index}`, reqId, '血钾:6.8'))).byItem
				.notificationRate.denominator;
		expect(denominator('S1', 'S2')).toBe(2);
		expect(denominator('S1', ' S1 ')).toBe(1);
		expect(denominator('202604010000000000001', '202604010000000000002')).toBe(2);
		expect(denominator('', '')).toBe(2);
		expect(denominator(' ', '')).toBe(2);
		expect(denominator('1'.repeat(500), '1'.repeat(499) + '2')).toBe(2);
	});

	it('in free text are one, and a repeat only of the same text', () => {
		const denominator = (...contents: readonly string[]) =>
			itemsOf(...contents.map((content, index) => withContent(`R${index}`, 'S1', content))).byItem
				.notificationRate.denominator;
		expect(denominator('患者昏迷;呼吸困难')).toBe(1);
		expect(denominator('血钾:6.8(3.5-5.3);患者昏迷;呼吸困难')).toBe(2);
		expect(denominator('患者昏迷，呼吸困难', '患者昏迷,呼吸困难')).toBe(1);
		expect(denominator('患者昏迷;呼吸困难', '血钾:6.8(3.5-5.3);患者昏迷;呼吸困难')).toBe(2);
		expect(denominator('心包积液', '主动脉夹层')).toBe(2);
		expect(denominator('', '')).toBe(2);
	});
});

describe('groups', () => {
	const keys = (
		groupBy: IndicatorOptions['groupBy'],
		values: readonly CriticalValue[],
		zone?: string,
	) =>
		statistics(values, { groupBy, ...(zone === undefined ? {} : { timeZone: zone }) }).groups.map(
			({ group, byValue }) => [group.key, group.name, byValue.notificationRate.denominator],
		);
	// New year's Eve 2020 was a Thursday: the week 53 of 2020 runs until Sunday, 3rd of January.
	const newYear = criticalValue('R2', { firstSentAt: Date.parse('2021-01-03T23:59:59.999+08:00') });
	const monday = criticalValue('R3', { firstSentAt: Date.parse('2021-01-04T00:00:00+08:00') });

	it('there are none without grouping', () => {
		expect(keys('none', [criticalValue('R1')])).toEqual([]);
	});

	it('by time are those of the time zone', () => {
		const values = [criticalValue('R1'), newYear, monday];
		const wide = (groupBy: IndicatorOptions['groupBy'], timeZone = 'Asia/Shanghai') =>
			statistics(values, { groupBy, timeZone, from: 0 }).groups.map(({ group }) => group.key);
		expect(wide('day')).toEqual(['2021-01-03', '2021-01-04', '2026-03-31']);
		expect(wide('week')).toEqual(['2020-W53', '2021-W01', '2026-W14']);
		expect(wide('month')).toEqual(['2021-01', '2026-03']);
		expect(wide('month', 'Pacific/Auckland')).toEqual(['2021-01', '2026-04']);
		expect(wide('week', 'UTC')).toEqual(['2020-W53', '2026-W14']);
	});

	it('of wards go by code, are called what the latest value says, and those without one come last', () => {
		const renamed = criticalValue('R2', {
			fields: { wardName: '血液科' },
			firstSentAt: SENT + MINUTE,
		});
		const nowhere = criticalValue('R3', { fields: { wardCode: '', wardName: ' ' } });
		const unnumbered = criticalValue('R4', { fields: { wardCode: null, wardName: '急诊' } });
		expect(keys('ward', [nowhere, renamed, unnumbered, criticalValue('R1')])).toEqual([
			['W0301', '血液科', 2],
			['急诊', '急诊', 1],
			['', '未填写', 1],
		]);
	});

	it('of types and classes are called by the interface document’s names', () => {
		const odd = criticalValue('R2', { fields: { reportType: 'Pis', patientClass: 'Q' } });
		expect(keys('reportType', [criticalValue('R1'), odd])).toEqual([
			['Lis', '检验', 1],
			['Pis', 'Pis', 1],
		]);
		expect(keys('patientClass', [criticalValue('R1'), odd])).toEqual([
			['I', '住院', 1],
			['Q', 'Q', 1],
		]);
	});

	it('of people go by staff number; what nobody confirmed is a group of its own', () => {
		const values = [criticalValue('R1'), confirmedValue('R2', MINUTE)];
		expect(keys('sender', values)).toEqual([['J1024', '李检验', 2]]);
		expect(keys('responder', values)).toEqual([
			['D3072', '赵医生', 1],
			['', '未确认', 1],
		]);
	});

	it('are refused in a time zone that is none', () => {
		expect(() => countStatistics({ ...OPTIONS, timeZone: 'Asia/Nowhere' })).toThrow(RangeError);
	});
});

describe('values that come page by page', () => {
	async function* pages(count: number) {
		for (let index = 0; index < count; index++) yield criticalValue(`R${index}`);
	}

	it('are counted as they come', async () => {
		const { total } = await statisticsOver(pages(1_000), OPTIONS);
		expect(total.byValue.notificationRate.denominator).toBe(1_000);
	});

	it('leave nothing of their content in memory', async () => {
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		// Real texts, not ropes: a name cut out of one would keep all of it alive.
		const long = (index: number) => {
			const text = Buffer.alloc(60_000, 'x').toString('latin1');
			return withContent(
				`R${index}`,
				`S${index}`,
				`${'很长的检验项目名称'.repeat(3)}${index}试验:1.5;${text}`,
			);
		};
		const count = countStatistics(OPTIONS);
		collect();
		const before = process.memoryUsage().heapUsed;
		for (let index = 0; index < 400; index++) count.add(long(index));
		collect();
		const kept = process.memoryUsage().heapUsed - before;
		expect(count.result().total.byItem.notificationRate.denominator).toBe(800);
		expect(kept).toBeLessThan(6_000_000); // their contents have 24 MB
	});
});
