/** What a person is shown when something is wrong, and what n8n's On Error settings make of it. */
import { inspect } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import { withLockedLedger } from '../support/lockedLedger';
import {
	CANARY,
	forgetLedger,
	LEDGER,
	ledgerOf,
	put,
	run,
	shownError,
	type LedgerSite,
} from './riskLedgerSupport';
import { embeddedPlace } from '../../lib/n8n/ledger/place';

const SITE: LedgerSite = { place: embeddedPlace(), parameters: {} };
const BY = { person: '王工', reason: 'test' };
const CHINESE_FIRST = /^[\u4e00-\u9fff]/;

afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await forgetLedger();
});

const problemOf = async (parameters: IDataObject) => {
	const result = await run(SITE, parameters, { items: [{ json: { patientName: CANARY } }] });
	expect(result.status).toBe('error');
	const { message, description, context } = shownError(result);
	expect(message).toMatch(CHINESE_FIRST);
	expect(description).toMatch(CHINESE_FIRST);
	expect(description).toMatch(/；[A-Z]/);
	expect(context).toMatchObject({ itemIndex: 0 });
	return { message, description };
};

describe('bad input', () => {
	test.each([
		['Message ID 消息编号', { operation: 'getMessage' }],
		['Message ID 消息编号', { operation: 'getMessage', messageId: 0 }],
		['Message ID 消息编号', { operation: 'getMessage', messageId: -1 }],
		['Message ID 消息编号', { operation: 'getMessage', messageId: 1.5 }],
		['Message ID 消息编号', { operation: 'getMessage', messageId: '={{ "A17" }}' }],
		['Message ID 消息编号', { operation: 'getMessage', messageId: '={{ $json.patientName }}' }],
		['Message ID 消息编号', { operation: 'getMessage', messageId: '={{ "1e3" }}' }],
		['Message ID 消息编号', { operation: 'discard', messageId: '={{ null }}', ...BY }],
		['Message ID 消息编号', { operation: 'replay', messageId: '={{ NaN }}', ...BY }],
		['riskId 危急值编号', { operation: 'getMessage', by: 'riskId', riskId: '  ' }],
		[
			'riskId 危急值编号',
			{ operation: 'getMessage', by: 'riskId', riskId: '={{ 9007199254740993 }}' },
		],
		[
			'riskId 危急值编号',
			{
				...{ operation: 'replay', scope: 'filtered', dryRun: false, ...BY },
				filters: { riskId: '={{ 9007199254740993 }}' },
			},
		],
		['By 查找方式', { operation: 'getMessage', by: 'name' }],
		['Messages 重放范围', { operation: 'replay', scope: 'all', ...BY }],
		['Dry Run 试运行', { operation: 'replay', messageId: 1, dryRun: '={{ "no" }}', ...BY }],
		['Dry Run 试运行', { operation: 'replay', messageId: 1, dryRun: '={{ null }}', ...BY }],
		['Limit 最多条数', { operation: 'searchMessages', limit: 0 }],
		['Limit 最多条数', { operation: 'searchMessages', limit: '={{ "many" }}' }],
		['Return All 返回全部', { operation: 'searchMessages', returnAll: '={{ "yes" }}' }],
		['States 状态', { operation: 'searchMessages', states: ['open'] }],
		['States 状态', { operation: 'searchMessages', states: '={{ $json.patientName }}' }],
		['Verdict 接收结果', { operation: 'searchMessages', filters: { verdict: 'maybe' } }],
		[
			'Accepted After 接收时间起',
			{ operation: 'searchMessages', filters: { acceptedAfter: 'yesterday' } },
		],
		[
			'Accepted Before 接收时间止',
			{ operation: 'searchMessages', filters: { acceptedBefore: '={{ $json.patientName }}' } },
		],
		[
			'Accepted Before 接收时间止',
			{
				operation: 'searchMessages',
				filters: { acceptedAfter: '2026-11-24T09:00:00', acceptedBefore: '2026-11-24T09:00:00' },
			},
		],
		[
			'riskId 危急值编号',
			{ operation: 'searchMessages', filters: { riskId: '={{ ({ a: 1 }) }}' } },
		],
		['Before ID 从此编号往前', { operation: 'searchMessages', options: { beforeId: -5 } }],
		[
			'Include Message 含消息内容',
			{ operation: 'searchMessages', options: { includeMessage: '={{ "ja" }}' } },
		],
		['Operation 操作', { operation: 'somethingNewer' }],
	] as Array<[string, IDataObject]>)('%s: %j', async (label, parameters) => {
		const { message, description } = await problemOf(parameters);
		expect(message).toContain(`参数“${label}”不能用；the parameter “${label}” cannot be used`);
		expect(message + description).not.toContain(CANARY);
	});

	test('an expression that fails: named, without what it says', async () => {
		const { message, description } = await problemOf({
			operation: 'getMessage',
			messageId: `={{ $('${CANARY}').first().json.id }}`,
		});
		expect(message).toContain('Message ID 消息编号');
		expect(description).toContain('cannot be evaluated');
		expect(message + description).not.toContain(CANARY);
	});

	test.each([
		[{ by: 'messageId', messageId: 9 }, '编号为 9 的消息'],
		[{ by: 'riskId', riskId: CANARY }, '该 riskId 的消息'],
	])('no such message: %j', async (parameters, words) => {
		const { message, description } = await problemOf({ operation: 'getMessage', ...parameters });
		expect(message).toContain(`台账中没有${words}`);
		expect(message + description).not.toContain(CANARY);
	});
});

describe('the ledger', () => {
	test('cannot be written: in its own words, and nothing is changed', async () => {
		const id = await put(await ledgerOf(SITE), 'A', 'dead');
		const parameters = { operation: 'discard', messageId: id, ...BY };
		const { message, description } = await withLockedLedger(
			async () => await problemOf(parameters),
		);
		expect(message).toMatch(/台账忙.*The ledger is busy/);
		expect(description).toMatch(/占用台账文件.*holds the file/);
		expect((await (await ledgerOf(SITE)).get(id))?.state).toBe('dead');
	});

	test('is embedded in queue mode: refused, with what to do', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		const { error } = await run(SITE, { operation: 'health' });
		expect(error?.message).toMatch(/队列模式/);
		expect(String(error?.description)).toContain('Ledger 台账');
	});

	test('fails with something unexpected: its kind, not its text', async () => {
		const ledger = await ledgerOf(SITE);
		const failing = jest.spyOn(ledger, 'health').mockRejectedValue(new TypeError(CANARY));
		const { message, description } = await problemOf({ operation: 'health' });
		expect(message).toBe('内部错误 (TypeError)；Internal error (TypeError)');
		expect(message + description).not.toContain(CANARY);
		failing.mockRestore();
	});
});

describe('On Error', () => {
	const THREE = (good: number) =>
		[good, 4_711, good].map((messageId) => ({ json: { messageId, ward: 'ICU' } }));
	const parameters = {
		operation: 'getMessage',
		messageId: '={{ $json.messageId }}',
		options: { includeMessage: false },
	};

	test('stop: the item at fault is named', async () => {
		const good = await put(await ledgerOf(SITE), 'A');
		const result = await run(SITE, parameters, { items: THREE(good) });
		expect(result.status).toBe('error');
		expect(shownError(result).context).toMatchObject({ itemIndex: 1 });
	});

	test('continue: problem and remedy stand on the item, and n8n does not run the node again', async () => {
		const good = await put(await ledgerOf(SITE), 'A');
		const result = await run(SITE, parameters, {
			items: THREE(4_711).slice(0, 1).concat(THREE(good).slice(0, 1)),
			node: { onError: 'continueRegularOutput', retryOnFail: true, maxTries: 3 },
		});
		expect(result.status).toBe('success');
		const [failed, found] = result.items(LEDGER);
		expect(failed?.json).toEqual({
			problem: '台账中没有编号为 4711 的消息；the ledger has no message 4711',
			remedy: expect.stringContaining('Search Messages') as string,
		});
		expect(failed?.pairedItem).toEqual({ item: 0 });
		expect(found?.json).toMatchObject({ riskId: 'A' });
		expect(result.run.data.resultData.runData[LEDGER]).toHaveLength(1);
	});

	test('error output: the failed item leaves there, with its own data, problem and remedy', async () => {
		const good = await put(await ledgerOf(SITE), 'A');
		const result = await run(SITE, parameters, {
			items: THREE(good),
			node: { onError: 'continueErrorOutput' },
		});
		expect(result.status).toBe('success');
		expect(result.items(LEDGER).map(({ json }) => json.messageId)).toEqual([good, good]);
		expect(result.items(LEDGER, 1).map(({ json }) => json)).toEqual([
			{
				messageId: 4_711,
				ward: 'ICU',
				problem: expect.stringContaining('4711') as string,
				remedy: expect.any(String) as string,
			},
		]);
	});
});

test('a patient’s name is in no error that n8n stores', async () => {
	const ledger = await ledgerOf(SITE);
	const id = await put(ledger, CANARY, 'done', {
		patientClass: CANARY,
		reportType: CANARY,
		channel: 'hub:send',
	});
	for (const parameters of [
		{ operation: 'discard', messageId: id, ...BY },
		{ operation: 'getMessage', by: 'riskId', riskId: `${CANARY}?` },
		{ operation: 'replay', scope: 'filtered', filters: { riskId: CANARY, target: '' } },
		{ operation: 'searchMessages', filters: { acceptedAfter: CANARY } },
	]) {
		const { error } = await run(SITE, parameters);
		expect(error).toBeDefined();
		expect(inspect({ ...error, node: undefined }, { depth: 9 })).not.toContain(CANARY);
	}
});
