import { decode, type DecodeOptions, type Decoded } from '../../../lib/contract/decode';
import { WARNING_CATALOGUE } from '../../../lib/contract/warnings';

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

const read = (body: unknown, options: Partial<DecodeOptions> = {}): Decoded =>
	decode(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), 'application/json', {
		...OPTIONS,
		...options,
	});

function accepted(decoded: Decoded) {
	if (!decoded.ok) throw new Error(decoded.rejection.envelope.msg);
	return decoded.message;
}

function rejected(decoded: Decoded) {
	if (decoded.ok) throw new Error('accepted');
	return decoded.rejection;
}

const named = (prefix: string, count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]));

const MESSAGE = { riskId: 'R1', flag: 'add', sendTime: NOW };

describe('decode', () => {
	it('answers INTERNAL to a fault of our own, with the bytes kept and nothing quoted', () => {
		const faulty: DecodeOptions = {
			...OPTIONS,
			get accept(): never {
				throw new Error('张三');
			},
		};
		const body = JSON.stringify({ ...MESSAGE, patientName: '张三' });
		const outcome = rejected(decode(Buffer.from(body), undefined, faulty));
		expect(outcome).toMatchObject({ reply: 'INTERNAL', envelope: { code: 5002 }, rawText: '' });
		expect(Buffer.from(outcome.rawBase64 ?? '', 'base64').toString()).toBe(body);
		expect(outcome.envelope.msg).not.toContain('张三');
	});

	it('keeps all of very many unknown fields, and warns of the first 200', () => {
		const many = named('k', 1000);
		const { fields, raw, warnings } = accepted(read({ ...MESSAGE, ...many }));
		expect(fields).toEqual({ ...MESSAGE, ...many });
		expect(raw).toEqual({ ...MESSAGE, ...many });
		expect(warnings.map(({ field }) => field)).toEqual(
			Object.keys(many)
				.slice(0, 200)
				.map((name) => name),
		);
	});

	it('still warns of the wire fields where unknown ones are very many', () => {
		const body = { ...named('k', 1000), ...MESSAGE, patientClass: 'Q', wardCode: true };
		const { warnings } = accepted(read(body));
		const codes = warnings.map(({ code }) => code);
		expect(codes).toContain('ENUM_UNKNOWN');
		expect(codes).toContain('FIELD_TYPE');
	});

	it('lists every field at fault in strict mode; the reply names the first 50', () => {
		const outcome = rejected(read({ ...MESSAGE, ...named('k', 60) }, { mode: 'strict' }));
		expect(outcome.faults).toHaveLength(60);
		expect(outcome.envelope.msg).toContain('k49(UNKNOWN_FIELD)');
		expect(outcome.envelope.msg).not.toContain('k50');
		expect(outcome.envelope.msg).toContain('另有 10 项');
		expect(outcome.envelope.msg).toContain('10 more');
	});

	it('says in a warning what was expected, Chinese first, never what came', () => {
		const body = {
			riskId: ' R1 ',
			flag: '标记者',
			sendTime: '标记者',
			patientName: { name: '标记者' },
			patientClass: '标记者',
			wardName: '标记者\ufffd',
			another: '标记者',
			PatientNo: '标记者',
		};
		const { warnings } = accepted(read(body));
		const codes = new Set(warnings.map(({ code }) => code));
		expect([...codes].sort()).toEqual([
			'ENUM_UNKNOWN',
			'FIELD_NAME_CASE',
			'FIELD_TYPE',
			'REPLACEMENT_CHARACTER',
			'TIME_UNREADABLE',
			'UNKNOWN_FIELD',
			'WHITESPACE',
		]);
		for (const { expected } of warnings)
			expect(expected).toMatch(/^[^；]*\p{Script=Han}.*；[^；]*[a-z]/u);
		expect(JSON.stringify(warnings)).not.toContain('标记者');
		const strict = rejected(read(body, { mode: 'strict' }));
		expect(strict.envelope.msg + JSON.stringify(strict.faults)).not.toContain('标记者');
	});

	it('names the list where a value is none of it', () => {
		const { warnings } = accepted(read({ ...MESSAGE, patientClass: 'Q' }));
		expect(warnings).toEqual([
			{
				field: 'patientClass',
				code: 'ENUM_UNKNOWN',
				expected: '应为 B、E、I、O、T 之一；one of B, E, I, O, T',
			},
		]);
	});

	it('explains every code of a warning in both languages', () => {
		for (const { zh, en } of Object.values(WARNING_CATALOGUE)) {
			expect(zh).toMatch(/\p{Script=Han}/u);
			expect(en).toMatch(/^[a-z]/);
		}
	});

	it('quotes nothing of a body that is no JSON', () => {
		const { envelope, rawText } = rejected(
			read('{"riskId":"R1","patientName":"张三" "flag":"add"}'),
		);
		expect(envelope.msg).not.toContain('张三');
		expect(rawText).toContain('张三');
	});

	it('reads a body that is a view into a larger buffer', () => {
		const whole = Buffer.from(`xx${JSON.stringify(MESSAGE)}xx`);
		const view = new Uint8Array(whole.buffer, whole.byteOffset + 2, whole.length - 4);
		expect(decode(view, undefined, OPTIONS).ok).toBe(true);
	});

	it('leaves the bytes it was given as they were', () => {
		const bytes = Buffer.from('{"riskId":"R1",}');
		const before = Buffer.from(bytes);
		decode(bytes, undefined, OPTIONS);
		expect(bytes.equals(before)).toBe(true);
	});
});
