/**
 * The wire contract as data: what becomes of a body, byte for byte. Expectations were derived from
 * the interface document, not from this code; a codec in another language could be held to them.
 */
import {
	decode,
	type DecodeOptions,
	type Decoded,
	type Rejection,
} from '../../lib/contract/decode';
import { accepted, REPLY_CATALOGUE } from '../../lib/contract/envelope';
import { WARNING_CATALOGUE, type Warning } from '../../lib/contract/warnings';
import {
	bytesOf,
	longTextOf,
	readFiles,
	vectorFile,
	writtenOut,
	type Acceptance,
	type RejectionExpected,
	type Vector,
} from './vectorFile';

const DEFAULTS: DecodeOptions = {
	kind: 'send',
	accept: [1],
	mode: 'tolerant',
	timeZone: 'Asia/Shanghai',
	now: 1_764_000_000_000, // 2025-11-25 in Shanghai: the document's example of 2022 is plausible then
	requiredFields: [],
	maxBytes: 16 * 1024 * 1024,
};

const files = readFiles();
const vectors = [...files.values()].flatMap((file) => vectorFile.parse(file).vectors);

const decodeVector = ({ input, contentType, options }: Vector): Decoded =>
	decode(bytesOf(input), contentType, { ...DEFAULTS, ...options });

const shortForm = (warnings: readonly Warning[]) =>
	warnings.map(({ field, code }) => `${field} ${code}`).sort();

/** The body's text, where it is UTF-8; a vector in other bytes says itself what is read from them. */
const textOf = ({ input }: Vector) => bytesOf(input).toString();

function checkMessage(vector: Vector, decoded: Decoded, expected: Acceptance): void {
	if (!decoded.ok) throw new Error(`rejected: ${decoded.rejection.envelope.msg}`);
	const { message } = decoded;
	expect(shortForm(message.warnings)).toEqual([...expected.warnings].sort());
	expect(message.fields).toStrictEqual(writtenOut(expected.fields));
	expect(message.raw).toStrictEqual(writtenOut(expected.raw ?? JSON.parse(textOf(vector))));
	expect(message.rawText).toBe(expected.faithful ? undefined : textOf(vector));
	if (expected.items) expect(message.items).toStrictEqual(writtenOut(expected.items));
	expect({
		code: accepted().code,
		interface: message.interface,
		kind: message.kind,
		riskId: message.riskId,
		flag: message.flag,
		encoding: message.encoding,
	}).toEqual({
		code: expected.code,
		interface: expected.interface,
		kind: vector.options?.kind ?? 'send',
		riskId: longTextOf(expected.riskId),
		flag: expected.flag,
		encoding: expected.encoding,
	});
}

function keptOf(vector: Vector, { keptText, encoding }: RejectionExpected) {
	if (encoding !== 'unknown') {
		return { rawText: keptText === undefined ? textOf(vector) : longTextOf(keptText) };
	}
	return { rawText: '', rawBase64: bytesOf(vector.input).toString('base64') };
}

function checkRejection(vector: Vector, decoded: Decoded, expected: RejectionExpected): void {
	if (decoded.ok) throw new Error('accepted');
	const { faults, envelope, ...rest }: Rejection = decoded.rejection;
	expect(shortForm(faults)).toEqual([...expected.faults].sort());
	expect(envelope.code).toBe(expected.code);
	for (const words of expected.msgHas ?? []) expect(envelope.msg).toContain(words);
	expect(rest).toStrictEqual({
		reply: expected.reply,
		encoding: expected.encoding,
		...(expected.riskId === undefined ? {} : { riskId: expected.riskId }),
		...keptOf(vector, expected),
	});
}

describe.each([...files.keys()])('%s', (name) => {
	it('has the form of a vector file, and its own name as theme', () => {
		const { theme } = vectorFile.parse(files.get(name));
		expect(`${theme}.json`).toBe(name);
	});

	const { vectors: own } = vectorFile.parse(files.get(name));
	it.each(own.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
		const { expected } = vector;
		const decoded = decodeVector(vector);
		if ('warnings' in expected) checkMessage(vector, decoded, expected);
		else checkRejection(vector, decoded, expected);
	});
});

describe('all vectors', () => {
	it('are many, and each has a name of its own', () => {
		const names = vectors.map(({ name }) => name);
		expect(names.length).toBeGreaterThanOrEqual(80);
		expect(new Set(names).size).toBe(names.length);
	});

	it('give every reply that decode() gives, with the number of the catalogue', () => {
		// 1xxx is about the call itself. 5002 INTERNAL takes a fault of our own, which no body makes:
		// test/unit/contract/decode.test.ts makes one.
		const given = new Map(vectors.map(({ expected }) => [expected.reply as string, expected.code]));
		const promised = Object.values(REPLY_CATALOGUE)
			.filter(({ code }) => code < 2000)
			.map(({ name, code }) => [name as string, code] as const);
		expect(new Map([...given].sort())).toEqual(new Map([...promised, ['OK', 0] as const].sort()));
	});

	it('reach every code of a warning', () => {
		const reached = vectors.flatMap(({ expected }) =>
			'warnings' in expected ? expected.warnings : expected.faults,
		);
		const codes = new Set(reached.map((one) => one.slice(one.lastIndexOf(' ') + 1)));
		expect([...codes].sort()).toEqual(Object.keys(WARNING_CATALOGUE).sort());
	});
});
