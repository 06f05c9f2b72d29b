import { z, type ZodType } from '../thirdParty';
import { wireFields, type InterfaceNumber, type WireField } from './fields';
import { warn, warnEnum, type Warning } from './warnings';

/**
 * The tables as zod schemas. They say what a message looks like that departs in nothing; the OpenAPI
 * document is made from them, and a message's departures (warnings, strict mode) are their issues.
 */

const ID_FIELDS: ReadonlySet<string> = new Set(['riskId', 'feedbackId']);

function baseSchema(field: WireField): ZodType {
	if (field.type === 'timestamp') return z.int();
	const values = field.values?.map(({ value }) => value);
	if (values) return z.enum(values);
	return ID_FIELDS.has(field.name) ? z.string().min(1) : z.string();
}

function descriptionOf({ zh, en, type, values }: WireField): string {
	const unit = type === 'timestamp' ? '（毫秒时间戳 epoch milliseconds）' : '';
	const list = values?.map((one) => `${one.value} ${one.zh} ${one.en}`).join('; ');
	return `${zh} ${en}${unit}${list ? `: ${list}` : ''}`;
}

function fieldSchema(field: WireField): ZodType {
	const base = baseSchema(field);
	// The document marks no field as required; without these two a message can't be told apart.
	const schema = ID_FIELDS.has(field.name) ? base : base.optional();
	return schema.meta({ description: descriptionOf(field), examples: [field.example] });
}

const TITLES: Record<InterfaceNumber, { id: string; title: string }> = {
	1: { id: 'CriticalValue', title: '危急值推送 Critical value push (interface 1)' },
	2: { id: 'HandlingResult', title: '危急值反馈结果 Handling result push (interface 2)' },
	3: { id: 'HandlingFeedback', title: '危急值反馈 Handling feedback (interface 3)' },
};

function tableSchema(n: InterfaceNumber): ZodType {
	const shape = Object.fromEntries(wireFields(n).map((field) => [field.name, fieldSchema(field)]));
	return z.strictObject(shape).meta({ title: TITLES[n].title });
}

const SCHEMAS: Readonly<Record<InterfaceNumber, ZodType>> = {
	1: tableSchema(1),
	2: tableSchema(2),
	3: tableSchema(3),
};

/** The answer of all three interfaces. */
export const envelopeSchema: ZodType = z
	.strictObject({
		code: z.int().meta({ description: '0为调用成功，其他则失败 0 = success, any other = failure' }),
		msg: z.string().meta({ description: '错误信息 What went wrong; "ok" on success' }),
	})
	.meta({ title: '应答 Reply' });

/** @returns the schema of a message that departs in nothing from an interface's table */
export function wireSchema(n: InterfaceNumber): ZodType {
	return SCHEMAS[n];
}

/** @returns name of an interface's message in the OpenAPI document */
export function schemaId(n: InterfaceNumber): string {
	return TITLES[n].id;
}

/**
 * Holds a message against its table.
 *
 * @param message canonical fields, unknown ones included
 * @param settled names of fields that are blank or already spoken of
 */
export function departures(
	n: InterfaceNumber,
	message: Record<string, unknown>,
	settled: ReadonlySet<string>,
): Warning[] {
	const judged = SCHEMAS[n].safeParse(message);
	if (judged.success) return [];
	const table = new Map(wireFields(n).map((field) => [field.name, field]));
	return judged.error.issues.flatMap((issue): Warning[] => {
		if (issue.code === 'unrecognized_keys') {
			return issue.keys.map((key) => warn(key, 'UNKNOWN_FIELD'));
		}
		const name = String(issue.path[0] ?? '');
		if (settled.has(name)) return [];
		const field = table.get(name);
		if (issue.code === 'invalid_value' && field) return [warnEnum(field)];
		const missing = issue.code === 'too_small' || !Object.hasOwn(message, name);
		return [warn(name, missing ? 'REQUIRED_MISSING' : 'FIELD_TYPE')];
	});
}
