import { REPLY_CATALOGUE } from '../../../lib/contract/envelope';
import { wireFields } from '../../../lib/contract/fields';
import { openApiDocument, renderOpenApi } from '../../../lib/contract/openapi';
import { envelopeSchema, schemaId, wireSchema } from '../../../lib/contract/schemas';
import { z, type ZodType } from '../../../lib/thirdParty';

const text = z.string().min(1);
const reference = z.strictObject({ $ref: text });
const media = z.strictObject({
	'application/json': z.strictObject({
		schema: z.union([reference, z.strictObject({ oneOf: z.array(reference).min(2) })]),
		examples: z.record(
			text,
			z.strictObject({ summary: text, description: text.optional(), value: z.looseObject({}) }),
		),
	}),
});

/** As much of OpenAPI 3.1 as the document uses. Strict: a misspelt key is no key of OpenAPI. */
const operation = z.strictObject({
	operationId: text,
	summary: text,
	description: text,
	requestBody: z.strictObject({ required: z.literal(true), content: media }),
	responses: z.record(
		z.string().regex(/^[1-5]\d\d$/),
		z.strictObject({ description: text, content: media }),
	),
});
const openApi31 = z.strictObject({
	openapi: z.string().regex(/^3\.1\.\d+$/),
	info: z.strictObject({
		title: text,
		version: z.string().regex(/^\d+\.\d+\.\d+$/),
		description: text,
	}),
	servers: z.array(
		z.strictObject({ url: text, variables: z.record(text, z.strictObject({ default: text })) }),
	),
	security: z.array(z.record(z.string(), z.array(z.string()))),
	paths: z.record(z.string().startsWith('/'), z.strictObject({ post: operation })),
	components: z.strictObject({
		schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({ type: z.literal('object') })),
	}),
});

const document = openApi31.parse(openApiDocument());
const operations = Object.values(document.paths).map(({ post }) => post);
const medias = operations.flatMap(({ requestBody, responses }) =>
	[requestBody, ...Object.values(responses)].map(({ content }) => content['application/json']),
);

/** @returns every $ref in a JSON value */
function references(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		key === '$ref' ? [String(inner)] : references(inner),
	);
}

/** @returns what a local reference points at, or undefined */
function resolve(pointer: string): unknown {
	const [root, ...steps] = pointer.split('/');
	if (root !== '#') return undefined;
	return steps.reduce<unknown>(
		(value, step) =>
			typeof value === 'object' && value !== null
				? (value as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
				: undefined,
		document,
	);
}

/** The document's own schema, as a reader of the document would build it: not the one it was made from. */
function schemaOf(pointer: string): ZodType {
	return z.fromJSONSchema(resolve(pointer) as Parameters<typeof z.fromJSONSchema>[0]);
}

describe('the OpenAPI document', () => {
	it('has the two paths of the interface document, each operation under a name of its own', () => {
		expect(Object.keys(document.paths)).toEqual(['/outapi/risk/send', '/outapi/risk/confirm']);
		const ids = operations.map(({ operationId }) => operationId);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('points at nothing that is not there', () => {
		const all = references(document);
		expect(all.length).toBeGreaterThan(10);
		for (const pointer of all)
			expect([pointer, typeof resolve(pointer)]).toEqual([pointer, 'object']);
	});

	it('gives examples that its own schemas take, each for one interface only', () => {
		let seen = 0;
		for (const { schema, examples } of medias) {
			const choices = 'oneOf' in schema ? schema.oneOf : [schema];
			for (const { value } of Object.values(examples)) {
				seen++;
				const taken = choices.filter(({ $ref }) => schemaOf($ref).safeParse(value).success);
				expect(taken).toHaveLength(1);
			}
		}
		expect(seen).toBeGreaterThan(2 * Object.keys(REPLY_CATALOGUE).length);
	});

	it.each([1, 2, 3] as const)(
		'describes interface %s field by field, in the order of the table',
		(n) => {
			const schema = z
				.object({
					properties: z.record(
						z.string(),
						z.looseObject({ description: z.string(), examples: z.array(z.unknown()) }),
					),
					required: z.array(z.string()),
					additionalProperties: z.literal(false),
				})
				.parse(document.components.schemas[schemaId(n)]);
			const table = wireFields(n);
			expect(Object.keys(schema.properties)).toEqual(table.map(({ name }) => name));
			expect(schema.required).toEqual(n === 3 ? ['feedbackId', 'riskId'] : ['riskId']);
			for (const { name, zh, en, type, values, example } of table) {
				const property = schema.properties[name];
				expect(property).toMatchObject({
					type: type === 'timestamp' ? 'integer' : 'string',
					examples: [example],
				});
				expect(property?.description).toContain(zh);
				expect(property?.description).toContain(en);
				expect(property?.enum).toEqual(values?.map(({ value }) => value));
			}
		},
	);

	it.each([1, 2, 3] as const)('says of a message of interface %s what the code says', (n) => {
		const example = Object.fromEntries(wireFields(n).map((field) => [field.name, field.example]));
		const variants: Array<Record<string, unknown>> = [
			example,
			{ riskId: 'R1' },
			{ ...example, riskId: '' },
			{ ...example, another: 1 },
			{ ...example, flag: 'ADD' },
			{ ...example, reportType: 7 },
			...wireFields(n).map(({ name }) => ({ ...example, [name]: true })),
		];
		for (const variant of variants) {
			const told = schemaOf(`#/components/schemas/${schemaId(n)}`).safeParse(variant).success;
			expect(told).toBe(wireSchema(n).safeParse(variant).success);
		}
	});

	it('shows every refusal with its text and help, under 200 and under its own status', () => {
		for (const { responses } of operations) {
			const all = responses['200']?.content['application/json'].examples ?? {};
			expect(Object.keys(all)).toEqual(['OK', ...Object.keys(REPLY_CATALOGUE)]);
			for (const { name, code, httpStatus, helpZh, helpEn } of Object.values(REPLY_CATALOGUE)) {
				const example = responses[httpStatus]?.content['application/json'].examples[name];
				expect(example).toEqual(all[name]);
				expect(example?.value).toMatchObject({ code });
				expect(envelopeSchema.safeParse(example?.value).success).toBe(true);
				for (const help of [helpZh, helpEn]) expect(example?.description).toContain(help);
			}
		}
	});

	it('is the same JSON each time, and ends in a line feed', () => {
		expect(renderOpenApi()).toBe(renderOpenApi());
		expect(JSON.parse(renderOpenApi())).toEqual(openApiDocument());
		expect(renderOpenApi().endsWith('}\n')).toBe(true);
	});
});
