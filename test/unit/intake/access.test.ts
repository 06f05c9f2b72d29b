import { generateKeyPairSync } from 'node:crypto';
import {
	callerAddress,
	checkAddress,
	checkCredentials,
	checkSignature,
} from '../../../lib/intake/access';
import { signStandardWebhook } from '../../../lib/contract/signature';
import { parseSettings, type Authentication } from '../../../lib/intake/settings';
import { jsonwebtoken } from '../../../lib/thirdParty';

const basic = (text: string) => ({
	authorization: `Basic ${Buffer.from(text).toString('base64')}`,
});
const allowed = (authentication: Authentication, headers: Record<string, string>) =>
	checkCredentials(authentication, headers).allowed;

describe('credentials', () => {
	const user: Authentication = { type: 'basicAuth', user: '检验科', password: 'p:w' };

	it('checks Basic, with Chinese and colons in it', () => {
		expect(allowed(user, basic('检验科:p:w'))).toBe(true);
		expect(allowed(user, basic('检验科:p'))).toBe(false);
		expect(allowed(user, basic('检验科'))).toBe(false);
		expect(allowed(user, {})).toBe(false);
		expect(allowed(user, { authorization: 'Bearer x' })).toBe(false);
	});

	it('checks a header whatever the case of its name', () => {
		const header: Authentication = { type: 'headerAuth', name: 'X-Api-Key', value: 'k1' };
		expect(allowed(header, { 'x-api-key': 'k1' })).toBe(true);
		expect(allowed(header, { 'x-api-key': 'k2' })).toBe(false);
		expect(allowed(header, {})).toBe(false);
	});

	it('checks a JWT: key, algorithm, expiry', () => {
		const jwt: Authentication = { type: 'jwtAuth', key: 's3cret', algorithm: 'HS256' };
		const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
		expect(allowed(jwt, bearer(jsonwebtoken.sign({ a: 1 }, 's3cret')))).toBe(true);
		expect(allowed(jwt, bearer(jsonwebtoken.sign({ a: 1 }, 'other')))).toBe(false);
		expect(allowed(jwt, bearer(jsonwebtoken.sign({}, 's3cret', { algorithm: 'HS512' })))).toBe(
			false,
		);
		expect(allowed(jwt, bearer(jsonwebtoken.sign({}, 's3cret', { expiresIn: -5 })))).toBe(false);
		expect(allowed(jwt, bearer('nonsense'))).toBe(false);
	});

	it('does not take an HMAC made with a public key', () => {
		const { publicKey, privateKey } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		const jwt: Authentication = { type: 'jwtAuth', key: publicKey, algorithm: 'RS256' };
		const good = jsonwebtoken.sign({}, privateKey, { algorithm: 'RS256' });
		expect(allowed(jwt, { authorization: `Bearer ${good}` })).toBe(true);
		const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
		expect(allowed(jwt, { authorization: `Bearer ${header}.e30.AAAA` })).toBe(false);
	});

	it('checks a signature over the raw bytes', () => {
		const signature: Authentication = { type: 'signature', secrets: ['one', 'two'] };
		const body = Buffer.from('{}');
		const now = 1_700_000_000_000;
		const headers = { ...signStandardWebhook('two', 'm1', now / 1000, body) };
		expect(checkSignature(signature, headers, body, now).allowed).toBe(true);
		expect(checkSignature(signature, headers, Buffer.from('{ }'), now).allowed).toBe(false);
	});

	it('never puts a secret into its reason', () => {
		const cases: Array<[Authentication, Record<string, string>]> = [
			[user, basic('检验科:wrong-canary')],
			[{ type: 'headerAuth', name: 'x-key', value: 'canary' }, { 'x-key': 'wrong-canary' }],
			[{ type: 'jwtAuth', key: 'canary', algorithm: 'HS256' }, { authorization: 'Bearer canary' }],
		];
		for (const [authentication, headers] of cases) {
			const verdict = checkCredentials(authentication, headers);
			expect(verdict.allowed).toBe(false);
			expect(JSON.stringify(verdict)).not.toContain('canary');
		}
	});
});

describe('addresses', () => {
	const settings = (ipAllowList: string) =>
		parseSettings('send', { path: 'risk/send', options: { ipAllowList } }, { type: 'none' }, 'UTC');
	const may = (list: string, address: string) => checkAddress(address, settings(list)).allowed;

	it('lets everybody call without a list', () => {
		expect(may('', '203.0.113.9')).toBe(true);
	});

	it('knows addresses and blocks of both families', () => {
		const list = '10.1.2.3, 10.20.0.0/16；2001:db8::/32';
		expect(may(list, '10.1.2.3')).toBe(true);
		expect(may(list, '10.1.2.4')).toBe(false);
		expect(may(list, '10.20.255.1')).toBe(true);
		expect(may(list, '10.21.0.1')).toBe(false);
		expect(may(list, '2001:db8::5')).toBe(true);
		expect(may(list, '2001:db9::5')).toBe(false);
		expect(may(list, '')).toBe(false);
	});

	it.each(['10.1.2', '10.0.0.0/33', 'his-server', '10.0.0.0/8/8', '::1/129', '10.0.0.0/x'])(
		'names the entry %s that is no address',
		(entry) => {
			expect(() => settings(`10.1.1.1, ${entry}`)).toThrow(entry);
		},
	);

	it('reads the address from the socket unless a proxy is trusted', () => {
		const headers = { 'x-forwarded-for': '1.1.1.1, 10.9.9.9' };
		expect(callerAddress('::ffff:10.1.2.3', headers, undefined)).toBe('10.1.2.3');
		expect(callerAddress('127.0.0.1', headers, 'x-forwarded-for')).toBe('10.9.9.9');
		expect(callerAddress('127.0.0.1', {}, 'x-forwarded-for')).toBe('127.0.0.1');
		expect(callerAddress('127.0.0.1', { 'x-real-ip': 'junk' }, 'x-real-ip')).toBe('127.0.0.1');
		expect(callerAddress('::1', { 'x-real-ip': '[2001:db8::1]:443' }, 'x-real-ip')).toBe(
			'2001:db8::1',
		);
	});

	it.each([
		['10.9.9.9:51234', '10.9.9.9'],
		['1.1.1.1:80, 10.9.9.9:51234', '10.9.9.9'],
		['[::ffff:10.9.9.9]:443', '10.9.9.9'],
		['[2001:db8::1]', '2001:db8::1'],
		['2001:db8::1', '2001:db8::1'],
		['10.9.9.9:', '127.0.0.1'],
		['10.9.9:80', '127.0.0.1'],
	])('a proxy that writes %s means %s', (written, meant) => {
		const headers = { 'x-forwarded-for': written };
		expect(callerAddress('127.0.0.1', headers, 'x-forwarded-for')).toBe(meant);
	});
});
