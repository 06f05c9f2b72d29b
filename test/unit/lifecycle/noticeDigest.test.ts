/** Many at once: order, limits of the channels, and what is said of those that had no room. */
import { NOTICE_CHANNELS, type NoticeChannel } from '../../../lib/lifecycle/notice/settings';
import { fitLines } from '../../../lib/lifecycle/notice/fit';
import { smsParts } from '../../../lib/lifecycle/notice/sms';
import { shorten } from '../../../lib/lifecycle/notice/tame';
import { DETAIL_URL, format, markdownText, STEP, value } from './noticeSupport';

const digestOf = (count: number) => ({
	event: 'unconfirmedDigest',
	count,
	entries: Array.from({ length: count }, (_, index) =>
		value({ riskId: `R${index}`, minutesOpen: index, patientBedno: String(index) }),
	),
});

test('two: one line each, the longest open first, in order of level where they are equal', () => {
	const items = [
		value({ riskId: 'R1', minutesOpen: 5, step: { ...STEP, level: 1 } }),
		{ event: 'backlog', open: 9, text: '积压 9 条' },
		value({ riskId: 'R4', state: 'confirmed', minutesOpen: 90 }),
		value({ riskId: 'R2', minutesOpen: 5, step: { ...STEP, level: 3 } }),
		value({ riskId: 'R3', minutesOpen: 61 }),
	];
	const { text, riskIds, title } = format('plainText', items);
	expect(title).toBe('危急值 3 项待处理，最长 1 小时 1 分钟，1 项其他状态，1 项通知');
	expect(riskIds).toEqual(['R3', 'R2', 'R1', 'R4']);
	const results = '白细胞计数 0.8 ×10^9/L ↓（参考 3.5-9.5）；备注 张*已复查';
	expect(text.split('\n').slice(1)).toEqual([
		`1、血液内科一病区 12床 张*（住院） 检验 未确认 1 小时 1 分钟 值班医生（2 级）：${results}`,
		`2、血液内科一病区 12床 张*（住院） 检验 未确认 5 分钟 值班医生（3 级）：${results}`,
		`3、血液内科一病区 12床 张*（住院） 检验 未确认 5 分钟 值班医生（1 级）：${results}`,
		'4、消息积压 9 条：积压 9 条',
		`5、血液内科一病区 12床 张*（住院） 检验 已确认 值班医生（2 级）：${results}`,
	]);
});

test('a digest of one is shown in full', () => {
	const { text } = format('plainText', { event: 'unconfirmedDigest', entries: [value()] });
	expect(text).toBe(format('plainText', value()).text);
});

test('an entry that is none is left out, alone', () => {
	const { riskIds } = format('plainText', { entries: [null, value(), 7, {}] });
	expect(riskIds).toEqual(['R20261125000123']);
});

describe('200 values', () => {
	const size = (channel: NoticeChannel) => {
		const notification = format(channel, digestOf(200), { detailUrl: DETAIL_URL });
		const { body, html, text } = notification;
		const sent = body === null ? (html ?? text) : JSON.stringify(body);
		return { ...notification, bytes: Buffer.byteLength(sent) };
	};

	test.each([
		['dingTalk', 20_000],
		['feishu', 20_000],
		['plainText', 20_000],
	] as const)('%s has at most %d bytes, and uses them', (channel, limit) => {
		const { bytes, omitted, count, text } = size(channel);
		expect(bytes).toBeLessThanOrEqual(limit);
		expect(bytes).toBeGreaterThan(limit * 0.85);
		expect(count).toBe(200);
		expect(omitted).toBeGreaterThan(0);
		expect(text).toContain('1、血液内科一病区 199床');
	});

	test('WeCom Markdown: 4096 bytes of content, worst first, and how many more', () => {
		const notification = size('weComMarkdown');
		const text = markdownText(notification);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
		expect(Buffer.byteLength(text)).toBeGreaterThan(3700);
		const lines = text.split('\n');
		const shown = lines.filter((line) => /^\d+、/.test(line));
		expect(shown[0]).toContain('199床');
		expect(shown.length + notification.omitted).toBe(200);
		expect(lines.slice(-2)).toEqual([
			`……另有 ${notification.omitted} 项未列出`,
			`[查看详情](${DETAIL_URL})`,
		]);
	});

	test('WeCom card: the worst six', () => {
		const { body, omitted } = size('weComCard');
		expect(omitted).toBe(194);
		expect(body).toMatchObject({
			template_card: {
				main_title: { title: '200 项待处理，最长 3 小时 19 分钟' },
				sub_title_text: '另有 194 项未列出',
			},
		});
		const { horizontal_content_list: rows } = (
			body as { template_card: { horizontal_content_list: object[] } }
		).template_card;
		expect(rows).toHaveLength(6);
		expect(rows[0]).toEqual({ keyname: '1', value: '血液内科一病区… 未确认 3 小时 19 分钟' });
	});

	test('SMS: four parts at most', () => {
		const { sms, text, omitted } = size('sms');
		expect(sms?.parts).toBeLessThanOrEqual(4);
		expect(text).toMatch(/^危急值 200 项待处理，最长 3 小时 19 分钟：血液内科一病区 199床/);
		expect(text).toMatch(new RegExp(`；另有 ${omitted} 项$`));
		expect(text.match(/床/g)).toHaveLength(200 - omitted);
	});

	test('e-mail: of one value with a thousand results what is read, and how many more', () => {
		const results = Array.from({ length: 1000 }, (_, n) => `项目${n}:${n}.5(参考范围:1-2)`);
		const { html, omitted } = format('email', value({ content: results.join(';') }));
		const rows = html?.match(/<tr>/g) ?? [];
		expect(rows.length).toBeLessThanOrEqual(300);
		expect(html).toContain(`……另有 ${omitted} 行未列出`);
		expect(omitted).toBeGreaterThan(700);
		expect(html).toContain('R20261125000123');
	});

	test('e-mail: all of them, in a table', () => {
		const { html, omitted } = size('email');
		expect(omitted).toBe(0);
		expect(html?.match(/<tr>/g)).toHaveLength(201);
		expect(format('email', digestOf(1000)).omitted).toBe(700);
		expect(format('email', digestOf(1000)).html).toContain('另有 700 项未列出');
	});

	test.each(NOTICE_CHANNELS)('%s: 5,000 do not take long', (channel) => {
		const items = [{ item: '血钾', text: '7.1', range: null, direction: 'high' }];
		const entries = digestOf(5000).entries.map((entry) => ({ ...entry, items }));
		// Of the processor, not of the clock: other tests run beside this one.
		const before = process.cpuUsage();
		expect(format(channel, { entries }, { detailUrl: DETAIL_URL }).count).toBe(5000);
		expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
	});
});

describe('one value with many results', () => {
	const content = [
		...Array.from(
			{ length: 150 },
			(_, index) => `指标${String.fromCharCode(0x5000 + index)}:5(1-9)`,
		),
		'血钾:7.1(3.5-5.3)',
		'血钠:101(137-147)',
	].join(';');

	test('those within their range go first, whole lines, and it says how many', () => {
		const notification = format('weComMarkdown', value({ content }));
		const text = markdownText(notification);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
		expect(text).toContain('血钾 7.1 ↑（参考 3.5-5.3）');
		expect(text).toContain('血钠 101 ↓（参考 137-147）');
		expect(text).toContain('编号：R20261125000123');
		const shown = text.match(/指标. 5（参考 1-9）(?=\n)/g) ?? [];
		expect(shown.length + notification.omitted).toBe(150);
		expect(text).toContain(`\n……另有 ${notification.omitted} 行未列出\n`);
		expect(text.match(/指标/g)).toHaveLength(shown.length);
	});

	test('those outside come first where there is little room', () => {
		const { text } = format('sms', value({ content }));
		expect(text).toContain('：血钾 7.1 ↑（参考 3.5-5.3）；血钠 101 ↓（参考 137-147）；指标倀 5');
		expect(text).toMatch(/…共 152 项，编号 R20261125000123$/);
	});
});

test.each([
	['', 1],
	['危'.repeat(70), 1],
	['危'.repeat(71), 2],
	['危'.repeat(134), 2],
	['危'.repeat(135), 3],
	['𠮷'.repeat(35), 1],
	['𠮷'.repeat(36), 2],
])('SMS parts of %j: %d', (text, parts) => {
	expect(smsParts(text)).toBe(parts);
});

test.each([
	['血钾12.5', 5, '血钾…'],
	['血钾 12.5', 5, '血钾…'],
	['血钾12.5', 6, '血钾12.5'],
	['12.5升高明显', 6, '12.5升…'],
	['𠮷𠮷𠮷', 2, '𠮷…'],
])('%j in %d characters: %j', (text, limit, expected) => {
	expect(shorten(text, limit)).toBe(expected);
});

test('lines go by rank, from the end, until there is room', () => {
	const lines = ([0, 2, 1, 3, 3, 2] as const).map((rank, index) => ({ text: `${index}`, rank }));
	const fit = (limit: number) =>
		fitLines(lines, { limit, sizeOf: () => 1, more: (count) => `+${count}` });
	expect(fit(6)).toEqual({ texts: ['0', '1', '2', '3', '4', '5'], omitted: 0 });
	expect(fit(5)).toEqual({ texts: ['0', '1', '2', '+2', '5'], omitted: 2 });
	expect(fit(4)).toEqual({ texts: ['0', '1', '2', '+3'], omitted: 3 });
	expect(fit(2)).toEqual({ texts: ['0', '+5'], omitted: 5 });
});
