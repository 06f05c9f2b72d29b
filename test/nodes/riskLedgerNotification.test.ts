/** Format Notification in n8n's own engine: what comes out, and that it needs no ledger. */
import { existsSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';
import { notificationSchema } from '../../lib/n8n/ledgerNode/notificationSchema';
import { embeddedPlace } from '../../lib/n8n/ledger/place';
import { NOTICE_CHANNELS } from '../../lib/lifecycle/notice/settings';
import { DETAIL_URL, value } from '../unit/lifecycle/noticeSupport';
import {
	CANARY,
	forgetLedger,
	LEDGER,
	outputOf,
	run,
	shownError,
	type LedgerSite,
} from './riskLedgerSupport';

const SITE: LedgerSite = { place: embeddedPlace(), parameters: {} };
const CHINESE_FIRST = /^[\u4e00-\u9fff]/;

const item = (more: object = {}) => ({ json: value(more) as IDataObject });
const parametersOf = (parameters: IDataObject): IDataObject => ({
	operation: 'formatNotification',
	...parameters,
});
const format = async (parameters: IDataObject, items = [item()]) =>
	await outputOf(SITE, parametersOf(parameters), { items });
const problemOf = async (parameters: IDataObject, items = [item()]) => {
	const { message, description } = shownError(await run(SITE, parametersOf(parameters), { items }));
	expect(message).toMatch(CHINESE_FIRST);
	expect(description).toMatch(/^[\u4e00-\u9fff].*；[A-Z]/);
	return `${message} ${description}`;
};

afterEach(async () => await forgetLedger());

test('opens no ledger, and works in queue mode without a credential', async () => {
	await forgetLedger();
	process.env.EXECUTIONS_MODE = 'queue';
	try {
		const [json] = await format({});
		expect(json).toMatchObject({ channel: 'dingTalk', count: 1, riskIds: ['R20261125000123'] });
	} finally {
		delete process.env.EXECUTIONS_MODE;
	}
	expect(existsSync((SITE.place as { file: string }).file)).toBe(false);
});

test.each(NOTICE_CHANNELS)(
	'%s: what its output example says, and nothing of the item',
	async (noticeChannel) => {
		const [json, ...more] = await format({ noticeChannel, detailUrl: DETAIL_URL });
		expect(more).toEqual([]);
		expect(notificationSchema.strict().parse(json)).toEqual(json);
		expect(JSON.stringify(json)).not.toMatch(/张三|ZY00098231|BL0045127/);
		expect(json?.body === null).toBe(['email', 'plainText', 'sms'].includes(noticeChannel));
	},
);

test('one notification per item, paired with it', async () => {
	const items = [item({ riskId: 'R1' }), item({ riskId: 'R2' })];
	const result = await run(SITE, parametersOf({}), { items });
	const out = result.items(LEDGER);
	expect(out.map(({ json }) => json.riskIds)).toEqual([['R1'], ['R2']]);
	expect(out.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});

test('all items in one, with the first one’s parameters, paired with all', async () => {
	const items = [
		item({ riskId: 'R1', minutesOpen: 3 }),
		item({ riskId: 'R2', minutesOpen: 9 }),
		{
			json: {
				event: 'unconfirmedDigest',
				count: 1,
				entries: [value({ riskId: 'R3' })],
			} as IDataObject,
		},
	];
	const result = await run(
		SITE,
		parametersOf({ combine: 'digest', options: { titlePrefix: '={{ $json.riskId }}' } }),
		{ items },
	);
	const [out, ...more] = result.items(LEDGER);
	expect(more).toEqual([]);
	expect(out?.json).toMatchObject({
		title: 'R1 3 项待处理，最长 12 分钟',
		count: 3,
		riskIds: ['R3', 'R2', 'R1'],
	});
	expect(out?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
});

test('in a digest what another item’s parameters would be is not asked', async () => {
	const items = [item({ mobile: '13800000001' }), item({ mobile: '@all' })];
	const options = { mentionMobiles: '={{ $json.mobile }}' };
	const [digest] = await format({ combine: 'digest', options }, items);
	expect(digest).toMatchObject({ count: 2, body: { at: { atMobiles: ['13800000001'] } } });
});

test('options: names, prefix, mentions in any form, address', async () => {
	const [dingTalk] = await format({
		maskNames: false,
		detailUrl: 'https://a.example/x?q=(1)&b=[2]',
		options: {
			titlePrefix: '告警',
			mentionMobiles: '13800000001，13800000002',
			mentionUserIds: '<x>',
		},
	});
	expect(dingTalk).toMatchObject({
		title: expect.stringMatching(/^告警 /),
		body: { at: { atMobiles: ['13800000001', '13800000002'], isAtAll: false } },
	});
	const text = JSON.stringify(dingTalk?.body);
	expect(text).toContain('张三');
	expect(text).toContain('(https://a.example/x?q=%281%29&b=%5B2%5D)');
	const [weCom] = await format({
		noticeChannel: 'weComMarkdown',
		options: { mentionUserIds: '={{ ["wang", "li"] }}', titlePrefix: '' },
	});
	expect(weCom?.body).toMatchObject({
		markdown: { content: expect.stringMatching(/^### 未确认[^]*\n<@wang> <@li>$/) },
	});
});

test('a failure is told in words', async () => {
	const [json] = await format({ noticeChannel: 'plainText' }, [
		item({ deliveries: [{ target: 'HIS', state: 'open', reason: 'CONNECTION_REFUSED' }] }),
	]);
	expect(json?.text).toMatch(/推送异常：HIS（[\u4e00-\u9fff]+/);
});

test('times are in the workflow’s zone', async () => {
	const [json] = await format({ noticeChannel: 'plainText' });
	expect(json?.text).toContain('发送时间：2026-11-25 08:00:00');
});

describe('bad input', () => {
	test.each([
		['Channel 渠道', { noticeChannel: 'fax' }],
		['Combine 合并', { combine: 'some' }],
		['Mask Names 姓名脱敏', { maskNames: '={{ "no" }}' }],
		['Detail URL 详情链接', { noticeChannel: 'weComCard', detailUrl: '={{ $json.none }}' }],
		['Detail URL 详情链接', { detailUrl: 'javascript:alert(1)' }],
		['Detail URL 详情链接', { detailUrl: 'board' }],
		['Detail URL 详情链接', { detailUrl: `https://a.example/${'a'.repeat(1000)}` }],
		['Mention Mobiles 提醒手机号', { options: { mentionMobiles: '={{ $json.patientName }}' } }],
		['Mention Mobiles 提醒手机号', { options: { mentionMobiles: Array(21).fill('13800000001') } }],
		[
			'Mention User IDs 提醒成员账号',
			{ noticeChannel: 'feishu', options: { mentionUserIds: 'a></at><at id=all' } },
		],
		['Title Prefix 标题前缀', { options: { titlePrefix: '={{ {} }}' } }],
	] as Array<[string, IDataObject]>)('%s: %j', async (label, parameters) => {
		const words = await problemOf(parameters, [item({ patientName: CANARY })]);
		expect(words).toContain(`“${label}”`);
		expect(words).not.toContain(CANARY);
	});

	test('an item that tells nothing', async () => {
		expect(await problemOf({}, [{ json: { patientName: CANARY } }])).not.toContain(CANARY);
	});

	test('goes on, where the node is set so: the digest is made of the others', async () => {
		const items = [{ json: {} }, item({ riskId: 'R1' }), item({ riskId: 'R2' })];
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const result = await run(SITE, parametersOf({ combine: 'digest' }), {
				items,
				node: { onError },
			});
			const [digest, ...rest] = result.items(LEDGER);
			expect(digest?.json.count).toBe(2);
			const failed = onError === 'continueErrorOutput' ? result.items(LEDGER, 1) : rest;
			expect(failed.map(({ json }) => json.problem)).toEqual([
				expect.stringMatching(CHINESE_FIRST),
			]);
		}
	});

	test.each(['digest', 'perItem', 'nothing'])('no item vanishes: %s', async (combine) => {
		const result = await run(SITE, parametersOf({ combine, detailUrl: 'x' }), {
			items: [item(), item()],
			node: { onError: 'continueRegularOutput' },
		});
		expect(result.items(LEDGER).map(({ json }) => typeof json.problem)).toEqual([
			'string',
			'string',
		]);
	});
});
