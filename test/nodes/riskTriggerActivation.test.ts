/** Activation: a node that could only refuse its callers is refused itself, in words; the gate follows. */
import { NodeOperationError } from 'n8n-workflow';
import { TriggerServer } from '../support/triggerServer';
import { TriggerWorkflow, type Hook, type TriggerOptions } from '../support/triggerWorkflow';
import { CRITICAL_VALUE, OK, post } from '../support/workflows';

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => await n8n.reset());
afterAll(async () => await n8n.close());

const HIDDEN = 'application/octet-stream';

/** Whether the gate is open on a path, seen as n8n sees it: from the content type of a call. */
async function gateIsOpen(path: string): Promise<boolean> {
	let seen: string | undefined;
	n8n.n8n.findWorkflow = (request) => {
		seen = request.headers['content-type'];
	};
	await post(`http://127.0.0.1:${n8n.port}${path}`, CRITICAL_VALUE);
	return seen === HIDDEN;
}

async function workflowOf(options: TriggerOptions): Promise<TriggerWorkflow> {
	return await TriggerWorkflow.create(options, `http://127.0.0.1:${n8n.port}/outapi`);
}

describe.each(['send', 'confirm'] as const)('%s', (kind) => {
	it.each(['checkExists', 'create'] as const)(
		'%s opens the gate, delete closes it',
		async (hook) => {
			const path = `activation/${kind}/${hook}`;
			const workflow = await workflowOf({ kind, parameters: { path } });
			expect(await gateIsOpen(`/outapi/${path}`)).toBe(false);
			expect(await workflow.hook(hook)).toBe(true);
			expect(await gateIsOpen(`/outapi/${path}`)).toBe(true);
			expect(await workflow.hook('delete')).toBe(true);
			expect(await gateIsOpen(`/outapi/${path}`)).toBe(false);
		},
	);

	it('has the default path of the interface document', async () => {
		const workflow = await workflowOf({ kind, parameters: { path: `risk/${kind}` } });
		await workflow.hook('checkExists');
		expect(await gateIsOpen(`/outapi/risk/${kind}`)).toBe(true);
		expect(await gateIsOpen(`/outapi/risk/${kind}/`)).toBe(true);
		expect(await gateIsOpen(`/outapi/risk/${kind}x`)).toBe(false);
		await workflow.hook('delete');
	});
});

it('a test call in the editor has a gate of its own', async () => {
	const workflow = await workflowOf({ parameters: { path: 'activation/test' } });
	await workflow.hook('checkExists', true);
	expect(await gateIsOpen('/webhook-test/activation/test')).toBe(true);
	expect(await gateIsOpen('/outapi/activation/test')).toBe(false);
	await workflow.hook('delete', true);
	expect(await gateIsOpen('/webhook-test/activation/test')).toBe(false);
});

it.each(['activation/危急值', '/activation/slashes/'])('works with the path "%s"', async (path) => {
	const trigger = await n8n.publish(path);
	expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
	expect(n8n.contentTypes.at(-1)).toBe(HIDDEN);
	await trigger.unpublish();
	expect(await gateIsOpen(trigger.path)).toBe(false);
});

it('once unpublished, the path is as any other: n8n answers in its own words', async () => {
	const trigger = await n8n.publish('activation/gone');
	await trigger.unpublish();
	const { body } = await trigger.post(CRITICAL_VALUE);
	expect(body).toMatchObject({ code: 404, message: expect.stringContaining('not registered') });
});

it('activating again takes over what was changed', async () => {
	const path = 'activation/again';
	await n8n.publish(path);
	const trigger = await n8n.publish(path, { parameters: { options: { mirrorHttpStatus: true } } });
	n8n.n8n.findWorkflow = () => {
		throw new Error('database is locked');
	};
	expect((await trigger.post(CRITICAL_VALUE)).status).toBe(503);
});

describe('a node that is set wrong', () => {
	const CASES: Array<[string, TriggerOptions, RegExp]> = [
		['an empty path', { parameters: { path: '' } }, /Path 路径/],
		['a path with blanks', { parameters: { path: 'risk send' } }, /Path 路径/],
		['a path with a parameter', { parameters: { path: 'risk/:id' } }, /Path 路径/],
		['an allow list', { parameters: { options: { ipAllowList: '10.1.1.300' } } }, /10\.1\.1\.300/],
		['an unknown interface', { kind: 'confirm', parameters: { interface: '4' } }, /interface/],
		['a text for a size', { parameters: { options: { maxBodyMb: '16' } } }, /maxBodyMb/],
		[
			'an expression that fails',
			{ parameters: { validation: '={{ $json.a. }}' } },
			/Validation 校验/,
		],
		['no credential', { parameters: { authentication: 'headerAuth' } }, /认证方式/],
		[
			'a credential that can not be read',
			{
				parameters: { authentication: 'jwtAuth' },
				credentials: { jwtAuth: new Error('Credentials could not be decrypted: canary') },
			},
			/认证方式/,
		],
		[
			'a credential that is not complete',
			{ parameters: { authentication: 'signature' }, credentials: { riskSignature: {} } },
			/认证方式/,
		],
	];

	describe.each(CASES)('%s', (name, options, named) => {
		it.each<Hook>(['checkExists', 'create'])(
			'%s says what is wrong and what to do',
			async (hook) => {
				const path = `activation/wrong/${name.replaceAll(' ', '-')}`;
				const workflow = await workflowOf({
					...options,
					parameters: { path, ...options.parameters },
				});
				const error: unknown = await workflow.hook(hook).catch((thrown: unknown) => thrown);
				if (!(error instanceof NodeOperationError)) throw new Error('no NodeOperationError');
				expect(error.message).toMatch(named);
				// Both in words of both languages: the admin reads message and description in n8n's editor.
				for (const text of [error.message, error.description]) {
					expect(text).toMatch(/[\u4e00-\u9fff]{4}/);
					expect(text).toMatch(/[a-z]+ [a-z]+ [a-z]+/);
					expect(text).not.toMatch(/canary|undefined|Zod|\bat /);
				}
				expect(error.node.name).toBe('Trigger');
				expect(await gateIsOpen(`/outapi/${path}`)).toBe(false);
			},
		);
	});

	it('can be taken off all the same', async () => {
		const workflow = await workflowOf({ parameters: { path: 'activation/off', validation: 'x' } });
		expect(await workflow.hook('delete')).toBe(true);
	});
});
