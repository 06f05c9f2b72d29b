/** What senders may send, as fast-check arbitraries. All people are invented. */
import * as fc from 'fast-check';
import type { DecodeOptions } from '../../lib/contract/decode';
import { wireFields, wireNameOf, type InterfaceNumber } from '../../lib/contract/fields';

export const NOW = 1_764_000_000_000;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export const INTERFACES: readonly InterfaceNumber[] = [1, 2, 3];

export const OPTIONS: Record<InterfaceNumber, DecodeOptions> = {
	1: optionsOf('send'),
	2: optionsOf('confirm'),
	3: optionsOf('confirm'),
};

function optionsOf(kind: DecodeOptions['kind']): DecodeOptions {
	return {
		kind,
		accept: kind === 'send' ? [1] : [2, 3],
		mode: 'tolerant',
		timeZone: 'Asia/Shanghai',
		now: NOW,
		requiredFields: [],
		maxBytes: 16 * 1024 * 1024,
	};
}

export const anyOptions: fc.Arbitrary<DecodeOptions> = fc.record({
	kind: fc.constantFrom('send', 'confirm'),
	accept: fc.subarray([1, 2, 3]),
	mode: fc.constantFrom('tolerant', 'strict'),
	timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'UTC', 'Nowhere/Land', ''),
	now: fc.constantFrom(NOW, 0, -1, 8.64e15),
	requiredFields: fc.array(fc.oneof(fc.constantFrom('riskId', 'SENDTIME', 'extra'), fc.string()), {
		maxLength: 3,
	}),
	maxBytes: fc.constantFrom(16 * 1024 * 1024, 100, 1),
});

const OWN_NAMES = ['items', 'warnings', 'raw', 'received', 'delivery', 'pairedItem'];
const RESERVED = ['__proto__', 'constructor', 'prototype'];

/** JSON that says the same once it was written and read: no reserved key, no minus zero. */
export const plainJson = fc
	.jsonValue({ maxDepth: 3, noUnicodeString: false })
	.map((value) => JSON.stringify(value))
	.filter((text) => !RESERVED.some((key) => text.includes(key)))
	.map((text): unknown => JSON.parse(text));

/** A name that no table and none of our nodes knows. */
const unknownName = fc
	.string({ unit: 'grapheme', maxLength: 12 })
	.filter((name) => wireNameOf(name) === undefined && ![...OWN_NAMES, ...RESERVED].includes(name));

const words = fc.oneof(
	fc.constantFrom('张三', '血液内科一病区', '12', '007', '', ' 已处理\n', '𠮷', '1:320', '6.8↑'),
	fc.string({ unit: 'grapheme', maxLength: 20 }),
);

/** An id: not blank, nothing invisible at its ends, perhaps something odd in the middle. */
export const id = fc
	.tuple(
		fc.constantFrom('R', '1', '检'),
		fc.string({ unit: 'grapheme' }),
		fc.constantFrom('9', '号'),
	)
	.map((parts) => parts.join(''));

const epoch = fc.integer({ min: NOW - 9 * YEAR_MS, max: NOW });

function valueOf(field: ReturnType<typeof wireFields>[number]): fc.Arbitrary<unknown> {
	if (field.type === 'timestamp') return epoch;
	if (field.name === 'riskId' || field.name === 'feedbackId') return id;
	const listed = field.values?.map(({ value }) => value) ?? [];
	return listed.length > 0 ? fc.oneof(fc.constantFrom(...listed), words) : words;
}

/** A message's fields: the riskId, a time and what else there is, in any order, with unknown ones. */
export function fieldsOf(n: InterfaceNumber): fc.Arbitrary<Record<string, unknown>> {
	const table = wireFields(n);
	const model = Object.fromEntries(table.map((field) => [field.name, valueOf(field)]));
	const always = table.filter(
		({ name, type }) => /^(?:risk|feedback)Id$/.test(name) || type === 'timestamp',
	);
	const known = fc.record(model, { requiredKeys: always.map(({ name }) => name) });
	const unknown = fc.dictionary(unknownName, plainJson, { maxKeys: 3, noNullPrototype: true });
	return fc
		.tuple(known, unknown)
		.map(([wire, extra]) => Object.entries({ ...wire, ...extra }))
		.chain((entries) => fc.shuffledSubarray(entries, { minLength: entries.length }))
		.map((entries): Record<string, unknown> => Object.fromEntries(entries));
}

export const anyInterface = fc.constantFrom<InterfaceNumber>(...INTERFACES);

/** An interface and a message of it. */
export const anyMessage = anyInterface.chain((n) =>
	fieldsOf(n).map((fields) => ({ n, fields, options: OPTIONS[n] })),
);

/** White space that JSON allows between any two of its tokens. */
export const space = fc
	.array(fc.constantFrom(' ', '\t', '\n', '\r'), { maxLength: 2 })
	.map((all) => all.join(''));
