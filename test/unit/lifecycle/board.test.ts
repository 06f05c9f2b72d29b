/** The ward board as text. Its looks are test/e2e/board.test.ts's. */
import { renderBoard } from '../../../lib/lifecycle/board/page';
import { board, cards, paper, text } from '../../support/boardPage';
import { boardInput, confirmedValue, mark, NOW, openValue } from '../../support/boardValues';
import { afternoon } from '../../support/boardWard';

describe('the page', () => {
	const page = board(afternoon(30, 40));

	it('needs no script, and nothing from elsewhere', () => {
		expect(page).not.toMatch(/<script|javascript:|\son[a-z]+=/i);
		expect(page).not.toMatch(/https?:|url\(|@import|<iframe|<object|src=/i);
		const references = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
		expect(references.length).toBeGreaterThan(3);
		expect(references.filter((href) => !/^(\?.*|data:,|)$/.test(href ?? ''))).toEqual([]);
	});

	it('loads itself anew, and knows when it has not', () => {
		const other = board({}, { refreshSeconds: 15, staleSeconds: 45 });
		expect(other).toContain('<meta http-equiv="refresh" content="15"');
		expect(other).toContain('--refresh: 15s; --stale: 45s;');
		expect(text(other)).toContain('画面已超过 45 秒没有刷新');
	});

	it('is not stale before it was to be loaded anew, and takes no nonsense for seconds', () => {
		expect(board({}, { refreshSeconds: 120 })).toContain('--refresh: 120s; --stale: 125s;');
		const odd = board({}, { refreshSeconds: Number.NaN, staleSeconds: Number.POSITIVE_INFINITY });
		expect(odd).toContain('--refresh: 10s; --stale: 60s;');
		expect(board({}, { refreshSeconds: 0 })).toContain('content="2"');
	});

	it('says when it was made, in the time zone', () => {
		expect(text(page)).toContain('14:32:08');
		const utc = renderBoard({ ...boardInput({}), timeZone: 'UTC' });
		expect(text(utc)).toContain('06:32:08');
		expect(text(utc)).toContain('11月25日 星期三');
	});

	it.each(['auto', 'light', 'dark'] as const)('has the theme %s', (theme) => {
		expect(board({}, { theme })).toContain(`data-theme="${theme}"`);
	});
});

describe('the list', () => {
	const minutesOf = (page: string) =>
		cards(page).map((one) => Number(/<b>(\d+)<\/b>/.exec(one)?.[1]));

	it('has the longest open first, whatever order they come in', () => {
		const open = [3, 40, 7, 22, 12].map((minutes) => openValue(`R${minutes}`, minutes));
		expect(minutesOf(board({ open }))).toEqual([40, 22, 12, 7, 3]);
		expect(minutesOf(board({ open: [...open].reverse() }))).toEqual([40, 22, 12, 7, 3]);
	});

	it('keeps the order of those of one age', () => {
		const open = ['b', 'c', 'a'].map((id) => openValue(id, 9, { patientBedno: id }));
		const beds = [...board({ open }).matchAll(/class="bed">(.)/g)].map(([, bed]) => bed);
		expect(beds).toEqual(['a', 'b', 'c']);
	});

	it('draws 200 up to a number, and says how many more there are', () => {
		const page = board(afternoon(200, 10));
		expect(cards(page)).toHaveLength(60);
		expect(text(page)).toContain('还有 140 条未列出');
		expect(page).toMatch(/<title>\s*\(200\) 危急值看板<\/title>/);
		expect(board(afternoon(200, 10), { maxShown: 20 }).match(/<article/g)).toHaveLength(20);
		expect(page.length).toBeLessThan(250_000);
	});

	it('lets all of them have their turn on a wall, the first ones staying', () => {
		const values = afternoon(20, 0);
		const at = (seconds: number) => {
			const page = renderBoard({ ...boardInput(values), now: NOW - 8000 + seconds * 1000 });
			const drawn = cards(page);
			expect(drawn.slice(0, 4).filter((one) => one.includes('card row'))).toHaveLength(4);
			return drawn.flatMap((one, index) => (/card tile t/.test(one) ? [index] : []));
		};
		const turns = [at(0), at(10), at(20)];
		expect(turns.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i + 4));
		expect(turns.map((turn) => turn.length).sort()).toEqual([4, 6, 6]);
		expect(at(30)).toEqual(at(0));
		expect(cards(board(afternoon(6, 0))).every((one) => one.includes('card row'))).toBe(true);
	});

	it('counts those past the last step and those that are stuck', () => {
		const open = [
			openValue('a', 25),
			openValue('b', 20, {}, { marks: [mark('HIS', 'RESPONSE_TIMEOUT')] }),
			openValue('c', 19.9, {}, { marks: [mark('HIS', null)] }),
		];
		const stats = text(/<div class="stats">[\s\S]*?<\/header>/.exec(board({ open }))?.[0] ?? '');
		expect(stats).toMatch(/3 未确认.*2 超 20 分钟.*1 推送受阻/);
		const calm = board({ open: [openValue('a', 1)] });
		expect(calm).not.toMatch(/分钟<small>over/);
		expect(calm).not.toContain('delivery trouble');
	});

	it('is calm where nothing is open, and says who confirmed last and when the page is from', () => {
		const recent = [
			confirmedValue('a', 90, 3),
			confirmedValue('b', 60, 20, {}, { responseName: '钱敏' }),
		];
		const page = board({ recent });
		expect(cards(page)).toEqual([]);
		expect(text(page)).toMatch(
			/当前没有未确认的危急值 No open critical values 截至 14:32:08 上一条确认：13:52.*钱敏/,
		);
		expect(page).toMatch(/<title>\s*危急值看板<\/title>/);
		expect(text(board({}))).not.toContain('上一条确认');
	});
});

describe('wards', () => {
	const icu = { wardCode: 'W0502', wardName: '重症医学科', patientBedno: 'ICU1' };
	const values = {
		open: [openValue('a', 3), openValue('b', 4, icu), openValue('c', 5, icu)],
		recent: [confirmedValue('d', 90, 3, icu), confirmedValue('e', 90, 3)],
		today: [confirmedValue('d', 90, 3, icu), confirmedValue('e', 90, 3)],
	};
	const links = (page: string) => text(/<nav[\s\S]*<\/nav>/.exec(page)?.[0] ?? '').trim();

	it.each(['W0502', '重症医学科'])('only %s', (ward) => {
		const page = board(values, { wards: [ward] });
		expect(cards(page)).toHaveLength(2);
		expect(page).not.toContain('血液内科一病区');
		expect(text(page)).toContain('重症医学科');
		expect(text(page)).toContain('今日危急值 1');
		expect(page.match(/<time>13:05/g)).toHaveLength(1);
		expect(links(page)).toBe('全部病区');
	});

	it('several, and all', () => {
		expect(cards(board(values, { wards: ['W0502', 'W0301'] }))).toHaveLength(3);
		expect(cards(board(values, { wards: [] }))).toHaveLength(3);
		expect(cards(board(values, { wards: ['W9'] }))).toHaveLength(0);
	});

	it.each(['心内科  一病区', `心内科\u200b一病区`, '长'.repeat(70)])(
		'are found by the whole name, as the ledger finds them: %j',
		(wardName) => {
			const open = [openValue('a', 3, { wardCode: '', wardName }), openValue('b', 4)];
			const page = board({ open }, { wards: [wardName] });
			expect(cards(page)).toHaveLength(1);
			expect(page).not.toContain('当前没有未确认的危急值');
			const all = board({ open }).match(/(?<=href="\?)ward=[^"]+/g) ?? [];
			expect(all.map((query) => new URLSearchParams(query).get('ward'))).toContain(wardName);
		},
	);

	it('none at all: counted, and not linked to, since no address picks such values out', () => {
		const open = [openValue('a', 3, { wardCode: '', wardName: '' }), openValue('b', 4)];
		const page = board({ open });
		expect(links(page)).toBe('未填病区 1 血液内科一病区 1');
		expect(page.match(/href="\?ward=[^"]*"/g)).toEqual(['href="?ward=W0301"']);
	});

	it('are counted, the fullest first, and linked to with the theme kept', () => {
		const page = board(values, { theme: 'dark' });
		expect(links(page)).toBe('重症医学科 2 血液内科一病区 1');
		expect(page).toContain('href="?ward=W0502&amp;theme=dark"');
	});
});

describe('paper', () => {
	it('lists all that is open, with fields to sign and rows for what comes in by telephone', () => {
		const page = paper(board(afternoon(70, 5)));
		expect(page.match(/<tr[ >]/g)).toHaveLength(1 + 70 + 6);
		expect(text(page)).toMatch(/通知时间 接电话人（签名） 复读 ?无误 处理医生/);
		expect(page.match(/□/g)).toHaveLength(76);
		expect(text(page)).toMatch(/数据截至： ?2026-11-25 14:32.*未确认： ?70 条/);
	});

	it('says what it leaves out', () => {
		expect(text(paper(board(afternoon(510, 0))))).toContain('另有 10 条未列出');
	});
});

it('says that it knows no such ward, instead of looking calm', () => {
	const some = board({ unknownWards: ['03O1'] }, { wards: ['0301', '03O1'] });
	expect(some).toContain('台账中没有病区“<bdi>03O1</bdi>”');
	expect(some).toContain('当前没有未确认的危急值');
	const none = board({ unknownWards: ['03O1'] }, { wards: ['03O1'] });
	expect(none).toContain('03O1');
	expect(none).not.toContain('当前没有未确认的危急值');
	expect(board({})).not.toContain('台账中没有病区');
});
