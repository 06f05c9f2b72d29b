import { closeConnections } from '../../../lib/delivery/agents';
import { transportFault } from '../../../lib/delivery/transportFault';
import { createCertificate } from '../../support/certificates';
import { OK, startTarget, type TestTarget } from '../../support/target';
import { post, resultOf, targetAt } from './support';

const DAY_MS = 24 * 60 * 60 * 1000;
const ca = createCertificate({ commonName: 'Hospital CA', isCa: true });
const good = createCertificate({ ipAddresses: ['127.0.0.1'], signedBy: ca });

let server: TestTarget | undefined;

async function serve(tls: Parameters<typeof startTarget>[0]): Promise<TestTarget> {
	server = await startTarget(tls);
	return server;
}

afterEach(async () => {
	closeConnections();
	await server?.close();
	server = undefined;
});

const call = async (origin: string, data: Record<string, unknown> = {}) =>
	resultOf(await post(targetAt(origin, { customTls: true, ...data })));

test('a target whose CA is entered', async () => {
	const { origin } = await serve({ tls: good });
	expect(await call(origin, { ca: ca.cert })).toBe('HTTP 200');
});

test('without its CA', async () => {
	const { origin } = await serve({ tls: good });
	expect(await call(origin)).toBe('CERTIFICATE_UNTRUSTED');
	expect(server?.calls).toHaveLength(0);
});

test('self-signed', async () => {
	const own = createCertificate({ ipAddresses: ['127.0.0.1'] });
	const { origin } = await serve({ tls: own });
	expect(await call(origin)).toBe('CERTIFICATE_SELF_SIGNED');
	expect(await call(origin, { ca: own.cert })).toBe('HTTP 200');
});

test.each([
	[
		'expired',
		{ notBefore: Date.now() - 9 * DAY_MS, notAfter: Date.now() - DAY_MS },
		'CERTIFICATE_EXPIRED',
	],
	['of tomorrow', { notBefore: Date.now() + DAY_MS }, 'CERTIFICATE_NOT_YET_VALID'],
])('a certificate that is %s', async (_case, dates, reason) => {
	const tls = createCertificate({ ipAddresses: ['127.0.0.1'], signedBy: ca, ...dates });
	const { origin } = await serve({ tls });
	expect(await call(origin, { ca: ca.cert })).toBe(reason);
});

test('made out to another name, unless that name is entered', async () => {
	const tls = createCertificate({ dnsNames: ['emr.hospital.local'], signedBy: ca });
	const { origin } = await serve({ tls });
	expect(await call(origin, { ca: ca.cert })).toBe('CERTIFICATE_HOST_MISMATCH');
	expect(await call(origin, { ca: ca.cert, serverName: 'emr.hospital.local' })).toBe('HTTP 200');
});

test('verification skipped', async () => {
	const { origin } = await serve({ tls: createCertificate() });
	expect(await call(origin, { skipVerification: true })).toBe('HTTP 200');
});

test('a connection made without verification is not used by a credential with it', async () => {
	const { origin } = await serve({ tls: createCertificate() });
	await call(origin, { skipVerification: true });
	expect(await call(origin)).toBe('CERTIFICATE_SELF_SIGNED');
});

describe('client certificates', () => {
	const client = createCertificate({ commonName: 'n8n', signedBy: ca });
	const foreign = createCertificate({ commonName: 'stranger' });
	const mutual = { ...good, ca: ca.cert, requestCert: true, rejectUnauthorized: true };

	test.each([
		['TLSv1.2', 'TLS_FAILED', 'CONNECTION_RESET'],
		['TLSv1.3', 'CLIENT_CERTIFICATE_REFUSED', 'CONNECTION_LOST'],
	] as const)('%s', async (version, withoutOne, withStrangers) => {
		const { origin } = await serve({
			tls: { ...mutual, minVersion: version, maxVersion: version },
		});
		const { cert, key } = client;
		expect(await call(origin, { ca: ca.cert, cert, key })).toBe('HTTP 200');
		expect(await call(origin, { ca: ca.cert })).toBe(withoutOne);
		// Node's own server hangs up without an alert here; the call is not delivered either way.
		const stranger = { ca: ca.cert, cert: foreign.cert, key: foreign.key };
		expect(await call(origin, stranger)).toBe(withStrangers);
		expect(server?.calls).toHaveLength(1);
	});

	test.each([
		['tlsv13 alert certificate required', '0A00045C', 'CLIENT_CERTIFICATE_REFUSED'],
		['tlsv1 alert unknown ca', '0A000418', 'CLIENT_CERTIFICATE_REFUSED'],
		['sslv3 alert bad certificate', '0A000412', 'CLIENT_CERTIFICATE_REFUSED'],
		['tlsv1 alert internal error', '0A000438', 'TLS_FAILED'],
	])('the alert "%s" of another server', (text, number, reason) => {
		const error = Object.assign(
			new Error(`write EPROTO 40:error:${number}:SSL routines:ssl3_read_bytes:${text}:a.c:1:`),
			{ code: 'EPROTO' },
		);
		expect(transportFault(error, { sent: false, answering: false })).toBe(reason);
	});

	test('with an encrypted key', async () => {
		const { origin } = await serve({ tls: mutual });
		const { cert, key } = createCertificate({ signedBy: ca, passphrase: 'p' });
		expect(await call(origin, { ca: ca.cert, cert, key, passphrase: 'p' })).toBe('HTTP 200');
	});
});

test('only an old TLS version', async () => {
	const { origin } = await serve({
		tls: { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' },
	});
	expect(await call(origin, { ca: ca.cert })).toBe('TLS_FAILED');
});

test('connections are kept, and the limit works on a kept and on a queued one', async () => {
	const target = await serve({ tls: good });
	const settings = { customTls: true, ca: ca.cert, responseTimeout: 0.5 };
	const all = Array.from(
		{ length: 100 },
		async () => await post(targetAt(target.origin, settings)),
	);
	expect(new Set((await Promise.all(all)).map(resultOf))).toEqual(new Set(['HTTP 200']));
	expect(target.connections).toBeLessThanOrEqual(16);

	// 40 calls over 16 connections: those that wait get a connection whose handshake is long over.
	target.respond = (received, response, socket) =>
		received.index < 116 + 16 ? OK(received, response, socket) : undefined;
	const hanging = Array.from(
		{ length: 40 },
		async () => await post(targetAt(target.origin, settings)),
	);
	const results = (await Promise.all(hanging)).map(resultOf);
	expect(new Set(results)).toEqual(new Set(['HTTP 200', 'RESPONSE_TIMEOUT']));
});
