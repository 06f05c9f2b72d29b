import { createServer, type Server } from 'node:net';
import { once, setMaxListeners } from 'node:events';
import type { AddressInfo, LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';

import { closeConnections, countConnections } from '../../../lib/delivery/agents';
import type { EgressFilter } from '../../../lib/delivery/client';
import {
	after,
	closedPort,
	hang,
	inTurn,
	OK,
	raw,
	reply,
	reset,
	startTarget,
	type TestTarget,
} from '../../support/target';
import { BODY, post, resultOf, targetAt } from './support';

let server: TestTarget;

beforeEach(async () => {
	server = await startTarget();
});

afterEach(async () => {
	closeConnections();
	await server.close();
});

const MB = 1024 * 1024;

describe('what leaves', () => {
	test('a POST with exactly our bytes, to the interface’s path', async () => {
		expect(resultOf(await post(targetAt(server.origin)))).toBe('HTTP 200');
		const [call] = server.calls;
		expect(call).toMatchObject({ method: 'POST', path: '/outapi/risk/send' });
		expect(call?.body.equals(BODY)).toBe(true);
		expect(call?.headers).toMatchObject({
			'content-type': 'application/json; charset=utf-8',
			'content-length': String(BODY.length),
			accept: 'application/json',
			'accept-encoding': 'identity',
			'user-agent': 'n8n-nodes-critical-value',
			'idempotency-key': 'key-1',
			host: `127.0.0.1:${server.port}`,
		});
		expect(call?.headers.authorization).toBeUndefined();
	});

	test('headers travel in their usual spelling, for servers that look for nothing else', async () => {
		await post(targetAt(server.origin));
		const names = server.calls[0]?.rawHeaders.filter((_, index) => index % 2 === 0);
		expect(names).toEqual(
			expect.arrayContaining(['Content-Type', 'Content-Length', 'Idempotency-Key']),
		);
	});

	test.each([
		[
			{ authentication: 'basic', user: '医生', password: 'p:w' },
			{ authorization: `Basic ${Buffer.from('医生:p:w').toString('base64')}` },
		],
		[{ authentication: 'bearer', token: 'abc' }, { authorization: 'Bearer abc' }],
		[{ authentication: 'header', headerName: 'X-Api-Key', headerValue: 'k' }, { 'x-api-key': 'k' }],
	])('authentication %j', async (data, headers) => {
		await post(targetAt(server.origin, data));
		expect(server.calls[0]?.headers).toMatchObject(headers);
	});

	test('default headers may replace ours, but not the authentication', async () => {
		const header = [
			{ name: 'Content-Type', value: 'application/json' },
			{ name: 'X-Hospital', value: '1' },
			{ name: 'Authorization', value: 'default' },
		];
		await post(
			targetAt(server.origin, { defaultHeaders: { header }, authentication: 'bearer', token: 't' }),
		);
		expect(server.calls[0]?.headers).toMatchObject({
			'content-type': 'application/json',
			'x-hospital': '1',
			authorization: 'Bearer t',
		});
	});

	test('a query of the base URL goes along', async () => {
		await post(targetAt(`${server.origin}/emr?appkey=1`));
		expect(server.calls[0]?.path).toBe('/emr/outapi/risk/send?appkey=1');
	});

	test('a polluted prototype adds nothing', async () => {
		const polluted = Object.prototype as unknown as Record<string, unknown>;
		polluted.baseURL = 'http://127.0.0.1:1';
		polluted.proxy = { host: '127.0.0.1', port: 1 };
		try {
			expect(resultOf(await post(targetAt(server.origin)))).toBe('HTTP 200');
		} finally {
			delete polluted.baseURL;
			delete polluted.proxy;
		}
	});
});

describe('how a call can break', () => {
	test('refused', async () => {
		const port = await closedPort();
		expect(resultOf(await post(targetAt(`http://127.0.0.1:${port}`)))).toBe('CONNECTION_REFUSED');
	});

	test('an unknown host', async () => {
		const lookup: LookupFunction = (host, _options, callback) =>
			callback(
				Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }),
				'',
			);
		const egress: EgressFilter = { validateUrl: async () => ({ ok: true }), lookup };
		expect(resultOf(await post(targetAt('http://emr.invalid'), { egress }))).toBe('HOST_UNKNOWN');
	});

	test('a connection that never comes about ends after its own limit', async () => {
		const egress: EgressFilter = { validateUrl: async () => ({ ok: true }), lookup: () => {} };
		const target = targetAt('http://emr.test', { connectTimeout: 0.1, responseTimeout: 60 });
		const startedAt = Date.now();
		expect(resultOf(await post(target, { egress }))).toBe('CONNECT_TIMEOUT');
		expect(Date.now() - startedAt).toBeLessThan(2_000);
	});

	test('a target that takes the message and says nothing', async () => {
		server.respond = hang;
		const target = targetAt(server.origin, { responseTimeout: 0.1 });
		expect(resultOf(await post(target))).toBe('RESPONSE_TIMEOUT');
		expect(server.calls).toHaveLength(1);
	});

	test('headers at once, then a body in drops: the limit is on the whole answer', async () => {
		server.respond = (_call, response) => {
			response.writeHead(200, { 'content-length': '1000' });
			const timer = setInterval(() => response.write(' '), 20);
			response.once('close', () => clearInterval(timer));
		};
		const target = targetAt(server.origin, { responseTimeout: 0.2 });
		expect(resultOf(await post(target))).toBe('RESPONSE_TIMEOUT');
	});

	test('slow, but within the limit', async () => {
		server.respond = after(150, OK);
		expect(resultOf(await post(targetAt(server.origin, { responseTimeout: 1 })))).toBe('HTTP 200');
	});

	test('the connection cut after sending is ambiguous, not refused', async () => {
		server.respond = reset;
		expect(resultOf(await post(targetAt(server.origin)))).toBe('CONNECTION_LOST');
	});

	test.each([
		[
			'a body shorter than announced',
			'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code":0',
			'RESPONSE_TRUNCATED',
		],
		[
			'a chunked body that breaks off',
			'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"cod\r\n',
			'RESPONSE_TRUNCATED',
		],
		[
			'a chunk size that is none',
			'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{"code":0}\r\n0\r\n\r\n',
			'RESPONSE_TRUNCATED',
		],
		['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n', 'RESPONSE_UNREADABLE'],
		['half a status line', 'HTTP/1.1 20', 'CONNECTION_LOST'],
		['a header without end', 'HTTP/1.1 200 OK\r\nContent-Type: applic', 'CONNECTION_LOST'],
	])('%s', async (_case, bytes, reason) => {
		server.respond = raw(bytes);
		expect(resultOf(await post(targetAt(server.origin)))).toBe(reason);
	});

	test('an answer over 1 MB is not taken in', async () => {
		server.respond = reply(200, Buffer.alloc(50 * MB, ' '));
		const before = process.memoryUsage().arrayBuffers;
		expect(await post(targetAt(server.origin))).toEqual({
			kind: 'broken',
			reason: 'RESPONSE_TOO_LARGE',
			httpStatus: 200,
		});
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MB);
	});

	test('a small compressed answer that grows beyond 1 MB is not taken in', async () => {
		server.respond = reply(200, gzipSync(Buffer.alloc(20 * MB, ' ')), {
			'content-encoding': 'gzip',
		});
		expect(resultOf(await post(targetAt(server.origin)))).toBe('RESPONSE_TOO_LARGE');
	});

	test('a compressed answer nobody asked for is read all the same', async () => {
		server.respond = reply(200, gzipSync('{"code":0}'), { 'content-encoding': 'gzip' });
		expect(await post(targetAt(server.origin))).toMatchObject({ body: Buffer.from('{"code":0}') });
	});

	test('a compressed answer that is none', async () => {
		server.respond = reply(200, 'not gzip', { 'content-encoding': 'gzip' });
		expect(resultOf(await post(targetAt(server.origin)))).toBe('RESPONSE_UNREADABLE');
	});

	test('exactly 1 MB is still read', async () => {
		const body = `{"code":0,"msg":"${'x'.repeat(MB - 19)}"}`;
		expect(body).toHaveLength(MB);
		server.respond = reply(200, body);
		expect(resultOf(await post(targetAt(server.origin)))).toBe('HTTP 200');
	});

	test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
		server.respond = inTurn(reply(status, '', { location: `${server.origin}/login` }), OK);
		expect(await post(targetAt(server.origin))).toMatchObject({
			httpStatus: status,
			location: `${server.origin}/login`,
		});
		expect(server.calls).toHaveLength(1);
	});
});

describe('stopping', () => {
	test('before the call: nothing leaves', async () => {
		const exchange = await post(targetAt(server.origin), { signal: AbortSignal.abort() });
		expect(resultOf(exchange)).toBe('CANCELLED');
		expect(server.calls).toHaveLength(0);
	});

	test('in the middle of it: the target may have the message', async () => {
		server.respond = hang;
		const stop = new AbortController();
		void server.received(1).then(() => stop.abort());
		const exchange = await post(targetAt(server.origin, { responseTimeout: 60 }), {
			signal: stop.signal,
		});
		expect(resultOf(exchange)).toBe('CONNECTION_LOST');
	});
});

describe('n8n’s egress filter', () => {
	const lookup: LookupFunction = (_host, options, callback) =>
		options.all
			? callback(null, [{ address: '127.0.0.1', family: 4 }])
			: callback(null, '127.0.0.1', 4);

	test('an address it forbids is not called', async () => {
		const asked: string[] = [];
		const egress: EgressFilter = {
			validateUrl: async (url) => {
				asked.push(url);
				return { ok: false };
			},
			lookup,
		};
		expect(resultOf(await post(targetAt(server.origin), { egress }))).toBe('EGRESS_BLOCKED');
		expect(asked).toEqual([`${server.origin}/outapi/risk/send`]);
		expect(server.connections).toBe(0);
	});

	test('names are resolved by its look-up', async () => {
		const egress: EgressFilter = { validateUrl: async () => ({ ok: true }), lookup };
		const target = targetAt(`http://emr.test:${server.port}`);
		expect(resultOf(await post(target, { egress }))).toBe('HTTP 200');
	});

	test('a name it forbids when connecting', async () => {
		class SsrfBlockedIpError extends Error {
			override name = 'SsrfBlockedIpError';
		}
		const egress: EgressFilter = {
			validateUrl: async () => ({ ok: true }),
			lookup: (_host, _options, callback) => callback(new SsrfBlockedIpError('no'), ''),
		};
		expect(resultOf(await post(targetAt('http://emr.test'), { egress }))).toBe('EGRESS_BLOCKED');
	});

	test('a connection made without it is not used under it', async () => {
		await post(targetAt(server.origin));
		await post(targetAt(server.origin), {
			egress: { validateUrl: async () => ({ ok: true }), lookup },
		});
		expect(server.connections).toBe(2);
	});
});

describe('connections', () => {
	test('are kept and used again', async () => {
		for (let i = 0; i < 5; i++) await post(targetAt(server.origin));
		expect(server.connections).toBe(1);
		expect(countConnections()).toMatchObject({ pools: 1, active: 0, idle: 1 });
	});

	test('a limit that began on a kept connection works too', async () => {
		const target = targetAt(server.origin, { responseTimeout: 0.2 });
		expect(resultOf(await post(target))).toBe('HTTP 200');
		server.respond = hang;
		expect(resultOf(await post(target))).toBe('RESPONSE_TIMEOUT');
		expect(server.connections).toBe(1);
	});

	test('500 calls at once: at most 16 connections, and the wait for one is no time-out', async () => {
		server.respond = after(5, OK);
		const target = targetAt(server.origin, { connectTimeout: 0.3, responseTimeout: 0.3 });
		const exchanges = await Promise.all(
			Array.from({ length: 500 }, async () => await post(target)),
		);
		expect(new Set(exchanges.map(resultOf))).toEqual(new Set(['HTTP 200']));
		expect(server.connections).toBeLessThanOrEqual(16);
		expect(server.maxInFlight).toBeLessThanOrEqual(16);
	});

	test('two systems on one port do not wait for each other', async () => {
		server.respond = (call, response, socket) =>
			call.path.startsWith('/emr/') ? undefined : OK(call, response, socket);
		const stop = new AbortController();
		setMaxListeners(0, stop.signal);
		const emr = targetAt(`${server.origin}/emr`, { responseTimeout: 60 });
		const hanging = Array.from(
			{ length: 20 },
			async () => await post(emr, { signal: stop.signal }),
		);
		await server.received(16);
		expect(resultOf(await post(targetAt(`${server.origin}/his`)))).toBe('HTTP 200');
		stop.abort();
		await Promise.all(hanging);
	});

	test('a broken call gives its connection back to nobody', async () => {
		server.respond = hang;
		await post(targetAt(server.origin, { responseTimeout: 0.1 }));
		while (countConnections().active > 0) await new Promise(setImmediate);
		expect(countConnections()).toMatchObject({ active: 0, idle: 0 });
	});

	test('pools that nobody uses are closed', async () => {
		let now = 1_000_000;
		const clock = () => now;
		await post(targetAt(server.origin), { now: clock });
		now += 11 * 60_000;
		await post(targetAt(`${server.origin}/other`), { now: clock });
		expect(countConnections()).toMatchObject({ pools: 1, idle: 1 });
	});

	test('a target that hangs up while idle is called on a new connection', async () => {
		await server.close();
		server = await startTarget({ keepAliveMs: 50 });
		const target = targetAt(server.origin);
		expect(resultOf(await post(target))).toBe('HTTP 200');
		await new Promise((resolve) => setTimeout(resolve, 1_200));
		expect(resultOf(await post(target))).toBe('HTTP 200');
		expect(server.connections).toBe(2);
	});
});

describe('an https:// address of a port that is none', () => {
	test('plain HTTP there', async () => {
		expect(resultOf(await post(targetAt(`https://127.0.0.1:${server.port}`)))).toBe(
			'TLS_NOT_SPOKEN',
		);
	});

	test('silence there is a matter of the connect limit', async () => {
		const silent: Server = createServer(() => {});
		silent.listen(0, '127.0.0.1');
		await once(silent, 'listening');
		const { port } = silent.address() as AddressInfo;
		const target = targetAt(`https://127.0.0.1:${port}`, { connectTimeout: 0.1 });
		expect(resultOf(await post(target))).toBe('CONNECT_TIMEOUT');
		silent.close();
	});

	test('a connection cut in the handshake', async () => {
		const cutting = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
		cutting.listen(0, '127.0.0.1');
		await once(cutting, 'listening');
		const { port } = cutting.address() as AddressInfo;
		expect(resultOf(await post(targetAt(`https://127.0.0.1:${port}`)))).toBe('CONNECTION_RESET');
		cutting.close();
	});
});
