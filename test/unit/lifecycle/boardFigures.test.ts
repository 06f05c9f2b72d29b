/** Today's figures and the last confirmations on the ward board. */
import { board, text } from '../../support/boardPage';
import { confirmedValue, NOW, openValue } from '../../support/boardValues';

describe("today's figures", () => {
	const today = [
		confirmedValue('a', 200, 4),
		confirmedValue('b', 190, 10),
		confirmedValue('c', 100, 10.5, { reportType: 'Ecg' }),
		openValue('d', 9),
		openValue('e', 11, { reportType: 'XX' }),
		openValue('f', 30, {}, { state: 'cancelled', cancelledAt: NOW }),
	];
	const page = board({ today });
	const hours = [...page.matchAll(/data-hour="(\d+)"\s+data-all="(\d+)"\s+data-open="(\d+)"/g)];

	it('are those of the data', () => {
		const shown = text(page);
		expect(shown).toContain('今日危急值 5');
		expect(shown).toContain('已确认 3');
		expect(shown).toContain('中位用时 10.0 分');
		// Open for less than the limit: nobody knows yet.
		expect(page).toContain('aria-label="及时确认 2 / 4，50%"');
		expect(page).toContain('stroke-dasharray="50 100"');
		expect(page).toContain('2 / 4');
	});

	it('count by the hour of the time zone, those still open apart', () => {
		expect(hours.map(([, ...counts]) => counts.map(Number))).toEqual([
			[11, 2, 0],
			[12, 1, 0],
			[14, 2, 2],
		]);
	});

	it('draw bars as high as the counts', () => {
		const bars = [
			...page.matchAll(
				/class="bar"\s+x="([\d.]+)"\s+y="([\d.]+)"\s+width="7"\s+height="([\d.]+)"/g,
			),
		];
		expect(bars.map(([, x, , height]) => [Number(x), Number(height)])).toEqual([
			[111.5, 46],
			[121.5, 23],
			[141.5, 46],
		]);
		expect(bars.map(([, , y, height]) => Number(y) + Number(height))).toEqual([58, 58, 58]);
	});

	it('count by report type', () => {
		const types = [...page.matchAll(/data-type="(\w+)"\s+data-count="(\d+)"/g)];
		expect(types.map(([, type, count]) => `${type} ${count}`)).toEqual([
			'Lis 3',
			'Ris 0',
			'Pacs 0',
			'Ecg 1',
			'other 1',
		]);
	});

	it('never round up to all, and say nothing where there is nothing', () => {
		const many = Array.from({ length: 300 }, (_, at) =>
			confirmedValue(`m${at}`, 60, at === 0 ? 30 : 2),
		);
		expect(board({ today: many })).toContain('299 / 300，99%');
		const none = text(board({}));
		expect(none).toContain('今日危急值 0');
		expect(none).toContain('中位用时 —');
		expect(none).not.toContain('NaN');
	});

	it('take the limit that is set', () => {
		expect(board({ today }, { limitMinutes: 15 })).toContain('及时确认 3 / 3，100%');
	});
});

describe('the last confirmations', () => {
	it('say when, who, what was done and how long it took; the newest five', () => {
		const recent = [1, 2, 3, 4, 5, 6].map((n) =>
			confirmedValue(
				`c${n}`,
				10 * n + 12,
				12,
				{ patientBedno: String(n) },
				{ responseName: `医生${n}` },
			),
		);
		const list = /<ol>[\s\S]*<\/ol>/.exec(board({ recent: [...recent].reverse() }))?.[0] ?? '';
		const shown = text(list);
		expect(list.match(/<li>/g)).toHaveLength(5);
		expect(shown).toMatch(/^ ?14:22 1床 欧\*\* 血液内科一病区 12 分 医生1 · 暂时处理/);
		expect(shown).not.toContain('医生6');
		expect(list).toMatch(/took late/);
	});
});
