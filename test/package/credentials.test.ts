/** The forms of the credentials, as n8n's editor gets them. */
import type { ICredentialType } from 'n8n-workflow';
import { loadedPackage, parametersOf } from '../support/loadedPackage';

let credentials: ICredentialType[];
beforeAll(async () => {
	({ credentials } = await loadedPackage());
});

const SECRETS = new Set([
	'password',
	'token',
	'headerValue',
	'secret',
	'previousSecret',
	'key',
	'passphrase',
]);

const fieldsOf = (name: string) => {
	const credential = credentials.find((candidate) => candidate.name === name);
	if (!credential) throw new Error(`no credential ${name}`);
	return parametersOf(name, credential.properties);
};

it.each([
	['riskApi', ['password', 'token', 'headerValue', 'secret', 'key', 'passphrase']],
	['riskLedgerDb', ['password']],
	['riskSignature', ['secret', 'previousSecret']],
])('%s hides its secrets, and nothing that one has to read', (name, hidden) => {
	const fields = fieldsOf(name);
	const named = fields.filter(({ property }) => SECRETS.has(property.name));
	expect(named.map(({ property }) => property.name)).toEqual(hidden);
	const password = fields.filter(({ property }) => property.typeOptions?.password === true);
	expect(password.map(({ property }) => property.name)).toEqual(hidden);
});

it('no field that sounds like a secret has been forgotten in the list above', () => {
	const suspicious = /pass|secret|token|private|key$|credential/i;
	const unlisted = credentials
		.flatMap(({ name, properties }) => parametersOf(name, properties))
		.filter(({ property }) => suspicious.test(property.name) && !SECRETS.has(property.name));
	expect(unlisted.map(({ where }) => where)).toEqual([]);
});

it('secrets have no default and no real example', () => {
	for (const { name, properties } of credentials) {
		for (const { property } of parametersOf(name, properties)) {
			if (property.typeOptions?.password) expect(property.default).toBe('');
		}
	}
});

it.each(['riskApi', 'riskLedgerDb', 'riskSignature'])(
	'%s says where its documentation is',
	(name) => {
		const { documentationUrl } = credentials.find((one) => one.name === name) ?? {};
		expect(documentationUrl).toMatch(/^https?:\/\/[\w.-]+\/\S+$/);
		expect(URL.canParse(documentationUrl ?? '')).toBe(true);
	},
);

it.each(['riskApi', 'riskLedgerDb', 'riskSignature'])(
	'%s is labelled in both languages',
	(name) => {
		const labels = [
			credentials.find((one) => one.name === name)?.displayName ?? '',
			...fieldsOf(name).map(({ property }) => property.displayName),
		];
		for (const label of labels) {
			expect(label).toMatch(/^[A-Za-z]/);
			expect(label).toMatch(/[\u4e00-\u9fff]/);
		}
	},
);
