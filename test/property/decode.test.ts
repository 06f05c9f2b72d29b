import * as fc from 'fast-check';
import { decode, type Decoded } from '../../lib/contract/decode';
import { REPLY_CATALOGUE } from '../../lib/contract/envelope';
import { anyMessage, anyOptions, id, OPTIONS, plainJson } from './arbitraries';

const anyContentType = fc.oneof(
	fc.constant(undefined),
	fc.constantFrom(
		'application/json',
		'text/plain; charset=gbk',
		'application/json;charset="GB2312"',
	),
	fc.string(),
);

/** Bytes, texts made of what JSON is made of, and messages with a few bytes changed, cut or added. */
const anyBytes = fc.oneof(
	fc.uint8Array({ maxLength: 300 }),
	fc.json().map((text) => Buffer.from(text)),
	fc
		.array(
			fc.oneof(
				fc.constantFrom(
					'{',
					'}',
					'[',
					']',
					',',
					':',
					'"',
					'"riskId"',
					'"R1"',
					'1e999',
					'null',
					'\\u',
				),
				fc.constantFrom('"__proto__":', '"constructor":{', '\ufeff', '\0', '张', '1645431150154'),
			),
		)
		.map((parts) => Buffer.from(parts.join(''))),
	fc
		.tuple(
			anyMessage,
			fc.array(fc.tuple(fc.nat(400), fc.nat(2), fc.uint8Array({ maxLength: 3 })), { maxLength: 4 }),
		)
		.map(([{ fields }, changes]) => {
			const bytes = [...Buffer.from(JSON.stringify(fields))];
			for (const [at, length, added] of changes) bytes.splice(at, length, ...added);
			return Buffer.from(bytes);
		}),
);

/** What holds for whatever comes out. */
function checkOutcome(decoded: Decoded): void {
	if (!decoded.ok) {
		const { reply, envelope } = decoded.rejection;
		expect(reply).not.toBe('INTERNAL');
		expect(envelope.code).toBe(REPLY_CATALOGUE[reply].code);
		expect(envelope.code).not.toBe(0);
		return;
	}
	const { riskId, fields, flag, warnings } = decoded.message;
	expect(riskId.trim()).not.toBe('');
	expect(fields.riskId).toBe(riskId);
	expect(fields.flag).toBe(flag);
	expect(flag).not.toBe('');
	expect(Number.isSafeInteger(fields.sendTime ?? fields.responseTime)).toBe(true);
	expect(warnings.length).toBeLessThanOrEqual(200);
	for (const name of ['__proto__', 'constructor', 'prototype']) {
		expect(Object.hasOwn(fields, name)).toBe(false);
	}
}

describe('decode', () => {
	it('never throws, and gives no message without a riskId', () => {
		fc.assert(
			fc.property(anyBytes, anyContentType, anyOptions, (bytes, contentType, options) => {
				checkOutcome(decode(bytes, contentType, options));
				expect(Object.keys(Object.prototype)).toEqual([]);
			}),
			{ numRuns: 1500 },
		);
	});

	it('never makes a U+FFFD of its own', () => {
		const holdsOne = (value: unknown) => JSON.stringify(value).includes('\ufffd');
		const sent = (bytes: Uint8Array) =>
			/\ufffd|\\ufffd/i.test(JSON.stringify(Buffer.from(bytes).toString('latin1')));
		fc.assert(
			fc.property(anyBytes, anyContentType, (bytes, contentType) => {
				fc.pre(!sent(bytes) && !Buffer.from(bytes).includes('\ufffd'));
				const decoded = decode(bytes, contentType, OPTIONS[1]);
				if (!decoded.ok) {
					const bytesKept = decoded.rejection.rawBase64 !== undefined;
					expect(bytesKept || !decoded.rejection.rawText.includes('\ufffd')).toBe(true);
				} else {
					expect(holdsOne(decoded.message.fields)).toBe(false);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('keeps the bytes or the whole text of what it rejects', () => {
		fc.assert(
			fc.property(anyBytes, (bytes) => {
				const decoded = decode(bytes, undefined, OPTIONS[1]);
				fc.pre(!decoded.ok);
				const { encoding, rawText, rawBase64 } = decoded.rejection;
				if (rawBase64 !== undefined) {
					expect(Buffer.from(rawBase64, 'base64')).toEqual(Buffer.from(bytes));
				} else if (encoding === 'utf-8') {
					const unmarked = (text: string) => text.replace(/^\ufeff+/, '');
					expect(unmarked(rawText)).toBe(unmarked(Buffer.from(bytes).toString()));
				}
			}),
		);
	});

	it('takes every JSON object with a riskId in tolerant mode, whatever else is in it', () => {
		const anything = fc.dictionary(fc.string(), plainJson, { noNullPrototype: true });
		fc.assert(
			fc.property(anything, id, (object, riskId) => {
				const body = JSON.stringify({ ...object, riskId });
				const decoded = decode(Buffer.from(body), undefined, OPTIONS[1]);
				expect(decoded.ok && decoded.message.riskId).toBe(riskId);
			}),
			{ numRuns: 300 },
		);
	});

	it('rejects in strict mode exactly what it warns of in tolerant mode', () => {
		fc.assert(
			fc.property(anyMessage, ({ fields, options }) => {
				const bytes = Buffer.from(JSON.stringify(fields));
				const tolerant = decode(bytes, undefined, options);
				const strict = decode(bytes, undefined, { ...options, mode: 'strict' });
				if (!tolerant.ok) throw new Error('a message with a riskId was rejected');
				const { warnings } = tolerant.message;
				expect(strict.ok).toBe(warnings.length === 0);
				if (!strict.ok) expect(strict.rejection.faults).toEqual(warnings);
			}),
			{ numRuns: 300 },
		);
	});
});
