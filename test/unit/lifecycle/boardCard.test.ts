/** An open value on the ward board. */
import { board, card, cards, text } from '../../support/boardPage';
import { fired, mark, NOW, openValue } from '../../support/boardValues';

describe('an open value', () => {
	it.each([
		[0, 0, 0],
		[4.99, 0, 0],
		[5, 1, 1],
		[10, 2, 2],
		[14.9, 2, 2],
		[15, 3, 3],
		[20, 4, 4],
		[500, 4, 4],
	])('of %d minutes has tone %d and %d steps behind it', (minutes, tone, passed) => {
		const [drawn = ''] = cards(board({ open: [openValue('R', minutes)] }));
		expect(drawn).toContain(`row t${tone}"`);
		expect(drawn.match(/<i class="on">/g)?.length ?? 0).toBe(passed);
		expect(text(drawn)).toContain(`${Math.floor(minutes)} 分钟`);
	});

	it.each([
		[[10], 9, 0],
		[[10], 10, 4],
		[[30, 5, 60], 5, 2],
		[[30, 5, 60], 30, 3],
		[[1, 2, 3, 4, 5, 6, 7, 8], 1, 1],
		[[1, 2, 3, 4, 5, 6, 7, 8], 7, 3],
		[[], 300, 0],
	])('with the steps %j, %d minutes have tone %d', (steps, minutes, tone) => {
		expect(card(board({ open: [openValue('R', minutes)] }, { steps }))).toContain(`row t${tone}"`);
	});

	it('counts from its latest opening, and never below zero', () => {
		const reopened = openValue('R', 90, {}, { openedReceivedAt: NOW - 6 * 60_000 });
		expect(text(card(board({ open: [reopened] })))).toContain('6 分钟');
		expect(text(card(board({ open: [openValue('R', -5)] })))).toContain('0 分钟');
	});

	it('says how old it is in days once minutes say nothing', () => {
		expect(text(card(board({ open: [openValue('R', 3 * 1440 + 125)] })))).toContain('3 天 2 时');
	});

	it('shows its items with arrow, value, unit and range', () => {
		const content =
			'血钾:6.8 mmol/L(参考范围:3.5-5.3);白细胞计数:0.8(参考范围:3.5-9.5);肌钙蛋白I:3.4 ng/mL(参考范围:<0.04);HIV抗体:阳性;';
		const shown = text(card(board({ open: [openValue('R', 1, { content })] })));
		expect(shown).toMatch(/血钾 6.8 ↑ mmol\/L 参考 3.5–5.3/);
		expect(shown).toMatch(/白细胞计数 0.8 ↓ 参考 3.5–9.5/);
		expect(shown).toMatch(/肌钙蛋白I 3.4 ↑ ng\/mL 参考 ≤ 0.04/);
		expect(shown).toMatch(/血钾.*白细胞计数.*肌钙蛋白I.*HIV抗体 阳性/);
		expect(shown.match(/[↑↓]/g)).toEqual(['↑', '↓', '↑']);
	});

	it('shows what is out of range before what is not, and counts what it leaves out', () => {
		const items = Array.from(
			{ length: 6 },
			(_, at) => `项目${'甲乙丙丁戊己'.charAt(at)}:5(参考范围:1-9)`,
		);
		const content = [...items, '血糖:1.9(参考范围:3.9-6.1)'].join(';');
		const shown = text(card(board({ open: [openValue('R', 1, { content })] })));
		expect(shown.indexOf('血糖')).toBeLessThan(shown.indexOf('项目甲'));
		expect(shown).toContain('另有 3 项');
		expect(shown).not.toContain('项目丁');
	});

	it('has its report as it came where no item is in it, cut where it is long', () => {
		const content = `右侧大面积气胸。${'肺组织压缩。'.repeat(200)}`;
		const shown = text(card(board({ open: [openValue('R', 1, { content })] })));
		expect(shown).toContain('右侧大面积气胸。肺组织压缩');
		expect(shown).toContain('…');
		expect(shown.length).toBeLessThan(400);
		expect(text(card(board({ open: [openValue('R', 1, { content: '' })] })))).toContain(
			'报告内容为空',
		);
	});

	it('marks each system: delivered, in trouble with its reason, on its way; trouble first', () => {
		const marks = [
			mark('EMR'),
			mark('护理', null),
			mark('HIS', 'CONNECTION_REFUSED'),
			mark('OA', 'ODD_CODE'),
		];
		const shown = text(card(board({ open: [openValue('R', 1, {}, { marks })] })));
		expect(shown).toMatch(/! HIS 连接被拒绝 ! OA ODD_CODE … 护理 ✓ EMR/);
		const six = Array.from({ length: 6 }, (_, at) => mark(`S${at}`));
		const more = [...six, mark('LAST', 'RESPONSE_TIMEOUT')];
		const page = text(card(board({ open: [openValue('R', 1, {}, { marks: more })] })));
		expect(page).toMatch(/! LAST 应答超时.*另有 3 个系统/);
		expect(text(card(board({ open: [openValue('R', 1)] })))).toContain('尚无推送记录');
	});

	it('names the highest step of this opening', () => {
		const escalations = [
			fired('病区', 1, 5, 2),
			fired('值班医生', 2, 10, 2),
			fired('院长', 9, 60, 1),
		];
		const value = openValue('R', 12, {}, { opening: 2, escalations });
		const shown = text(card(board({ open: [value] })));
		expect(shown).toMatch(/2 值班医生/);
		expect(shown).not.toContain('院长');
		expect(
			text(card(board({ open: [openValue('R', 12, {}, { opening: 3, escalations })] }))),
		).toContain('尚未升级');
	});

	it.each([
		['12', '12床'],
		['加3床', '加3床'],
		['', ''],
	])('with the bed %j', (patientBedno, shown) => {
		const page = card(board({ open: [openValue('R', 1, { patientBedno })] }));
		expect(/<b class="bed">([^<]*)</.exec(page)?.[1] ?? '').toBe(shown);
		expect(text(page)).toContain('住院 检验');
	});
});
