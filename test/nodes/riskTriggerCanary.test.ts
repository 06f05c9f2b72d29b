/**
 * One marked patient and marked secrets go through every way a trigger can fail. What a caller, an
 * admin or a log then sees is searched for them; only the item on Rejected may hold what was sent.
 */
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { IWebhookFunctions } from 'n8n-workflow';
import { jsonwebtoken } from '../../lib/thirdParty';
import { withLockedLedger } from '../support/lockedLedger';
import { TriggerServer, type Published } from '../support/triggerServer';
import { TriggerWorkflow, type TriggerOptions } from '../support/triggerWorkflow';
import { CRITICAL_VALUE, REFUSAL, REJECTED } from '../support/workflows';

const PATIENT = '金丝雀甲乙丙';
const SECRET = 'CANARY-SECRET-7';
const MARK = /金丝雀|甲乙丙|CANARY/;

let n8n: TriggerServer;
let seen: string[];

/** Everything that n8n's logger, the console and the terminal are given. */
function watch(logger: object): void {
	const record = (...args: unknown[]) => {
		seen.push(inspect(args, { depth: null }), JSON.stringify(args));
		return true;
	};
	for (const target of [logger, console]) {
		for (const method of ['error', 'warn', 'info', 'debug'] as const) {
			jest.spyOn(target as Console, method).mockImplementation(record);
		}
	}
	jest.spyOn(process.stdout, 'write').mockImplementation(record);
	jest.spyOn(process.stderr, 'write').mockImplementation(record);
}

beforeAll(async () => {
	n8n = await TriggerServer.start();
});
beforeEach(() => {
	seen = [];
});
afterEach(async () => {
	jest.restoreAllMocks();
	await n8n.reset();
});
afterAll(async () => await n8n.close());

const PATIENT_BODY = { ...CRITICAL_VALUE, patientName: PATIENT, content: `${PATIENT}:6.8` };
type Call = (trigger: Published) => Promise<{ text: string; body: unknown }>;

const sending =
	(body: unknown, headers: Record<string, string> = {}): Call =>
	async (trigger) =>
		await trigger.post(body, headers);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const encoded = (text: string) => Buffer.from(text).toString('base64url');
const options = (values: object): TriggerOptions => ({ parameters: { options: values as never } });
const guarded = (authentication: string, type: string, data: object | Error): TriggerOptions => ({
	parameters: { authentication },
	credentials: { [type]: data as never },
});
const jwt = (data: object) => guarded('jwtAuth', 'jwtAuth', { algorithm: 'HS256', ...data });
const throwing = (
	method: 'getNodeParameter' | 'getCredentials' | 'getRequestObject',
	error: unknown,
): TriggerOptions => ({
	...guarded('basicAuth', 'httpBasicAuth', { user: 'lis', password: SECRET }),
	tamper: (context: IWebhookFunctions) => {
		jest.spyOn(context, method).mockImplementation(() => {
			throw error;
		});
	},
});
/** As V8 words it: a message that quotes the text, here with a line that looks like a place in code. */
const quoting = new SyntaxError(
	`Unexpected token 'x', "{"a":\n    at ${PATIENT} (${SECRET}:1:1)" is not valid JSON`,
);

const CALLS: Record<string, [TriggerOptions, Call]> = {
	'broken JSON': [{}, sending(`{"patientName":"${PATIENT}",\n\n`)],
	'a form': [{}, sending(`patientName=${PATIENT}`)],
	'no riskId': [{}, sending({ ...PATIENT_BODY, riskId: undefined })],
	'a riskId that is an object': [{}, sending({ riskId: { name: PATIENT } })],
	'an array': [{}, sending([PATIENT_BODY])],
	'a string': [{}, sending(JSON.stringify(JSON.stringify(PATIENT_BODY)))],
	strict: [
		{ parameters: { validation: 'strict' } },
		sending({ ...PATIENT_BODY, patientClass: PATIENT, sendTime: PATIENT, flag: PATIENT }),
	],
	'required fields': [
		options({ requiredFields: ['wardCode'] }),
		sending({ riskId: 'R', p: PATIENT }),
	],
	'the other interface': [
		{ kind: 'confirm', parameters: { interface: '3' } },
		sending({ riskId: 'R', responseName: PATIENT }),
	],
	'too large': [options({ maxBodyMb: 0.0001 }), sending(PATIENT_BODY)],
	'broken gzip': [{}, sending(PATIENT, { 'content-encoding': 'gzip' })],
	'a gzip bomb': [
		options({ maxBodyMb: 0.01 }),
		sending(gzipSync(PATIENT.repeat(50_000)), { 'content-encoding': 'gzip' }),
	],
	'an address that may not call': [
		options({ ipAllowList: '10.1.1.1', trustProxy: true }),
		sending(PATIENT_BODY, { 'x-forwarded-for': SECRET }),
	],
	Basic: [
		guarded('basicAuth', 'httpBasicAuth', { user: 'lis', password: SECRET }),
		sending(PATIENT_BODY, { authorization: `Basic ${encoded(`lis:${SECRET}-2`)}` }),
	],
	header: [
		guarded('headerAuth', 'httpHeaderAuth', { name: 'x-key', value: SECRET }),
		sending(PATIENT_BODY, { 'x-key': `${SECRET}-2` }),
	],
	'JWT, key': [
		jwt({ secret: SECRET }),
		sending(PATIENT_BODY, bearer(jsonwebtoken.sign({ name: PATIENT }, `${SECRET}-2`))),
	],
	'JWT, expired': [
		jwt({ secret: SECRET }),
		sending(PATIENT_BODY, bearer(jsonwebtoken.sign({ sub: PATIENT }, SECRET, { expiresIn: -9 }))),
	],
	'JWT, its payload no JSON': [
		jwt({ secret: SECRET }),
		sending(
			PATIENT_BODY,
			bearer(`${encoded('{"alg":"HS256","typ":"JWT"}')}.${encoded(PATIENT)}.AA`),
		),
	],
	'JWT, its header no JSON': [
		jwt({ secret: SECRET }),
		sending(PATIENT_BODY, bearer(`${encoded(`{${PATIENT}`)}.${encoded('{}')}.AA`)),
	],
	'JWT, no token': [jwt({ secret: SECRET }), sending(PATIENT_BODY, bearer(SECRET))],
	'JWT, a key that is no PEM': [
		jwt({
			keyType: 'pemKey',
			publicKey: `-----BEGIN PUBLIC KEY-----${SECRET}`,
			algorithm: 'RS256',
		}),
		sending(PATIENT_BODY, bearer(jsonwebtoken.sign({ name: PATIENT }, SECRET))),
	],
	signature: [
		guarded('signature', 'riskSignature', { secret: SECRET }),
		sending(PATIENT_BODY, {
			'webhook-id': SECRET,
			'webhook-timestamp': SECRET,
			'webhook-signature': `v1,${SECRET}`,
		}),
	],
	'a credential without its name': [
		guarded('headerAuth', 'httpHeaderAuth', { value: SECRET }),
		sending(PATIENT_BODY),
	],
	'a credential of the wrong types': [
		jwt({ keyType: SECRET, secret: { value: SECRET } }),
		sending(PATIENT_BODY),
	],
	'an algorithm nobody may use': [
		jwt({ secret: SECRET, algorithm: 'none' }),
		sending(PATIENT_BODY),
	],
	'a credential n8n can not read': [
		guarded('basicAuth', 'httpBasicAuth', new Error(`cannot decrypt ${SECRET}`)),
		sending(PATIENT_BODY),
	],
	'a parameter that throws': [throwing('getNodeParameter', quoting), sending(PATIENT_BODY)],
	'a credential that throws': [throwing('getCredentials', quoting), sending(PATIENT_BODY)],
	'something unforeseen': [throwing('getRequestObject', quoting), sending(PATIENT_BODY)],
	'something unforeseen that is no error': [
		throwing('getRequestObject', PATIENT),
		sending(PATIENT_BODY),
	],
	'n8n, before the node': [
		{},
		async (trigger) => {
			n8n.n8n.findWorkflow = () => {
				throw quoting;
			};
			return await trigger.post(PATIENT_BODY);
		},
	],
	'a ledger that cannot be written': [
		{},
		async (trigger) => await withLockedLedger(async () => await trigger.post(PATIENT_BODY)),
	],
	'n8n, in words of its own': [
		{},
		async (trigger) => {
			n8n.n8n.answer = () => ({ code: 0, message: PATIENT, stack: SECRET });
			return await trigger.post(PATIENT_BODY);
		},
	],
};

let count = 0;

it.each(Object.entries(CALLS))('%s: no mark in the reply, nor in any log', async (_name, entry) => {
	const [triggerOptions, call] = entry;
	const path = `canary/${count++}`;
	const trigger = await n8n.publish(path, triggerOptions, false);
	// A node that is set wrong is refused here; calls then reach it as they do in a webhook processor.
	await trigger.workflow.hook('checkExists').catch(() => false);
	watch(trigger.workflow.logger);
	const reply = await call(trigger);
	expect(reply.text).not.toMatch(MARK);
	expect(reply.body).toEqual(REFUSAL);
	expect(reply.body).not.toMatchObject({ code: 0 });
	expect(seen.join('\n')).not.toMatch(MARK);
	expect(n8n.thrown).toEqual([]);

	for (const run of await n8n.takeRuns()) {
		for (const { json } of run.items(REJECTED)) {
			const { raw: _raw, rawBase64: _rawBase64, ...told } = json;
			expect(JSON.stringify(told)).not.toMatch(MARK);
		}
	}
});

it.each([
	['incomplete', guarded('headerAuth', 'httpHeaderAuth', { value: SECRET })],
	['unreadable', guarded('basicAuth', 'httpBasicAuth', new Error(`cannot decrypt ${SECRET}`))],
	['of the wrong types', jwt({ keyType: SECRET, secret: { value: SECRET } })],
	['with an algorithm nobody may use', jwt({ secret: SECRET, algorithm: 'none' })],
])('activation with a credential that is %s: no mark in the error', async (_name, wrong) => {
	const parameters = { path: 'canary/activation', ...wrong.parameters };
	const workflow = await TriggerWorkflow.create({ ...wrong, parameters }, 'http://n8n.test/outapi');
	watch(workflow.logger);
	const error: unknown = await workflow.hook('checkExists').catch((thrown: unknown) => thrown);
	if (!(error instanceof Error)) throw new Error('was activated');
	const shown = [inspect(error, { depth: null }), JSON.stringify(error), error.stack];
	expect(shown.join('\n')).not.toMatch(MARK);
	expect(seen.join('\n')).not.toMatch(MARK);
});

it('the marks do arrive: a message that is accepted has them', async () => {
	const trigger = await n8n.publish('canary/accepted');
	await trigger.post(PATIENT_BODY);
	expect(JSON.stringify((await n8n.takeRun()).items('Accepted'))).toMatch(MARK);
});
