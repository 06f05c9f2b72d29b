import fc from 'fast-check';
import { html } from '../../../lib/lifecycle/board/markup';
import { median } from '../../../lib/lifecycle/board/indicators';
import { toneOf } from '../../../lib/lifecycle/board/urgency';
import { readWards } from '../../../lib/lifecycle/board/wards';
import {
	bedText,
	durationText,
	oneLine,
	timeText,
	visitText,
} from '../../../lib/lifecycle/board/words';
import { NOW, ZONE } from '../../support/boardValues';

it('a template escapes texts, whatever they hold, and only texts', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			const { markup } = html`<p title="${text}">${[text, html`<b>${text}</b>`]}</p>`;
			expect(markup.replace(/^<p title="|">|<b>|<\/b>|<\/p>$/g, '')).not.toMatch(/[<>"']/);
		}),
	);
	expect(html`${false}${null}${undefined}${0}`.markup).toBe('0');
});

it('a tone never falls as the minutes rise', () => {
	const steps = fc.array(fc.double({ min: 0.1, max: 90, noNaN: true }), { maxLength: 8 });
	fc.assert(
		fc.property(steps, fc.nat(100), fc.nat(100), (list, a, b) => {
			expect(toneOf(Math.max(a, b), list)).toBeGreaterThanOrEqual(toneOf(Math.min(a, b), list));
		}),
	);
});

it.each([
	[[], null],
	[[4], 4],
	[[9, 1], 5],
	[[3, 100, 1], 3],
	[[4, 1, 3, 2], 2.5],
])('the median of %j is %j', (numbers, middle) => {
	expect(median(numbers)).toBe(middle);
});

it.each([
	[0.4, '<1 分'],
	[1, '1 分'],
	[59.9, '59 分'],
	[65, '1 时 05 分'],
	[1440 * 2 + 60, '2 天 1 时'],
])('%d minutes are %s', (minutes, text) => {
	expect(durationText(minutes)).toBe(text);
});

it('a list of wards in whatever way it is written', () => {
	expect(readWards(' W0301，W0502、急诊; ,')).toEqual(['W0301', 'W0502', '急诊']);
	expect(readWards('  ')).toEqual([]);
});

it('a time of another day has its date', () => {
	const clock = { now: NOW, timeZone: ZONE };
	expect(timeText(NOW - 60_000, clock)).toBe('14:31');
	expect(timeText(NOW - 86_400_000, clock)).toBe('11/24 14:32');
});

it('texts are cut by characters, not by halves of one', () => {
	expect(oneLine('𠮷𠮷𠮷', 2)).toBe('𠮷𠮷…');
	expect(oneLine(' a\n\tb ', 9)).toBe('a b');
	expect(visitText({ patientNo: '12' }, true)).toBe('*2');
	expect(bedText({ patientBedno: '十二床' })).toBe('十二床');
});
