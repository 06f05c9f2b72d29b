import * as fc from 'fast-check';
import { decode, type DecodeOptions, type RiskMessage } from '../../lib/contract/decode';
import { fingerprint } from '../../lib/contract/fingerprint';
import { anyInterface, anyMessage, fieldsOf, NOW, OPTIONS, plainJson, space } from './arbitraries';

function messageOf(text: string, options: DecodeOptions): RiskMessage {
	const decoded = decode(Buffer.from(text), undefined, options);
	if (!decoded.ok) throw new Error(decoded.rejection.envelope.msg);
	return decoded.message;
}

const fingerprintOf = (fields: object, options: DecodeOptions) =>
	messageOf(JSON.stringify(fields), options).fingerprint;

/** The same JSON with its keys the other way round at every level, and blanks in between. */
function rewritten(value: unknown, blank: string): string {
	if (Array.isArray(value)) {
		return `[${value.map((one) => rewritten(one, blank)).join(`${blank},`)}${blank}]`;
	}
	if (typeof value !== 'object' || value === null) return `${blank}${JSON.stringify(value)}`;
	const members = Object.entries(value)
		.reverse()
		.map(([key, inner]) => `${blank}${JSON.stringify(key)}${blank}:${rewritten(inner, blank)}`);
	return `{${members.join(',')}${blank}}`;
}

describe('the fingerprint of a message', () => {
	it('ignores the order of keys and white space', () => {
		fc.assert(
			fc.property(anyMessage, space, ({ fields, options }, blank) => {
				const other = messageOf(rewritten(fields, blank), options).fingerprint;
				expect(other).toBe(fingerprintOf(fields, options));
			}),
			{ numRuns: 300 },
		);
	});

	it('ignores when the message was received, also where a time is missing or unreadable', () => {
		const time = fc.constantFrom(undefined, null, '', 'soon', NOW);
		fc.assert(
			fc.property(anyMessage, time, fc.nat(), ({ fields, options }, sent, wait) => {
				const body = { ...fields };
				for (const name of ['sendTime', 'responseTime']) if (name in body) body[name] = sent;
				const again = fingerprintOf(body, { ...options, now: options.now + wait });
				expect(again).toBe(fingerprintOf(body, options));
			}),
		);
	});

	it('changes with the value of any field', () => {
		const changed = fc.tuple(anyInterface, fc.nat(), fc.constantFrom('x', 'Q', '1', ' '));
		const anyChange = changed.chain(([n, index, suffix]) =>
			fieldsOf(n).map((fields) => ({ n, index, suffix, fields })),
		);
		fc.assert(
			fc.property(anyChange, ({ n, index, suffix, fields }) => {
				const names = Object.keys(fields);
				const name = names[index % names.length] ?? 'riskId';
				const value = fields[name];
				const other = Number.isSafeInteger(value)
					? Number(value) + 1
					: `${JSON.stringify(value)}${suffix}`;
				const before = messageOf(JSON.stringify(fields), OPTIONS[n]);
				const after = messageOf(JSON.stringify({ ...fields, [name]: other }), OPTIONS[n]);
				expect(after.fingerprint).not.toBe(before.fingerprint);
			}),
			{ numRuns: 500 },
		);
	});

	it('changes with a field more or less', () => {
		fc.assert(
			fc.property(anyMessage, plainJson, ({ fields, options }, value) => {
				const more = fingerprintOf({ ...fields, another: value }, options);
				expect(more).not.toBe(fingerprintOf(fields, options));
			}),
		);
	});

	it('changes with kind, riskId, flag and the place of an element in a list', () => {
		const of = (kind: 'send' | 'confirm', riskId: string, flag: string, list: unknown[]) =>
			fingerprint(kind, riskId, flag, { riskId, flag, list });
		const all = [
			of('send', 'R1', 'add', [1, 2]),
			of('confirm', 'R1', 'add', [1, 2]),
			of('send', 'R2', 'add', [1, 2]),
			of('send', 'R1', 'update', [1, 2]),
			of('send', 'R1', 'add', [2, 1]),
			of('send', 'R1', 'add', ['1', 2]),
			of('send', 'R1', 'add', [12]),
			of('send', 'R1', 'add', [[1], 2]),
			of('send', 'R1a', 'dd', [1, 2]),
		];
		expect(new Set(all).size).toBe(all.length);
		for (const one of all) expect(one).toMatch(/^[0-9a-f]{64}$/);
	});

	it('is the same for two spellings of one value', () => {
		const options = OPTIONS[1];
		const one = { riskId: '42', flag: 'add', reportType: 'Pacs', sendTime: 1_645_431_150_000 };
		const others: object[] = [
			{ ...one, riskId: 42 },
			{ ...one, riskId: ' 42 ' },
			{ ...one, flag: 'ADD' },
			{ ...one, flag: undefined },
			{ ...one, reportType: 'pacs[反射]' },
			{ ...one, sendTime: 1_645_431_150 },
			{ ...one, sendTime: '2022-02-21 16:12:30' },
			{ ...one, sendTime: '2022-02-21T08:12:30Z' },
			{ RISKID: '42', Flag: 'add', reporttype: 'Pacs', SendTime: 1_645_431_150_000 },
		];
		for (const other of others) {
			expect(fingerprintOf(other, options)).toBe(fingerprintOf(one, options));
		}
	});
});
