/** The ward board in a real browser: on a wall, on a phone, on paper. */
import type { Browser, Page } from 'playwright-core';
import type { BoardInput } from '../../lib/lifecycle/board/board';
import { renderBoard } from '../../lib/lifecycle/board/page';
import { boardInput, mark, openValue } from '../support/boardValues';
import { afternoon } from '../support/boardWard';
import { launchBrowser } from '../support/browser';
import { TOO_FAINT } from '../support/contrast';

const SIZES = {
	wall: { width: 1920, height: 1080 },
	'wall, 4K': { width: 3840, height: 2160 },
	'upright wall': { width: 1080, height: 1920 },
	laptop: { width: 1366, height: 700 },
	tablet: { width: 820, height: 1180 },
	phone: { width: 390, height: 844 },
	'small phone': { width: 320, height: 568 },
} as const;
type Size = keyof typeof SIZES;

const LONG = '阿卜杜热合曼艾合买提'.repeat(6);
const WORD = 'W'.repeat(80);

/** Texts as long as senders make them, with and without places to break. */
const longValues = () =>
	[LONG, WORD].map((text, at) =>
		openValue(
			`L${at}`,
			25 + 5000 * at,
			{
				patientName: text,
				patientBedno: text,
				wardName: text,
				wardCode: text,
				patientClass: text,
				reportType: text,
				content: `${text.slice(0, 50)}:1234567890123456(参考范围:1-2);${text}${text}`,
			},
			{ marks: [mark(text, text), mark(text)] },
		),
	);

const CASES: Record<string, () => BoardInput> = {
	'no open value': () => boardInput(afternoon(0, 30)),
	'two open values': () => boardInput(afternoon(2, 30)),
	'nine open values': () => boardInput(afternoon(9, 30)),
	'200 open values': () => boardInput(afternoon(200, 60)),
	'long texts': () => boardInput({ open: longValues() }, { title: LONG, isMasked: false }),
};

let browser: Browser;
let page: Page;

beforeAll(async () => {
	browser = await launchBrowser();
}, 60_000);
afterAll(async () => await browser?.close());
beforeEach(async () => {
	page = await browser.newPage({ viewport: SIZES.wall });
});
afterEach(async () => await page.close());

async function show(input: BoardInput, size: Size = 'wall'): Promise<void> {
	await page.setViewportSize(SIZES[size]);
	await page.setContent(renderBoard(input));
}

/** How far content goes beyond the window, in pixels. */
const overflow = async () => ({
	x: Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')),
	y: Number(await page.evaluate('document.documentElement.scrollHeight - innerHeight')),
});

const isVisible = async (selector: string) => await page.locator(selector).first().isVisible();

describe.each(Object.keys(SIZES) as Size[])('on a %s', (size) => {
	it.each(Object.keys(CASES))('nothing is wider than the screen with %s', async (name) => {
		await show(CASES[name]?.() ?? boardInput({}), size);
		expect((await overflow()).x).toBeLessThanOrEqual(0);
		// Nor does anything stick out of its card, where it would be cut off unseen.
		const outside =
			await page.evaluate(`[...document.querySelectorAll('.card, .panel')].flatMap((card) =>
			[...card.querySelectorAll('p, ul, li, b, svg')].filter((one) =>
				one.getBoundingClientRect().width > 0 &&
				one.closest('p, li, div, section') !== null &&
				one.closest('.patient, .marks li, .step, .result, .test, .prose, .ward, .tags') === null &&
				one.getBoundingClientRect().right > card.getBoundingClientRect().right + 1
			).map((one) => one.outerHTML.slice(0, 120)))`);
		expect(outside).toEqual([]);
	});
});

describe.each(['wall', 'wall, 4K', 'upright wall'] as const)('%s', (size) => {
	it.each(Object.keys(CASES).filter((name) => name !== 'long texts'))(
		'has everything on one screen with %s',
		async (name) => {
			await show(CASES[name]?.() ?? boardInput({}), size);
			expect((await overflow()).y).toBeLessThanOrEqual(0);
		},
	);
});

describe('a wall screen', () => {
	/** Sizes in pixels of a screen 1,080 high: what a person sees from 4 metres on one of 55 inches. */
	const fontSize = async (selector: string) =>
		Number(
			await page.evaluate(
				`parseFloat(getComputedStyle(document.querySelector(${JSON.stringify(selector)})).fontSize)`,
			),
		);

	it('has letters that can be read from 4 metres: 20 mm for what matters, 12 mm beside it', async () => {
		await show(boardInput(afternoon(6, 30)));
		// 0.63 mm a pixel; a Chinese character fills its font size.
		expect(await fontSize('.row .elapsed b')).toBeGreaterThanOrEqual(64);
		expect(await fontSize('.row .patient')).toBeGreaterThanOrEqual(32);
		expect(await fontSize('.row .result b')).toBeGreaterThanOrEqual(32);
		expect(await fontSize('.row .ward')).toBeGreaterThanOrEqual(19);
		expect(await fontSize('.row .marks li')).toBeGreaterThanOrEqual(19);
	});

	it('shows the first four, and six of the rest, of 200', async () => {
		await show(boardInput(afternoon(200, 0)));
		expect(await page.locator('.row:visible').count()).toBe(4);
		expect(await page.locator('.tile:visible').count()).toBe(6);
		await page.setViewportSize(SIZES.phone);
		expect(await page.locator('.card:visible').count()).toBe(60);
	});

	it('grows redder by the steps', async () => {
		const open = [0, 5, 10, 15, 20].map((minutes) => openValue(`R${minutes}`, minutes));
		await show(boardInput({ open }, { theme: 'light' }));
		const colours = await page.evaluate(
			`[...document.querySelectorAll('.row .elapsed')].map((one) => getComputedStyle(one).backgroundColor)`,
		);
		expect(colours).toEqual([
			'rgb(146, 13, 26)',
			'rgb(211, 42, 30)',
			'rgb(255, 178, 94)',
			'rgb(255, 224, 125)',
			'rgb(217, 233, 239)',
		]);
	});
});

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
	it.each(['wall', 'phone'] as const)('has contrast enough on a %s', async (size) => {
		await show(boardInput(afternoon(9, 30), { theme }), size);
		await page.addStyleTag({ content: '.stale { visibility: visible !important; }' });
		expect(await page.evaluate(TOO_FAINT)).toEqual([]);
	});

	it('is chosen by the device, unless it is set', async () => {
		const other = theme === 'light' ? 'dark' : 'light';
		const ground = async () =>
			await page.evaluate('getComputedStyle(document.body).backgroundColor');
		await show(boardInput({}, { theme }));
		await page.emulateMedia({ colorScheme: other });
		const set = await ground();
		await show(boardInput({}));
		expect(await ground()).not.toEqual(set);
		await page.emulateMedia({ colorScheme: theme });
		expect(await ground()).toEqual(set);
	});
});

describe('on paper', () => {
	it('there is the list to sign and nothing else, in black on white', async () => {
		await show(boardInput(afternoon(9, 30), { theme: 'dark' }));
		expect(await isVisible('.paper')).toBe(false);
		await page.emulateMedia({ media: 'print' });
		expect(await isVisible('.paper table')).toBe(true);
		expect(await isVisible('.screen')).toBe(false);
		expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
			'rgb(255, 255, 255)',
		);
		expect(await page.evaluate(`getComputedStyle(document.querySelector('.paper td')).color`)).toBe(
			'rgb(0, 0, 0)',
		);
	});

	it('long texts stay on the sheet', async () => {
		await show(boardInput({ open: longValues() }, { isMasked: false }));
		await page.emulateMedia({ media: 'print' });
		await page.setViewportSize({ width: 1047, height: 740 }); // A4 across, without its margins
		expect((await overflow()).x).toBeLessThanOrEqual(0);
		expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
	});
});
