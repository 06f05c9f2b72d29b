/**
 * Whatever a sender writes into a field, a notification stays what we made of it: no link, mention, tag or line of
 * the sender's. The checkers know each channel's grammar as we write it, and nothing of how fields are escaped.
 */
import * as fc from 'fast-check';
import type { Notification } from '../../lib/lifecycle/notice/format';
import { NOTICE_CHANNELS } from '../../lib/lifecycle/notice/settings';
import {
	DETAIL_URL,
	format,
	markdownText,
	minutes,
	SENT,
	value,
} from '../unit/lifecycle/noticeSupport';

const USER = 'wangyisheng';
const MOBILE = '13800000001';
const SENDING = { detailUrl: DETAIL_URL, mentionMobiles: [MOBILE], mentionUserIds: [USER] };

const ATTACKS = [
	'[点我](http://evil.com)',
	'![x](https://evil.com/x.png)',
	'<at id=all></at>',
	'<at user_id="all">所有人</at>',
	'<@all>',
	'@all',
	'@所有人',
	`@${MOBILE}`,
	'<font color="info">正常</font>',
	'<img src=x onerror=alert(1)>',
	'</td></tr></table><script>alert(1)</script>',
	'"><a href="http://evil.com">x</a>',
	'http://evil.com/a?b=c',
	'HTTPS://EVIL.COM',
	'www.evil.com',
	'evil.com',
	'a@evil.com',
	'javascript:alert(1)',
	'tel:110',
	'\n# 标题\n',
	'\r\n> 引用',
	'\u2028- 列表',
	'\n\n---\n',
	'**粗体**',
	'__x__',
	'~~x~~',
	'`code`',
	'```\ncode\n```',
	'&lt;script&gt;',
	'&#60;',
	'&',
	'\\',
	'\\[',
	'|a|b|',
	'$urlVal',
	'${x}',
	'{{ $json.x }}',
	'\u0000',
	'\u202E',
	'h\u200Bttp://evil.com',
	'<\u200Bat id=all>',
	'\uD800',
	'1. ',
	':OK:',
];

const hostile = fc
	.array(
		fc.oneof(
			fc.constantFrom(...ATTACKS),
			fc.string({ unit: 'binary', maxLength: 12 }),
			fc.constantFrom('张三', '血钾', '6.8', '↑', ' '),
		),
		{ maxLength: 6 },
	)
	.map((parts) => parts.join(''));

const long = fc.oneof(
	{ weight: 6, arbitrary: hostile },
	{
		weight: 1,
		arbitrary: fc.tuple(hostile, fc.integer({ min: 1, max: 400 })).map(([s, n]) => s.repeat(n)),
	},
);

const moment = fc.oneof(
	fc.record({ timestamp: fc.constant(minutes(3)) }),
	fc.record({ time: hostile }),
);

const delivery = fc
	.tuple(
		fc.record({ target: long, state: fc.constantFrom('open', 'delivered'), reason: hostile }),
		moment,
	)
	.map(([one, at]) => ({ ...one, ...at }));

const step = fc.record({
	name: long,
	level: fc.integer({ min: 1, max: 9 }),
	timestamp: fc.constant(SENT),
});

const item = fc.record({
	item: long,
	text: long,
	unit: hostile,
	range: fc.option(fc.record({ low: fc.double(), high: fc.option(fc.double()) })),
	direction: fc.constantFrom('low', 'high', 'within', 'unknown'),
});

const hostileValue = fc
	.record(
		{
			state: fc.oneof(fc.constantFrom('open', 'confirmed', 'cancelled', 'unknown'), hostile),
			patientName: long,
			patientClass: hostile,
			patientBedno: long,
			patientNo: long,
			patientMedRecordno: long,
			wardCode: hostile,
			wardName: long,
			reportType: hostile,
			sendTime: fc.oneof(fc.constant(SENT), hostile),
			minutesOpen: fc.double({ min: 0, max: 1e5, noNaN: true }),
			notified: fc.array(delivery, { maxLength: 4 }),
			deliveries: fc.array(delivery, { maxLength: 4 }),
			escalations: fc.array(step, { maxLength: 4 }),
			step,
			confirm: fc.record({ responseName: long, responseResult: hostile, responsecontent: long }),
			content: long,
			items: fc.array(item, { maxLength: 8 }),
		},
		{ requiredKeys: [] },
	)
	.chain((fields) => long.map((riskId) => ({ ...fields, riskId: `R${riskId}` })));

const hostileAlarm = fc
	.record({
		event: fc.constantFrom(
			'deliveryTrouble',
			'deadLetter',
			'rejected',
			'silentSource',
			'backlog',
			'x',
		),
		text: long,
		target: long,
		address: long,
		messages: fc.array(fc.record({ messageId: fc.nat(), riskId: long, reason: hostile }), {
			maxLength: 5,
		}),
	})
	.chain((alarm) => hostile.map((event) => (alarm.event === 'x' ? { ...alarm, event } : alarm)));

const anyItems = fc.oneof(
	hostileValue.map((one) => [one]),
	hostileAlarm.map((one) => [one]),
	fc.array(fc.oneof(hostileValue, hostileAlarm), { minLength: 2, maxLength: 12 }),
);

/** A link as phones and mail programs find them, in text that is not ours. */
const LINK =
	/[a-z]:\/|\bwww\.[\p{L}\p{N}]|[\p{L}\p{N}-]\.[a-z]{2}|\S@\S|@|(?:javascript|tel|mailto|data):/iu;

/** No control or format characters, and no line break but ours. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const LINK_LINE = `[查看详情](${DETAIL_URL})`;

function expectInert(text: string, signs: RegExp): void {
	expect(text).not.toMatch(signs);
	expect(text).not.toMatch(LINK);
	expect(text).not.toMatch(INVISIBLE);
}

/** Where every sign is only a sign. */
const NO_SIGNS = /(?!)/;

/** All that the Markdown dialects act on. */
const MARKDOWN = /[\\`*_~#<>[\]|&$@]/;

/** Each line is one of our forms with text in it that no dialect acts on. */
function expectMarkdown(
	text: string,
	lineBreak: string,
	own: readonly string[],
	line: RegExp,
): void {
	for (const one of text.split(lineBreak)) {
		if (own.includes(one)) continue;
		const { text: inner } = line.exec(one)?.groups ?? {};
		expect([one, inner]).toEqual([one, expect.any(String)]);
		expectInert(inner ?? '', MARKDOWN);
	}
}

const CHECKS: Record<string, (notification: Notification) => void> = {
	dingTalk: (notification) => {
		const line =
			/^(?:### |\*\*[\u4e00-\u9fff]+\*\*：|\d+、|……)(?:<font color="#d93026">(?<red>.*)<\/font>|(?<plain>.*))$/u;
		for (const one of markdownText(notification).split('  \n')) {
			if ([LINK_LINE, `@${MOBILE}`].includes(one)) continue;
			const { red, plain } = line.exec(one)?.groups ?? {};
			expect([one, red ?? plain]).toEqual([one, expect.any(String)]);
			expectInert(red ?? plain ?? '', MARKDOWN);
		}
	},
	weComMarkdown: (notification) => {
		const text = markdownText(notification);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
		expectMarkdown(
			text.replace(/(：)<font color="warning">(.*)<\/font>$/gmu, '$1$2'),
			'\n',
			[LINK_LINE, `<@${USER}>`],
			/^(?:### |>[\u4e00-\u9fff]+：|\d+、|……)(?<text>.*)$/u,
		);
	},
	feishu: (notification) => {
		const text = markdownText(notification);
		expectMarkdown(
			text.replace(/(：)<font color='red'>(.*)<\/font>$/gmu, '$1$2'),
			'\n',
			[`<at id=${USER}></at>`],
			/^(?:\*\*[\u4e00-\u9fff]+\*\*：|\d+、|……)(?<text>.*)$/u,
		);
	},
	weComCard: ({ body }) => {
		const { template_card: card } = body as { template_card: Record<string, unknown> };
		const { card_action: _own, ...shown } = card;
		for (const text of stringsOf(shown)) expectInert(text, NO_SIGNS);
		const {
			main_title: main,
			sub_title_text: subtitle,
			horizontal_content_list: rows,
		} = card as {
			main_title: { title: string; desc?: string };
			sub_title_text?: string;
			horizontal_content_list: Array<{ keyname: string; value: string }>;
		};
		const lengths: Array<[string | undefined, number]> = [
			[main.title, 26],
			[main.desc, 30],
			[subtitle, 112],
			...rows.flatMap(({ keyname, value: text }): Array<[string, number]> => [
				[keyname, 5],
				[text, 26],
			]),
		];
		for (const [text = '', limit] of lengths) {
			expect(Array.from(text).length).toBeLessThanOrEqual(limit);
		}
		expect(rows.length).toBeLessThanOrEqual(6);
		expect(main.title).not.toBe('');
	},
	email: ({ subject, html }) => {
		expectInert(subject ?? '', NO_SIGNS);
		const own =
			/<(?:!DOCTYPE html|\/?(?:html|head|body|table|tr|th|td|p|a|meta)(?: [a-z]+="[^"<>]*")*)>/g;
		const text = (html ?? '').replace(own, '\n');
		expect(text).not.toMatch(/[<>]/);
		expect(text.match(/&(?!(?:amp|lt|gt|quot|#39);)/g)).toBeNull();
		for (const one of text.split('\n')) expectInert(one, /["']/);
		const attributes = [...(html ?? '').matchAll(/ ([a-z]+)="([^"]*)"/g)];
		for (const [, name, content] of attributes) {
			if (name === 'href') expect(content).toBe(DETAIL_URL);
			else
				expect([
					'style',
					'align',
					'bgcolor',
					'cellpadding',
					'cellspacing',
					'border',
					'lang',
					'charset',
				]).toContain(name);
		}
	},
	sms: ({ text, sms }) => {
		expectInert(text, NO_SIGNS);
		expect(sms?.characters).toBe(text.length);
		expect(sms?.parts).toBeLessThanOrEqual(4);
		expect((sms?.parts ?? 0) * (text.length > 70 ? 67 : 70)).toBeGreaterThanOrEqual(text.length);
		if (text.length > 70) expect(((sms?.parts ?? 0) - 1) * 67).toBeLessThan(text.length);
	},
	plainText: () => undefined,
};

function stringsOf(json: unknown): string[] {
	if (typeof json === 'string') return [json];
	if (typeof json !== 'object' || json === null) return [];
	return Object.values(json).flatMap(stringsOf);
}

const sizes = { dingTalk: 20_000, feishu: 20_000, weComMarkdown: 5000, weComCard: 5000 };

describe.each(NOTICE_CHANNELS)('%s', (channel) => {
	test('hostile fields are text, whatever they hold', () => {
		fc.assert(
			fc.property(anyItems, fc.boolean(), (items, maskNames) => {
				const notification = format(channel, items, { ...SENDING, maskNames });
				const { text, title, body, count } = notification;
				CHECKS[channel]?.(notification);
				for (const line of text.split('\n')) expectInert(line, NO_SIGNS);
				expectInert(title, NO_SIGNS);
				expect(Array.from(title).length).toBeLessThanOrEqual(60);
				expect(count).toBe(items.length);
				if (body && channel in sizes) {
					const bytes = Buffer.byteLength(JSON.stringify(body));
					expect(bytes).toBeLessThanOrEqual(sizes[channel as keyof typeof sizes]);
				}
			}),
			{ numRuns: 150 },
		);
	}, 120_000);

	test('a name is masked wherever it stands, and nothing says undefined', () => {
		const name = fc.constantFrom(
			'金丝雀',
			'欧阳修远',
			'阿卜杜·热西提',
			'𠮷田',
			'Anna Lind',
			'Jean-Luc',
			'A.李',
		);
		const spell = fc.constantFrom(
			(text: string) => text,
			(text: string) => text.replace(/(?<=^.)/u, ' '),
			(text: string) => text.toUpperCase(),
			(text: string) => text.replace(/(?<=^.)/u, '\u200B'),
		);
		const plain = fc.constantFrom('血钾:6.8(3.5-5.3);', '患者', '，', '已复查 ', '');
		const where = fc.constantFrom(
			'content',
			'wardName',
			'patientBedno',
			'patientClass',
			'reportType',
			'riskId',
			'state',
		);
		fc.assert(
			fc.property(
				name,
				spell,
				plain,
				plain,
				where,
				(patientName, spelled, before, after, field) => {
					const text = `${before} ${spelled(patientName)} ${after}`;
					const one = value({ patientName, [field]: text, confirm: { responsecontent: text } });
					for (const items of [
						[one],
						[one, value({ riskId: 'R2' })],
						[{ ...one, state: 'confirmed' }],
					]) {
						const { riskIds: _data, ...told } = format(channel, items, SENDING);
						const all = stringsOf(told).join('\n');
						expect(all).not.toMatch(/undefined|\[object|NaN/);
						const found = all.replace(/[\s\p{Cf}]/gu, '').toLowerCase();
						expect(found).not.toContain(patientName.replace(/\s/g, '').toLowerCase());
					}
				},
			),
			{ numRuns: 100 },
		);
	}, 120_000);
});

test('the checkers see what they are there for', () => {
	const sent = (text: string) =>
		({ body: { markdown: { text, content: text } } }) as unknown as Notification;
	for (const text of [
		'### [a](b)',
		'### x\n### y',
		'**患者**：@all',
		'**患者**：evil.com',
		'点我',
	]) {
		expect(() => CHECKS.dingTalk?.(sent(text))).toThrow();
	}
	for (const text of ['### <@all>', '>患者：a\n[x](y)', '>患者：http://a', '### a\u202Eb']) {
		expect(() => CHECKS.weComMarkdown?.(sent(text))).toThrow();
	}
	const mail = (html: string) => ({ subject: '', html }) as Notification;
	for (const html of [
		'<td>a<b>',
		'<a href="http://x">',
		'<p onclick="x">',
		'<td>a & b</td>',
		'<script>',
	]) {
		expect(() => CHECKS.email?.(mail(html))).toThrow();
	}
});
