/**
 * Code 0 means "stored" to callers, and n8n's own error body has `code: 0`. Whatever breaks, in the
 * node's settings, in the node or in n8n behind it: the reply is ours, and 0 only for what was accepted.
 */
import * as fc from 'fast-check';
import type { IWebhookFunctions } from 'n8n-workflow';
import { withLockedLedger } from '../support/lockedLedger';
import { TriggerServer } from '../support/triggerServer';
import type { TriggerOptions } from '../support/triggerWorkflow';
import { ACCEPTED, CRITICAL_VALUE, OK, post, REFUSAL, REJECTED } from '../support/workflows';

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => {
	jest.restoreAllMocks();
	expect(n8n.thrown).toEqual([]); // webhook() never throws
	await n8n.reset();
});
afterAll(async () => await n8n.close());

let count = 0;
/** A trigger that n8n has not activated: what is wrong with it comes out at the first call. */
const publish = async (options: TriggerOptions) =>
	await n8n.publish(`faults/${count++}`, options, false);

const withParameters = (parameters: TriggerOptions['parameters']): TriggerOptions => ({
	parameters,
});
const failing = (method: 'getNodeParameter' | 'getCredentials', name: string): TriggerOptions => ({
	parameters: { authentication: 'headerAuth' },
	credentials: { httpHeaderAuth: { name: 'x-key', value: 'k' } },
	tamper: (context: IWebhookFunctions) => {
		const original = context[method].bind(context) as (...args: unknown[]) => unknown;
		jest.spyOn(context, method).mockImplementation(((...args: unknown[]) => {
			if (args[0] === name) throw new Error('n8n: no such thing');
			return original(...args);
		}) as never);
	},
});
const withCredential = (type: string, data: object, authentication = type): TriggerOptions => ({
	parameters: { authentication },
	credentials: { [type]: data as never },
});

describe('a node that is set wrong answers 3001', () => {
	it.each<[string, TriggerOptions, string]>([
		['getNodeParameter throws: path', failing('getNodeParameter', 'path'), 'Path 路径'],
		['… authentication', failing('getNodeParameter', 'authentication'), 'Authentication 认证方式'],
		['… interface', failing('getNodeParameter', 'interface'), 'Interface 接口'],
		['… validation', failing('getNodeParameter', 'validation'), 'Validation 校验方式'],
		['… options', failing('getNodeParameter', 'options'), 'Options 选项'],
		['getCredentials throws', failing('getCredentials', 'httpHeaderAuth'), 'Credential 凭据'],
		[
			'an expression that fails',
			withParameters({ options: { ipAllowList: '={{ $json.a. }}' } }),
			'Options 选项',
		],
		['an unknown validation', withParameters({ validation: 'lenient' }), 'validation'],
		['an unknown way', withParameters({ authentication: 'oAuth2' }), 'Authentication 认证方式'],
		['a bad allow list', withParameters({ options: { ipAllowList: 'his' } }), 'IP Allow List'],
		['a negative size', withParameters({ options: { maxBodyMb: -1 } }), 'maxBodyMb'],
		[
			'a credential that was deleted',
			{
				parameters: { authentication: 'basicAuth' },
				credentials: { httpBasicAuth: new Error('Credential with ID "7" does not exist') },
			},
			'Credential 凭据',
		],
		['no credential selected', withParameters({ authentication: 'signature' }), 'Credential 凭据'],
		['Basic, no password', withCredential('httpBasicAuth', { user: 'u' }, 'basicAuth'), '凭据'],
		['header, no value', withCredential('httpHeaderAuth', { name: 'x' }, 'headerAuth'), '凭据'],
		['signature, no secret', withCredential('riskSignature', { secret: '' }, 'signature'), '凭据'],
		['JWT, no secret', withCredential('jwtAuth', { secret: '', algorithm: 'HS256' }), '凭据'],
		['JWT, algorithm none', withCredential('jwtAuth', { secret: 's', algorithm: 'none' }), '凭据'],
	])('%s', async (_name, options, named) => {
		const trigger = await publish(options);
		const logged = jest.spyOn(trigger.workflow.logger, 'error').mockImplementation(() => {});
		const reply = await trigger.post(CRITICAL_VALUE);
		expect(reply).toMatchObject({ status: 200, body: { ...REFUSAL, code: 3001 } });
		expect(reply.text).toContain(named);
		expect(logged).toHaveBeenCalledTimes(1);
		expect(logged.mock.calls[0]?.[0]).toContain('misconfigured');
		expect(await n8n.takeRuns()).toEqual([]);
	});
});

it('an unforeseen failure in the node: 5002, logged by type and place', async () => {
	const trigger = await publish({
		tamper: (context) => {
			jest.spyOn(context, 'getRequestObject').mockImplementation(() => {
				throw new RangeError('unforeseen');
			});
		},
	});
	const logged = jest.spyOn(trigger.workflow.logger, 'error').mockImplementation(() => {});
	expect((await trigger.post(CRITICAL_VALUE)).body).toEqual({ ...REFUSAL, code: 5002 });
	expect(logged.mock.calls).toEqual([
		[
			'Critical value call failed: RangeError',
			{ node: 'Trigger', at: expect.arrayContaining([expect.stringMatching(/^at /)]) as string[] },
		],
	]);
});

describe('n8n fails', () => {
	const disk = () => {
		throw new Error('SQLITE_FULL: database or disk is full');
	};

	it.each([
		[false, 200],
		[true, 503],
	])('before the node runs; errors mirrored: %s', async (mirrorHttpStatus, status) => {
		const trigger = await n8n.publish(`faults/before/${status}`, {
			parameters: { options: { mirrorHttpStatus } },
		});
		n8n.n8n.findWorkflow = disk;
		const reply = await trigger.post(CRITICAL_VALUE);
		expect(reply).toMatchObject({ status, body: { ...REFUSAL, code: 5001 } });
		expect(reply.text).not.toContain('SQLITE');
		n8n.n8n.findWorkflow = () => {};
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
	});

	it.each([
		[false, 200],
		[true, 503],
	])('the ledger cannot be written; errors mirrored: %s', async (mirrorHttpStatus, status) => {
		const trigger = await publish({ parameters: { options: { mirrorHttpStatus } } });
		const reply = await withLockedLedger(async () => await trigger.post(CRITICAL_VALUE));
		expect(reply).toMatchObject({ status, body: { ...REFUSAL, code: 5001 } });
		expect(reply.text).not.toContain('SQLITE');
		expect(await n8n.takeRuns()).toEqual([]);
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
		expect(await n8n.takeRuns()).toHaveLength(1);
	});

	it.each([
		[{ code: 0, message: 'Error' }],
		[{ code: 0 }],
		[{ code: 0, msg: 'ok', data: [] }],
		[{ code: '0', msg: 'ok' }],
		[{ code: Number.NaN, msg: 'ok' }],
		[{ message: 'Workflow was started' }],
		[{ status: 'success' }],
		[{}],
		[[]],
		[null],
		[undefined],
		[0],
		['ok'],
	])('and answers %j instead of what the node said', async (body) => {
		const trigger = await publish({});
		n8n.n8n.answer = () => body;
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual({ ...REFUSAL, code: 5001 });
	});

	it('and answers "ok" for what the node has rejected or refused', async () => {
		n8n.n8n.answer = () => OK;
		const rejecting = await publish({});
		expect((await rejecting.post('{}')).body).toEqual({ ...REFUSAL, code: 5001 });
		const refusing = await publish(withParameters({ options: { ipAllowList: '10.1.1.1' } }));
		expect((await refusing.post(CRITICAL_VALUE)).body).toEqual({ ...REFUSAL, code: 5001 });
		const misconfigured = await publish(withParameters({ validation: 'x' }));
		expect((await misconfigured.post(CRITICAL_VALUE)).body).toEqual({ ...REFUSAL, code: 5001 });
	});
});

it('other methods than POST on a live URL: non-zero, with the status n8n gave', async () => {
	const trigger = await n8n.publish('faults/methods');
	for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
		const reply = await post(trigger.url, undefined, {}, method);
		expect(reply).toMatchObject({ status: 404, body: { ...REFUSAL, code: 3002 } });
	}
	expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
});

it('for any bytes under any content type: 0 if, and only if, the message is on Accepted', async () => {
	const json = fc.oneof(
		fc.record({ riskId: fc.jsonValue() }, { requiredKeys: [] }),
		fc.jsonValue(),
	);
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
		json.map((value) => Buffer.from(JSON.stringify(value))),
	);
	const type = fc.constantFrom(
		'application/json',
		'application/json; charset=gbk',
		'text/xml',
		'x',
	);
	const encoding = fc.constantFrom(undefined, 'gzip', 'br', 'identity', 'nonsense');
	const trigger = await n8n.publish('faults/any');
	let accepted = 0;
	await fc.assert(
		fc.asyncProperty(bytes, type, encoding, async (body, contentType, contentEncoding) => {
			const reply = await trigger.post(body, {
				'content-type': contentType,
				...(contentEncoding && { 'content-encoding': contentEncoding }),
			});
			const runs = await n8n.takeRuns();
			const items = runs.map((run) => [run.items(ACCEPTED).length, run.items(REJECTED).length]);
			const { code } = reply.body as { code: number };
			expect(reply.status).toBe(200);
			// Nothing, where the same message came before.
			const expected = code === 0 ? [[[1, 0]], []] : [[[0, 1]]];
			expect(expected).toContainEqual(items);
			accepted += items.flat()[0] ?? 0;
		}),
		{ numRuns: 150, examples: [[Buffer.from('{"riskId":"R1"}'), 'x', undefined]] },
	);
	expect(accepted).toBeGreaterThan(0);
});
