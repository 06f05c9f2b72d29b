/** What the laboratory, ultrasound, radiology and ECG report, in the wording of such reports. */
import type { Random } from './random';

/** A test with its limits for an alarm: below `low[1]` or above `high[0]`, between these values. */
interface LabTest {
	name: string;
	range: string;
	unit: string;
	digits: number;
	low?: readonly [number, number];
	high?: readonly [number, number];
}

const LAB_TESTS: readonly LabTest[] = [
	{ name: '血钾', range: '3.5-5.3', unit: 'mmol/L', digits: 2, low: [2, 2.7], high: [6.3, 8] },
	{ name: '血钠', range: '137-147', unit: 'mmol/L', digits: 0, low: [98, 118], high: [162, 178] },
	{
		name: '血钙',
		range: '2.11-2.52',
		unit: 'mmol/L',
		digits: 2,
		low: [1.2, 1.6],
		high: [3.5, 4.2],
	},
	{ name: '葡萄糖', range: '3.9-6.1', unit: 'mmol/L', digits: 1, low: [1, 2.5], high: [25, 44] },
	{ name: '白细胞计数', range: '3.5-9.5', unit: '', digits: 4, low: [0.2, 1.9], high: [32, 120] },
	{ name: '血小板计数', range: '125-350', unit: '×10^9/L', digits: 0, low: [3, 28] },
	{ name: '血红蛋白', range: '130-175', unit: 'g/L', digits: 0, low: [31, 52], high: [205, 230] },
	{ name: '肌酐', range: '57-97', unit: 'μmol/L', digits: 0, high: [660, 1480] },
	{ name: '血气pH', range: '7.35-7.45', unit: '', digits: 2, low: [6.9, 7.18], high: [7.61, 7.7] },
	{ name: '国际标准化比值', range: '0.8-1.2', unit: '', digits: 2, high: [5, 9.5] },
];

/** Results that are no plain number between two limits: the parser has to bear them. */
const ODD_RESULTS: readonly string[] = [
	'高敏肌钙蛋白I:>50.00ng/mL(参考范围:<0.034);',
	'血培养:阳性 革兰阴性杆菌(参考范围:阴性);',
	'抗HIV抗体:待确认(参考范围:阴性);',
	'D-二聚体:>20mg/L(参考范围:0-0.55);',
	'活化部分凝血活酶时间:>180秒（参考范围：25-31.3）；',
	'尿酮体:++++(参考范围:阴性);',
	'中性粒细胞绝对值:<0.1(参考范围:1.8-6.3);',
];

const FREE_TEXT: Readonly<Record<'Ris' | 'Pacs' | 'Ecg', readonly string[]>> = {
	Ris: [
		'心包大量积液，右房右室舒张期塌陷，提示心包填塞。',
		'右侧附件区混合性包块伴盆腔大量积液，考虑异位妊娠破裂可能。',
		'腹主动脉瘤，最大内径约6.8cm，周围见低回声，破裂不除外。',
	],
	Pacs: [
		'右侧基底节区脑出血，量约45ml，破入脑室，中线左移约9mm。',
		'主动脉夹层（Stanford A型），破口位于升主动脉。',
		'双侧肺动脉主干及分支多发充盈缺损，考虑急性肺栓塞。',
		'左侧张力性气胸，肺组织压缩约85%，纵隔右移。',
		'膈下游离气体，考虑消化道穿孔。',
	],
	Ecg: [
		'急性下壁心肌梗死，II、III、aVF导联ST段弓背向上抬高0.4mV。',
		'阵发性室性心动过速，心室率186次/分。',
		'三度房室传导阻滞，心室率32次/分。',
		'心室颤动。',
	],
};

export type Department = 'Lis' | 'Ris' | 'Pacs' | 'Ecg';

export const departments: ReadonlyArray<readonly [Department, number]> = [
	['Lis', 70],
	['Pacs', 14],
	['Ris', 8],
	['Ecg', 8],
];

function labItem(random: Random): string {
	if (random.chance(0.12)) return random.pick(ODD_RESULTS);
	const test = random.pick(LAB_TESTS);
	const limits = [test.low, test.high].filter((limit) => limit !== undefined);
	const [from, to] = random.pick(limits);
	const value = (from + random.next() * (to - from)).toFixed(test.digits);
	return `${test.name}:${value}${test.unit}(参考范围:${test.range});`;
}

/** Text for the field `content`. Only the laboratory's is a list of items. */
export function finding(random: Random, department: Department): string {
	if (department !== 'Lis') return random.pick(FREE_TEXT[department]);
	const count = random.weighted([
		[1, 75],
		[2, 18],
		[3, 7],
	] as const);
	// The same test twice in one report would look like a fault of ours.
	return [...new Set(Array.from({ length: count }, () => labItem(random)))].join('');
}
