import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { refused } from '../../../lib/contract/envelope';
import { closeConnections } from '../../../lib/delivery/agents';
import { createClient } from '../../../lib/delivery/client';
import { probeTarget } from '../../../lib/delivery/probe';
import { createCertificate } from '../../support/certificates';
import {
	closedPort,
	hang,
	LOGIN_PAGE,
	reply,
	startTarget,
	type Respond,
	type TestTarget,
} from '../../support/target';
import { targetAt } from './support';

const TOKEN = 'CANARY-TOKEN';

let server: TestTarget | undefined;

afterEach(async () => {
	closeConnections();
	await server?.close();
	server = undefined;
});

async function probe(origin: string, data: Record<string, unknown> = {}) {
	const target = targetAt(origin, { authentication: 'bearer', token: TOKEN, ...data });
	const result = await probeTarget(
		target,
		createClient(target, { now: Date.now }),
		Date.now(),
		'id',
	);
	expect(result.message).not.toContain(TOKEN);
	expect(result.message).toMatch(/^[\u4e00-\u9fff「]/);
	return result;
}

async function probeOf(respond: Respond) {
	server = await startTarget({ respond });
	const result = await probe(`${server.origin}/emr?appkey=${TOKEN}`);
	expect(result.message).toContain('/emr/outapi/risk/');
	return result;
}

test('what is sent could not become a critical value anywhere', async () => {
	await probeOf(reply(200, { code: 1, msg: 'empty' }));
	expect(server?.calls).toHaveLength(1);
	expect(server?.calls[0]).toMatchObject({
		method: 'POST',
		path: `/emr/outapi/risk/send?appkey=${TOKEN}`,
	});
	expect(server?.calls[0]?.body).toHaveLength(0);
	expect(server?.calls[0]?.headers).toMatchObject({
		'content-length': '0',
		'content-type': 'application/json; charset=utf-8',
		authorization: `Bearer ${TOKEN}`,
	});
});

describe('a target that speaks the interface', () => {
	test.each<[string, Respond]>([
		['refuses the empty body', reply(200, { code: 1001, msg: '消息为空' })],
		['with a status', reply(400, { code: 1001, msg: '消息为空' })],
		['with 500', reply(500, { code: 500, msg: '系统异常' })],
		['code as text', reply(200, { code: '1', msg: 'x' })],
		['code without msg', reply(200, { code: 1 })],
		['our own trigger', reply(200, refused('BODY_EMPTY'))],
	])('%s', async (_case, respond) => {
		const result = await probeOf(respond);
		expect(result).toMatchObject({ ok: true });
		expect(result.message).toContain('/emr/outapi/risk/send');
	});

	test('and says 0 to nothing: connected, with a warning', async () => {
		const result = await probeOf(reply(200, { code: 0, msg: 'ok' }));
		expect(result).toMatchObject({ ok: true });
		expect(result.message).toContain('code 0');
	});

	test('on /confirm only, as a platform does', async () => {
		const result = await probeOf((call, response, socket) =>
			(call.path.includes('/risk/confirm') ? reply(200, { code: 3, msg: 'x' }) : reply(404, 'no'))(
				call,
				response,
				socket,
			),
		);
		expect(result.ok).toBe(true);
		expect(result.message).toContain('/emr/outapi/risk/confirm');
	});
});

describe('a target that does not', () => {
	test.each<[string, Respond, RegExp]>([
		['404', reply(404, '<html>not found</html>'), /没有这个地址.*HTTP 404.*path/s],
		['n8n: not registered', reply(404, { code: 404, message: 'not registered' }), /没有这个地址/],
		[
			'n8n: its own error, with code 0',
			reply(500, { code: 0, message: 'Workflow Webhook Error' }),
			/内部出错.*HTTP 500/s,
		],
		['405', reply(405, ''), /405/],
		['401', reply(401, { code: 401, msg: 'x' }), /不接受.*HTTP 401.*authentication/is],
		['403', reply(403, 'forbidden'), /不接受.*HTTP 403/s],
		[
			'401 inside a 200',
			reply(200, { code: 401, msg: '认证失败，无法访问系统资源' }),
			/不接受.*code 401/s,
		],
		['our own trigger, wrong secret', reply(200, refused('NOT_ALLOWED')), /不接受/],
		[
			'our own trigger, not published',
			reply(200, refused('NOT_REGISTERED')),
			/没有这个地址.*3002/s,
		],
		[
			'404 inside a 200',
			reply(200, { code: 404, msg: '请求的资源不存在' }),
			/没有这个地址.*code 404/s,
		],
		['407', reply(407, ''), /代理/],
		['a login page', LOGIN_PAGE, /网页.*web page/s],
		['nothing at all', reply(200, ''), /为空/],
		['text', reply(200, 'hello'), /不是 JSON/],
		['JSON without code', reply(200, { status: 'UP' }), /没有 code/],
		[
			'a framework’s 400',
			reply(400, { timestamp: 1, status: 400 }),
			/HTTP 400.*\{code,msg\}.*push a test value/s,
		],
		['415', reply(415, ''), /HTTP 415/],
		['502', reply(502, '<html>Bad Gateway</html>'), /内部出错.*HTTP 502/s],
		[
			'a redirect',
			reply(302, '', { location: `https://sso.hospital.local/login?ticket=${TOKEN}` }),
			/重定向.*sso\.hospital\.local/s,
		],
		['a redirect to a path', reply(302, '', { location: '/login' }), /重定向/],
	])('%s', async (_case, respond, words) => {
		const result = await probeOf(respond);
		expect(result.ok).toBe(false);
		expect(result.message).toMatch(words);
	});

	test('silence', async () => {
		server = await startTarget({ respond: hang });
		const result = await probe(server.origin, { responseTimeout: 0.1 });
		expect(result).toMatchObject({ ok: false });
		expect(result.message).toMatch(/未及时应答.*did not answer in time/s);
	});

	test('refused', async () => {
		const result = await probe(`http://127.0.0.1:${await closedPort()}`);
		expect(result.message).toMatch(
			/拒绝连接.*refused the connection.*URL: http:\/\/127\.0\.0\.1:\d+\/outapi\/risk\/send/s,
		);
	});

	test('an unknown host', async () => {
		const result = await probe('http://emr.invalid');
		expect(result.message).toMatch(/找不到目标主机名.*http:\/\/emr\.invalid\/outapi\/risk\/send/s);
	});

	test('an http port called by https', async () => {
		server = await startTarget();
		const result = await probe(`https://127.0.0.1:${server.port}`);
		expect(result.message).toMatch(/不是 HTTPS.*http:\/\//s);
	});

	test('a port that never answers the handshake', async () => {
		const silent: Server = createServer(() => {});
		silent.listen(0, '127.0.0.1');
		await once(silent, 'listening');
		const { port } = silent.address() as AddressInfo;
		const result = await probe(`https://127.0.0.1:${port}`, { connectTimeout: 0.1 });
		expect(result.message).toMatch(/连接目标系统超时/);
		silent.close();
	});
});

describe('certificates, each by name and with what to do', () => {
	const DAY_MS = 24 * 60 * 60 * 1000;
	const ca = createCertificate({ commonName: 'CA', isCa: true });
	const here = { ipAddresses: ['127.0.0.1'] };

	test.each([
		['self-signed', createCertificate(here), {}, /自签名.*self-signed.*CA Certificate/s],
		[
			'unknown CA',
			createCertificate({ ...here, signedBy: ca }),
			{},
			/未知 CA.*unknown CA.*CA Certificate/s,
		],
		[
			'expired',
			createCertificate({
				...here,
				signedBy: ca,
				notBefore: Date.now() - 9 * DAY_MS,
				notAfter: Date.now() - DAY_MS,
			}),
			{ ca: ca.cert },
			/已过期.*expired.*renew/s,
		],
		[
			'another host name',
			createCertificate({ dnsNames: ['emr.hospital.local'], signedBy: ca }),
			{ ca: ca.cert },
			/主机名.*another host name.*Server Name \(SNI\)/s,
		],
	])('%s', async (_case, tls, data, words) => {
		server = await startTarget({ tls });
		const result = await probe(server.origin, { customTls: true, ...data });
		expect(result.ok).toBe(false);
		expect(result.message).toMatch(words);
		expect(result.message).toContain(`${server.origin}/outapi/risk/send`);
	});
});
