import * as fc from 'fast-check';
import { exactNumber, numberAsText } from '../../lib/contract/exactNumber';

interface Fraction {
	mantissa: bigint;
	/** Power of ten. */
	exponent: number;
}

/** A number's exact value, by BigInt; the way of the code under test (texts of digits) is another. */
function valueOf(text: string): Fraction {
	const [, sign = '', whole = '', fraction = '', power = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
	return {
		mantissa: BigInt(`${sign}${whole}${fraction}`),
		exponent: Number(power) - fraction.length,
	};
}

function equal(a: string, b: string): boolean {
	const [x, y] = [valueOf(a), valueOf(b)];
	const least = Math.min(x.exponent, y.exponent);
	const scaled = ({ mantissa, exponent }: Fraction) => mantissa * 10n ** BigInt(exponent - least);
	return scaled(x) === scaled(y);
}

const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,24})$/);
const sign = fc.constantFrom('', '-');
const fraction = fc.oneof(
	fc.constant(''),
	fc.stringMatching(/^\.\d{1,20}$/),
	fc.constantFrom('.0', '.50', '.000'),
);
const power = fc.oneof(
	fc.constant(''),
	fc
		.tuple(
			fc.constantFrom('e', 'E'),
			fc.constantFrom('', '+', '-'),
			fc.integer({ min: 0, max: 400 }),
		)
		.map((parts) => parts.join('')),
);
/** Any number in JSON's syntax. */
const anyNumber = fc.tuple(sign, digits, fraction, power).map((parts) => parts.join(''));
const MANY = { numRuns: 2000 };

describe('exactNumber', () => {
	it('gives a number only if that is the number that was written', () => {
		fc.assert(
			fc.property(anyNumber, (text) => {
				const value = exactNumber(text);
				if (value !== undefined) expect(equal(String(value), text)).toBe(true);
			}),
			MANY,
		);
	});

	it('gives every number that a double can hold and write again', () => {
		fc.assert(
			fc.property(anyNumber, (text) => {
				const value = Number(text);
				fc.pre(Number.isFinite(value) && equal(String(value), text));
				expect(exactNumber(text)).toBe(value);
			}),
			MANY,
		);
	});

	it('gives every double that JavaScript writes', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				expect(exactNumber(JSON.stringify(value))).toBe(value === 0 ? 0 : value);
			}),
			MANY,
		);
	});

	it('gives integers as BigInt has them, or none', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), (integer) => {
				const value = exactNumber(String(integer));
				const safe = Number.isSafeInteger(Number(integer));
				if (safe) expect(BigInt(value ?? NaN)).toBe(integer);
				else if (value !== undefined) expect(String(value)).toBe(String(integer));
			}),
			MANY,
		);
	});
});

describe('numberAsText', () => {
	it('loses no digit of any integer', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: -(10n ** 40n) + 1n, max: 10n ** 40n - 1n }), (integer) => {
				expect(numberAsText(String(integer))).toBe(String(integer));
			}),
			MANY,
		);
	});

	it('writes out an integer the same way however it was spelled', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: 1n, max: 10n ** 30n }),
				fc.nat(35),
				fc.constantFrom('e', 'E', 'E+'),
				(integer, places, e) => {
					const text = String(integer).padStart(places + 1, '0');
					const point = text.length - places;
					const mantissa = places === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
					fc.pre(/^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(mantissa));
					expect(numberAsText(`${mantissa}${e}${places}`)).toBe(String(integer));
				},
			),
			MANY,
		);
	});

	it('means the number that was written, and never grows without end', () => {
		fc.assert(
			fc.property(anyNumber, (text) => {
				const written = numberAsText(text);
				expect(equal(written, text)).toBe(true);
				expect(written.length).toBeLessThanOrEqual(Math.max(41, text.length));
				expect(numberAsText(written)).toBe(written);
			}),
			MANY,
		);
	});

	it.each(['1e400000000', '1e-400000000', `1${'0'.repeat(100_000)}`, `0.${'0'.repeat(100_000)}1`])(
		'leaves a monster as it is',
		(text) => {
			expect(numberAsText(text)).toBe(text);
			expect(exactNumber(text)).toBeUndefined();
		},
	);
});
