import { closeConnections } from '../../../lib/delivery/agents';
import { createCertificate } from '../../support/certificates';
import { startProxy, type TestProxy } from '../../support/proxy';
import { startTarget, type TestTarget } from '../../support/target';
import { post, resultOf, targetAt } from './support';

const VARIABLES = [
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'http_proxy',
	'https_proxy',
	'no_proxy',
	'ALL_PROXY',
	'all_proxy',
];
const saved = new Map(VARIABLES.map((name) => [name, process.env[name]]));
const own = createCertificate({ ipAddresses: ['127.0.0.1'] });
const TLS = { customTls: true, ca: own.cert };

let proxy: TestProxy;
let plain: TestTarget;
let secure: TestTarget;

beforeEach(async () => {
	for (const name of VARIABLES) delete process.env[name];
	[proxy, plain, secure] = await Promise.all([
		startProxy(),
		startTarget(),
		startTarget({ tls: own }),
	]);
});

afterEach(async () => {
	closeConnections();
	await Promise.all([proxy.close(), plain.close(), secure.close()]);
	for (const [name, value] of saved) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
});

test('http goes through HTTP_PROXY, by absolute address, over kept connections', async () => {
	process.env.HTTP_PROXY = proxy.url;
	for (let i = 0; i < 3; i++) {
		expect(resultOf(await post(targetAt(plain.origin)))).toBe('HTTP 200');
	}
	expect(proxy.seen).toEqual(Array(3).fill(`POST ${plain.origin}/outapi/risk/send`));
	expect(plain.calls).toHaveLength(3);
	expect(plain.calls[0]?.json).toMatchObject({ riskId: 'R-1' });
});

test('https goes through a tunnel, and the tunnel is kept', async () => {
	process.env.HTTPS_PROXY = proxy.url;
	for (let i = 0; i < 3; i++) {
		expect(resultOf(await post(targetAt(secure.origin, TLS)))).toBe('HTTP 200');
	}
	expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${secure.port}`]);
});

test('the target’s certificate is checked through the tunnel', async () => {
	process.env.HTTPS_PROXY = proxy.url;
	expect(resultOf(await post(targetAt(secure.origin)))).toBe('CERTIFICATE_SELF_SIGNED');
	const named = { ...TLS, serverName: 'emr.hospital.local' };
	expect(resultOf(await post(targetAt(secure.origin, named)))).toBe('CERTIFICATE_HOST_MISMATCH');
});

test('the proxy’s password goes to the proxy only', async () => {
	const url = new URL(proxy.url);
	process.env.HTTP_PROXY = process.env.HTTPS_PROXY = `http://user:secret@${url.host}`;
	await post(targetAt(plain.origin));
	await post(targetAt(secure.origin, TLS));
	const basic = `Basic ${Buffer.from('user:secret').toString('base64')}`;
	expect(proxy.proxyAuthorization).toEqual([basic, basic]);
	expect(secure.calls[0]?.headers['proxy-authorization']).toBeUndefined();
});

test('NO_PROXY is honoured', async () => {
	process.env.HTTP_PROXY = process.env.HTTPS_PROXY = proxy.url;
	process.env.NO_PROXY = '127.0.0.1';
	await post(targetAt(plain.origin));
	await post(targetAt(secure.origin, TLS));
	expect(proxy.seen).toEqual([]);
	expect(plain.calls.length + secure.calls.length).toBe(2);
});

test('a proxy that refuses the tunnel is not taken for the target', async () => {
	process.env.HTTPS_PROXY = proxy.url;
	proxy.refuseWith = 403;
	expect(resultOf(await post(targetAt(secure.origin, TLS)))).toBe('PROXY_FAILED');
	expect(secure.calls).toHaveLength(0);
});

test('a proxy that is not there', async () => {
	process.env.HTTP_PROXY = process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
	expect(resultOf(await post(targetAt(plain.origin)))).toBe('PROXY_FAILED');
	expect(resultOf(await post(targetAt(secure.origin, TLS)))).toBe('PROXY_FAILED');
});

test('a proxy that never answers the CONNECT ends after the connect limit', async () => {
	process.env.HTTPS_PROXY = proxy.url;
	proxy.hang = true;
	const target = targetAt(secure.origin, { ...TLS, connectTimeout: 0.2 });
	expect(resultOf(await post(target))).toBe('CONNECT_TIMEOUT');
});

test('a proxy that swallows the call ends after the response limit', async () => {
	process.env.HTTP_PROXY = proxy.url;
	proxy.hang = true;
	const target = targetAt(plain.origin, { responseTimeout: 0.2 });
	expect(resultOf(await post(target))).toBe('RESPONSE_TIMEOUT');
});
