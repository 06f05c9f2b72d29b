import type { IExecuteFunctions } from 'n8n-workflow';

import { MAX_SOCKETS_PER_TARGET } from '../../delivery/agents';
import { MAX_TIMEOUT_SECONDS } from '../../delivery/credentialData';
import { failure, type DeliveryFailure } from '../../delivery/failures';
import type { PermanentCodes } from '../../delivery/judge';
import { MAX_BACKOFF_MS } from '../../delivery/retry';
import { parseTarget, type Target } from '../../delivery/target';
import { z } from '../../thirdParty';

export const CREDENTIAL_TYPE = 'riskApi';

export const DEFAULTS = { backoffMs: 1_000, concurrency: 4, tries: 3 } as const;
export const MAX_TRIES = 10;

/** What Risk Push does with every item of an execution. */
export interface PushSettings {
	target: Target;
	bodySource: 'item' | 'fields';
	concurrency: number;
	tries: number;
	backoffMs: number;
	permanentCodes: PermanentCodes;
	includeResponse: boolean;
}

export type SettingsResult =
	{ ok: true; settings: PushSettings } | { ok: false; failure: DeliveryFailure };

const codeList = z.union([z.string(), z.number()]).transform((list) =>
	String(list)
		.split(/[\s,，、;；]+/)
		.filter((code) => code !== ''),
);

/** Read once, with the first item: these describe the node, not its items. */
const parametersSchema = z.object({
	bodySource: z.enum(['item', 'fields']),
	options: z.object({
		backoff: z.number().int().min(0).max(MAX_BACKOFF_MS).default(DEFAULTS.backoffMs),
		concurrency: z.number().int().min(1).max(MAX_SOCKETS_PER_TARGET).default(DEFAULTS.concurrency),
		includeResponse: z.boolean().default(false),
		permanentCodes: codeList.default([]),
		timeout: z.number().positive().max(MAX_TIMEOUT_SECONDS).optional(),
		tries: z.number().int().min(1).max(MAX_TRIES).default(DEFAULTS.tries),
	}),
});

type Parameters = z.output<typeof parametersSchema>;

type Read<T> = { ok: true; value: T } | { ok: false; failure: DeliveryFailure };

/** A parameter that cannot be read, by name: an expression's error text may quote an item. */
export const invalidParameter = (name: string): DeliveryFailure =>
	failure('PARAMETER_INVALID', { detail: { zh: `参数：${name}`, en: `parameter: ${name}` } });

function readParameter(context: IExecuteFunctions, name: string, fallback: unknown): Read<unknown> {
	try {
		return { ok: true, value: context.getNodeParameter(name, 0, fallback) };
	} catch {
		// An expression that fails. Its text may quote an item, so only the name goes on.
		return { ok: false, failure: invalidParameter(name) };
	}
}

function readParameters(context: IExecuteFunctions): Read<Parameters> {
	const bodySource = readParameter(context, 'bodySource', 'item');
	if (!bodySource.ok) return bodySource;
	const options = readParameter(context, 'options', {});
	if (!options.ok) return options;

	const parsed = parametersSchema.safeParse({
		bodySource: bodySource.value,
		options: options.value,
	});
	if (parsed.success) return { ok: true, value: parsed.data };
	const path = parsed.error.issues[0]?.path.join('.') ?? 'options';
	return { ok: false, failure: invalidParameter(path) };
}

async function readTarget(context: IExecuteFunctions): Promise<Read<Target>> {
	const selected = context.getNode().credentials?.[CREDENTIAL_TYPE];
	if (!selected) return { ok: false, failure: failure('CREDENTIAL_MISSING') };
	try {
		const data = await context.getCredentials(CREDENTIAL_TYPE, 0);
		const result = parseTarget(data, selected.name);
		if (result.ok) return { ok: true, value: result.target };
		const { field, zh, en } = result.fault;
		const detail = { zh: `「${field}」${zh}`, en: `“${field}” ${en}` };
		return { ok: false, failure: failure('CREDENTIAL_INVALID', { detail }) };
	} catch {
		// Deleted, not shared with this workflow, or encrypted with another key.
		const detail = {
			zh: '凭据无法读取（已删除、未共享给本工作流，或加密密钥不同）',
			en: 'The credential cannot be read (deleted, not shared with this workflow, or another encryption key)',
		};
		return { ok: false, failure: failure('CREDENTIAL_INVALID', { detail }) };
	}
}

/**
 * Reads the node's parameters and its credential, once, and checks them.
 *
 * @returns what to do, or the failure that every item then has; never throws
 */
export async function readPushSettings(context: IExecuteFunctions): Promise<SettingsResult> {
	const target = await readTarget(context);
	if (!target.ok) return target;
	const parameters = readParameters(context);
	if (!parameters.ok) return parameters;

	const { bodySource, options } = parameters.value;
	const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
	return {
		ok: true,
		settings: {
			target: { ...target.value, responseTimeoutMs: timeoutMs ?? target.value.responseTimeoutMs },
			bodySource,
			concurrency: options.concurrency,
			tries: options.tries,
			backoffMs: options.backoff,
			permanentCodes: new Set(options.permanentCodes),
			includeResponse: options.includeResponse,
		},
	};
}
