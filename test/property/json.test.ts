import * as fc from 'fast-check';
import { readJson } from '../../lib/contract/json';
import { plainJson, space } from './arbitraries';

function parsed(text: string): { value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

const read = (text: string) => readJson(text, () => true);

/** Tokens, halves of tokens, and what looks like them. */
const fragments = fc
	.array(
		fc.constantFrom(
			...[
				'{',
				'}',
				'[',
				']',
				',',
				':',
				'"',
				'""',
				'"a"',
				'"a":',
				'"b":1',
				' ',
				'\n',
				'\t',
				'\u00a0',
				'\ufeff',
			],
			...[
				'0',
				'-0',
				'1',
				'-',
				'+1',
				'.5',
				'1.',
				'1.5',
				'01',
				'1e5',
				'1E+',
				'e',
				'1e-7',
				'123456789',
				'12.50',
			],
			...['true', 'false', 'null', 'True', 'nul', 'NaN', 'Infinity', 'undefined'],
			...[
				'"\\n"',
				'"\\u00e9"',
				'"\\u12"',
				'"\\x"',
				'"\\"',
				'"\\\\"',
				'"\t"',
				'"\u2028"',
				'"\u0000"',
				"'a'",
				'/**/',
			],
		),
		{ maxLength: 8 },
	)
	.map((parts) => parts.join(''));

describe('readJson', () => {
	it('accepts exactly what JSON.parse accepts', () => {
		fc.assert(
			fc.property(fc.oneof(fragments, fc.string(), fc.json()), (text) => {
				expect(read(text).ok).toBe(parsed(text) !== undefined);
			}),
			{ numRuns: 5000 },
		);
	});

	it('accepts so with one character of a JSON text changed', () => {
		fc.assert(
			fc.property(
				fc.json(),
				fc.nat(),
				fc.nat(1),
				fc.constantFrom(...'{}[],:"\\ 01-+.eEtu\n'),
				(text, where, cut, sign) => {
					const at = where % (text.length + 1);
					const changed = text.slice(0, at) + sign + text.slice(at + cut);
					expect(read(changed).ok).toBe(parsed(changed) !== undefined);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('gives the value that JSON.parse gives', () => {
		fc.assert(
			fc.property(plainJson, fc.constantFrom(undefined, '\t', 3), (value, indent) => {
				const text = JSON.stringify(value, null, indent);
				const reading = read(text);
				expect(reading.ok && reading.value).toStrictEqual(JSON.parse(text));
			}),
			{ numRuns: 1000 },
		);
	});

	it('gives the source of each outermost value, letter for letter', () => {
		const member = fc.tuple(fc.string(), plainJson, space, space);
		fc.assert(
			fc.property(fc.uniqueArray(member, { selector: ([key]) => key }), (members) => {
				const written = members.map(
					([key, value, before, after]) => [key, JSON.stringify(value), before, after] as const,
				);
				fc.pre(members.every(([key]) => !['__proto__', 'constructor', 'prototype'].includes(key)));
				const text = `{${written.map(([key, source, before, after]) => `${before}${JSON.stringify(key)}${after}:${before}${source}${after}`).join(',')}}`;
				const reading = read(text);
				expect(reading.ok && [...reading.sources]).toEqual(
					written.map(([key, source]) => [key, source]),
				);
			}),
		);
	});

	it('names the place at which a text stops being JSON', () => {
		fc.assert(
			fc.property(fc.oneof(fragments, fc.string()), (text) => {
				const reading = read(text);
				fc.pre(!reading.ok);
				// Nothing in front of the place is at fault: cut there, the text only ends too early.
				const before = read(text.slice(0, reading.at));
				if (!before.ok) expect(before.at).toBe(reading.at);
			}),
		);
	});

	it('notes a key that comes twice, and only that', () => {
		const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'toString'), { maxLength: 6 });
		fc.assert(
			fc.property(keys, (all) => {
				const text = `{${all.map((key, index) => `"${key}":${index}`).join(',')}}`;
				const reading = read(text);
				const twice = new Set(all.filter((key, index) => all.indexOf(key) !== index));
				expect(reading.ok && reading.notes.duplicates).toEqual(twice);
			}),
		);
	});

	it('reads any depth, closed or not', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20_000 }),
				fc.constantFrom('[', '{"a":'),
				fc.boolean(),
				(depth, open, closed) => {
					const close = open === '[' ? ']' : '}';
					const text = `${open.repeat(depth)}1${close.repeat(closed ? depth : depth - 1)}`;
					const reading = read(text);
					expect(reading.ok).toBe(closed);
					if (reading.ok) expect(reading.notes.tooDeep.size).toBe(depth > 100 ? 1 : 0);
				},
			),
			{ numRuns: 50 },
		);
	});
});
