/** Every way a caller can prove who it is, with n8n's own credential types, and every way to fail at it. */
import { generateKeyPairSync } from 'node:crypto';
import { signStandardWebhook } from '../../lib/contract/signature';
import { jsonwebtoken } from '../../lib/thirdParty';
import { TriggerServer } from '../support/triggerServer';
import type { CredentialData } from '../support/triggerWorkflow';
import { ACCEPTED, CRITICAL_VALUE, OK, TRIGGER } from '../support/workflows';

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => await n8n.reset());
afterAll(async () => await n8n.close());

type Headers = Record<string, string>;

const basic = (text: string): Headers => ({
	authorization: `Basic ${Buffer.from(text).toString('base64')}`,
});
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

const pair = () =>
	generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
const own = pair();
const foreign = pair();
const rs256 = (key: string) => jsonwebtoken.sign({ sub: 'lis' }, key, { algorithm: 'RS256' });
const passphrase = (key: string, options: jsonwebtoken.SignOptions = {}) =>
	bearer(jsonwebtoken.sign({ sub: 'lis' }, key, options));

/** Signed with nothing, or with an HMAC whose key is the public one: the classic forgeries. */
const unsigned = (alg: string) => {
	const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${encode({ alg, typ: 'JWT' })}.${encode({ sub: 'lis' })}.`;
};

interface Case {
	authentication: string;
	type: string;
	data: CredentialData;
	good: Headers[];
	bad: Headers[];
}

const pem = (publicKey: string): Case => ({
	authentication: 'jwtAuth',
	type: 'jwtAuth',
	data: { keyType: 'pemKey', publicKey, algorithm: 'RS256' },
	good: [bearer(rs256(own.privateKey))],
	bad: [
		{},
		bearer(rs256(foreign.privateKey)),
		bearer(jsonwebtoken.sign({}, own.privateKey, { algorithm: 'RS384' })),
		bearer(jsonwebtoken.sign({}, own.privateKey, { algorithm: 'RS256', expiresIn: -60 })),
		bearer(unsigned('none')),
		bearer(`${unsigned('HS256')}AAAA`),
	],
});

const CASES: Record<string, Case> = {
	basic: {
		authentication: 'basicAuth',
		type: 'httpBasicAuth',
		data: { user: '检验科', password: 'p:w 1' },
		good: [basic('检验科:p:w 1')],
		bad: [{}, basic('检验科:p:w 2'), basic('检验科'), basic(':'), bearer('p:w 1')],
	},
	header: {
		authentication: 'headerAuth',
		type: 'httpHeaderAuth',
		data: { name: 'X-Api-Key', value: 'k-1' },
		good: [{ 'x-api-key': 'k-1' }, { 'X-API-KEY': 'k-1' }],
		bad: [{}, { 'x-api-key': 'k-2' }, { 'x-api-key': '' }, { 'x-api': 'k-1' }, bearer('k-1')],
	},
	'jwt with a passphrase': {
		authentication: 'jwtAuth',
		type: 'jwtAuth',
		data: { keyType: 'passphrase', secret: 'open sesame', algorithm: 'HS256' },
		good: [passphrase('open sesame'), passphrase('open sesame', { expiresIn: '1h' })],
		bad: [
			{},
			passphrase('other'),
			passphrase('open sesame', { algorithm: 'HS512' }),
			passphrase('open sesame', { expiresIn: -60 }),
			passphrase('open sesame', { notBefore: 3600 }),
			bearer('nonsense'),
			bearer(unsigned('none')),
			basic('lis:open sesame'),
		],
	},
	'jwt with a PEM key': pem(own.publicKey),
	'jwt with a PEM key that lost its line breaks': pem(own.publicKey.replaceAll('\n', ' ')),
	'jwt with a PEM key whose line breaks are written out': pem(
		own.publicKey.replaceAll('\n', '\\n'),
	),
};

describe.each(Object.entries(CASES))('%s', (name, { authentication, type, data, good, bad }) => {
	const publish = async (what: string) =>
		await n8n.publish(`auth/${name}/${what}`.replaceAll(' ', '-'), {
			parameters: { authentication },
			credentials: { [type]: data },
		});

	it('accepts who proves it', async () => {
		const trigger = await publish('good');
		for (const [index, headers] of good.entries()) {
			const body = { ...CRITICAL_VALUE, riskId: `R${index}` };
			expect((await trigger.post(body, headers)).body).toEqual(OK);
			expect((await n8n.takeRun()).ran).toEqual([TRIGGER, ACCEPTED]);
		}
	});

	it('refuses all others in the same words, and starts nothing', async () => {
		const trigger = await publish('bad');
		const replies = [];
		for (const headers of bad) replies.push(await trigger.post(CRITICAL_VALUE, headers));
		const [first] = replies;
		expect(first).toMatchObject({ status: 200, body: { code: 2001 } });
		for (const reply of replies) expect(reply).toEqual(first);
		expect(await n8n.takeRuns()).toEqual([]);
	});
});

describe('signature', () => {
	const body = Buffer.from(JSON.stringify(CRITICAL_VALUE));
	const now = () => Date.now() / 1000;
	const signed = (secret: string, at = now(), bytes: Buffer = body): Headers => ({
		...signStandardWebhook(secret, 'msg-1', at, bytes),
	});
	const publish = async (name: string, data: CredentialData, options = {}) =>
		await n8n.publish(`auth/signature/${name}`, {
			parameters: { authentication: 'signature', options },
			credentials: { riskSignature: data },
		});

	it.each([
		['whsec_', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
		['text', '共享密钥'],
	])(
		'accepts the raw bytes as they were signed, secret in the form of %s',
		async (name, secret) => {
			const trigger = await publish(name, { secret, previousSecret: '' });
			expect((await trigger.post(body, signed(secret))).body).toEqual(OK);
			const spaced = Buffer.from(JSON.stringify(CRITICAL_VALUE, null, '  '));
			expect((await trigger.post(spaced, signed(secret, now(), spaced))).body).toEqual(OK);
			// Other bytes, the same message.
			expect(await n8n.takeRuns()).toHaveLength(1);
		},
	);

	it('accepts the previous secret while there is one', async () => {
		const trigger = await publish('rotation', { secret: 'new', previousSecret: 'old' });
		expect((await trigger.post(body, signed('new'))).body).toEqual(OK);
		expect((await trigger.post(body, signed('old'))).body).toEqual(OK);
		const after = await publish('rotated', { secret: 'new', previousSecret: '' });
		expect((await after.post(body, signed('old'))).body).toMatchObject({ code: 2001 });
		expect((await after.post(body, signed(''))).body).toMatchObject({ code: 2001 });
	});

	it('refuses everything else alike, bodies that can not be read whole included', async () => {
		const trigger = await publish('bad', { secret: 's' }, { maxBodyMb: 0.001 });
		const { 'webhook-id': _id, ...withoutId } = signed('s');
		const long = Buffer.alloc(5000, 'x');
		const replies = [
			await trigger.post(body),
			await trigger.post(body, withoutId),
			await trigger.post(body, signed('t')),
			await trigger.post(body, signed('s', now() - 3600)),
			await trigger.post(body, signed('s', now() + 3600)),
			await trigger.post(Buffer.concat([body, Buffer.from(' ')]), signed('s')),
			await trigger.post(body, { ...signed('s'), 'webhook-id': 'msg-2' }),
			await trigger.post(long, signed('s', now(), long)),
			await trigger.post(body, { ...signed('s'), 'content-encoding': 'gzip' }),
		];
		const [first] = replies;
		expect(first).toMatchObject({ status: 200, body: { code: 2001 } });
		for (const reply of replies) expect(reply).toEqual(first);
		expect(await n8n.takeRuns()).toEqual([]);
	});

	it('a signed body that is no message: rejected, with words for its sender', async () => {
		const trigger = await publish('rejected', { secret: 's' });
		const broken = Buffer.from('{"riskId":');
		const reply = await trigger.post(broken, signed('s', now(), broken));
		expect(reply.body).toMatchObject({ code: 1003 });
		expect(await n8n.takeRuns()).toHaveLength(1);
	});
});

it('none: anybody that reaches the URL', async () => {
	const trigger = await n8n.publish('auth/none', { parameters: { authentication: 'none' } });
	expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
	expect((await trigger.post(CRITICAL_VALUE, bearer('whatever'))).body).toEqual(OK);
});
