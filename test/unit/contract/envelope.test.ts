import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	accepted,
	httpStatusFor,
	isEnvelope,
	refused,
	REPLY_CATALOGUE,
	type ReplyName,
} from '../../../lib/contract/envelope';

const ENTRIES = Object.values(REPLY_CATALOGUE);
const NAMES = Object.keys(REPLY_CATALOGUE) as ReplyName[];
const HAN = /\p{Script=Han}/u;

describe('accepted', () => {
	it('says what the document prints, anew each time', () => {
		expect(accepted()).toEqual({ code: 0, msg: 'ok' });
		expect(accepted()).not.toBe(accepted());
	});

	it('is the only place in the product where code 0 is written', () => {
		const root = join(__dirname, '../../..');
		const sources = ['lib', 'nodes'].flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
				.filter((name) => name.endsWith('.ts'))
				.map((name) => readFileSync(join(root, folder, name), 'utf8')),
		);
		const lines = sources.flatMap((source) => source.split('\n').map((line) => line.trim()));
		const written = lines.filter(
			(line) => /\bcode\s*[:=]\s*0\b/.test(line) && !/^(?:\*|\/[/*])/.test(line),
		);
		expect(written).toEqual(["return { code: 0, msg: 'ok' };"]);
	});
});

describe('REPLY_CATALOGUE', () => {
	it('gives each number one meaning, and keeps it', () => {
		// A new reply gets a new number; callers compare these.
		expect(Object.fromEntries(ENTRIES.map(({ name, code }) => [name, code]))).toMatchObject({
			BODY_EMPTY: 1001,
			BODY_UNREADABLE: 1002,
			BODY_NOT_JSON: 1003,
			BODY_NOT_OBJECT: 1004,
			BODY_TOO_LARGE: 1005,
			RISK_ID_MISSING: 1006,
			REQUIRED_FIELD_MISSING: 1007,
			STRICT_VALIDATION: 1008,
			WRONG_INTERFACE: 1009,
			NOT_ALLOWED: 2001,
			NODE_MISCONFIGURED: 3001,
			NOT_REGISTERED: 3002,
			NOT_STORED: 5001,
			INTERNAL: 5002,
		});
	});

	it('has codes that are unique, whole and not zero', () => {
		const codes = ENTRIES.map(({ code }) => code);
		expect(new Set(codes).size).toBe(codes.length);
		for (const code of codes) expect(Number.isSafeInteger(code) && code > 0).toBe(true);
	});

	it.each(NAMES)('%s is under its name, in both languages, with help in both', (name) => {
		const entry = REPLY_CATALOGUE[name];
		expect(entry.name).toBe(name);
		for (const chinese of [entry.zh, entry.helpZh]) expect(chinese).toMatch(HAN);
		for (const english of [entry.en, entry.helpEn]) {
			expect(english).not.toMatch(HAN);
			expect(english).toMatch(/^[A-Za-z]/);
		}
		expect(entry.httpStatus).toBeGreaterThanOrEqual(400);
		expect(entry.httpStatus).toBeLessThan(600);
	});
});

describe('refused', () => {
	it.each(NAMES)('%s: a code that is not 0, Chinese first', (name) => {
		const { zh, en, code } = REPLY_CATALOGUE[name];
		expect(refused(name)).toEqual({ code, msg: `${zh}；${en}` });
		expect(refused(name, { zh: '第 1 行', en: 'line 1' })).toEqual({
			code,
			msg: `${zh}：第 1 行；${en}: line 1`,
		});
		expect(isEnvelope(refused(name))).toBe(true);
	});
});

describe('isEnvelope', () => {
	it.each<[value: unknown, is: boolean]>([
		[accepted(), true],
		[{ code: 7, msg: '' }, true],
		[{ code: '0', msg: 'ok' }, false],
		[{ code: NaN, msg: 'ok' }, false],
		[{ code: Infinity, msg: 'ok' }, false],
		[{ code: 0 }, false],
		[{ code: 0, msg: null }, false],
		[{ code: 0, msg: 'ok', data: 1 }, false],
		[[0, 'ok'], false],
		['{"code":0,"msg":"ok"}', false],
		[null, false],
		[undefined, false],
	])('%j: %s', (value, is) => {
		expect(isEnvelope(value)).toBe(is);
	});
});

describe('httpStatusFor', () => {
	it('is 200 for all unless errors are mirrored', () => {
		for (const { code } of ENTRIES) expect(httpStatusFor(code, false)).toBe(200);
		expect(httpStatusFor(0, false)).toBe(200);
	});

	it('mirrors errors by the catalogue, and says 500 for what it does not know', () => {
		for (const { code, httpStatus } of ENTRIES) expect(httpStatusFor(code, true)).toBe(httpStatus);
		expect(httpStatusFor(0, true)).toBe(200);
		expect(httpStatusFor(9999, true)).toBe(500);
	});
});
