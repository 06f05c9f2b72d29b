/** Critical values by Risk Ledger: look up, search, confirm, reconcile, and the proof that nothing was changed. */
import type { IDataObject } from 'n8n-workflow';
import type { Ledger } from '../../lib/ledger/types';
import { message, NO_LIMIT, NOW } from '../ledger/messages';
import { ledgerOf, outputOf, overBothLedgers, run } from './riskLedgerSupport';

const MINUTE = 60_000;
let prints = 0;

async function say(
	ledger: Ledger,
	riskId: string,
	fields: Record<string, string | number> = {},
	{ kind = 'send', at = NOW }: { kind?: 'send' | 'confirm'; at?: number } = {},
): Promise<number> {
	const sent = {
		reqId: `Q${riskId}`,
		patientName: '张三',
		patientClass: 'I',
		wardCode: '0301',
		reportType: 'Lis',
		content: '血钾:6.9(参考范围:3.5-5.3);',
		sendTime: at,
	};
	const own = kind === 'send' ? sent : { responseName: '赵医生', responseTime: at };
	const item = { riskId, flag: 'add', ...own, ...fields };
	const result = await ledger.accept(
		message(riskId, {
			...{ kind, interface: kind === 'send' ? (1 as const) : (2 as const) },
			flag: String(fields.flag ?? 'add'),
			fingerprint: `v${(prints += 1)}`,
			item: JSON.stringify(item),
		}),
		at,
		NO_LIMIT,
	);
	return 'id' in result ? result.id : 0;
}

overBothLedgers((site) => {
	const operate = async (operation: string, parameters: IDataObject = {}, items?: IDataObject[]) =>
		await outputOf(
			site(),
			{ operation, ...parameters },
			items && { items: items.map((json) => ({ json })) },
		);

	it('shows a critical value with all that happened to it', async () => {
		const ledger = await ledgerOf(site());
		await say(ledger, 'A');
		await say(ledger, 'A', {}, { kind: 'confirm', at: NOW + 4 * MINUTE });
		const [json] = await operate('getCriticalValue', { riskId: 'A' });
		expect(json).toMatchObject({
			riskId: 'A',
			patientName: '张三',
			state: 'confirmed',
			stateText: '已确认 confirmed',
			minutesOpen: 4,
			firstSentTimestamp: NOW,
			acknowledgedTimestamp: NOW + 4 * MINUTE,
			confirm: { responseName: '赵医生' },
			confirmInterface: 2,
			deliveries: [],
			timeline: [
				{ action: 'accepted', text: '收到危急值' },
				{ action: 'accepted', text: '收到确认' },
			],
		});
		const [bare] = await operate('getCriticalValue', {
			riskId: 'A',
			options: { includeTimeline: false },
		});
		expect(bare).not.toHaveProperty('timeline');
		const failed = await run(site(), { operation: 'getCriticalValue', riskId: 'B' });
		expect(failed.error?.message).toContain('台账中没有该 riskId 的危急值');
	});

	it('searches what is open, overdue or confirmed, by ward, type, class and time', async () => {
		const ledger = await ledgerOf(site());
		const now = Date.now();
		await say(ledger, 'old', {}, { at: now - 30 * MINUTE });
		await say(ledger, 'new', { wardCode: '0401', reportType: 'Ecg' }, { at: now });
		await say(ledger, 'done', {}, { at: now - 20 * MINUTE });
		await say(ledger, 'done', {}, { kind: 'confirm', at: now });
		const found = async (parameters: IDataObject) =>
			(await operate('searchCriticalValues', parameters)).map(({ riskId }) => riskId);
		expect(await found({})).toEqual(['new', 'old']);
		expect(await found({ show: 'overdue' })).toEqual(['old']);
		expect(await found({ show: 'overdue', overdueMinutes: 40 })).toEqual([]);
		expect(await found({ show: 'any' })).toEqual(['new', 'done', 'old']);
		expect(await found({ show: 'confirmed' })).toEqual(['done']);
		const by = async (valueFilters: IDataObject) => await found({ show: 'any', valueFilters });
		expect(await by({ wards: '0401，0999' })).toEqual(['new']);
		expect(await by({ reportTypes: ['Lis'], patientClasses: 'I' })).toEqual(['done', 'old']);
		const day = new Date(now - 25 * MINUTE).toISOString();
		expect(await by({ sentBefore: day })).toEqual(['old']);
		expect(await by({ sentAfter: day, riskIds: 'old, done' })).toEqual(['done']);
		expect(await found({ show: 'any', limit: 1 })).toEqual(['new']);
		const failed = await run(site(), {
			operation: 'searchCriticalValues',
			valueFilters: { sentAfter: 'yesterday' },
		});
		expect(failed.error?.message).toContain('Sent After 发送时间起');
	});

	it('records a handling once, and gives the body that Submit Feedback takes', async () => {
		const ledger = await ledgerOf(site());
		await say(ledger, 'A');
		const parameters = {
			riskId: 'A',
			responseName: '赵医生',
			responseStaff: 'D0033',
			responseResult: '暂时处理',
			responseContent: '已复查',
			responseTime: NOW + MINUTE,
			sysType: 'mobileoa',
		};
		const [body] = await operate('confirm', parameters);
		expect(body).toEqual({
			feedbackId: expect.stringMatching(/^n8n-[0-9a-f]{32}$/) as string,
			riskId: 'A',
			reqId: 'QA',
			riskType: '住院危急值',
			reportType: 'Lis',
			responseName: '赵医生',
			responseStaff: 'D0033',
			responsecontent: '已复查',
			responseResult: '暂时处理',
			responseTime: NOW + MINUTE,
			flag: 'add',
			sysType: 'mobileoa',
		});
		expect(await operate('confirm', parameters)).toEqual([body]);
		const [other] = await operate('confirm', { ...parameters, responseTime: NOW + 2 * MINUTE });
		expect(other?.feedbackId).not.toBe(body?.feedbackId);
		expect(await ledger.criticalValues.get('A')).toMatchObject({
			state: 'confirmed',
			confirm: { responseName: '赵医生', feedbackId: other?.feedbackId },
			confirmInterface: 3,
		});
		const trail = await ledger.criticalValues.timeline('A');
		expect(trail.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
			'trigger accepted',
			'D0033 accepted',
			'D0033 done',
			'D0033 accepted',
			'D0033 done',
		]);
		// Nobody drains what needs no execution.
		expect(await ledger.openCalls()).toBe(1);
	});

	it('confirms what was just reported by a clock that is ahead', async () => {
		const ledger = await ledgerOf(site());
		const now = Date.now();
		const sendTime = (minutes: number) => now + minutes * MINUTE;
		await say(ledger, 'A', { content: '血钾:6.9', sendTime: sendTime(4) }, { at: now });
		await say(ledger, 'A', { content: '血钾:7.2', sendTime: sendTime(5) }, { at: now });
		const [body] = await operate('confirm', { riskId: 'A', responseName: '赵医生' });
		expect(body?.responseTime).toBe(now + 5 * MINUTE);
		expect((await ledger.criticalValues.get('A'))?.state).toBe('confirmed');
	});

	it('says so where a handling of an earlier report leaves the value open', async () => {
		const ledger = await ledgerOf(site());
		await say(ledger, 'A', { content: '血钾:6.9' });
		await say(ledger, 'A', { content: '血钾:7.2' }, { at: NOW + 10 * MINUTE });
		const parameters = { riskId: 'A', responseName: '赵医生', responseTime: NOW + 5 * MINUTE };
		const failed = await run(site(), { operation: 'confirm', ...parameters });
		expect(failed.error?.message).toContain('危急值仍未确认，提醒会继续');
		expect(failed.error?.description).toContain('反馈时间留空');
		await operate('confirm', { riskId: 'A', responseName: '赵医生' });
		expect((await ledger.criticalValues.get('A'))?.state).toBe('confirmed');
	});

	it.each([
		['an unknown riskId', { riskId: 'B', responseName: '赵医生' }, '台账中没有该 riskId 的危急值'],
		['nobody', { riskId: 'A', responseName: ' ' }, 'Response Name 反馈人姓名'],
		[
			'an unreadable time',
			{ riskId: 'A', responseName: '赵医生', responseTime: 'soon' },
			'Response Time 反馈时间',
		],
	])('does not record a handling with %s', async (_, parameters, words) => {
		const ledger = await ledgerOf(site());
		await say(ledger, 'A');
		const failed = await run(site(), { operation: 'confirm', ...parameters });
		expect(failed.error?.message).toContain(words);
		expect((await ledger.criticalValues.get('A'))?.state).toBe('open');
	});

	describe('reconciles', () => {
		const period = { sentAfter: NOW - MINUTE, sentBefore: NOW + 60 * MINUTE };
		const fill = async () => {
			const ledger = await ledgerOf(site());
			for (const riskId of ['both', 'open', 'here', 'gone']) await say(ledger, riskId);
			await say(ledger, 'both', {}, { kind: 'confirm', at: NOW + MINUTE });
			await say(ledger, 'here', {}, { kind: 'confirm', at: NOW + MINUTE });
			await say(ledger, 'gone', { flag: 'delete' }, { at: NOW + MINUTE });
			await say(ledger, 'before', {}, { at: NOW - 60 * MINUTE });
			await say(ledger, 'never sent', {}, { kind: 'confirm', at: NOW });
		};

		it('the rows of a query, by any field', async () => {
			await fill();
			const rows = ['both', 'open', 'there', 'before', 'never sent', 'open'].map((id, n) => ({
				id,
				n,
			}));
			const parameters = { riskIdField: 'id', valueFilters: period };
			const items = await operate('reconcile', parameters, rows);
			expect(items.map(({ riskId, result }) => JSON.stringify([riskId, result])).sort()).toEqual([
				'["before","unconfirmed"]',
				'["here","missingThere"]',
				'["never sent","missingHere"]',
				'["open","unconfirmed"]',
				'["there","missingHere"]',
			]);
			expect(items.find(({ riskId }) => riskId === 'there')).toEqual({
				riskId: 'there',
				result: 'missingHere',
				text: '来源有、台账没有：请补发，并立即电话通知病区',
				row: { id: 'there', n: 2 },
			});
			const all = await operate('reconcile', { ...parameters, output: 'all' }, rows);
			expect(all).toHaveLength(6);
		});

		it('numbers, but none that has been rounded: each would be an alarm for nothing', async () => {
			await say(await ledgerOf(site()), '2022022100017');
			const rows = (riskId: number) => [{ riskId: 2022022100017 }, { riskId }];
			const items = await operate('reconcile', {}, rows(18));
			expect(items.map(({ riskId, result }) => [riskId, result])).toEqual([
				['2022022100017', 'unconfirmed'],
				['18', 'missingHere'],
			]);
			// As JSON.parse reads 1234567890123456789.
			const json = rows(1234567890123456800).map((row) => ({ json: row }));
			const failed = await run(site(), { operation: 'reconcile' }, { items: json });
			expect(failed.error?.message).toContain('riskId Field riskId字段');
			expect(failed.error?.description).toContain('CAST(riskId AS VARCHAR(30))');
		});

		it('a row without a riskId, which nothing can find here', async () => {
			await fill();
			const rows = [{ riskId: 'both' }, { riskId: ' ', bed: '12' }, {}];
			const items = await operate('reconcile', {}, rows);
			expect(items).toEqual([
				{
					riskId: '',
					result: 'missingHere',
					text: '来源该行没有 riskId，无法核对：请与来源系统核对，并立即电话通知病区',
					row: { riskId: ' ', bed: '12' },
				},
			]);
			const [json] = await operate('reconcile', { output: 'summary' }, rows);
			expect(json).toMatchObject({
				rowsWithoutRiskId: 1,
				text: '核对：一致 1 条，未确认 0 条，台账缺少 0 条，来源缺少 0 条，来源 1 行没有 riskId',
			});
			const [empty] = await operate('reconcile', { output: 'summary' }, [{}]);
			expect(empty).toMatchObject({ source: 0, rowsWithoutRiskId: 0 });
		});

		it('a list, in figures', async () => {
			await fill();
			const [json] = await operate('reconcile', {
				...{ source: 'list', riskIds: 'both，open\nthere', output: 'summary' },
				valueFilters: period,
			});
			expect(json).toMatchObject({
				source: 3,
				matched: 1,
				unconfirmed: 1,
				missingHere: 1,
				missingThere: 1,
				missingHereRiskIds: ['there'],
				missingThereRiskIds: ['here'],
				text: '核对：一致 1 条，未确认 1 条，台账缺少 1 条，来源缺少 1 条',
			});
		});

		it('an empty result, and no field that is not there', async () => {
			await fill();
			const items = await operate('reconcile', { valueFilters: period }, [{}]);
			expect(items.map(({ result }) => result)).toEqual([
				'missingThere',
				'missingThere',
				'missingThere',
			]);
			const failed = await run(
				site(),
				{ operation: 'reconcile', riskIdField: 'nr' },
				{ items: [{ json: { id: 1 } }] },
			);
			expect(failed.error?.message).toContain('riskId Field riskId字段');
			expect(await operate('reconcile', {}, [{}])).toEqual([]);
		});
	});

	it('proves that the audit trail is what was written', async () => {
		const ledger = await ledgerOf(site());
		await say(ledger, 'A');
		expect(await operate('verifyAudit')).toMatchObject([
			{ intact: true, entries: 1, brokenAt: null },
		]);
	});
});
