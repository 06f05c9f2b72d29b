/** The form of the files in vectors/, and how their generators are written out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPLY_CATALOGUE, type ReplyName } from '../../lib/contract/envelope';
import { WARNING_CATALOGUE } from '../../lib/contract/warnings';
import { z } from '../../lib/thirdParty';

const FOLDER = join(__dirname, 'vectors');

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);
const part = z.union([
	z.strictObject({ text: z.string() }),
	z.strictObject({ hex }),
	z.strictObject({ repeat: z.string(), times: z.int().positive() }),
]);
const parts = z.array(part).min(1);
type Parts = z.infer<typeof parts>;

/** Bytes: `json` and `text` in UTF-8, `parts` one after another. */
const input = z.union([
	z.strictObject({ json: z.record(z.string(), z.unknown()) }),
	z.strictObject({ text: z.string() }),
	z.strictObject({ hex }),
	z.strictObject({ base64: z.base64() }),
	z.strictObject({ parts }),
]);

/** Where an expectation is too long for a file: a text in parts, or a JSON text in parts. */
const longText = z.union([z.string(), z.strictObject({ $text: parts })]);
const longJson = z.strictObject({ $parts: parts });
const fields = z.union([longJson, z.record(z.string(), z.unknown())]);

const bound = z.number().nullable();
const item = z.strictObject({
	item: z.string(),
	value: z.number().nullable(),
	text: z.string(),
	unit: z.string().optional(),
	range: z.strictObject({ low: bound, high: bound }).nullable(),
	direction: z.enum(['low', 'high', 'within', 'unknown']),
});

const codes = Object.keys(WARNING_CATALOGUE).join('|');
/** `field CODE`; a field's name may be empty, and may hold anything. */
const warning = z.string().regex(new RegExp(`^[^]* (?:${codes})$`));

const encoding = z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']);
const interfaceNumber = z.union([z.literal(1), z.literal(2), z.literal(3)]);

const acceptance = z.strictObject({
	code: z.literal(0),
	reply: z.literal('OK'),
	interface: interfaceNumber,
	riskId: longText,
	flag: z.string(),
	encoding,
	fields,
	/** The order of warnings promises nothing. */
	warnings: z.array(warning),
	items: z.union([longJson, z.array(item)]).optional(),
	/** The body as an object; where it is left out, what JSON.parse makes of the body. */
	raw: fields.optional(),
	/** Whether `raw` shows all that the body says, so that no text has to be kept beside it. */
	faithful: z.boolean(),
});

const rejection = z.strictObject({
	code: z.int().positive(),
	reply: z.enum(Object.keys(REPLY_CATALOGUE) as [ReplyName, ...ReplyName[]]),
	/** `unknown` where the bytes are no text: then the bytes are kept. */
	encoding: z.union([encoding, z.literal('unknown')]),
	faults: z.array(warning),
	riskId: z.string().optional(),
	/** What the reply's msg has to say. */
	msgHas: z.array(z.string().min(1)).optional(),
	/** What is kept of the body; where it is left out, all of it. */
	keptText: longText.optional(),
});

const vector = z.strictObject({
	name: z.string().min(1),
	why: z.string().min(1),
	input,
	contentType: z.string().optional(),
	options: z
		.strictObject({
			kind: z.enum(['send', 'confirm']),
			accept: z.array(interfaceNumber).min(1),
			mode: z.enum(['tolerant', 'strict']),
			timeZone: z.string(),
			now: z.int(),
			requiredFields: z.array(z.string()),
			maxBytes: z.int().positive(),
		})
		.partial()
		.optional(),
	expected: z.union([acceptance, rejection]),
});
export type Vector = z.infer<typeof vector>;
export type Acceptance = z.infer<typeof acceptance>;
export type RejectionExpected = z.infer<typeof rejection>;

export const vectorFile = z.strictObject({
	theme: z.string(),
	about: z.string().min(1),
	vectors: z.array(vector).min(5),
});

/** @returns what every file holds, unchecked, by file name */
export function readFiles(): Map<string, unknown> {
	const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
	return new Map(
		names.map((name) => [name, JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as unknown]),
	);
}

function bytesOfParts(list: Parts): Buffer {
	return Buffer.concat(
		list.map((one) => {
			if ('hex' in one) return Buffer.from(one.hex, 'hex');
			return Buffer.from('text' in one ? one.text : one.repeat.repeat(one.times));
		}),
	);
}

export function bytesOf(from: Vector['input']): Buffer {
	if ('json' in from) return Buffer.from(JSON.stringify(from.json));
	if ('text' in from) return Buffer.from(from.text);
	if ('hex' in from) return Buffer.from(from.hex, 'hex');
	if ('base64' in from) return Buffer.from(from.base64, 'base64');
	return bytesOfParts(from.parts);
}

export function longTextOf(text: z.infer<typeof longText>): string {
	return typeof text === 'string' ? text : bytesOfParts(text.$text).toString();
}

/** @returns an expectation with its generator, if it has one, written out */
export function writtenOut(value: unknown): unknown {
	const generated = longJson.safeParse(value);
	return generated.success
		? (JSON.parse(bytesOfParts(generated.data.$parts).toString()) as unknown)
		: value;
}
