import type { CriticalValue } from '../../../lib/lifecycle/criticalValue';
import { percentText, secondsText } from '../../../lib/lifecycle/indicators/figureText';
import type { IndicatorOptions } from '../../../lib/lifecycle/indicators/options';
import { reportHtml } from '../../../lib/lifecycle/indicators/reportHtml';
import { statisticsOver } from '../../../lib/lifecycle/indicators/statistics';
import { confirmedValue, criticalValue, DAY, MINUTE, OPTIONS, SENT } from './criticalValues';

async function report(
	values: readonly CriticalValue[],
	options: Partial<IndicatorOptions> = {},
	title = '危急值日报',
): Promise<string> {
	return reportHtml(await statisticsOver(values, { ...OPTIONS, ...options }), title);
}

/** A table's lines as their cells' texts. */
const linesOf = (html: string): string[][] =>
	[...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, line = '']) =>
		[...line.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, text = '']) => text),
	);

const VALUES = [confirmedValue('R1', 2 * MINUTE), criticalValue('R2', { notified: [] })];

describe('a report for an e-mail', () => {
	it('has every indicator per critical value and per item', async () => {
		const lines = linesOf(await report(VALUES));
		expect(lines).toHaveLength(1 + 8);
		expect(lines[1]).toEqual(['危急值通报率', 'CL-14', '1/2', '50.0%', '2/4', '50.0%']);
		expect(lines[3]?.slice(2)).toEqual(['0/0', '—', '0/0', '—']);
		expect(lines[8]?.slice(2, 4)).toEqual(['1/2', '中位数 2分0秒，P90 2分0秒']);
	});

	it('has a line for each group', async () => {
		const lines = linesOf(await report(VALUES, { groupBy: 'responder' })).slice(9);
		expect(lines).toEqual([
			[
				'处理人',
				'危急值数',
				'通报率',
				'通报及时率',
				'处理及时率',
				'未确认',
				'通报用时中位数',
				'确认用时中位数',
			],
			['赵医生', '1', '100.0%', '100.0%', '100.0%', '0', '2.0秒', '2分0秒'],
			['未确认', '1', '0.0%', '0.0%', '0.0%', '1', '—', '—'],
		]);
	});

	it('names what was missed, what was left out, the period and the limits', async () => {
		const withdrawn = criticalValue('R3', { state: 'cancelled' });
		const unknown = criticalValue('R4', { state: 'unknown', firstSentAt: null, confirmedAt: SENT });
		const html = await report([...VALUES, withdrawn, unknown], {
			from: SENT,
			to: SENT + DAY,
			clinicalSystems: ['EMR', 'HIS'],
		});
		expect(html).toContain('2026-03-31 23:58 至 2026-04-01 23:58（不含，Asia/Shanghai）');
		expect(html).toContain('未通报（1）：R2');
		expect(html).toContain('未确认（1）：R2');
		expect(html).toContain('已撤销（1）：R3');
		expect(html).toContain('仅收到确认、未收到发送（1）：R4');
		expect(html).toContain('检验15分钟、心电15分钟、超声10分钟、放射10分钟、其他10分钟');
		expect(html).toContain('处理时限：30分钟');
		expect(html).toContain('以首次送达EMR、HIS为通报；已撤销的危急值不计入');
	});

	it('says which values count, by the options', async () => {
		const html = await report([], { includeCancelled: true });
		expect(html).toContain('以首次送达任一系统为通报；已撤销的危急值计入');
		expect(html).not.toContain('未通报（');
	});

	it('lists fifty riskIds and no more', async () => {
		const open = [...Array(51).keys()].map((index) => criticalValue(`R${index}`));
		const html = await report(open);
		expect(html).toContain('未确认（51）：');
		expect(html.match(/未确认（51）：([^<]*)/)?.[1]?.split('、')).toHaveLength(50);
		expect(html).toContain(' …</p>');
	});

	it('lets nobody’s text become markup, and has no patient in it', async () => {
		const evil = '<img src=x onerror=1>&"\'';
		const value = criticalValue(evil, { fields: { wardCode: 'W1', wardName: evil } });
		const html = await report([value], { groupBy: 'ward', clinicalSystems: [evil] }, evil);
		expect(html).not.toContain('<img');
		expect(html.split('&lt;img src=x onerror=1&gt;&amp;&quot;&#39;')).toHaveLength(6);
		expect(html).not.toContain('张三丰');
	});
});

describe('a figure as text', () => {
	it.each([
		[null, '—'],
		[0, '0.0%'],
		[1, '100.0%'],
		[0.9853, '98.5%'],
		[0.99999, '99.9%'],
		[0.00001, '0.1%'],
		[2 / 3, '66.7%'],
	])('%p is %s', (value, text) => {
		expect(percentText(value)).toBe(text);
	});

	it.each([
		[null, '—'],
		[0, '0.0秒'],
		[7.16, '7.2秒'],
		[59.94, '59.9秒'],
		[59.96, '1分0秒'],
		[132, '2分12秒'],
		[3599.6, '1小时0分'],
		[5_430, '1小时30分'],
	])('%p seconds are %s', (seconds, text) => {
		expect(secondsText(seconds)).toBe(text);
	});
});
