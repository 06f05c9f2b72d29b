import { trimEdges } from '../../contract/text';
import { z, type ZodType } from '../../thirdParty';
import { LABELS, type Parameter } from './labels';
import { LedgerProblem } from './problem';
import type { LedgerCall } from './run';

/** Where a parameter's value is read: the call's item. */
export type At = Pick<LedgerCall, 'context' | 'index' | 'timeZone'>;

/** A parameter that cannot be used. What it holds stays out of the words: an expression may have read a patient. */
export function unusable(parameter: Parameter, wanted: { zh: string; en: string }): LedgerProblem {
	const label = LABELS[parameter];
	return new LedgerProblem(
		`参数“${label}”不能用`,
		`the parameter “${label}” cannot be used`,
		wanted,
	);
}

/** n8n's own message would name neither the parameter nor a remedy, and may quote what was read. */
export function rawParameter(
	{ context, index }: At,
	parameter: Parameter,
	fallback: unknown,
): unknown {
	try {
		return context.getNodeParameter(parameter, index, fallback as string);
	} catch {
		throw unusable(parameter, {
			zh: '其中的表达式无法计算，请打开节点检查该表达式',
			en: 'Its expression cannot be evaluated: open the node and check it',
		});
	}
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A collection's options by name; one that was not added is absent. */
export function rawCollection(
	at: At,
	parameter: 'filters' | 'options' | 'valueFilters',
): Record<string, unknown> {
	const value = rawParameter(at, parameter, {});
	if (isRecord(value)) return value;
	throw unusable(parameter, {
		zh: '请打开节点，重新设置此项',
		en: 'Open the node and set it again',
	});
}

/**
 * A value in its form.
 *
 * @throws LedgerProblem naming the parameter, and what is wanted
 */
export function parsed<T>(
	schema: ZodType<T>,
	parameter: Parameter,
	value: unknown,
	wanted: { zh: string; en: string },
): T {
	const result = schema.safeParse(value);
	if (!result.success) throw unusable(parameter, wanted);
	return result.data;
}

/** Numbers come as texts, too, from expressions and forms. */
export const wholeNumber = z
	.union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)])
	.pipe(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER));

/** A switch. A form gives it as a text; anything else must not be taken for a yes or a no. */
export const yesOrNo = z.union([
	z.boolean(),
	z.enum(['true', 'false']).transform((text) => text === 'true'),
]);

export const SWITCH_WANTED = { zh: '请设为 true 或 false', en: 'Set it to true or false' };

/** Nothing was filled in: the condition is not asked for. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && trimEdges(value) === '');

/** A number of more digits than JavaScript keeps has been rounded, and names something else: another riskId. */
export const textOf = z
	.union([z.string(), z.number().refine((number) => Math.abs(number) <= Number.MAX_SAFE_INTEGER)])
	.transform((text) => trimEdges(String(text)));

/** Minutes, whole or not; from a form or an expression they may come as text. */
export const minutesUpTo = (most: number) =>
	z
		.union([
			z.number(),
			z
				.string()
				.trim()
				.regex(/^\d+(\.\d+)?$/)
				.transform(Number),
		])
		.pipe(z.number().min(0).max(most));

export const MINUTES_WANTED = { zh: '请填写不小于 0 的分钟数', en: 'Give minutes of 0 or more' };
