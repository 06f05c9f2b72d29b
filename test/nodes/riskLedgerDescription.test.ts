/** What the editor shows of Risk Ledger, and what it knows of its output. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { Expression, NodeHelpers } from 'n8n-workflow';
import { BY_CREDENTIAL, EMBEDDED } from '../../lib/n8n/ledger/place';
import { LABELS } from '../../lib/n8n/ledgerNode/labels';
import { isOperation, OPERATIONS } from '../../lib/n8n/ledgerNode/operations';
import {
	deliverySchema,
	entrySchema,
	healthSchema,
	outputExamples,
} from '../../lib/n8n/ledgerNode/outputSchema';
import { ledgerProperty } from '../../lib/n8n/ledger/property';
import { RiskLedger } from '../../nodes/RiskLedger/RiskLedger.node';

const NODE_FOLDER = join(__dirname, '../../nodes/RiskLedger');
const node = new RiskLedger();
const { description } = node;

/** Names of the parameters that the editor shows, in its order, with the defaults of those not given. */
function shown(parameters: Record<string, string | boolean>): string[] {
	const values = { ledger: EMBEDDED, ...parameters };
	return description.properties
		.filter((property) => {
			const others = { ...values };
			for (const { name, default: fallback } of description.properties.filter((one) =>
				NodeHelpers.displayParameter(values, one, null, description),
			)) {
				others[name as keyof typeof others] ??= fallback as string;
			}
			return NodeHelpers.displayParameter(others, property, null, description);
		})
		.map(({ name }) => name);
}

const property = (name: string): INodeProperties => {
	const found = description.properties.find((candidate) => candidate.name === name);
	if (!found) throw new Error(name);
	return found;
};

test('has the operations that the code has, alphabetically, and a subtitle for each', () => {
	const options = property('operation').options as INodePropertyOptions[];
	expect(options.map(({ value }) => value)).toEqual(OPERATIONS);
	expect(options.every(({ value }) => isOperation(value))).toBe(true);
	expect(isOperation('toString')).toBe(false);
	for (const { name, value } of options) {
		const data = { $parameter: { operation: value } } as never;
		const subtitle = new Expression('UTC').resolveSimpleParameterValue(
			description.subtitle ?? '',
			data,
		);
		expect(subtitle).toBe(name);
	}
});

test.each([
	[{ operation: 'health' }, []],
	[{ operation: 'getMessage' }, ['by', 'messageId', 'options']],
	[{ operation: 'getMessage', by: 'riskId' }, ['by', 'riskId', 'options']],
	[{ operation: 'searchMessages' }, ['states', 'returnAll', 'limit', 'filters', 'options']],
	[{ operation: 'searchMessages', returnAll: true }, ['states', 'returnAll', 'filters', 'options']],
	[{ operation: 'discard' }, ['messageId', 'person', 'reason']],
	[{ operation: 'board' }, ['wards', 'maskNames', 'theme', 'options']],
	[
		{ operation: 'replay', scope: 'one', dryRun: false },
		['scope', 'messageId', 'dryRun', 'person', 'reason'],
	],
	[{ operation: 'replay', scope: 'one', dryRun: true }, ['scope', 'messageId', 'dryRun']],
	[
		{ operation: 'replay', scope: 'filtered', dryRun: true },
		['scope', 'states', 'filters', 'dryRun'],
	],
	[
		{ operation: 'replay', scope: 'filtered', dryRun: false },
		['scope', 'states', 'filters', 'dryRun', 'person', 'reason'],
	],
] as Array<[Record<string, string | boolean>, string[]]>)('%j shows %j', (parameters, names) => {
	expect(shown(parameters)).toEqual(['operation', 'ledger', ...names]);
});

test.each([
	['dingTalk', ['detailUrl']],
	['email', ['detailUrl']],
	['sms', []],
	['plainText', []],
	['weComCard', ['detailUrl']],
])('Format Notification for %s asks for no ledger', (noticeChannel, names) => {
	expect(shown({ operation: 'formatNotification', noticeChannel })).toEqual([
		'operation',
		'noticeChannel',
		'combine',
		'maskNames',
		...names,
		'options',
	]);
});

test('a dry run is on where a filter names the messages, and off for one', () => {
	const defaults = description.properties
		.filter(({ name }) => name === 'dryRun')
		.map(({ displayOptions, default: fallback }) => [displayOptions?.show?.scope, fallback]);
	expect(defaults).toEqual([
		[['one'], false],
		[['filtered'], true],
	]);
});

test('the choice of the ledger is the triggers’, and the credential belongs to it', () => {
	expect(property('ledger').options).toEqual(ledgerProperty.options);
	expect(property('ledger').default).toBe(ledgerProperty.default);
	const [credential] = description.credentials ?? [];
	const needs = (ledger: string, operation: string) =>
		NodeHelpers.displayParameter({ ledger, operation }, credential as never, null, description);
	for (const operation of OPERATIONS) {
		const asks = operation !== 'formatNotification';
		expect(needs(EMBEDDED, operation)).toBe(false);
		expect([operation, needs(BY_CREDENTIAL, operation)]).toEqual([operation, asks]);
	}
	expect(credential?.testedBy).toBe('testRiskLedger');
	expect(node.methods.credentialTest.testRiskLedger).toBeDefined();
});

test('every parameter has the label that problems name it by', () => {
	const inside = description.properties.flatMap(({ options = [] }) =>
		options.filter((option): option is INodeProperties => 'type' in option),
	);
	for (const { name, displayName } of [...description.properties, ...inside]) {
		if (name !== 'ledger') expect([name, displayName]).toEqual([name, LABELS[name as 'by']]);
	}
});

test('a language model is not offered this node', () => {
	expect(description.usableAsTool).toBeUndefined();
});

test('icons and codex are there', () => {
	for (const icon of Object.values(description.icon as Record<string, string>)) {
		expect(existsSync(join(NODE_FOLDER, icon.replace('file:', '')))).toBe(true);
	}
	const codex = JSON.parse(readFileSync(join(NODE_FOLDER, 'RiskLedger.node.json'), 'utf8'));
	expect(codex.node).toBe('n8n-nodes-critical-value.riskLedger');
	expect(codex.alias).toEqual(expect.arrayContaining(['risk', '危急值', '台账', '死信']));
});

describe('output examples', () => {
	const examples = outputExamples();

	test('one for each operation, in n8n’s form, and none with a field called error', () => {
		expect(Object.keys(examples)).toEqual(OPERATIONS);
		for (const example of Object.values(examples)) {
			expect(example).toMatchObject({ type: 'object', version: 1 });
			expect(JSON.stringify(example)).not.toMatch(/"(?:anyOf|enum|required|\$schema|error)"/);
		}
	});

	test('hold what the operations give out', () => {
		const entry = Object.keys(entrySchema.shape);
		expect(Object.keys(examples.searchMessages.properties)).toEqual(entry);
		expect(Object.keys(examples.getMessage.properties)).toEqual([
			...entry,
			'message',
			'deliveries',
		]);
		expect(examples.getMessage.properties.deliveries).toMatchObject({
			type: 'array',
			items: {
				properties: Object.fromEntries(Object.keys(deliverySchema.shape).map((k) => [k, {}])),
			},
		});
		expect(examples.getMessage.properties.message).toMatchObject({
			properties: { riskId: { type: 'string' }, received: { type: 'object' } },
		});
		expect(Object.keys(examples.health.properties)).toEqual(Object.keys(healthSchema.shape));
		expect(examples.health.properties.oldestOpenTimestamp).toEqual({ type: 'integer' });
	});
});
