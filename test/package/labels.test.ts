/** What a person reads in n8n's editor: English, then Chinese, in n8n's own manner. */
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import {
	loadedPackage,
	parametersOf,
	type Labelled,
	type LoadedPackage,
} from '../support/loadedPackage';

let loaded: LoadedPackage;
let parameters: Labelled[];

beforeAll(async () => {
	loaded = await loadedPackage();
	parameters = [...loaded.nodes, ...loaded.credentials].flatMap(({ name, properties }) =>
		parametersOf(name, properties),
	);
});

const CHINESE = /[\u4e00-\u9fff]/;

/** Texts that are not English first, then Chinese. */
const notBilingual = (texts: Array<readonly [where: string, text: string | undefined]>) =>
	texts.filter(([, text = '']) => {
		const [english = ''] = text.split(CHINESE, 1);
		return !CHINESE.test(text) || !/[A-Za-z]{2}/.test(english);
	});

type Choice = { where: string; option: INodePropertyOptions };

/** Lists of wire fields have a rule of their own. */
const isWireFields = ({ property }: Labelled) => property.name === 'requiredFields';

/** The choices of every other list. */
function choices(): Choice[] {
	return parameters
		.filter((one) => /^(multiO|o)ptions$/.test(one.property.type) && one.property.options)
		.filter((one) => !isWireFields(one))
		.flatMap(({ where, property }) =>
			(property.options as INodePropertyOptions[]).map((option) => ({ where, option })),
		);
}

const isTrigger = ({ group }: INodeTypeDescription) => group.includes('trigger');

it('there is something to look at', () => {
	expect(loaded.nodes.length).toBeGreaterThanOrEqual(4);
	expect(loaded.credentials.length).toBeGreaterThanOrEqual(2);
	expect(parameters.length).toBeGreaterThan(40);
	expect(choices().length).toBeGreaterThan(20);
});

describe('both languages', () => {
	it('names and descriptions of nodes and credentials', () => {
		const texts = [
			...loaded.nodes.flatMap(({ name, displayName, description }) => [
				[name, displayName] as const,
				[`${name} (description)`, description] as const,
			]),
			...loaded.credentials.map(({ name, displayName }) => [name, displayName] as const),
			...loaded.nodes.flatMap(({ name, outputNames = [] }) =>
				outputNames.map((output) => [`${name} (output)`, output] as const),
			),
		];
		expect(notBilingual(texts)).toEqual([]);
	});

	it('display names of all parameters', () => {
		const texts = parameters.map(({ where, property }) => [where, property.displayName] as const);
		expect(notBilingual(texts)).toEqual([]);
	});

	it('descriptions of all parameters that have one', () => {
		const texts = parameters
			.filter(({ property }) => property.description !== undefined)
			.map(({ where, property }) => [where, property.description] as const);
		expect(texts.length).toBeGreaterThan(30);
		expect(notBilingual(texts)).toEqual([]);
	});

	it('every parameter of a node has a description', () => {
		const silent = loaded.nodes
			.flatMap(({ name, properties }) => parametersOf(name, properties))
			// n8n's nodes describe neither a collection nor the choice of the operation as such.
			.filter(({ property }) => property.type !== 'collection' && property.name !== 'operation')
			.filter(({ property }) => !property.description);
		expect(silent.map(({ where }) => where)).toEqual([]);
	});

	it('names, descriptions and actions of all choices', () => {
		const texts = choices().flatMap(({ where, option }) => [
			[`${where} = ${String(option.value)}`, option.name] as const,
			...[option.description, option.action]
				.filter((text) => text !== undefined)
				.map((text) => [`${where} = ${String(option.value)}`, text] as const),
		]);
		expect(notBilingual(texts)).toEqual([]);
	});

	it('names of groups inside a collection', () => {
		const groups = parameters.flatMap(({ where, property }) =>
			(property.options ?? []).flatMap((option) =>
				'values' in option ? [[where, option.displayName] as const] : [],
			),
		);
		expect(groups.length).toBeGreaterThan(0);
		expect(notBilingual(groups)).toEqual([]);
	});

	it('wire fields: the name as it stands in the message and in Chinese, English beside it', () => {
		const lists = parameters.filter(isWireFields);
		expect(lists.map(({ where }) => where)).toEqual([
			'riskSendTrigger.options.requiredFields',
			'riskConfirmTrigger.options.requiredFields',
		]);
		for (const { property } of lists) {
			for (const { name, value, description } of property.options as INodePropertyOptions[]) {
				expect(name).toMatch(new RegExp(`^${String(value)} [^A-Za-z]*[\\u4e00-\\u9fff]`));
				expect(description).toMatch(/^[A-Z]?[A-Za-z]+/);
			}
		}
	});
});

describe("n8n's manner", () => {
	it('display names are in title case', () => {
		const small = /^(?:a|an|and|as|at|by|for|from|if|in|of|on|or|per|the|to|with)$/;
		const labels = [
			...parameters
				.filter(({ property }) => property.type !== 'notice')
				.map(({ where, property }) => [where, property.displayName] as const),
			...choices().map(({ where, option }) => [where, option.name] as const),
		];
		const wrong = labels.filter(([, label]) =>
			(label.match(/(?<![\w'’-])[A-Za-z][\w-]*/g) ?? []).some(
				(word, index) => /^[a-z]+$/.test(word) && (index === 0 || !small.test(word)),
			),
		);
		expect(wrong).toEqual([]);
	});

	it("placeholders of what one types begin with 'e.g.'", () => {
		const typed = parameters.filter(
			({ property }) => property.placeholder && !/ollection$/.test(property.type),
		);
		expect(typed.length).toBeGreaterThan(5);
		for (const { where, property } of typed) {
			expect([where, property.placeholder]).toEqual([where, expect.stringMatching(/^e\.g\. ./)]);
		}
		const adding = parameters.filter(
			({ property }) => property.placeholder && /ollection$/.test(property.type),
		);
		const texts = adding.map(({ where, property }) => [where, property.placeholder] as const);
		expect(notBilingual(texts)).toEqual([]);
	});

	it("descriptions of switches begin with 'Whether'", () => {
		const switches = parameters.filter(({ property }) => property.type === 'boolean');
		expect(switches.length).toBeGreaterThan(3);
		for (const { where, property } of switches) {
			expect([where, property.description]).toEqual([where, expect.stringMatching(/^Whether /)]);
		}
	});

	/** As n8n's linter sorts, which only sees lists that are written out, and only from five on. */
	const sortedNames = (property: INodeProperties) => {
		const names = (property.options ?? []).map((option) =>
			property.type === 'collection' && 'displayName' in option ? option.displayName : option.name,
		);
		return { names, sorted: [...names].sort((a, b) => a.localeCompare(b, 'en')) };
	};

	it('collections and long lists are in alphabetical order', () => {
		const lists = parameters
			.filter(
				({ property: { type, options = [] } }) =>
					(type === 'collection' && options.length > 1) ||
					(/^(multiO|o)ptions$/.test(type) && options.length >= 5),
			)
			.filter(({ property: { name } }) => name !== 'weekdays'); // those have an order of their own
		expect(lists.length).toBeGreaterThan(5);
		for (const { where, property } of lists) {
			const { names, sorted } = sortedNames(property);
			expect([where, names]).toEqual([where, sorted]);
		}
	});
});

describe('nodes', () => {
	it('each has a subtitle that tells one from another', () => {
		for (const { name, subtitle } of loaded.nodes) {
			expect([name, subtitle]).toEqual([
				name,
				expect.stringMatching(/\{\{.*\$parameter\["\w+"\]/s),
			]);
		}
	});

	it('each has an icon for light and for dark', () => {
		for (const { name } of [...loaded.nodes, ...loaded.credentials]) {
			expect(loaded.icons[name]).toMatchObject({ light: { exists: true }, dark: { exists: true } });
		}
	});

	it('triggers say in their panel how to test and how to go live', () => {
		const triggers = loaded.nodes.filter(isTrigger);
		expect(triggers).toHaveLength(3);
		for (const { name, triggerPanel, eventTriggerDescription, activationMessage } of triggers) {
			if (typeof triggerPanel !== 'object') throw new Error(`${name} has no trigger panel`);
			const { header, executionsHelp, activationHint } = triggerPanel;
			if (typeof executionsHelp !== 'object') throw new Error(`${name}: one help for both states`);
			const texts = [
				...[header, executionsHelp.active, executionsHelp.inactive],
				...[activationHint, eventTriggerDescription, activationMessage],
			];
			expect(notBilingual(texts.map((text) => [name, text as string]))).toEqual([]);
		}
	});

	it('no trigger can be handed to a language model as a tool', () => {
		for (const node of loaded.nodes.filter(isTrigger)) expect(node.usableAsTool).not.toBe(true);
		expect(loaded.nodes.filter(({ name }) => name.endsWith('Tool'))).toEqual([]);
	});

	it('triggers have no input; those that receive have two outputs with names', () => {
		for (const { inputs, outputs, outputNames, webhooks } of loaded.nodes.filter(isTrigger)) {
			expect(inputs).toEqual([]);
			expect(outputs).toEqual(webhooks ? ['main', 'main'] : ['main']);
			expect(outputNames).toEqual(webhooks && ['Accepted 已接收', 'Rejected 已拒收']);
		}
	});
});
