import type { INode } from 'n8n-workflow';
import { SettingsError } from '../../../lib/intake/settings';
import { ledgerPlaceOf, type LedgerContext } from '../../../lib/n8n/ledger/nodeLedger';
import { BY_CREDENTIAL, embeddedPlace } from '../../../lib/n8n/ledger/place';

const CREDENTIAL = {
	host: 'db',
	port: 5432,
	database: 'n8n',
	user: 'ledger',
	password: 'canary-password',
	schema: 'critical_value',
};

const contextOf = (parameters: object, credential: unknown = CREDENTIAL) =>
	({
		getNode: () => ({ parameters }) as unknown as INode,
		getCredentials: async () => {
			if (credential instanceof Error) throw credential;
			return credential;
		},
	}) as unknown as LedgerContext;

const refusal = async (context: LedgerContext) =>
	await ledgerPlaceOf(context).then(
		() => undefined,
		(error: unknown) => error as SettingsError,
	);

afterEach(() => {
	delete process.env.EXECUTIONS_MODE;
});

it('is the embedded file unless the node says otherwise', async () => {
	expect(await ledgerPlaceOf(contextOf({}))).toEqual(embeddedPlace());
	expect(await ledgerPlaceOf(contextOf({ ledger: 'embedded' }))).toEqual(embeddedPlace());
});

it('is the credential’s PostgreSQL where the node says so', async () => {
	expect(await ledgerPlaceOf(contextOf({ ledger: BY_CREDENTIAL }))).toEqual({
		kind: 'postgres',
		settings: { ...CREDENTIAL, tls: undefined },
	});
});

const FILE = { type: 'sqlite', file: '/srv/ledger.sqlite', host: '' };

it('is the credential’s file where that names one', async () => {
	expect(await ledgerPlaceOf(contextOf({ ledger: BY_CREDENTIAL }, FILE))).toEqual({
		kind: 'sqlite',
		file: '/srv/ledger.sqlite',
	});
});

it('refuses a credential’s file in queue mode', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	const error = await refusal(contextOf({ ledger: BY_CREDENTIAL }, FILE));
	expect(error?.message).toMatch(/队列模式/);
});

it('refuses the embedded one in queue mode, in words', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	const error = await refusal(contextOf({}));
	expect(error).toBeInstanceOf(SettingsError);
	expect(error?.message).toMatch(/队列模式/);
	expect(error?.remedy).toMatch(/PostgreSQL/);
	expect(await ledgerPlaceOf(contextOf({ ledger: BY_CREDENTIAL }))).toMatchObject({
		kind: 'postgres',
	});
});

it.each([
	['no host', { ...CREDENTIAL, host: ' ' }, 'host'],
	['a schema that is none', { ...CREDENTIAL, schema: 'a; DROP TABLE x' }, 'schema'],
	['a file that depends on the working folder', { ...FILE, file: 'canary.sqlite' }, 'file'],
	['a type that is none', { ...CREDENTIAL, type: 'canary' }, 'type'],
	['nothing to read', new Error('canary-password'), '无法读取'],
])('names what is wrong with the credential, and no value: %s', async (_, credential, named) => {
	const error = await refusal(contextOf({ ledger: BY_CREDENTIAL }, credential));
	expect(error?.message).toContain(named);
	expect(`${error?.message}${error?.remedy}`).not.toMatch(/canary|DROP/);
});
