/** Ward Board: the page over a real ledger, in n8n's own engine. */
import { PAGE_SIZE } from '../../lib/n8n/ledgerNode/pages';
import { message, NO_LIMIT } from '../ledger/messages';
import { cards, text } from '../support/boardPage';
import {
	ledgerOf,
	outputOf,
	overBothLedgers,
	run,
	shownError,
	type LedgerSite,
} from './riskLedgerSupport';

const MINUTE = 60_000;

/** Stores a send, and perhaps its confirm, some minutes ago. */
async function store(
	site: LedgerSite,
	riskId: string,
	minutes: number,
	ward = 'W0301',
	took?: number,
) {
	const ledger = await ledgerOf(site);
	const at = Date.now() - minutes * MINUTE;
	const accept = async (kind: 'send' | 'confirm', when: number, fields: object) => {
		const item = JSON.stringify({ riskId, flag: 'add', reportType: 'Lis', ...fields });
		const stored = message(riskId, {
			kind,
			item,
			interface: kind === 'send' ? 1 : 2,
			fingerprint: `${kind} ${riskId}`,
		});
		await ledger.accept(stored, when, NO_LIMIT);
	};
	await accept('send', at, {
		sendTime: at,
		patientName: '欧阳修',
		patientBedno: riskId,
		wardCode: ward,
		wardName: `${ward}病区`,
		content: '血钾:6.8 mmol/L(参考范围:3.5-5.3);',
	});
	if (took === undefined) return;
	const confirmedAt = at + took * MINUTE;
	await accept('confirm', confirmedAt, {
		responseTime: confirmedAt,
		responseName: '赵医生',
		responseResult: '暂时处理',
	});
}

overBothLedgers((site) => {
	const board = async (parameters = {}) => {
		const [json] = await outputOf(site(), { operation: 'board', ...parameters });
		return { html: '', ...json } as {
			html: string;
			open: number;
			today: number;
			refreshSeconds: number;
		};
	};

	test('an empty ledger makes a calm page', async () => {
		const { html, open, today } = await board();
		expect({ open, today }).toEqual({ open: 0, today: 0 });
		expect(text(html)).toContain('当前没有未确认的危急值');
	});

	test('what is open, the worst first, and who has confirmed', async () => {
		await store(site(), 'A', 3);
		await store(site(), 'B', 12);
		await store(site(), 'C', 30, 'W0301', 4);
		const { html, open, refreshSeconds } = await board();
		expect({ open, refreshSeconds }).toEqual({ open: 2, refreshSeconds: 10 });
		expect(cards(html).map((card) => /class="bed">(.*?)</.exec(card)?.[1])).toEqual(['B床', 'A床']);
		expect(cards(html)[0]).toContain('row t2');
		expect(html).not.toContain('欧阳修');
		expect(text(html)).toMatch(/最近确认.*C床 欧\*\*.*4 分.*赵医生 · 暂时处理/);
	});

	test('all that is open, over many pages', async () => {
		const count = PAGE_SIZE + 3;
		for (let n = 0; n < count; n++) await store(site(), `R${n}`, n / 10);
		const { html, open } = await board();
		expect(open).toBe(count);
		expect(/class="bed">(.*?)</.exec(cards(html)[0] ?? '')?.[1]).toBe(`R${count - 1}床`);
	});

	test('the wards, the theme and the names are the item’s', async () => {
		await store(site(), 'A', 3, 'W1');
		await store(site(), 'B', 3, 'W2');
		await store(site(), 'C', 3, 'W3');
		const items = [
			{ json: { query: { ward: 'W1，W3', theme: 'dark' } } },
			{ json: { query: { theme: 'no such' } } },
		];
		const parameters = {
			operation: 'board',
			wards: '={{ $json.query.ward }}',
			theme: '={{ $json.query.theme }}',
			maskNames: false,
			options: { steps: '1, 2', title: '一院', refreshSeconds: 20, staleSeconds: 90 },
		};
		const [some, all] = await outputOf(site(), parameters, { items });
		expect([some?.open, all?.open]).toEqual([2, 3]);
		expect(some?.html).toContain('data-theme="dark"');
		expect(all?.html).toContain('data-theme="auto"');
		expect(all?.html).toContain('欧阳修');
		expect(all?.html).toContain('row t4');
		expect(all?.html).toContain('--refresh: 20s; --stale: 90s;');
		expect(text(all?.html as string)).toContain('一院');
	});

	test('loads itself anew every two seconds at most, the page as well as its header', async () => {
		const { html, refreshSeconds } = await board({ options: { refreshSeconds: 1 } });
		expect(refreshSeconds).toBe(2);
		expect(html).toContain('http-equiv="refresh" content="2"');
	});

	test('a ward’s code that a CHAR column has filled up with blanks is that ward’s', async () => {
		await store(site(), 'A', 3, 'W0301');
		await store(site(), 'B', 4, 'W0301    ');
		const { html, open } = await board({ wards: 'W0301' });
		expect([open, cards(html).length]).toEqual([2, 2]);
		const filters = { valueFilters: { wards: 'W0301' }, show: 'open' };
		const found = await outputOf(site(), { operation: 'searchCriticalValues', ...filters });
		expect(found.map(({ riskId }) => riskId)).toEqual(['A', 'B']);
	});

	test('a ward whose name has what stands between wards in a list is one ward', async () => {
		await store(site(), 'A', 3, '呼吸、消化内科');
		await store(site(), 'B', 3, '呼吸');
		const one = await board({ wards: '呼吸、消化内科' });
		expect([one.open, text(one.html)]).toEqual([1, expect.not.stringContaining('请核对网址')]);
		expect((await board({ wards: '呼吸、消化内科病区' })).open).toBe(1);
		expect((await board({ wards: '呼吸，呼吸、消化内科' })).open).toBe(1);
	});

	test.each([
		['Steps (Minutes) 变红分钟数', { options: { steps: '5,soon' } }],
		['Steps (Minutes) 变红分钟数', { options: { steps: '-5' } }],
		['Steps (Minutes) 变红分钟数', { options: { steps: '1,2,3,4,5,6,7,8,9,10,11' } }],
		['Refresh Every (Seconds) 刷新间隔秒数', { options: { refreshSeconds: 'often' } }],
		['Wards 病区', { wards: '={{ ({ a: 1 }) }}' }],
		['Mask Names 姓名脱敏', { maskNames: '={{ "perhaps" }}' }],
	])('%s is named where it cannot be used', async (label, parameters) => {
		const result = await run(site(), { operation: 'board', ...parameters });
		expect(shownError(result).message).toContain(label);
	});
});
