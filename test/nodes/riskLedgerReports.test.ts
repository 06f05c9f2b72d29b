/** Statistics and Export by Risk Ledger: the period, the figures as items, the files. */
import type { IDataObject } from 'n8n-workflow';
import type { Ledger } from '../../lib/ledger/types';
import { DateTime } from '../../lib/thirdParty';
import { attempt, message, NO_LIMIT } from '../ledger/messages';
import { readCsv } from '../support/csvReader';
import { LEDGER, ledgerOf, outputOf, overBothLedgers, run, TIME_ZONE } from './riskLedgerSupport';

const MINUTE = 60_000;
const now = DateTime.now().setZone(TIME_ZONE);
const yesterday = (hour: number) =>
	now.startOf('day').minus({ days: 1 }).plus({ hours: hour }).toMillis();

interface Case {
	at: number;
	/** Minutes until the EMR had it, and until it was confirmed; undefined: never. */
	notified?: number;
	confirmed?: number;
	reportType?: string;
}

async function put(
	ledger: Ledger,
	riskId: string,
	{ at, notified, confirmed, reportType = 'Lis' }: Case,
) {
	const item = JSON.stringify({
		...{ riskId, reqId: `Q${riskId}`, patientName: '张三', wardName: '心内科', reportType },
		...{ content: '血钾:6.9(参考范围:3.5-5.3);', sendTime: at, flag: 'add' },
		items: [{ item: '血钾', value: 6.9, text: '6.9', range: null, direction: 'high' }],
	});
	const sent = await ledger.accept(
		message(riskId, { item, fingerprint: `s${riskId}` }),
		at,
		NO_LIMIT,
	);
	const id = 'id' in sent ? sent.id : 0;
	if (notified !== undefined) {
		const result = { delivered: true as const, code: '0', msg: 'ok' };
		await ledger.recordDeliveries([attempt(id, { riskId, at: at + notified * MINUTE, result })]);
	}
	if (confirmed === undefined) return;
	const responseTime = at + confirmed * MINUTE;
	const confirm = JSON.stringify({ riskId, responseName: '赵医生', responseTime, flag: 'add' });
	const more = { kind: 'confirm' as const, interface: 2 as const, fingerprint: `c${riskId}` };
	await ledger.accept(message(riskId, { ...more, item: confirm }), responseTime, NO_LIMIT);
}

overBothLedgers((site) => {
	const operate = async (operation: string, parameters: IDataObject = {}) =>
		await outputOf(site(), { operation, ...parameters });
	const fill = async () => {
		const ledger = await ledgerOf(site());
		await put(ledger, '007', { at: yesterday(8), notified: 1, confirmed: 4 });
		await put(ledger, 'B', { at: yesterday(9), notified: 20, confirmed: 50 });
		await put(ledger, 'C', { at: yesterday(10) });
		await put(ledger, 'D', { at: yesterday(11), notified: 12, reportType: 'Pacs' });
		await put(ledger, 'today', { at: now.startOf('day').toMillis() + 1 });
	};
	const figure = (all: IDataObject[], key: string, basis = 'value', group = '') =>
		all.find(
			(one) =>
				one.key === key &&
				one.basis === basis &&
				(group === '' ? one.isTotal : one.groupKey === group),
		);

	it('counts yesterday, with what is behind each figure', async () => {
		await fill();
		const all = await operate('statistics');
		expect(figure(all, 'notificationRate')).toMatchObject({
			...{ code: 'CL-14', numerator: 3, denominator: 4, value: 0.75 },
			...{ numeratorRiskIds: ['007', 'B', 'D'], restRiskIds: ['C'] },
			text: '危急值通报率（按危急值）：75.0%',
			fromTimestamp: yesterday(0),
			toTimestamp: now.startOf('day').toMillis(),
		});
		expect(figure(all, 'timelyNotificationRate')).toMatchObject({
			code: 'CL-15',
			numeratorRiskIds: ['007'],
		});
		expect(figure(all, 'confirmationTime')).toMatchObject({
			medianSeconds: 240,
			p90Seconds: 3_000,
		});
		expect(figure(all, 'unacknowledgedRate', 'item')).toMatchObject({
			numerator: 2,
			denominator: 4,
		});
	});

	it('goes by the limits, systems and groups of the hospital', async () => {
		await fill();
		const options = { limitLis: 20, limitPacs: 12, clinicalSystems: 'EMR' };
		const all = await operate('statistics', { groupBy: 'reportType', options });
		expect(figure(all, 'timelyNotificationRate')?.numeratorRiskIds).toEqual(['007', 'B', 'D']);
		expect(figure(all, 'notificationRate', 'value', 'Pacs')).toMatchObject({
			numerator: 1,
			denominator: 1,
		});
		const his = await operate('statistics', { options: { clinicalSystems: 'HIS' } });
		// Delivered to no such system; but what was confirmed was known.
		expect(figure(his, 'notificationRate')?.numeratorRiskIds).toEqual(['007', 'B']);
		const only = await operate('statistics', {
			period: 'today',
			valueFilters: { reportTypes: 'Lis' },
		});
		expect(figure(only, 'notificationRate')?.denominator).toBe(1);
		const failed = await run(site(), { operation: 'statistics', options: { limitLis: 'soon' } });
		expect(failed.error?.message).toContain('检验通报时限');
	});

	it('makes a report to be mailed, with a table for Excel', async () => {
		await fill();
		const result = await run(site(), { operation: 'statistics', statisticsOutput: 'report' });
		const [item] = result.items(LEDGER);
		expect(item?.json.html).toContain('危急值通报率');
		expect(JSON.stringify(item?.json)).not.toContain('张三');
		expect(item?.json.figures).toHaveLength(16);
		const csv = Buffer.from(item?.binary?.data?.data ?? '', 'base64').toString('utf8');
		expect(csv.startsWith('\uFEFF')).toBe(true);
		expect(readCsv(csv).length).toBe(17);
		expect(item?.binary?.data?.fileName).toMatch(/^危急值指标-\d{4}-\d\d-\d\d\.csv$/);
	});

	it('exports a period as CSV and as NDJSON, names masked unless that is switched off', async () => {
		await fill();
		const file = async (parameters: IDataObject) => {
			const result = await run(site(), { operation: 'exportValues', ...parameters });
			const [item] = result.items(LEDGER);
			return {
				json: item?.json,
				text: Buffer.from(item?.binary?.data?.data ?? '', 'base64').toString('utf8'),
			};
		};
		const csv = await file({});
		expect(csv.json).toMatchObject({ count: 4, format: 'csv' });
		expect(csv.text).toContain('张*');
		expect(csv.text).not.toContain('张三');
		expect(csv.text).toContain('"=""007"""');
		const day = { period: 'custom', sentAfter: yesterday(9), sentBefore: yesterday(10) };
		const ndjson = await file({ ...day, format: 'ndjson', maskNames: false });
		const lines = ndjson.text
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as IDataObject);
		expect(lines).toMatchObject([{ riskId: 'B', patientName: '张三', state: 'confirmed' }]);
		const failed = await run(site(), { operation: 'exportValues', period: 'custom' });
		expect(failed.error?.message).toContain('Sent After 发送时间起');
	});
});
