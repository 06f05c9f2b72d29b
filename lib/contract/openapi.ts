import { z, type ZodType } from '../thirdParty';
import { accepted, refused, REPLY_CATALOGUE, type ReplyEntry } from './envelope';
import { kindOf, wireFields, WIRE_PATH, type InterfaceNumber, type Kind } from './fields';
import { envelopeSchema, schemaId, wireSchema } from './schemas';

type Json = Record<string, unknown>;
type Entry = readonly [name: string, value: Json];

/** Version of the description, not of the package: it changes when the interface does. */
const VERSION = '1.0.0';

/** Path prefix of the interface document's service addresses. */
const PREFIX = '/outapi/';

const INTERFACES: readonly InterfaceNumber[] = [1, 2, 3];
const REPLY_ID = 'Reply';

const PATH_TEXTS: Record<Kind, { summary: string; description: string }> = {
	send: {
		summary: '危急值推送 Critical value push',
		description:
			'平台向 EMR、HIS 等系统推送危急值（接口1）。code 为 0 表示消息已被接收；其他均为失败，msg 说明原因。\n\nThe platform pushes a critical value to EMR, HIS and others (interface 1). Code 0 = accepted; any other code = it failed, and msg says why.',
	},
	confirm: {
		summary: '危急值反馈 Handling result and feedback',
		description:
			'接口2（平台推送反馈结果，不带 feedbackId）和接口3（EMR、HIS 提交反馈，带 feedbackId）共用此地址。\n\nInterface 2 (the platform pushes a handling result, no feedbackId) and interface 3 (EMR, HIS submit feedback, with feedbackId) share this path.',
	},
};

const reference = (id: string): Json => ({ $ref: `#/components/schemas/${id}` });

function componentSchema(schema: ZodType): Json {
	const json = z.toJSONSchema(schema, {
		target: 'draft-2020-12',
		override: ({ jsonSchema }) => {
			// zod adds the range of exact integers, which says nothing about times or codes.
			if (jsonSchema.type !== 'integer') return;
			delete jsonSchema.minimum;
			delete jsonSchema.maximum;
			jsonSchema.format = 'int64';
		},
	});
	const { $schema: _dialect, ...schemaOnly } = json;
	return schemaOnly;
}

function exampleMessage(n: InterfaceNumber): Json {
	return Object.fromEntries(wireFields(n).map(({ name, example }) => [name, example]));
}

function requestBody(kind: Kind): Json {
	const taken = INTERFACES.filter((n) => kindOf(n) === kind);
	const schemas = taken.map((n) => reference(schemaId(n)));
	const examples = taken.map((n): Entry => [
		schemaId(n),
		{ summary: `接口${n} Interface ${n}`, value: exampleMessage(n) },
	]);
	const schema = schemas.length === 1 ? schemas[0] : { oneOf: schemas };
	return {
		required: true,
		content: { 'application/json': { schema, examples: Object.fromEntries(examples) } },
	};
}

function replyContent(entries: readonly ReplyEntry[], withSuccess: boolean): Json {
	const refusals = entries.map((one): Entry => [
		one.name,
		{
			summary: `${one.code} ${one.zh} ${one.en}`,
			description: `${one.helpZh}。\n\n${one.helpEn}.`,
			value: refused(one.name),
		},
	]);
	const success = withSuccess ? { OK: { summary: '成功 Success', value: accepted() } } : {};
	const examples = { ...success, ...Object.fromEntries(refusals) };
	return { 'application/json': { schema: reference(REPLY_ID), examples } };
}

/** By default every reply is 200; the other statuses are those of the option that mirrors errors. */
function responses(): Json {
	const entries = Object.values(REPLY_CATALOGUE);
	const statuses = [...new Set(entries.map(({ httpStatus }) => httpStatus))].sort((a, b) => a - b);
	const mirrored = statuses.map((status): Entry => [
		String(status),
		{
			description:
				'仅在开启“错误同步到 HTTP 状态”时使用 Only with the option that mirrors errors in the HTTP status',
			content: replyContent(
				entries.filter(({ httpStatus }) => httpStatus === status),
				false,
			),
		},
	]);
	return {
		'200': {
			description: 'code 为 0 即成功，其他均为失败 Code 0 = success, any other = failure',
			content: replyContent(entries, true),
		},
		...Object.fromEntries(mirrored),
	};
}

function pathItem(kind: Kind): Json {
	const operationId = kind === 'send' ? 'pushCriticalValue' : 'confirmCriticalValue';
	return {
		post: {
			operationId,
			...PATH_TEXTS[kind],
			requestBody: requestBody(kind),
			responses: responses(),
		},
	};
}

/**
 * The three interfaces as OpenAPI 3.1, made from the tables and the schemas that judge messages.
 * It describes a message that departs in nothing; a receiver in tolerant mode takes more.
 */
export function openApiDocument(): Record<string, unknown> {
	const schemas = INTERFACES.map((n): Entry => [schemaId(n), componentSchema(wireSchema(n))]);
	return {
		openapi: '3.1.0',
		info: {
			title: '危急值接口 Critical value interface',
			version: VERSION,
			description:
				'亿同危急值推送接口。JSON，UTF-8，总是返回 {code, msg}。\n\nAll interfaces are POST, JSON in, JSON out, UTF-8, and always answer {code, msg}.',
		},
		servers: [
			{
				url: 'http://{host}:{port}',
				variables: { host: { default: '127.0.0.1' }, port: { default: '5678' } },
			},
		],
		// The document authenticates nobody; what an installation adds is its own affair.
		security: [],
		paths: {
			[PREFIX + WIRE_PATH.send]: pathItem('send'),
			[PREFIX + WIRE_PATH.confirm]: pathItem('confirm'),
		},
		components: {
			schemas: { ...Object.fromEntries(schemas), [REPLY_ID]: componentSchema(envelopeSchema) },
		},
	};
}

/** @returns the document as the file docs/openapi.json has it */
export function renderOpenApi(): string {
	return `${JSON.stringify(openApiDocument(), null, '\t')}\n`;
}
