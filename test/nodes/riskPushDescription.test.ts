/** What the editor shows of Risk Push and its credential. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
} from 'n8n-workflow';

import { RiskApi } from '../../credentials/RiskApi.credentials';
import { wireFields } from '../../lib/contract/fields';
import { closeConnections } from '../../lib/delivery/agents';
import { credentialSchema, FIELD_LABELS } from '../../lib/delivery/credentialData';
import { isOperation, OPERATIONS } from '../../lib/n8n/push/operations';
import { outputExamples } from '../../lib/n8n/push/outputSchema';
import { RiskPush } from '../../nodes/RiskPush/RiskPush.node';
import { reply, startTarget } from '../support/target';

const NODE_FOLDER = join(__dirname, '../../nodes/RiskPush');
const node = new RiskPush();
const { description } = node;
const operations = Object.keys(OPERATIONS);

const property = (name: string): INodeProperties => {
	const found = description.properties.find((candidate) => candidate.name === name);
	if (!found) throw new Error(name);
	return found;
};

test('one operation for each interface', () => {
	const values = property('operation').options?.map((option) => 'value' in option && option.value);
	expect(values).toEqual(operations);
	expect(operations.every(isOperation)).toBe(true);
	expect(isOperation('toString')).toBe(false);
	for (const operation of operations) {
		const own = description.properties.filter((p) =>
			p.displayOptions?.show?.operation?.includes(operation),
		);
		expect(own.map(({ name }) => name)).toEqual(['bodySource', 'fields', 'options']);
	}
});

test('the options are in alphabetical order', () => {
	const names =
		property('options').options?.map((option) =>
			'displayName' in option ? option.displayName : option.name,
		) ?? [];
	expect(names).toEqual([...names].sort((a, b) => (a < b ? -1 : 1)));
});

test('icons and codex are there', () => {
	for (const icon of Object.values(description.icon as Record<string, string>)) {
		expect(existsSync(join(NODE_FOLDER, icon.replace('file:', '')))).toBe(true);
	}
	const codex = JSON.parse(readFileSync(join(NODE_FOLDER, 'RiskPush.node.json'), 'utf8')) as {
		node: string;
		alias: string[];
	};
	expect(codex.node).toBe('n8n-nodes-critical-value.riskPush');
	expect(codex.alias).toEqual(
		expect.arrayContaining([
			'risk',
			'critical value',
			'危急值',
			'推送',
			'EMR',
			'HIS',
			'LIS',
			'hospital',
		]),
	);
});

test('a language model is not offered this node', () => {
	expect(description.usableAsTool).toBeUndefined();
});

describe('field by field', () => {
	const fieldsOf = async (operation: string) => {
		const context = {
			getCurrentNodeParameter: () => operation,
		} as unknown as ILoadOptionsFunctions;
		return (await node.methods.resourceMapping.getWireFields.call(context)).fields;
	};

	test.each([
		['pushCriticalValue', 1],
		['pushHandlingResult', 2],
		['submitFeedback', 3],
	] as const)('%s offers the fields of interface %i', async (operation, number) => {
		const fields = await fieldsOf(operation);
		expect(fields.map(({ id }) => id)).toEqual(wireFields(number).map(({ name }) => name));
		for (const field of fields) {
			expect(field.displayName).toMatch(/[\u4e00-\u9fff]/);
			expect(field.defaultValue).toBe(`={{ $json.${field.id} }}`);
			// Typed fields would make n8n refuse a value that the tables do not list.
			expect(field.type).toBe('string');
		}
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['riskId']);
	});
});

describe('output examples', () => {
	const examples = outputExamples();

	test('one for each operation, in n8n’s form', () => {
		expect(Object.keys(examples)).toEqual(operations);
		for (const example of Object.values(examples)) {
			expect(example).toMatchObject({ type: 'object', version: 1 });
			expect(JSON.stringify(example)).not.toMatch(
				/"(?:anyOf|enum|required|\$schema|additionalProperties)"/,
			);
		}
	});

	test('hold the wire fields and the delivery', () => {
		const { properties } = examples.pushCriticalValue;
		expect(Object.keys(properties)).toEqual([...wireFields(1).map(({ name }) => name), 'delivery']);
		expect(properties.sendTime).toEqual({ type: 'integer' });
		expect(properties.delivery).toMatchObject({
			type: 'object',
			properties: {
				status: { type: 'string' },
				url: { type: 'string' },
				code: { type: 'number' },
				httpStatus: { type: 'integer' },
			},
		});
	});
});

describe('the credential', () => {
	const credential = new RiskApi();

	test('its form and what reads it have the same fields, under the same labels', () => {
		const form = credential.properties.filter(({ type }) => type !== 'notice');
		expect(form.map(({ name }) => name).sort()).toEqual(Object.keys(credentialSchema.shape).sort());
		for (const { name, displayName } of form) {
			expect(FIELD_LABELS[name as keyof typeof FIELD_LABELS]).toBe(displayName);
		}
	});

	test('the form’s defaults are the reader’s', () => {
		const defaults = Object.fromEntries(credential.properties.map((p) => [p.name, p.default]));
		const { defaultHeaders: _a, ...given } = credentialSchema.parse(defaults);
		const { defaultHeaders: _b, ...absent } = credentialSchema.parse({});
		expect(given).toEqual(absent);
	});

	test('secrets are hidden in the form', () => {
		const hidden = credential.properties
			.filter(({ typeOptions }) => typeOptions?.password)
			.map(({ name }) => name);
		expect(hidden).toEqual(['password', 'token', 'headerValue', 'secret', 'key', 'passphrase']);
	});

	const run = async (data: ICredentialsDecrypted['data']) => {
		const { testedBy } = description.credentials?.[0] ?? {};
		expect(testedBy).toBe('testRiskApi');
		return await node.methods.credentialTest.testRiskApi.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'EMR',
			type: 'riskApi',
			data,
		});
	};

	test('is tested: a wrong field by its label', async () => {
		expect(await run({ baseUrl: 'emr' })).toEqual({
			status: 'Error',
			message:
				'「Base URL 接口地址」必须以 http:// 或 https:// 开头；“Base URL 接口地址” must begin with http:// or https://',
		});
		expect(await run(undefined)).toMatchObject({ status: 'Error' });
	});

	test('is tested: a target that speaks the interface', async () => {
		const server = await startTarget({ respond: reply(200, { code: 1001, msg: '消息为空' }) });
		const result = await run({ baseUrl: server.origin });
		expect(result).toMatchObject({
			status: 'OK',
			message: expect.stringContaining(`${server.origin}/outapi/risk/send`),
		});
		closeConnections();
		await server.close();
	});
});
