import type { Exchange } from '../../../lib/delivery/client';
import { FAILURE_CATALOGUE, type FailureReason } from '../../../lib/delivery/failures';
import { judge } from '../../../lib/delivery/judge';

const answered = (
	httpStatus: number,
	body: string | Buffer | object,
	contentType = 'application/json',
): Exchange => ({
	kind: 'answered',
	httpStatus,
	contentType,
	location: '',
	body: Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const NONE = new Set<string>();
const reasonOf = (exchange: Exchange, permanent = NONE): FailureReason | 'delivered' => {
	const verdict = judge(exchange, permanent);
	return verdict.delivered ? 'delivered' : verdict.failure.reason;
};

describe('delivered', () => {
	test.each([
		['the document’s answer', 200, '{"code":0,"msg":"ok"}'],
		['code as text', 200, '{"code":"0","msg":"ok"}'],
		['any 2xx', 201, '{"code":0}'],
		['more fields', 200, '{"data":null,"code":0,"msg":""}'],
		['a byte order mark', 200, '\uFEFF{"code":0,"msg":"ok"}'],
		['white space around', 200, ' \r\n{"code":0}\n'],
	])('%s', (_case, status, body) => {
		expect(reasonOf(answered(status, body))).toBe('delivered');
	});

	test('the content type does not matter', () => {
		expect(reasonOf(answered(200, '{"code":0}', 'text/html;charset=gbk'))).toBe('delivered');
	});

	test('a GBK answer: code and msg are read', () => {
		// {"code":0,"msg":"成功"} in GBK
		const body = Buffer.concat([
			Buffer.from('{"code":0,"msg":"'),
			Buffer.from([0xb3, 0xc9, 0xb9, 0xa6]),
			Buffer.from('"}'),
		]);
		expect(judge(answered(200, body), NONE)).toMatchObject({ delivered: true, msg: '成功' });
	});
});

describe('not delivered', () => {
	test.each<[string, number, string | object, FailureReason]>([
		['HTTP 500 with code 0', 500, { code: 0, msg: 'ok' }, 'TARGET_ERROR'],
		['HTTP 302 with code 0', 302, { code: 0, msg: 'ok' }, 'REDIRECTED'],
		['HTTP 404 with code 0', 404, { code: 0, msg: 'ok' }, 'PATH_NOT_FOUND'],
		['code 1', 200, { code: 1, msg: 'no' }, 'CODE_NOT_ZERO'],
		['code 200, another framework’s success', 200, { code: 200, msg: 'ok' }, 'CODE_NOT_ZERO'],
		['code -0.5', 200, { code: -0.5 }, 'CODE_NOT_ZERO'],
		['code "00"', 200, { code: '00' }, 'CODE_NOT_ZERO'],
		['code "ok"', 200, { code: 'ok' }, 'CODE_NOT_ZERO'],
		['code null', 200, { code: null }, 'RESPONSE_WITHOUT_CODE'],
		['code false', 200, { code: false }, 'RESPONSE_WITHOUT_CODE'],
		['code ""', 200, { code: '' }, 'RESPONSE_WITHOUT_CODE'],
		['code []', 200, { code: [] }, 'RESPONSE_WITHOUT_CODE'],
		['code in another case', 200, { Code: 0 }, 'RESPONSE_WITHOUT_CODE'],
		['a nested code', 200, { data: { code: 0 } }, 'RESPONSE_WITHOUT_CODE'],
		['a list', 200, [{ code: 0 }], 'RESPONSE_WITHOUT_CODE'],
		['JSON 0', 200, '0', 'RESPONSE_WITHOUT_CODE'],
		['JSON null', 200, 'null', 'RESPONSE_WITHOUT_CODE'],
		['JSON text of JSON', 200, JSON.stringify('{"code":0}'), 'RESPONSE_WITHOUT_CODE'],
		['an inherited code', 200, '{"__proto__":{"code":0}}', 'RESPONSE_WITHOUT_CODE'],
		['an empty body', 200, '', 'RESPONSE_EMPTY'],
		['white space', 200, '  \r\n', 'RESPONSE_EMPTY'],
		['204', 204, '', 'RESPONSE_EMPTY'],
		['ok', 200, 'ok', 'RESPONSE_NOT_JSON'],
		['JSON with a tail', 200, '{"code":0}<br>', 'RESPONSE_NOT_JSON'],
		['a login page', 200, '<!DOCTYPE html><html>', 'RESPONSE_HTML'],
	])('%s', (_case, status, body, reason) => {
		expect(reasonOf(answered(status, body))).toBe(reason);
	});

	test.each<[number, FailureReason, string]>([
		[301, 'REDIRECTED', 'permanent'],
		[307, 'REDIRECTED', 'permanent'],
		[400, 'REQUEST_REFUSED', 'permanent'],
		[401, 'NOT_AUTHORISED', 'permanent'],
		[403, 'NOT_AUTHORISED', 'permanent'],
		[404, 'PATH_NOT_FOUND', 'permanent'],
		[405, 'REQUEST_REFUSED', 'permanent'],
		[408, 'TARGET_BUSY', 'transient'],
		[409, 'TARGET_BUSY', 'transient'],
		[410, 'PATH_NOT_FOUND', 'permanent'],
		[413, 'REQUEST_REFUSED', 'permanent'],
		[415, 'REQUEST_REFUSED', 'permanent'],
		[422, 'REQUEST_REFUSED', 'permanent'],
		[425, 'TARGET_BUSY', 'transient'],
		[429, 'TARGET_BUSY', 'transient'],
		[500, 'TARGET_ERROR', 'transient'],
		[502, 'TARGET_ERROR', 'transient'],
		[503, 'TARGET_BUSY', 'transient'],
		[504, 'TARGET_ERROR', 'transient'],
		[599, 'TARGET_ERROR', 'transient'],
	])('HTTP %i is %s, %s', (status, reason, failureClass) => {
		const verdict = judge(answered(status, 'x'), NONE);
		expect(verdict).toMatchObject({ delivered: false, failure: { reason, class: failureClass } });
	});

	test('the target’s code and msg are kept for the item', () => {
		expect(judge(answered(200, { code: 5001, msg: '床位不存在' }), NONE)).toMatchObject({
			failure: {
				reason: 'CODE_NOT_ZERO',
				class: 'transient',
				code: 5001,
				msg: '床位不存在',
				httpStatus: 200,
			},
		});
	});

	test.each([
		[4001, { code: 4001 }],
		['text', { code: '4001' }],
		['with HTTP 500', { code: 4001 }],
	])('a code listed as permanent: %s', (_case, body) => {
		expect(reasonOf(answered(200, body), new Set(['4001']))).toBe('CODE_PERMANENT');
		expect(reasonOf(answered(500, body), new Set(['4001']))).toBe('CODE_PERMANENT');
	});

	test('0 as a permanent code does not turn success into failure', () => {
		expect(reasonOf(answered(200, { code: 0 }), new Set(['0']))).toBe('delivered');
	});

	test.each([
		['a long text', '张三 住院号 00012345678'],
		['an identity number', Number('110101199001011234')],
		['an identity number as text', '110101199001011'],
	])('a code that could be patient data is not taken over: %s', (_case, code) => {
		const verdict = judge(answered(200, { code }), NONE);
		expect(verdict).toMatchObject({ failure: { reason: 'CODE_NOT_ZERO' } });
		expect(verdict.delivered ? '' : verdict.failure.code).toBeUndefined();
	});

	test('a broken call keeps its reason', () => {
		expect(reasonOf({ kind: 'broken', reason: 'CONNECTION_REFUSED' })).toBe('CONNECTION_REFUSED');
	});
});

test('every failure has words in both languages', () => {
	for (const entry of Object.values(FAILURE_CATALOGUE)) {
		expect(entry.zh).toMatch(/[\u4e00-\u9fff]/);
		expect(entry.helpZh).toMatch(/[\u4e00-\u9fff]/);
		expect(entry.en).toMatch(/^[\x20-\x7e’“”]+$/);
		expect(entry.helpEn.length).toBeGreaterThan(10);
	}
});
