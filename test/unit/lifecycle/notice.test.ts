/** One critical value, or one alarm, in each channel's form: the very texts. */
import { NOTICE_CHANNELS } from '../../../lib/lifecycle/notice/settings';
import { DETAIL_URL, format, markdownText, minutes, SENT, STEP, value } from './noticeSupport';

const TITLE = '危急值 未确认 12 分钟 · 值班医生（2 级） 血液内科一病区 12床';

const LINES = [
	'状态：未确认 12 分钟',
	'级别：值班医生（2 级）',
	'患者：张*（住院）',
	'病区：血液内科一病区',
	'床号：12床',
	'报告：检验',
	'结果：白细胞计数 0.8 ×10^9/L ↓（参考 3.5-9.5）',
	'结果：血钾 4.2 mmol/L（参考 3.5-5.3）',
	'结果：备注 张*已复查',
	'发送时间：2026-11-25 08:00:00',
	'已送达：EMR 08:01',
	'推送异常：HIS（对方拒绝连接 08:02）',
	'已提醒：病区护士站（1 级） 08:05',
	'编号：R20261125000123',
];

test('plain text', () => {
	expect(format('plainText', value())).toEqual({
		channel: 'plainText',
		title: TITLE,
		text: [TITLE, ...LINES].join('\n'),
		body: null,
		subject: null,
		html: null,
		sms: null,
		count: 1,
		omitted: 0,
		riskIds: ['R20261125000123'],
	});
});

test('DingTalk: Markdown, what is outside its range in red, a link, mobiles in the text as well', () => {
	const notification = format('dingTalk', value(), {
		detailUrl: DETAIL_URL,
		mentionMobiles: ['13800000001', '13800000002'],
	});
	const lines = LINES.map((line) =>
		line
			.replace(/^(.+?)：/, '**$1**：')
			.replace('*（住院）', '＊（住院）')
			.replace('张*已', '张＊已')
			.replace(/(白细胞.*)/, '<font color="#d93026">$1</font>'),
	);
	expect(notification.body).toEqual({
		msgtype: 'markdown',
		markdown: {
			title: TITLE,
			text: [
				`### ${TITLE}`,
				...lines,
				`[查看详情](${DETAIL_URL})`,
				'@13800000001 @13800000002',
			].join('  \n'),
		},
		at: { atMobiles: ['13800000001', '13800000002'], isAtAll: false },
	});
	expect(notification.text).toBe([TITLE, ...LINES].join('\n'));
});

test('DingTalk: everybody is mentioned by a switch, nobody by none', () => {
	const all = format('dingTalk', value(), { mentionMobiles: ['all'] });
	expect(all.body).toMatchObject({ at: { atMobiles: [], isAtAll: true } });
	expect(markdownText(all)).not.toContain('@');
	expect(format('dingTalk', value()).body).not.toHaveProperty('at');
});

test('WeCom Markdown: quoted lines, user ids', () => {
	const lines = LINES.map((line) =>
		line.replaceAll('*', '＊').replace(/(白细胞.*)/, '<font color="warning">$1</font>'),
	);
	const notification = format('weComMarkdown', value(), {
		detailUrl: DETAIL_URL,
		mentionUserIds: ['wang', 'li'],
	});
	expect(notification.body).toEqual({
		msgtype: 'markdown',
		markdown: {
			content: [
				`### ${TITLE}`,
				...lines.map((line) => `>${line}`),
				`[查看详情](${DETAIL_URL})`,
				'<@wang> <@li>',
			].join('\n'),
		},
	});
});

test('WeCom card: six rows, the results beneath the title, a tap leads to the address', () => {
	expect(format('weComCard', value(), { detailUrl: DETAIL_URL })).toMatchObject({
		omitted: 1,
		body: {
			msgtype: 'template_card',
			template_card: {
				card_type: 'text_notice',
				source: { desc: '危急值', desc_color: 2 },
				main_title: { title: '未确认 12 分钟 · 值班医生（2 级）', desc: '血液内科一病区 12床' },
				sub_title_text:
					'白细胞计数 0.8 ×10^9/L ↓（参考 3.5-9.5）；备注 张*已复查；血钾 4.2 mmol/L（参考 3.5-5.3）',
				horizontal_content_list: [
					{ keyname: '患者', value: '张*（住院）' },
					{ keyname: '报告', value: '检验' },
					{ keyname: '发送时间', value: '2026-11-25 08:00:00' },
					{ keyname: '级别', value: '值班医生（2 级）' },
					{ keyname: '推送异常', value: 'HIS（对方拒绝连接 08:02）' },
					{ keyname: '已送达', value: 'EMR 08:01' },
				],
				card_action: { type: 1, url: DETAIL_URL },
			},
		},
	});
});

test('Feishu: a card with a coloured header and a button', () => {
	const notification = format('feishu', value(), {
		detailUrl: DETAIL_URL,
		mentionUserIds: ['ou_1'],
	});
	expect(notification.body).toEqual({
		msg_type: 'interactive',
		card: {
			config: { wide_screen_mode: true },
			header: { title: { tag: 'plain_text', content: TITLE }, template: 'red' },
			elements: [
				{ tag: 'div', text: { tag: 'lark_md', content: expect.any(String) } },
				{
					tag: 'action',
					actions: [
						{
							tag: 'button',
							text: { tag: 'plain_text', content: '查看详情' },
							type: 'primary',
							url: DETAIL_URL,
						},
					],
				},
			],
		},
	});
	const text = markdownText(notification).split('\n');
	expect(text[0]).toBe('**状态**：未确认 12 分钟');
	expect(text[6]).toBe(
		"**结果**：<font color='red'>白细胞计数 0.8 ×10^9/L ↓（参考 3.5-9.5）</font>",
	);
	expect(text.slice(-2)).toEqual(['**编号**：R20261125000123', '<at id=ou_1></at>']);
	expect(text).toHaveLength(LINES.length + 1);
});

test('SMS: one line, counted in parts of 67', () => {
	const { text, sms, body } = format('sms', value());
	expect(text).toBe(
		'危急值 未确认 12 分钟 · 值班医生（2 级） 血液内科一病区 12床 张*（住院） 检验：' +
			'白细胞计数 0.8 ×10^9/L ↓（参考 3.5-9.5）；备注 张*已复查；血钾 4.2 mmol/L（参考 3.5-5.3），编号 R20261125000123',
	);
	expect(sms).toEqual({ characters: 133, parts: 2 });
	expect(body).toBeNull();
});

test('e-mail: a table with inline styles; a link where there is an address', () => {
	const { subject, html } = format('email', value({ wardName: 'A & <B>' }), {
		detailUrl: `${DETAIL_URL}&a=1`,
	});
	expect(subject).toBe(TITLE.replace('血液内科一病区', 'A & <B>'));
	const rows = [...(html ?? '').matchAll(/<tr><th[^>]*>(.*?)<\/th><td[^>]*>(.*?)<\/td><\/tr>/g)];
	expect(rows.map(([, label, text]) => `${label ?? ''}：${text ?? ''}`)).toEqual(
		LINES.map((line) => line.replace('血液内科一病区', 'A &amp; &lt;B&gt;')),
	);
	expect(html).toContain(`<a href="${DETAIL_URL}&amp;a=1" style="color:#0969da">查看详情</a>`);
	expect(html).not.toMatch(/<style|<script|class=|flex|grid/);
	expect(format('email', value()).html).not.toContain('<a ');
});

describe('content', () => {
	const lines = (item: object, settings = {}) =>
		format('plainText', item, settings).text.split('\n').slice(1);

	test('names as they are, and the numbers, where masking is off', () => {
		const shown = lines(value(), { maskNames: false });
		expect(shown).toEqual(
			expect.arrayContaining([
				'患者：张三（住院）',
				'就诊号：ZY00098231',
				'病历号：BL0045127',
				'结果：备注 张三已复查',
			]),
		);
		expect(lines(value()).join()).not.toMatch(/ZY00098231|BL0045127/);
		const repeated = value({
			riskId: 'ZY00098231-1',
			state: 'confirmed',
			content: '住院号:ZY00098231;病历号BL0045127，胸片示大面积气胸',
			confirm: { responsecontent: '已查看 ZY00098231' },
		});
		for (const channel of NOTICE_CHANNELS) {
			const { riskIds: _own, ...told } = format(channel, repeated, { detailUrl: DETAIL_URL });
			const said = JSON.stringify(told).replaceAll('ZY00098231-1', '');
			expect(said).not.toMatch(/ZY00098231|BL0045127/);
		}
		expect(lines(repeated)).toContain('编号：ZY00098231-1');
	});

	test('a field that is missing, null or of another kind leaves its line out', () => {
		expect(lines({ riskId: 'R1' })).toEqual(['编号：R1']);
		const odd = Object.fromEntries(Object.keys(value()).map((key) => [key, null]));
		expect(lines({ ...odd, riskId: 'R1' })).toEqual(['编号：R1']);
		const objects = Object.fromEntries(Object.keys(value()).map((key) => [key, { a: [1] }]));
		expect(lines({ ...objects, riskId: 'R1' })).toEqual(['编号：R1']);
		expect(format('plainText', { riskId: 'R1' }).title).toBe('危急值');
	});

	test('enumerated values in words, unknown ones as they came', () => {
		const shown = lines({ riskId: 'R1', state: 'lost', patientClass: 'Q', reportType: 'Gene' });
		expect(shown).toEqual(['状态：lost', '患者：Q', '报告：Gene', '编号：R1']);
		const known = lines({ riskId: 'R1', patientClass: 'e', reportType: 'pacs[放射]' });
		expect(known).toEqual(['患者：急诊', '报告：放射', '编号：R1']);
	});

	test('a confirmed value: by whom, when, what, how long it took; green', () => {
		const item = value({
			state: 'confirmed',
			step: undefined,
			confirmedTimestamp: minutes(75),
			minutesOpen: 75,
			confirm: { responseName: '赵医生', responseResult: '暂时处理', responsecontent: '已补液' },
		});
		expect(lines(item)).toEqual(
			expect.arrayContaining([
				'状态：已确认',
				'确认：赵医生 09:15 暂时处理：已补液',
				'确认用时：1 小时 15 分钟',
			]),
		);
		const { body } = format('feishu', item);
		expect(body).toMatchObject({ card: { header: { template: 'green' } } });
	});

	test.each([
		[{ patientBedno: '12床' }, '床号：12床'],
		[{ patientBedno: '加3' }, '床号：加3床'],
		[{ wardName: '' }, '病区：W0301'],
		[{ minutesOpen: 0.9 }, '状态：未确认 不足 1 分钟'],
		[{ minutesOpen: 120 }, '状态：未确认 2 小时'],
		[{ sendTime: '2026-11-25 08:00:00' }, '发送时间：2026-11-25 08:00:00'],
		[
			{ notified: [{ target: 'EMR', timestamp: SENT + 86_400_000 }] },
			'已送达：EMR 2026-11-26 08:00',
		],
		[{ notified: [{ target: 'EMR', time: '2026-11-25T00:03:00Z' }] }, '已送达：EMR 08:03'],
		[{ step: { ...STEP, fallback: true } }, '级别：值班医生（2 级） 兜底'],
		[{ content: '血钾:6.8↑mmol/L(3.5-5.3)' }, '结果：血钾 6.8 mmol/L ↑（参考 3.5-5.3）'],
		[{ content: '肌钙蛋白I:>50 ng/mL(<0.04)' }, '结果：肌钙蛋白I >50 ng/mL ↑（参考 ≤0.04）'],
		[{ content: '主动脉夹层，立即处理' }, '结果：主动脉夹层，立即处理'],
		[{ items: [{ item: 'A', text: '1↓', direction: 'low' }] }, '结果：A 1↓'],
		[{ deliveries: [{ target: 'HIS', state: 'open', reason: 'NEW' }] }, '推送异常：HIS（NEW）'],
	])('%j: %s', (more, line) => {
		expect(lines(value(more))).toContain(line);
	});

	test('times are the workflow’s', () => {
		expect(lines(value(), { timeZone: 'America/New_York' })).toContain(
			'发送时间：2026-11-24 19:00:00',
		);
	});

	test('the title has a prefix of its own, or none', () => {
		const title = (titlePrefix: string) => format('sms', value(), { titlePrefix }).title;
		expect(title('【市一院】')).toMatch(/^【市一院】未确认/);
		expect(title('告警')).toMatch(/^告警 未确认/);
		expect(title('')).toMatch(/^未确认/);
	});
});

describe('a message straight from its trigger', () => {
	const { state: _state, event: _event, step: _step, minutesOpen: _minutes, ...sent } = value();
	const told = (item: object) => {
		const { title, text } = format('plainText', item);
		const { body } = format('feishu', item);
		const { template } = (body as { card: { header: { template: string } } }).card.header;
		return { title, text, template };
	};

	test('a withdrawal does not alarm the ward once more', () => {
		const withdrawn = { ...sent, flag: 'delete', received: { interface: 1 } };
		expect(told(withdrawn)).toMatchObject({
			title: '危急值 已撤销 血液内科一病区 12床',
			template: 'green',
		});
		const digest = format('sms', [{ ...sent, flag: 'add' }, withdrawn]);
		expect(digest.text).toContain('1 项待处理，1 项其他状态');
	});

	const confirm = { riskId: 'R1', responseName: '赵医生', responseResult: '暂时处理', flag: 'add' };

	test.each([
		['from Risk Confirm Trigger', { received: { interface: 2 } }],
		['from the ledger’s Confirm', { feedbackId: 'n8n-1' }],
	])('a confirmation %s is good news', (_from, more) => {
		const { title, text, template } = told({ ...confirm, ...more });
		expect({ title, template }).toEqual({ title: '危急值 已确认', template: 'green' });
		expect(text).toContain('确认：赵医生 暂时处理');
		const withdrawn = told({ ...confirm, ...more, flag: 'delete' });
		expect(withdrawn).toMatchObject({ title: '危急值 未确认', template: 'red' });
	});

	test('a send that has a confirm’s fields is none', () => {
		const more = { responseName: '', responseTime: '', received: { interface: 1 } };
		expect(told({ ...sent, ...more, flag: 'add' }).template).toBe('red');
	});

	test('a rejected call is an alarm, whether it names a riskId or not', () => {
		const rejected = (more: object) => ({
			code: 1008,
			msg: '缺少字段 sendTime',
			reason: 'STRICT_VALIDATION',
			faults: [{ field: 'sendTime', code: 'missing', expected: 'timestamp' }],
			raw: '{"patientName":"张三"}',
			rawTruncated: false,
			received: { time: '2026-11-25T08:00:00.000+08:00', messageId: 5 },
			...more,
		});
		for (const [more, id] of [
			[{}, '5，'],
			[{ riskId: 'R1' }, '5，R1，'],
		] as const) {
			const { text, riskIds } = format('plainText', rejected(more));
			expect(text).toBe(
				`危急值 拒收消息 1 条\n说明：缺少字段 sendTime\n消息：${id}STRICT_VALIDATION，2026-11-25 08:00:00`,
			);
			expect(riskIds).toEqual([]);
		}
	});
});

describe('what a reconciliation has found', () => {
	const missing = {
		result: 'missingHere',
		text: '来源有、台账没有：请补发，并立即电话通知病区',
		row: { bed: '12' },
	};

	test('is said, of a value that is known here and of one that is not', () => {
		const { title, text, riskIds } = format('plainText', { riskId: 'R1', ...missing });
		expect(title).toBe('危急值 来源有、台账没有');
		expect(text).toBe(`${title}\n核对：来源有、台账没有：请补发，并立即电话通知病区\n编号：R1`);
		expect(riskIds).toEqual(['R1']);
		const known = { step: undefined, result: 'missingThere', text: '台账有、来源没有：请核对' };
		expect(format('sms', value(known)).text).toContain(
			'危急值 台账有、来源没有 未确认 12 分钟 血液',
		);
	});

	test('is said of a row without a riskId, too', () => {
		const { text, count, riskIds } = format('plainText', { riskId: '', ...missing });
		expect({ count, riskIds }).toEqual({ count: 1, riskIds: [] });
		expect(text).toContain('核对：来源有、台账没有');
	});

	test('is nothing where both sides agree', () => {
		const matched = value({ result: 'matched', text: '一致' });
		expect(format('plainText', matched).text).toBe(format('plainText', value()).text);
	});
});

describe('alarms', () => {
	test.each([
		[
			{
				event: 'deliveryTrouble',
				target: 'EMR',
				address: 'http://emr:8080/outapi',
				deliveries: 12,
				sinceTimestamp: SENT,
				seconds: 75,
				text: 'EMR 推送失败',
			},
			'危急值 推送故障：EMR\n说明：EMR 推送失败\n系统：EMR\n地址：http：//emr：8080/outapi\n推送数：12 条\n开始时间：2026-11-25 08:00:00\n持续：1 分钟',
		],
		[
			{ event: 'deliveryRecovered', target: 'EMR', text: '已恢复' },
			'危急值 推送恢复：EMR\n说明：已恢复\n系统：EMR',
		],
		[
			{ event: 'deliveryGivenUp', target: 'EMR', text: '有 2 条未能送达' },
			'危急值 停止推送，未送达：EMR\n说明：有 2 条未能送达\n系统：EMR',
		],
		[
			{
				event: 'deadLetter',
				count: 2,
				text: '2 条',
				messages: [
					{ messageId: 17, riskId: 'R1', kind: 'send', lastFailure: 'REFUSED' },
					'x',
					{ messageId: 18, riskId: null, lastFailure: 'NEW' },
				],
			},
			'危急值 死信 2 条\n说明：2 条\n消息：17，R1，对方拒绝连接\n消息：18，NEW',
		],
		[
			{
				event: 'rejected',
				count: 1,
				messages: [
					{ messageId: 5, riskId: null, reason: 'JSON', acceptedTime: '2026-11-25T08:00:00+08:00' },
				],
			},
			'危急值 拒收消息 1 条\n消息：5，JSON，2026-11-25 08:00:00',
		],
		[
			{ event: 'silentSource', minutes: 30, lastTime: SENT, text: 'LIS 无消息' },
			'危急值 数据源无消息 30 分钟\n说明：LIS 无消息\n最后消息：2026-11-25 08:00:00',
		],
		[{ event: 'sourceBack' }, '危急值 数据源恢复'],
		[
			{ event: 'backlog', open: 1200, limit: 1000, text: '积压' },
			'危急值 消息积压 1200 条\n说明：积压\n上限：1000 条',
		],
		[{ event: 'backlogOver', open: 3 }, '危急值 积压解除'],
		[{ event: 'somethingNew', text: '新事件' }, '危急值 somethingNew\n说明：新事件'],
	])('%j', (item, text) => {
		expect(format('plainText', item).text).toBe(text);
		for (const channel of NOTICE_CHANNELS) {
			const { riskIds, ...notification } = format(channel, item, { detailUrl: DETAIL_URL });
			expect(riskIds).toEqual([]);
			expect(JSON.stringify(notification)).not.toMatch(/undefined|NaN|Invalid/);
		}
	});

	test('good news is green', () => {
		const colour = (event: string) =>
			(format('feishu', { event }).body as { card: { header: { template: string } } }).card.header
				.template;
		expect(['deliveryRecovered', 'sourceBack', 'backlogOver'].map(colour)).toEqual(
			Array(3).fill('green'),
		);
		expect(['deadLetter', 'deliveryGivenUp'].map(colour)).toEqual(['red', 'red']);
	});

	test('what is neither a value nor an event tells nothing', () => {
		for (const item of [{}, { text: 'x' }, { riskId: ' ' }, { entries: [] }, null, 'x', [1]]) {
			expect(() => format('sms', item).count).not.toThrow();
			expect(format('sms', item).count).toBe(0);
		}
	});
});
