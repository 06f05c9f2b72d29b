import { z, type ZodType } from '../thirdParty';

/** n8n's form of an output example: JSON Schema reduced to types, with a version of its own. */
export interface OutputExample {
	type: 'object';
	properties: Record<string, unknown>;
	version: 1;
}

interface JsonSchema {
	type?: unknown;
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
	anyOf?: JsonSchema[];
}

/** zod writes a choice of plain types as a list of their names, any other choice as `anyOf`. */
function firstType(type: unknown): unknown {
	return Array.isArray(type) ? type.find((one) => one !== 'null') : type;
}

/** `X | null` counts as X, and a choice of types as its first: n8n's examples know one type each. */
function typesOnly(schema: JsonSchema): Record<string, unknown> {
	const choice = schema.anyOf?.find((option) => option.type !== 'null');
	if (choice) return typesOnly(choice);
	const { properties, items } = schema;
	const type = firstType(schema.type);
	return {
		...(type === undefined ? {} : { type }),
		...(properties
			? {
					properties: Object.fromEntries(
						Object.entries(properties).map(([name, property]) => [name, typesOnly(property)]),
					),
				}
			: {}),
		...(items ? { items: typesOnly(items) } : {}),
	};
}

/**
 * @param schema what an output item's `json` looks like
 * @returns the example as n8n reads it from a node's `__schema__` folder
 */
export function toOutputExample(schema: ZodType): OutputExample {
	const { properties } = typesOnly(z.toJSONSchema(schema) as JsonSchema);
	return { type: 'object', properties: properties as Record<string, unknown>, version: 1 };
}
