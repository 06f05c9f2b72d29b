/** What must never stand on the ward board. */
import { board, card, paper, text } from '../../support/boardPage';
import { confirmedValue, fired, mark, openValue } from '../../support/boardValues';

describe('fields of a message', () => {
	const HOSTILE = `"><script>alert('1')</script><img src=http://x.example/y onerror=alert(2)>&amp;`;

	it.each([
		'patientName',
		'patientBedno',
		'wardName',
		'patientClass',
		'reportType',
		'patientNo',
		'senderName',
		'content',
	])('%s cannot break out of its place', (field) => {
		const fields = { [field]: HOSTILE };
		const confirmed = confirmedValue('C', 30, 2, fields);
		const values = { open: [openValue('R', 3, fields)], recent: [confirmed], today: [confirmed] };
		const page = board(values, { isMasked: false, wards: [] });
		expect(page).not.toMatch(/<script|<img|onerror=alert\(2\)>/i);
		expect(page).toContain('&quot;&gt;&lt;scr');
	});

	it('nor can a name of a system, a step, a reason, a responder, a title or a ward that is asked for', () => {
		const open = openValue(
			'R',
			3,
			{},
			{ marks: [mark(HOSTILE, HOSTILE)], escalations: [fired(HOSTILE, 1, 5)] },
		);
		const confirm = { responseName: HOSTILE, responseResult: HOSTILE };
		const recent = [confirmedValue('C', 30, 2, {}, confirm)];
		const page = board({ open: [open], recent }, { title: HOSTILE });
		expect(page).not.toMatch(/<script|<img/i);
		expect(page.match(/&lt;script/g)?.length).toBeGreaterThanOrEqual(5);
		expect(board({}, { wards: [HOSTILE] })).not.toMatch(/<script|<img/i);
		const wards = [openValue('a', 1), openValue('b', 1, { wardCode: HOSTILE })];
		expect(board({ open: wards })).toMatch(/href="\?ward=%22%3E%3Cscript[^"<>]*"/);
	});

	it('of a wrong type, or with characters that turn the text around, are harmless', () => {
		const odd = { patientName: ['x'], patientBedno: 7, wardName: null, content: { a: 1 } };
		const page = board({ open: [openValue('R', 3, odd)] });
		expect(text(card(page))).toContain('7床 未填姓名');
		expect(page).not.toContain('[object');
		const turned = board({ open: [openValue('R', 3, { wardName: '一\u202e病\u0000区' })] });
		expect(['\u202e', '\u0000'].filter((sign) => turned.includes(sign))).toEqual([]);
	});
});

describe('masking', () => {
	const fields = {
		patientName: '欧阳修',
		patientNo: 'ZY00098231',
		content: '患者欧阳修，右侧大面积气胸；住院号:ZY00098231;',
	};
	const values = {
		open: [openValue('R1', 3, fields)],
		recent: [confirmedValue('R2', 40, 2, fields)],
	};

	it('is on unless it is switched off, for names, numbers and names in a report, on screen and on paper', () => {
		const page = board(values);
		expect(page).not.toContain('欧阳修');
		expect(page).not.toContain('ZY00098231');
		expect(text(card(page))).toContain('欧**');
		expect(text(paper(page))).toContain('******8231');
		expect(text(page)).toContain('患者欧**，右侧大面积气胸');
	});

	it('hides the name in whatever else people wrote, and a long name as a whole', () => {
		const long = 'Abdurrahman Muhammad Al-Hassan Ibn Yusuf Al-Baghdadi';
		for (const patientName of ['欧阳修', long]) {
			const named = {
				patientName,
				senderName: `${patientName}家属`,
				content: `患者${patientName}，大面积气胸；`,
			};
			const confirm = { responseName: `${patientName}家属`, responseResult: `通知${patientName}` };
			const seen = board({
				open: [openValue('R1', 3, named)],
				recent: [confirmedValue('R2', 40, 2, named, confirm)],
			});
			expect(seen).not.toContain(patientName.slice(0, 20));
			expect(text(seen)).toMatch(/通知(欧|A)\*\*/);
		}
		const calm = board({
			recent: [confirmedValue('R', 40, 2, { patientName: '张三', patientBedno: '12张三' })],
		});
		expect(calm).not.toContain('张三');
	});

	it('off shows them', () => {
		const page = board(values, { isMasked: false });
		expect(text(card(page))).toContain('欧阳修');
		expect(text(paper(page))).toContain('ZY00098231');
	});
});
