import * as fc from 'fast-check';
import { encodeGbk } from '../../demo/hospital/gbk';
import { decode, type DecodeOptions, type RiskMessage } from '../../lib/contract/decode';
import { wireNameOf } from '../../lib/contract/fields';
import { buildOutgoing } from '../../lib/contract/outgoing';
import { wireSchema } from '../../lib/contract/schemas';
import { isBlank } from '../../lib/contract/text';
import { anyMessage, NOW } from './arbitraries';

function messageOf(body: unknown, options: DecodeOptions): RiskMessage {
	const decoded = decode(Buffer.from(JSON.stringify(body)), 'application/json', options);
	if (!decoded.ok) throw new Error(decoded.rejection.envelope.msg);
	return decoded.message;
}

/** What a trigger makes of a message: its fields, and our own beside them. */
const itemOf = ({ fields, items, warnings, raw }: RiskMessage) => ({
	...fields,
	items,
	warnings,
	raw,
	received: { timestamp: NOW },
});

const later = { timeZone: 'UTC', now: NOW + 1 };

describe('a message that is passed on', () => {
	it('is the same message for the next receiver', () => {
		fc.assert(
			fc.property(anyMessage, ({ n, fields, options }) => {
				const first = messageOf(fields, options);
				expect(first.interface).toBe(n);
				const outgoing = buildOutgoing(n, itemOf(first), later);
				const second = messageOf(outgoing.body, { ...options, ...later });
				expect(second.fields).toEqual(first.fields);
				expect(second.fingerprint).toBe(first.fingerprint);
				expect(outgoing.riskId).toBe(first.riskId);
			}),
			{ numRuns: 400 },
		);
	});

	it('is so too once it was stored as JSON in between', () => {
		fc.assert(
			fc.property(anyMessage, ({ n, fields, options }) => {
				const first = messageOf(fields, options);
				const stored: Record<string, unknown> = JSON.parse(JSON.stringify(itemOf(first)));
				const second = messageOf(buildOutgoing(n, stored, later).body, options);
				expect(second.fingerprint).toBe(first.fingerprint);
			}),
		);
	});

	it('departs in nothing where it departed in nothing', () => {
		// Blank values of listed fields are the document's own template; a missing flag is filled in;
		// and damage within a text is no departure from the table.
		const blank = (name: string, value: unknown) =>
			wireNameOf(name) !== undefined && typeof value === 'string' && isBlank(value);
		const mended = ['FLAG_MISSING', 'REPLACEMENT_CHARACTER'];
		fc.assert(
			fc.property(anyMessage, ({ n, fields, options }) => {
				const first = messageOf(fields, options);
				const { body, problems } = buildOutgoing(n, itemOf(first), later);
				const amiss = first.warnings.filter(({ code }) => !mended.includes(code));
				expect(problems).toEqual(amiss);
				const said = Object.entries(body).filter(([name, value]) => !blank(name, value));
				const judged = wireSchema(n).safeParse(Object.fromEntries(said));
				expect(judged.success).toBe(amiss.length === 0);
			}),
		);
	});
});

describe('a message in GBK', () => {
	/** Characters that GBK has; ASCII, Chinese names, full-width forms. */
	const gbkText = fc
		.array(
			fc.oneof(
				fc.integer({ min: 0x20, max: 0x7e }),
				fc.integer({ min: 0x4e00, max: 0x9fa5 }),
				fc.integer({ min: 0xff01, max: 0xff5e }),
				fc.constantFrom(0x3000, 0x3002, 0x2103, 0x2191, 0x4e00),
			),
			{ maxLength: 30 },
		)
		.map((codes) => String.fromCharCode(...codes));

	/** Bytes that are UTF-8 as well, with sequences that GBK hardly makes: nobody could tell. */
	function isUtf8(bytes: Buffer): boolean {
		return Buffer.from(bytes.toString()).equals(bytes);
	}

	const decoded = (bytes: Buffer, contentType: string | undefined) => {
		const outcome = decode(bytes, contentType, {
			kind: 'send',
			accept: [1],
			mode: 'tolerant',
			timeZone: 'Asia/Shanghai',
			now: NOW,
			requiredFields: [],
			maxBytes: 1_000_000,
		});
		if (!outcome.ok) throw new Error(outcome.rejection.envelope.msg);
		return outcome.message;
	};

	it('equals the same message in UTF-8, declared or not', () => {
		fc.assert(
			fc.property(gbkText, gbkText, (patientName, content) => {
				const body = JSON.stringify({
					riskId: 'R1',
					flag: 'add',
					sendTime: NOW,
					patientName,
					content,
				});
				const gbk = encodeGbk(body);
				fc.pre(!isUtf8(gbk));
				const utf8 = decoded(Buffer.from(body), undefined);
				for (const contentType of [undefined, 'application/json; charset=GBK']) {
					const { encoding, ...rest } = decoded(gbk, contentType);
					expect(encoding).toBe('gb18030');
					expect(rest).toEqual({ ...utf8, encoding: undefined });
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('is told from UTF-8 by what was declared, where two bytes are both', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0xc2, max: 0xdf }),
				fc.integer({ min: 0x80, max: 0xbf }),
				(lead, trail) => {
					const pair = Uint8Array.of(lead, trail);
					const bytes = Buffer.concat([
						Buffer.from('{"riskId":"R1","wardName":"'),
						pair,
						Buffer.from('"}'),
					]);
					const asGbk = decoded(bytes, 'text/plain;charset=gb2312').fields.wardName;
					expect(asGbk).toBe(new TextDecoder('gb18030').decode(pair));
					expect(decoded(bytes, undefined).fields.wardName).toBe(Buffer.from(pair).toString());
				},
			),
		);
	});
});
