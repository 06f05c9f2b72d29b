/** A decimal as its significant digits and the power of ten of the last one; zero has no digits. */
interface Decimal {
	negative: boolean;
	digits: string;
	exponent: number;
}

/** Up to here a decimal always survives the way into a double and back (IEEE 754). */
const SAFE_DIGITS = 15;

/** Longest integer we write out in full: `1e400000000` must not become 400 MB of zeros. */
const LONGEST_INTEGER = 40;

const ZERO = 48;

/** Reads a number as JSON writes it. Linear: no pattern runs over its zeros. */
function decimal(text: string): Decimal {
	const [mantissa = '', power = '0'] = text.split(/[eE]/);
	const negative = mantissa.startsWith('-');
	const [whole = '', fraction = ''] = mantissa.slice(negative ? 1 : 0).split('.');
	const all = whole + fraction;
	let start = 0;
	let end = all.length;
	while (start < end && all.charCodeAt(start) === ZERO) start++;
	while (end > start && all.charCodeAt(end - 1) === ZERO) end--;
	const digits = all.slice(start, end);
	const exponent = digits === '' ? 0 : Number(power) - fraction.length + (all.length - end);
	return { negative, digits, exponent };
}

/**
 * The number a JSON text stands for, if a JavaScript number can hold it: reading it and writing it
 * again gives the same value. `0.1` and `1.50` are held; 2^53 + 1, a 19-digit id and 1e400 are not.
 *
 * @param text a number in JSON's own syntax
 */
export function exactNumber(text: string): number | undefined {
	const value = Number(text);
	if (text.length <= SAFE_DIGITS && !/[eE]/.test(text)) return value;
	if (!Number.isFinite(value)) return undefined;
	const sent = decimal(text);
	const held = decimal(String(value));
	return sent.digits === held.digits && sent.exponent === held.exponent ? value : undefined;
}

/**
 * A number as the text of an id. An integer is written out as its digits however it was spelled
 * (Java sends the id 12345678901 as `1.2345678901E10`, Python sends bed 12 as `12.0`), since the next
 * system will spell it otherwise; anything else stays letter for letter.
 *
 * @param text a number in JSON's own syntax
 */
export function numberAsText(text: string): string {
	const { negative, digits, exponent } = decimal(text);
	if (digits === '') return '0';
	if (exponent < 0 || !(digits.length + exponent <= LONGEST_INTEGER)) return text;
	return `${negative ? '-' : ''}${digits}${'0'.repeat(exponent)}`;
}
