/** A hospital's afternoon on the ward board: as much of everything as is asked for. */
import type { BoardValues } from '../../lib/lifecycle/board/board';
import type { CriticalValue, DeliveryMark, FiredStep } from '../../lib/lifecycle/criticalValue';
import { confirmedValue, fired, mark, openValue } from './boardValues';

const NAMES = [
	...'张三,欧阳修,李小龙,王芳,赵子涵,陈建国,阿卜杜热合曼·艾合买提,刘一,孙尚香,周杰'.split(','),
];
const WARDS = [
	['W0301', '血液内科一病区'],
	['W0502', '重症医学科'],
	['W0204', '心血管内科二病区'],
	['E0001', '急诊抢救室'],
	['W0709', '神经外科'],
] as const;
const REPORTS = [
	['Lis', '血钾:6.8 mmol/L(参考范围:3.5-5.3);'],
	['Lis', '白细胞计数:0.8 10^9/L(参考范围:3.5-9.5);血小板:12 10^9/L(参考范围:125-350);'],
	['Lis', '肌钙蛋白I:3.42 ng/mL(参考范围:<0.04);'],
	['Ecg', '急性前壁ST段抬高型心肌梗死，建议立即联系心内科会诊'],
	['Pacs', '影像诊断:右侧大面积气胸，肺组织压缩约70%，纵隔左移'],
	['Lis', 'pH:7.08(参考范围:7.35-7.45);PCO2:78 mmHg(参考范围:35-45);PO2:41 mmHg(参考范围:80-100);'],
	['Ris', '超声提示:腹腔大量积液，脾破裂可能'],
	['Lis', '血糖:1.9 mmol/L(参考范围:3.9-6.1);'],
] as const;
const STEPS = ['病区护士站', '值班医生', '科主任', '医务科'];
const MINUTES = [31, 22, 17, 12, 7, 3, 1, 0];

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

function reached(minutes: number): FiredStep[] {
	return STEPS.map((name, index) => fired(name, index + 1, 5 * (index + 1))).filter(
		({ afterMinutes }) => minutes >= afterMinutes,
	);
}

function marks(index: number): DeliveryMark[] {
	const his = index % 4 === 1 ? mark('HIS', 'CONNECTION_REFUSED') : mark('HIS');
	return [mark('EMR 电子病历'), his, index % 5 === 2 ? mark('移动护理', null) : mark('移动护理')];
}

const fieldsOf = (index: number): Record<string, unknown> => {
	const [wardCode, wardName] = at(WARDS, index);
	const [reportType, content] = at(REPORTS, index);
	return {
		patientName: at(NAMES, index),
		patientBedno: wardCode === 'E0001' ? '抢救2床' : String(((index * 7) % 48) + 1),
		patientClass: wardCode === 'E0001' ? 'E' : 'I',
		patientNo: `ZY000${98231 + index * 37}`,
		wardCode,
		wardName,
		reportType,
		content,
	};
};

const openOf = (count: number): CriticalValue[] =>
	Array.from({ length: count }, (_, index) => {
		const minutes = at(MINUTES, index) + (index >= MINUTES.length ? index % 13 : 0);
		const changes = { marks: marks(index), escalations: reached(minutes) };
		return openValue(`R${String(index).padStart(4, '0')}`, minutes, fieldsOf(index), changes);
	});

const TOOK = [1.4, 3.2, 4.8, 2.1, 12.6, 6, 0.9, 8.3];
const DOCTORS = ['赵医生', '钱敏', '孙主任', '李护士', '古丽娜尔'];

const confirmedOf = (count: number): CriticalValue[] =>
	Array.from({ length: count }, (_, index) => {
		const took = at(TOOK, index);
		const minutes = took + 4 + ((index * index * 7) % 780);
		const confirm = {
			responseName: at(DOCTORS, index),
			responseResult: index % 3 === 0 ? '收至住院' : '暂时处理',
		};
		return confirmedValue(`C${String(index)}`, minutes, took, fieldsOf(index + 3), confirm);
	});

/** @param open how many nobody has confirmed; @param confirmed how many of today's somebody has */
export function afternoon(open: number, confirmed: number): BoardValues {
	const values = { open: openOf(open), recent: confirmedOf(confirmed), unknownWards: [] };
	return { ...values, today: [...values.open, ...values.recent] };
}
