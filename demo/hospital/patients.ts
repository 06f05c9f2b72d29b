/** Made-up patients and staff. Any likeness to real ones is chance. */
import type { Random } from './random';

const SURNAMES = [
	...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕',
	...['欧阳', '上官', '司马', '诸葛'],
];
const GIVEN = [
	...['伟', '芳', '娜', '秀英', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰'],
	...['娟', '涛', '明', '超', '秀兰', '霞', '平', '刚', '桂英', '建国', '志强', '雨桐', '子涵'],
	...['浩然', '梓萱', '宇轩', '国庆', '淑珍', '玉兰', '海燕', '晓东', '文博', '思远', '佳怡'],
];

interface Ward {
	code: string;
	name: string;
	beds: number;
}

const INPATIENT_WARDS: readonly Ward[] = [
	{ code: '0101', name: '心血管内科一病区', beds: 48 },
	{ code: '0103', name: '呼吸与危重症医学科', beds: 52 },
	{ code: '0106', name: '肾内科', beds: 40 },
	{ code: '0108', name: '血液内科', beds: 36 },
	{ code: '0110', name: '内分泌科', beds: 44 },
	{ code: '0112', name: '神经内科二病区', beds: 50 },
	{ code: '0201', name: '普外科', beds: 56 },
	{ code: '0204', name: '骨科', beds: 60 },
	{ code: '0301', name: '妇产科', beds: 46 },
	{ code: '0401', name: '儿科', beds: 38 },
	{ code: '0501', name: '重症医学科ICU', beds: 24 },
];
const EMERGENCY: Ward = { code: '0601', name: '急诊抢救室', beds: 12 };
const OBSERVATION: Ward = { code: '0602', name: '急诊留观室', beds: 20 };

export interface Patient {
	patientNo: string;
	patientClass: string;
	patientName: string;
	patientBedno: string;
	patientMedRecordno: string;
	wardCode: string;
	wardName: string;
}

export interface Person {
	name: string;
	staff: string;
}

export const personName = (random: Random): string => random.pick(SURNAMES) + random.pick(GIVEN);

export const person = (random: Random): Person => ({
	name: personName(random),
	staff: `D${random.digits(5)}`,
});

/** Mainland mobile number with a prefix that no operator gives out. */
export const telephone = (random: Random): string => `100${random.digits(8)}`;

/** B observation, E emergency, I inpatient, O outpatient, T health check, about as often as in life. */
const CLASSES = [
	['I', 55],
	['E', 18],
	['O', 15],
	['B', 8],
	['T', 4],
] as const;

function wardOf(random: Random, patientClass: string): Ward | undefined {
	if (patientClass === 'I') return random.pick(INPATIENT_WARDS);
	if (patientClass === 'E') return EMERGENCY;
	return patientClass === 'B' ? OBSERVATION : undefined;
}

export function patient(random: Random): Patient {
	const patientClass = random.weighted(CLASSES);
	const ward = wardOf(random, patientClass);
	return {
		patientNo: (ward ? 'ZY' : 'MZ') + random.digits(8),
		patientClass,
		patientName: personName(random),
		// Outpatients have no bed and no ward: the fields are there, and empty.
		patientBedno: ward ? String(random.between(1, ward.beds)).padStart(2, '0') : '',
		patientMedRecordno: random.digits(8),
		wardCode: ward?.code ?? '',
		wardName: ward?.name ?? '',
	};
}
