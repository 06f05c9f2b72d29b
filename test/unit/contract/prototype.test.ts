import { decode, type DecodeOptions } from '../../../lib/contract/decode';
import { buildOutgoing } from '../../../lib/contract/outgoing';

const NOW = 1_764_000_000_000;
const OPTIONS: DecodeOptions = {
	kind: 'send',
	accept: [1],
	mode: 'tolerant',
	timeZone: 'Asia/Shanghai',
	now: NOW,
	requiredFields: [],
	maxBytes: 1_000_000,
};
const POLLUTION = '{"polluted":true,"riskId":"stolen","toString":null}';

/** Ways in which a body reaches for the prototype all objects share. */
const BODIES = [
	`{"riskId":"R1","__proto__":${POLLUTION}}`,
	`{"__proto__":${POLLUTION},"riskId":"R1"}`,
	`{"riskId":"R1","constructor":{"prototype":${POLLUTION}}}`,
	`{"riskId":"R1","prototype":${POLLUTION}}`,
	`{"riskId":"R1","extra":{"__proto__":${POLLUTION}}}`,
	`{"riskId":"R1","extra":[[{"__proto__":{"__proto__":${POLLUTION}}}]]}`,
	`{"riskId":"R1","\\u005f_proto__":${POLLUTION}}`,
	`{"riskId":"R1","__proto__":1,"__proto__":${POLLUTION}}`,
	`{"riskId":"R1","__PROTO__":${POLLUTION}}`,
	`{"riskId":"R1","content":{"__proto__":${POLLUTION}}}`,
];

const ownNames = () =>
	[Object.prototype, Array.prototype, Function.prototype].map((one) =>
		Object.getOwnPropertyNames(one),
	);

/** Whether an object, or anything within it, has another prototype than it should. */
function isPlain(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return true;
	const proto: unknown = Object.getPrototypeOf(value);
	const expected: unknown = Array.isArray(value) ? Array.prototype : Object.prototype;
	return proto === expected && Object.values(value).every(isPlain);
}

describe('a body that reaches for the prototype', () => {
	it.each(BODIES)('changes nothing of ours: %s', (body) => {
		const before = ownNames();
		const decoded = decode(Buffer.from(body), undefined, OPTIONS);
		if (!decoded.ok) throw new Error(decoded.rejection.envelope.msg);
		const { message } = decoded;
		const outgoing = buildOutgoing(1, { ...message.fields, raw: message.raw }, OPTIONS);

		expect(ownNames()).toEqual(before);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(message.riskId).toBe('R1');
		for (const object of [message.fields, message.raw, outgoing.body]) {
			expect(isPlain(object)).toBe(true);
			expect(object.polluted).toBeUndefined();
		}
	});

	it('passes no reserved name on from an item made by hand', () => {
		const item: Record<string, unknown> = JSON.parse(
			`{"riskId":"R1","__proto__":${POLLUTION},"constructor":1,"prototype":2,"age":60}`,
		);
		const { body } = buildOutgoing(1, item, OPTIONS);
		expect(Object.keys(body).sort()).toEqual(['age', 'flag', 'riskId', 'sendTime']);
		expect(isPlain(body)).toBe(true);
	});
});
