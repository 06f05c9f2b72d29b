import type { IWebhookFunctions } from 'n8n-workflow';
import type { Kind } from '../../../lib/contract/fields';
import { SettingsError } from '../../../lib/intake/settings';
import { CREDENTIAL_TYPE, readSettings } from '../../../lib/n8n/trigger/nodeSettings';
import { triggerCredentials } from '../../../lib/n8n/trigger/description';

interface FakeNode {
	parameters?: Record<string, unknown>;
	credential?: { type: string; data: unknown };
	timezone?: string;
}

function contextOf({ parameters = {}, credential, timezone = 'Asia/Shanghai' }: FakeNode) {
	return {
		getNodeParameter: (name: string, fallback: unknown) =>
			name in parameters ? parameters[name] : fallback,
		getCredentials: async (type: string) => {
			if (type !== credential?.type) throw new Error(`Credentials of "${type}" are not set`);
			return credential.data;
		},
		getTimezone: () => timezone,
	} as unknown as IWebhookFunctions;
}

const read = async (node: FakeNode, kind: Kind = 'send') =>
	await readSettings(contextOf({ ...node, parameters: { path: 'p', ...node.parameters } }), kind);
const authenticationOf = async (authentication: string, type: string, data: unknown) =>
	(await read({ parameters: { authentication }, credential: { type, data } })).authentication;

describe('parameters', () => {
	it('have the defaults of the form', async () => {
		expect(await read({})).toEqual({
			kind: 'send',
			accept: [1],
			validation: 'tolerant',
			timeZone: 'Asia/Shanghai',
			requiredFields: [],
			maxBytes: 16 * 1024 * 1024,
			authentication: { type: 'none' },
			allowList: undefined,
			proxyHeader: undefined,
			mirrorHttpStatus: false,
		});
		expect((await read({}, 'confirm')).accept).toEqual([2, 3]);
	});

	it('trust a proxy header only where that is switched on', async () => {
		const options = { proxyHeader: ' X-Real-IP ' };
		expect((await read({ parameters: { options } })).proxyHeader).toBeUndefined();
		const trusting = { options: { ...options, trustProxy: true } };
		expect((await read({ parameters: trusting })).proxyHeader).toBe('x-real-ip');
		const byDefault = { options: { trustProxy: true } };
		expect((await read({ parameters: byDefault })).proxyHeader).toBe('x-forwarded-for');
	});

	it('fall back to UTC for a time zone nobody knows', async () => {
		expect((await read({ timezone: 'Mars/Olympus' })).timeZone).toBe('UTC');
	});
});

describe('credentials', () => {
	it('every choice of the form has one, shown for that choice', () => {
		const forAuthentication = triggerCredentials.filter(({ name }) => name !== 'riskLedgerDb');
		expect(forAuthentication).toEqual(
			Object.entries(CREDENTIAL_TYPE).map(([choice, name]) => ({
				name,
				required: true,
				displayOptions: { show: { authentication: [choice] } },
			})),
		);
	});

	it.each([
		['basicAuth', 'httpBasicAuth', { user: 'u', password: 'p' }],
		['headerAuth', 'httpHeaderAuth', { name: 'n', value: 'v' }],
	])('%s', async (choice, type, data) => {
		expect(await authenticationOf(choice, type, data)).toEqual({ type: choice, ...data });
	});

	it('a signature: one secret, or two while they are being changed', async () => {
		const of = async (data: object) => await authenticationOf('signature', 'riskSignature', data);
		expect(await of({ secret: 'a' })).toEqual({ type: 'signature', secrets: ['a'] });
		expect(await of({ secret: 'a', previousSecret: '' })).toMatchObject({ secrets: ['a'] });
		expect(await of({ secret: 'a', previousSecret: 'b' })).toMatchObject({ secrets: ['a', 'b'] });
	});

	it('a JWT: passphrase or key, its algorithm as it is set', async () => {
		const of = async (data: object) => await authenticationOf('jwtAuth', 'jwtAuth', data);
		expect(await of({ secret: 's', algorithm: 'HS384' })).toEqual({
			type: 'jwtAuth',
			key: 's',
			algorithm: 'HS384',
		});
		const pem = '-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----\n';
		for (const publicKey of [pem, pem.replaceAll('\n', ' '), pem.replaceAll('\n', '\\n')]) {
			const data = { keyType: 'pemKey', secret: 'unused', publicKey, algorithm: 'RS256' };
			expect(await of(data)).toEqual({ type: 'jwtAuth', key: pem, algorithm: 'RS256' });
		}
		const long = `-----BEGIN PUBLIC KEY-----${'A'.repeat(100)}-----END PUBLIC KEY-----`;
		expect(await of({ keyType: 'pemKey', publicKey: long, algorithm: 'RS256' })).toMatchObject({
			key: `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(64)}\n${'A'.repeat(36)}\n-----END PUBLIC KEY-----\n`,
		});
	});

	it.each<[string, string, unknown]>([
		['basicAuth', 'httpBasicAuth', { user: 'u', password: '' }],
		['basicAuth', 'other', { user: 'u', password: 'p' }],
		['headerAuth', 'httpHeaderAuth', { name: 'n' }],
		['jwtAuth', 'jwtAuth', { keyType: 'pemKey', secret: 's', publicKey: '', algorithm: 'RS256' }],
		['jwtAuth', 'jwtAuth', { secret: 's', algorithm: '' }],
		['jwtAuth', 'jwtAuth', { secret: 's', algorithm: 'none' }],
		['signature', 'riskSignature', { previousSecret: 'b' }],
		['signature', 'riskSignature', null],
	])('%s with %s %j: says that the credential is at fault', async (choice, type, data) => {
		const failure = authenticationOf(choice, type, data);
		await expect(failure).rejects.toThrow(SettingsError);
		await expect(failure).rejects.toMatchObject({ parameter: 'Credential 凭据' });
	});
});
