import { parseContent, type ContentItem } from '../../../lib/contract/content';

type Range = ContentItem['range'];
const between = (low: number, high: number): Range => ({ low, high });
const atLeast = (low: number): Range => ({ low, high: null });
const atMost = (high: number): Range => ({ low: null, high });

/** An item with a number as its result. */
const is = (
	item: string,
	text: string,
	range: Range,
	direction: ContentItem['direction'],
	unit?: string,
): ContentItem => ({
	item,
	value: Number(text),
	text,
	...(unit === undefined ? {} : { unit }),
	range,
	direction,
});

/** An item whose result is no number: a text, a grade, a bound. */
const says = (
	item: string,
	text: string,
	range: Range = null,
	direction: ContentItem['direction'] = 'unknown',
	unit?: string,
): ContentItem => ({ ...is(item, text, range, direction, unit), value: null });

const NUMBERS: Array<[content: string, ...items: ContentItem[]]> = [
	['白细胞计数:1.6710(参考范围:3.5-9.5);', is('白细胞计数', '1.6710', between(3.5, 9.5), 'low')],
	['血钾:6.8mmol/L', is('血钾', '6.8', null, 'unknown', 'mmol/L')],
	[
		'血钾：6.8 mmol/L（参考值：3.5～5.3）；',
		is('血钾', '6.8', between(3.5, 5.3), 'high', 'mmol/L'),
	],
	['血钾：６．８（参考范围：３．５－５．３）；', is('血钾', '6.8', between(3.5, 5.3), 'high')],
	['血糖=33.3 mmol/L↑', is('血糖', '33.3', null, 'high', 'mmol/L')],
	['血钾:6.80', is('血钾', '6.80', null, 'unknown')],
	['血钾:6.8。', is('血钾', '6.8', null, 'unknown')],
	['血钾:0(3.5-5.3)', is('血钾', '0', between(3.5, 5.3), 'low')],
	['血小板计数:12×10^9/L(125-350)', is('血小板计数', '12', between(125, 350), 'low', '×10^9/L')],
	['血小板:8.0×10⁹/L(100-300×10⁹/L)', is('血小板', '8.0', between(100, 300), 'low', '×10⁹/L')],
	['白细胞:0.5*10^9/L ↓ 3.5-9.5', is('白细胞', '0.5', between(3.5, 9.5), 'low', '*10^9/L')],
	['血红蛋白 45 g/L ↓ 130-175', is('血红蛋白', '45', between(130, 175), 'low', 'g/L')],
	[
		'钠:118.0 mmol/L(参考范围:137-147 mmol/L)',
		is('钠', '118.0', between(137, 147), 'low', 'mmol/L'),
	],
	['PO2:35mmHg(参考范围:80-100)', is('PO2', '35', between(80, 100), 'low', 'mmHg')],
	['CA19-9:1200U/mL(0-37)', is('CA19-9', '1200', between(0, 37), 'high', 'U/mL')],
	['糖类抗原199:35.5(0-37)', is('糖类抗原199', '35.5', between(0, 37), 'within')],
	['T3:0.5(1.3-3.1)', is('T3', '0.5', between(1.3, 3.1), 'low')],
	[
		'凝血酶原时间:45.6秒(参考范围:11-14.5)',
		is('凝血酶原时间', '45.6', between(11, 14.5), 'high', '秒'),
	],
	['INR:6.5', is('INR', '6.5', null, 'unknown')],
	['pH:6.95(7.35-7.45)', is('pH', '6.95', between(7.35, 7.45), 'low')],
	['BE:-15.2mmol/L(参考范围:-3~3)', is('BE', '-15.2', between(-3, 3), 'low', 'mmol/L')],
	['BE:-5(-3--1)', is('BE', '-5', between(-3, -1), 'low')],
	['BE:0.5(-3——2)', is('BE', '0.5', between(-3, 2), 'within')],
	['BE:-5(-3——-1)', is('BE', '-5', between(-3, -1), 'low')],
	['血钾:6.8(参考范围:3.5——5.3)', is('血钾', '6.8', between(3.5, 5.3), 'high')],
	['尿量:2.1L', is('尿量', '2.1', null, 'unknown', 'L')],
	['血钾:6.8H', is('血钾', '6.8', null, 'high')],
	['血钾:2.1 L', is('血钾', '2.1', null, 'low')],
	['血钾:6.8↑↑', is('血钾', '6.8', null, 'high')],
	['血钾:6.8(偏高)', is('血钾', '6.8', null, 'high')],
	['心率:35次/分', is('心率', '35', null, 'unknown', '次/分')],
	['左室射血分数:25%', is('左室射血分数', '25', null, 'unknown', '%')],
	['氧饱和度:78%(95-100)', is('氧饱和度', '78', between(95, 100), 'low', '%')],
	['红细胞压积:0.3(40-50%)', is('红细胞压积', '0.3', between(40, 50), 'unknown')],
	// 15 is above 0.50, and 15% is far below it.
	['红细胞压积:15%(0.40-0.50)', is('红细胞压积', '15', between(0.4, 0.5), 'unknown', '%')],
	['红细胞压积:15%↓(参考范围:0.40-0.50)', is('红细胞压积', '15', between(0.4, 0.5), 'low', '%')],
	['网织红细胞:9.3%(0.5-1.5)', is('网织红细胞', '9.3', between(0.5, 1.5), 'high', '%')],
	[
		'血钾:6.8mmol/L(参考范围:3.5-5.3g/L)',
		is('血钾', '6.8', between(3.5, 5.3), 'unknown', 'mmol/L'),
	],
	['肌酐:1250.00μmol/L(<104)', is('肌酐', '1250.00', atMost(104), 'high', 'μmol/L')],
	['脑脊液葡萄糖:0.5mmol/L(≥2.5)', is('脑脊液葡萄糖', '0.5', atLeast(2.5), 'low', 'mmol/L')],
	['胆固醇:5.2(≤5.2)', is('胆固醇', '5.2', atMost(5.2), 'within')],
	['胆固醇:5.2(<5.2)', is('胆固醇', '5.2', atMost(5.2), 'high')],
	['白细胞:1.67(参考范围:3.5-9.5)(已复查)', is('白细胞', '1.67', between(3.5, 9.5), 'low')],
	['白细胞计数(WBC):1.67(3.5-9.5)', is('白细胞计数(WBC)', '1.67', between(3.5, 9.5), 'low')],
	['血常规:白细胞:1.67(3.5-9.5)', is('血常规:白细胞', '1.67', between(3.5, 9.5), 'low')],
	['血钾:6.8(危急值:>6.2)', is('血钾', '6.8', null, 'unknown')],
	['血钾:6.8(参考范围:3.5-5.3,危急值:>6.2)', is('血钾', '6.8', between(3.5, 5.3), 'high')],
	['血红蛋白:45(男:130-175,女:115-150)', is('血红蛋白', '45', null, 'unknown')],
	['血红蛋白:45g/L(参考范围:男130-175;女115-150)', is('血红蛋白', '45', null, 'unknown', 'g/L')],
	['尿比重:1.003(1.003-1.030)', is('尿比重', '1.003', between(1.003, 1.03), 'within')],
	['尿比重:1.030(1.003-1.030)', is('尿比重', '1.030', between(1.003, 1.03), 'within')],
	['尿比重:1.030(>1.030)', is('尿比重', '1.030', atLeast(1.03), 'low')],
	['血红蛋白:45(130-175,115-150)', is('血红蛋白', '45', null, 'unknown')],
	['血红蛋白:45(130-175,女115-150)', is('血红蛋白', '45', null, 'unknown')],
	['血钾:6.8(3,5-5,3)', is('血钾', '6.8', null, 'unknown')],
	['血钾:6.8(3.5-5.3)(3.0-6.0)', is('血钾', '6.8', null, 'unknown')],
	['血钾:6.8(5.3-3.5)', is('血钾', '6.8', null, 'unknown')],
	['血钾:6.8;参考范围:3.5-5.3', is('血钾', '6.8', between(3.5, 5.3), 'high')],
	['血钾:2.1(L)', is('血钾', '2.1', null, 'low')],
	['血钾:6.8(H)', is('血钾', '6.8', null, 'high')],
	['尿量:0.1(L)', is('尿量', '0.1', null, 'unknown', 'L')],
	['血钾:2.1(3.5-5.3,L)', is('血钾', '2.1', between(3.5, 5.3), 'low')],
];

const SEVERAL: typeof NUMBERS = [
	[
		'白细胞计数:1.67(参考范围:3.5-9.5);血钾:6.8(参考范围:3.5-5.3);',
		is('白细胞计数', '1.67', between(3.5, 9.5), 'low'),
		is('血钾', '6.8', between(3.5, 5.3), 'high'),
	],
	[
		'1.血钾:2.1(3.5-5.3);2.血钠:110(137-147);',
		is('血钾', '2.1', between(3.5, 5.3), 'low'),
		is('血钠', '110', between(137, 147), 'low'),
	],
	[
		'血钾:2.1(3.5-5.3)血钠:110(137-147)',
		is('血钾', '2.1', between(3.5, 5.3), 'low'),
		is('血钠', '110', between(137, 147), 'low'),
	],
	['血钾:2.1，血钠:110', is('血钾', '2.1', null, 'unknown'), is('血钠', '110', null, 'unknown')],
	['血钾:2.1 血钠:110', is('血钾', '2.1', null, 'unknown'), is('血钠', '110', null, 'unknown')],
	[
		'血钾:2.1\r\n血钠:110\r\n',
		is('血钾', '2.1', null, 'unknown'),
		is('血钠', '110', null, 'unknown'),
	],
	[
		'血钾:6.8(3.5-5.3);诊断:高钾血症',
		is('血钾', '6.8', between(3.5, 5.3), 'high'),
		says('诊断', '高钾血症'),
	],
	// Whose range it is, is not certain: it stays a text.
	[
		'血钾:6.8;血钠:110;参考范围:137-147',
		is('血钾', '6.8', null, 'unknown'),
		is('血钠', '110', null, 'unknown'),
		says('参考范围', '137-147'),
	],
];

const NO_NUMBER: typeof NUMBERS = [
	[
		'肌钙蛋白I:<0.01ng/ml(参考范围:<0.04)',
		says('肌钙蛋白I', '<0.01', atMost(0.04), 'within', 'ng/ml'),
	],
	['葡萄糖:>33.3(3.9-6.1)', says('葡萄糖', '>33.3', between(3.9, 6.1), 'high')],
	['G试验:>1000(0-60)', says('G试验', '>1000', between(0, 60), 'high')],
	['血小板:＜0.5(125-350)', says('血小板', '<0.5', between(125, 350), 'low')],
	['D-二聚体:>20mg/L FEU(0-0.55)', says('D-二聚体', '>20', between(0, 0.55), 'high', 'mg/L FEU')],
	['血培养:阳性', says('血培养', '阳性')],
	['隐血:阳性(参考范围:阴性)', says('隐血', '阳性')],
	['尿蛋白:+++', says('尿蛋白', '+++')],
	['尿酮体:3+', says('尿酮体', '3+')],
	['隐血:±', says('隐血', '±')],
	['HBsAg:positive', says('HBsAg', 'positive')],
	['涂片找抗酸杆菌:未检出', says('涂片找抗酸杆菌', '未检出')],
	['抗核抗体:1:320', says('抗核抗体', '1:320')],
	['血培养:革兰阴性杆菌', says('血培养', '革兰阴性杆菌')],
	['HIV抗体:待复检', says('HIV抗体', '待复检')],
	['急性心肌梗死，请立即联系床位医师', says('', '急性心肌梗死，请立即联系床位医师')],
	['主动脉夹层(Stanford A型)', says('', '主动脉夹层(Stanford A型)')],
	['窦性心动过缓 38 bpm', says('', '窦性心动过缓 38 bpm')],
	['心电图:III度房室传导阻滞,心室率35次/分', says('心电图', 'III度房室传导阻滞,心室率35次/分')],
	[
		'超声所见:胆囊大小约12.5cm×6.3cm,壁厚0.5cm',
		says('超声所见', '胆囊大小约12.5cm×6.3cm,壁厚0.5cm'),
	],
	['CT示:左侧基底节区脑出血，量约30ml', says('CT示', '左侧基底节区脑出血，量约30ml')],
	['提示：1.急性脑梗死；2.颅内出血', says('', '提示：1.急性脑梗死；2.颅内出血')],
];

/** Numbers that measure nothing, or not what stands before them. */
const NO_VALUES = [
	...[
		'床号:12',
		'床号12',
		'12床',
		'年龄:65',
		'年龄:65岁',
		'住院号:00012345',
		'标本号:123456',
		'条码:1234567890',
	],
	...['电话:13800000000', '联系电话:0571-88880000', '护士站:88880000', '手机：13800000000'],
	...[
		'12:30',
		'时间:12:30',
		'采样时间:12:30',
		'通知时间 12:30',
		'报告时间:2022-02-21 16:12',
		'日期:20220221',
	],
	...[
		'2022-02-21',
		'2022年2月21日',
		'复查时间:12',
		'检验日期:2022/02/21',
		'3床:15',
		'ID:4711',
		'No.:12',
	],
	...[
		'血压:180/120mmHg',
		'血钾:3.5-5.3',
		'血钾:约6.8',
		'血钾:6.8?',
		'血钾:6.8或7.2',
		'血钾:6.8→7.2',
	],
	...[
		'6.8',
		'6.8 mmol/L',
		'(3.5-5.3)',
		'参考范围:3.5-5.3',
		'血钾:',
		':6.8',
		'血钾:6.8万',
		'血钾:1e5',
		'血钾:007',
	],
	...[
		'血钾:.5',
		'血钾:½',
		'血钾:1,234',
		'血钾:1.2.3',
		'血钾:9007199254740993',
		'血钾:9007199254740993mmol/L',
		'血钾:1.0000000000000001mmol/L',
		'血钾:0.0000001mmol/L',
		'血钾:6 .8',
		'血钾:6.8 7.2',
	],
	...[
		'1:2',
		'比值为1:2',
		'大小约 3.5 cm',
		'心率35次/分,血压90/60',
		'血钾：六点八',
		'上午9:30复查血钾',
	],
];

describe('parseContent', () => {
	it.each(NUMBERS)('reads %s', (content, ...items) => {
		expect(parseContent(content)).toStrictEqual(items);
	});

	it.each(SEVERAL)('reads the items of %s', (content, ...items) => {
		expect(parseContent(content)).toStrictEqual(items);
	});

	it.each(NO_NUMBER)('makes no number of %s', (content, ...items) => {
		expect(parseContent(content)).toStrictEqual(items);
	});

	it.each(NO_VALUES)('makes no value of %s', (content) => {
		const items = parseContent(content);
		expect(items.map(({ value }) => value)).toEqual(items.map(() => null));
		expect(items.map(({ direction }) => direction)).toEqual(items.map(() => 'unknown'));
		expect(items.map(({ item, text }) => `${item}${text}`).join('')).not.toBe('');
	});

	it.each(['', ' ', '\n', '\u3000\r\n\t'])('gives no items for the blank %j', (content) => {
		expect(parseContent(content)).toEqual([]);
	});

	it('keeps free text with several sentences as one text', () => {
		const report = '超声提示：\n左侧胸腔积液；\n心包积液，深约2.5cm。';
		expect(parseContent(report)).toStrictEqual([says('', report)]);
	});

	it('keeps what is longer than any report as one text', () => {
		const content = '血钾:6.8;'.repeat(20_000);
		expect(parseContent(content)).toStrictEqual([says('', content)]);
	});
});
