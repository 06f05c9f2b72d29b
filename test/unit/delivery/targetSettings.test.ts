import { inspect } from 'node:util';

import { mendPem } from '../../../lib/delivery/pem';
import { parseTarget, type Target } from '../../../lib/delivery/target';
import { createCertificate } from '../../support/certificates';

const BASE = { baseUrl: 'http://emr:8080' };

const targetOf = (data: Record<string, unknown>, name = 'EMR'): Target => {
	const result = parseTarget({ ...BASE, ...data }, name);
	if (!result.ok) throw new Error(inspect(result.fault));
	return result.target;
};

const faultOf = (data: unknown) => {
	const result = parseTarget(data, 'EMR');
	if (result.ok) throw new Error('accepted');
	return result.fault;
};

describe('credential data', () => {
	test('an address alone is enough', () => {
		const target = targetOf({});
		expect(target).toMatchObject({
			name: 'EMR',
			key: 'http://emr:8080/outapi',
			auth: { type: 'none' },
			tls: { rejectUnauthorized: true },
			connectTimeoutMs: 5_000,
			responseTimeoutMs: 20_000,
			headers: {},
		});
	});

	test('without a name the target is called by its address', () => {
		const result = parseTarget(BASE, ' ');
		expect(result).toMatchObject({ ok: true, target: { name: 'http://emr:8080/outapi' } });
	});

	test.each([
		[
			{ authentication: 'basic', user: 'u', password: 'p' },
			{ type: 'basic', user: 'u', password: 'p' },
		],
		[
			{ authentication: 'bearer', token: 't' },
			{ type: 'bearer', token: 't' },
		],
		[
			{ authentication: 'header', headerName: ' X-Api-Key ', headerValue: 'v' },
			{ type: 'header', name: 'x-api-key', value: 'v' },
		],
		[
			{ authentication: 'hmac', secret: 's' },
			{ type: 'hmac', secret: 's' },
		],
		[{ authentication: 'none', token: 'left over' }, { type: 'none' }],
	])('authentication %j', (data, auth) => {
		expect(targetOf(data).auth).toEqual(auth);
	});

	test('a number from an expression is a text', () => {
		const { auth } = targetOf({ authentication: 'basic', user: 1001, password: 42 });
		expect(auth).toEqual({ type: 'basic', user: '1001', password: '42' });
	});

	test('default headers, without empty rows', () => {
		const header = [
			{ name: 'X-Hospital', value: '1' },
			{ name: '', value: 'x' },
		];
		expect(targetOf({ defaultHeaders: { header } }).headers).toEqual({ 'x-hospital': '1' });
	});

	test('systems that a gateway tells apart by a query or a header are not one', () => {
		const header = (value: string) => ({
			defaultHeaders: { header: [{ name: 'X-Hospital-Code', value }] },
		});
		const query = (key: string) => ({ baseUrl: `http://emr:8080/outapi?key=${key}` });
		const address = 'http://emr:8080/outapi';
		for (const routed of [header, query]) {
			expect(targetOf(routed('a'), 'East').key).toBe(`${address}#East`);
			expect(targetOf(routed('a'), 'West').key).toBe(`${address}#West`);
			// A key that is changed, or a time that is made anew for each call, makes no other system of it.
			expect(targetOf(routed('b'), 'East').key).toBe(`${address}#East`);
		}
		// Nor does who calls, where the address says it all.
		expect(targetOf({ authentication: 'bearer', token: 't' }, 'East').key).toBe(address);
	});

	test('TLS fields count only while they are switched on', () => {
		const { cert } = createCertificate();
		expect(targetOf({ ca: cert, skipVerification: true }).tls).toEqual({
			rejectUnauthorized: true,
		});
		const tls = { customTls: true, ca: cert, skipVerification: true, serverName: ' emr.local ' };
		expect(targetOf(tls).tls).toEqual({
			ca: mendPem(cert),
			servername: 'emr.local',
			rejectUnauthorized: false,
		});
	});

	test('a certificate that went through a one-line field is mended', () => {
		const { cert, key } = createCertificate();
		const oneLine = (pem: string) => pem.replace(/\n/g, ' ');
		const { tls } = targetOf({ customTls: true, cert: oneLine(cert), key: oneLine(key) });
		expect(tls).toMatchObject({ cert, key });
	});

	test('an encrypted key is opened with its passphrase', () => {
		const { cert, key } = createCertificate({ passphrase: 'open sesame' });
		expect(targetOf({ customTls: true, cert, key, passphrase: 'open sesame' }).tls).toMatchObject({
			passphrase: 'open sesame',
		});
		expect(faultOf({ ...BASE, customTls: true, cert, key, passphrase: 'wrong' }).field).toBe(
			'Client Key 客户端私钥',
		);
	});
});

describe('a wrong field is named, its value is not', () => {
	const CANARY = 'CANARY-SECRET';
	const { cert, key } = createCertificate();

	test.each<[string, Record<string, unknown>]>([
		['Base URL 接口地址', { baseUrl: '' }],
		['Base URL 接口地址', { baseUrl: `http://${CANARY}:x@emr` }],
		['User 用户名', { ...BASE, authentication: 'basic', password: CANARY }],
		['Token 令牌', { ...BASE, authentication: 'bearer' }],
		['Token 令牌', { ...BASE, authentication: 'bearer', token: `${CANARY}\nX: y` }],
		[
			'Header Name 请求头名称',
			{ ...BASE, authentication: 'header', headerName: 'a b', headerValue: CANARY },
		],
		[
			'Header Name 请求头名称',
			{ ...BASE, authentication: 'header', headerName: 'Host', headerValue: CANARY },
		],
		['Header Value 请求头内容', { ...BASE, authentication: 'header', headerName: 'X-Key' }],
		['Secret 签名密钥', { ...BASE, authentication: 'hmac' }],
		['Authentication 认证方式', { ...BASE, authentication: CANARY }],
		['CA Certificate CA 证书', { ...BASE, customTls: true, ca: CANARY }],
		['Client Certificate 客户端证书', { ...BASE, customTls: true, cert: CANARY, key }],
		['Client Certificate 客户端证书', { ...BASE, customTls: true, key }],
		['Client Key 客户端私钥', { ...BASE, customTls: true, cert }],
		['Client Key 客户端私钥', { ...BASE, customTls: true, cert, key: CANARY }],
		['Client Key 客户端私钥', { ...BASE, customTls: true, cert, key: createCertificate().key }],
		['Connect Timeout 连接超时 (Seconds)', { ...BASE, connectTimeout: 0 }],
		['Response Timeout 响应超时 (Seconds)', { ...BASE, responseTimeout: 301 }],
		['Response Timeout 响应超时 (Seconds)', { ...BASE, responseTimeout: CANARY }],
		[
			'Default Headers 默认请求头',
			{ ...BASE, defaultHeaders: { header: [{ name: 'content-length', value: '1' }] } },
		],
		[
			'Default Headers 默认请求头',
			{ ...BASE, defaultHeaders: { header: [{ name: 'X-医院', value: CANARY }] } },
		],
		[
			'Default Headers 默认请求头',
			{ ...BASE, defaultHeaders: { header: [{ name: 'X-H', value: `张三${CANARY}` }] } },
		],
	])('%s', (field, data) => {
		const fault = faultOf(data);
		expect(fault.field).toBe(field);
		expect(fault.zh).not.toBe('');
		expect(inspect(fault)).not.toContain(CANARY);
	});

	test.each([null, undefined, 'text', 42, []])('data of the wrong shape: %j', (data) => {
		expect(faultOf(data).field).not.toBe('');
	});
});
