import * as fc from 'fast-check';
import { parseContent, type ContentItem } from '../../lib/contract/content';

/** What contents are made of, and what may come of a slip between them. */
const FRAGMENTS = [
	...[
		'白细胞计数',
		'血钾',
		'PO2',
		'糖类抗原199',
		'T3',
		'凝血酶原时间',
		'床号',
		'尿量',
		'超声所见',
		'1.',
		'①',
	],
	...[
		':',
		'：',
		'=',
		';',
		'；',
		',',
		'，',
		'、',
		'。',
		'.',
		' ',
		'\u3000',
		'\n',
		'|',
		'/',
		'-',
		'－',
		'~',
		'～',
		'—',
		'至',
	],
	...[
		'(',
		')',
		'（',
		'）',
		'[',
		']',
		'【',
		'】',
		'<',
		'>',
		'≤',
		'≥',
		'＜',
		'>=',
		'小于',
		'↑',
		'↓',
		'↑↑',
		'H',
		'L',
		'*',
		'!',
	],
	...[
		'0',
		'1',
		'6.8',
		'12',
		'1.6710',
		'１２．５',
		'0.5',
		'007',
		'3.5-9.5',
		'3.5--9.5',
		'-3',
		'+',
		'+++',
		'±',
		'1:320',
		'12:30',
	],
	...[
		'1e5',
		'10^9/L',
		'×10^9/L',
		'×109/L',
		'10⁹',
		'½',
		'②',
		'1,234',
		'1.2.3',
		'2022-02-21',
		'13800000000',
		'9007199254740993',
		'1.0000000000000001',
	],
	...[
		'参考范围:',
		'(参考范围:',
		'参考值',
		'危急值:',
		'单位:',
		'男:',
		'女:',
		'g/L',
		'mmol/L',
		'%',
		'ng/ml',
		'秒',
		'次/分',
		'mg/dl',
	],
	...[
		'阳性',
		'阴性',
		'未检出',
		'positive',
		'偏高',
		'已复查',
		'高',
		'低',
		'0.000000001',
		'1.7976931348623157e308',
	],
] as const;

const hostile = fc
	.array(fc.constantFrom(...FRAGMENTS), { maxLength: 14 })
	.map((all) => all.join(''));
const shaped = fc
	.array(
		fc
			.tuple(
				fc.constantFrom('血钾', '白细胞', 'CRP', 'PO2', '肌钙蛋白I', '血糖'),
				fc.constantFrom(':', '：', '=', ' ', ''),
				fc.constantFrom(...FRAGMENTS),
				fc.constantFrom('', 'mmol/L', '%', '×10^9/L', '↑', '次'),
				fc.constantFrom(
					'',
					'(3.5-5.3)',
					'（参考范围：３．５－９．５）',
					'(<0.5)',
					'(男:1-2,女:3-4)',
					'(参考值:-5--1)',
				),
				fc.constantFrom(';', '；', ',', '\n', ''),
			)
			.map((parts) => parts.join('')),
		{ minLength: 1, maxLength: 4 },
	)
	.map((all) => all.join(''));
const anyContent = fc.oneof(hostile, shaped, fc.string({ unit: 'binary' }));

/** Full-width to half-width, one character for one; and every kind of dash a minus. */
function folded(content: string): string {
	return content
		.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
		.replace(/[\u3000\u00a0\u2002-\u200a]/g, ' ')
		.replace(/[—–―−‐‑‒﹣]/g, '-');
}

const numbersOf = ({ value, range }: ContentItem) =>
	[value, range?.low, range?.high].filter((one) => typeof one === 'number');

/** Numbers as they stand in a text: whole runs of digits, so that the 12 of 123 is none. */
function numbersIn(text: string): Set<string> {
	const found = text.match(/\d+(?:\.\d+)*/g) ?? [];
	const numbers = found.filter((run) => /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(run));
	// As text, not by Number(): 3.50 is 3.5, but 9007199254740993 must not pass for …992.
	return new Set(numbers.map((run) => run.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')));
}

describe('parseContent', () => {
	it('invents no number: each stands in the content, digit for digit', () => {
		fc.assert(
			fc.property(anyContent, (content) => {
				const plain = folded(content);
				const there = numbersIn(plain);
				for (const item of parseContent(content)) {
					for (const number of numbersOf(item)) {
						expect(there).toContain(String(Math.abs(number)));
						if (number < 0) expect(plain).toMatch(/-\s*\d/);
					}
				}
			}),
			{ numRuns: 4000 },
		);
	});

	it('quotes: a text is a piece of the content, a value is its text, a unit is written there', () => {
		fc.assert(
			fc.property(anyContent, (content) => {
				const plain = folded(content);
				for (const { item, text, unit, value } of parseContent(content)) {
					expect(
						[content, plain].some(
							(whole) => whole.includes(text) || folded(whole).includes(folded(text)),
						),
					).toBe(true);
					expect(plain).toContain(folded(item));
					if (value !== null) expect(Number(folded(text)) + 0).toBe(value);
					if (unit !== undefined)
						expect(plain.replace(/µ/g, 'μ').replace(/[✕✖╳]/g, '×')).toContain(unit);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('never says more of the direction than the numbers do', () => {
		const noHint = anyContent.filter(
			(content) => !/[↑↓⬆⬇⇑⇓▲▼HLhl高低增降减]/.test(folded(content)),
		);
		fc.assert(
			fc.property(noHint, (content) => {
				for (const { value, range, direction } of parseContent(content)) {
					if (value === null) continue;
					const low = range?.low ?? -Infinity;
					const high = range?.high ?? Infinity;
					if (direction === 'low') expect(value).toBeLessThanOrEqual(low);
					if (direction === 'high') expect(value).toBeGreaterThanOrEqual(high);
					if (direction === 'within') {
						expect(range).not.toBeNull();
						expect(value >= low && value <= high).toBe(true);
					}
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('loses nothing: each letter and digit is in an item, or in the range it was read into', () => {
		fc.assert(
			fc.property(hostile, (content) => {
				const items = parseContent(content);
				if (/[\p{L}\p{N}]/u.test(content)) expect(items.length).toBeGreaterThan(0);
				// Free text is all there.
				if (
					items.every(({ item, value, range }) => item === '' && value === null && range === null)
				) {
					const kept = items.map(({ text }) => text).join('');
					expect(kept.replace(/\s/g, '').length).toBeGreaterThan(
						content.replace(/[\s;；.。,，、|]/g, '').length - 1,
					);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it('knows a well-formed item whatever its numbers', () => {
		const decimal = fc
			.tuple(fc.nat(9999), fc.constantFrom('', '.5', '.05', '.670'))
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(decimal, decimal, decimal, (value, a, b) => {
				const [low = '', high = ''] = [a, b].sort((x, y) => Number(x) - Number(y));
				const at =
					Number(value) < Number(low) ? 'low' : Number(value) > Number(high) ? 'high' : 'within';
				expect(parseContent(`血钾:${value}(参考范围:${low}-${high});`)).toEqual([
					{
						item: '血钾',
						value: Number(value),
						text: value,
						range: { low: Number(low), high: Number(high) },
						direction: at,
					},
				]);
			}),
		);
	});

	it('ends on contents made to be slow', () => {
		for (const fragment of FRAGMENTS) {
			const many = fragment.repeat(Math.ceil(99_999 / fragment.length)).slice(0, 100_000);
			for (const content of [many, `血钾:${many}`.slice(0, 100_000), `${many}(`.slice(-100_000)]) {
				expect(parseContent(content).length).toBeLessThanOrEqual(100_000);
			}
		}
		for (const pair of ['(1-', '1:(', '((1))', '1 (', 'a:1(', '- ', '1e', '<>', '参考值(']) {
			expect(parseContent(pair.repeat(100_000 / pair.length)).length).toBeGreaterThan(0);
		}
	});
});
