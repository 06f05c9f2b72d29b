/**
 * The tables of the interface document (亿同危急值推送接口) as data. Schemas, OpenAPI, the nodes' forms
 * and the documents are generated from here; a wire name is written nowhere else.
 */

/** 1 critical value push 危急值推送, 2 handling result push 反馈结果接收, 3 handling feedback 危急值反馈. */
export type InterfaceNumber = 1 | 2 | 3;

/** What a path takes: `send` is interface 1, `confirm` serves interfaces 2 and 3. */
export type Kind = 'send' | 'confirm';

/** One value a field may take, in its canonical spelling. */
export interface WireValue {
	readonly value: string;
	readonly en: string;
	readonly zh: string;
}

/** One row of a table. `values` is there where the table lists them. */
export interface WireField {
	readonly name: string;
	readonly type: 'string' | 'timestamp';
	readonly en: string;
	readonly zh: string;
	readonly values?: readonly WireValue[];
	/** What a sender would really put there (invented people); a timestamp in epoch milliseconds. */
	readonly example: string | number;
}

/** Path of each kind below the service's `/outapi/`. */
export const WIRE_PATH: Record<Kind, string> = { send: 'risk/send', confirm: 'risk/confirm' };

const text = (name: string, en: string, zh: string, example: string): WireField => ({
	name,
	type: 'string',
	en,
	zh,
	example,
});

const choice = (
	name: string,
	en: string,
	zh: string,
	values: readonly WireValue[],
	example: string,
): WireField => ({ name, type: 'string', en, zh, values, example });

const time = (name: string, en: string, zh: string, example: number): WireField => ({
	name,
	type: 'timestamp',
	en,
	zh,
	example,
});

const FLAGS: readonly WireValue[] = [
	{ value: 'add', en: 'Add', zh: '新增' },
	{ value: 'update', en: 'Update', zh: '更新' },
	{ value: 'delete', en: 'Delete', zh: '删除' },
];

/** Here `Ris` is ultrasound and `Pacs` radiology, whatever the letters stand for elsewhere. */
const REPORT_TYPES: readonly WireValue[] = [
	{ value: 'Lis', en: 'Laboratory', zh: '检验' },
	{ value: 'Ris', en: 'Ultrasound', zh: '超声' },
	{ value: 'Pacs', en: 'Radiology', zh: '放射' },
	{ value: 'Ecg', en: 'ECG', zh: '心电' },
];

const PATIENT_CLASSES: readonly WireValue[] = [
	{ value: 'B', en: 'Observation', zh: '留观' },
	{ value: 'E', en: 'Emergency', zh: '急诊' },
	{ value: 'I', en: 'Inpatient', zh: '住院' },
	{ value: 'O', en: 'Outpatient', zh: '门诊' },
	{ value: 'T', en: 'Health check', zh: '体检' },
];

const RISK_TYPES: readonly WireValue[] = [
	{ value: '门诊危急值', en: 'Outpatient critical value', zh: '门诊危急值' },
	{ value: '住院危急值', en: 'Inpatient critical value', zh: '住院危急值' },
];

const RESPONSE_RESULTS: readonly WireValue[] = [
	{ value: '通知复诊', en: 'Called back for a visit', zh: '通知复诊' },
	{ value: '暂时处理', en: 'Handled for now', zh: '暂时处理' },
	{ value: '收至住院', en: 'Admitted', zh: '收至住院' },
];

const SYSTEM_TYPES: readonly WireValue[] = [
	{ value: 'Outpatient', en: "Outpatient doctor's station", zh: '门诊医生站' },
	{ value: 'patient', en: "Inpatient doctor's station", zh: '住院医生站' },
	{ value: 'mobileoa', en: 'Mobile office', zh: '移动办公' },
];

const RISK_ID = text(
	'riskId',
	'Unique ID of the critical value',
	'检验ID（唯一码）',
	'R20220221000123',
);
const REQ_ID = text(
	'reqId',
	'Request number of the test or examination',
	'申请单ID（本次检验/检查申请单号）',
	'S20220221004567',
);
const FLAG = choice('flag', 'Flag', '标记', FLAGS, 'add');
const REPORT_TYPE = choice('reportType', 'Report type', '报告类型', REPORT_TYPES, 'Lis');

const SEND_FIELDS: readonly WireField[] = [
	RISK_ID,
	REQ_ID,
	text(
		'patientNo',
		'Visit number (outpatient or inpatient)',
		'就诊号（门诊号或住院号）',
		'ZY00098231',
	),
	choice('patientClass', 'Patient class', '患者类型', PATIENT_CLASSES, 'I'),
	text('patientName', 'Patient name', '患者姓名', '张三'),
	text('patientBedno', 'Bed number', '床号', '12'),
	text('patientMedRecordno', 'Medical record number', '患者病历号', 'BL0045127'),
	text('wardCode', 'Ward code', '病区编号', 'W0301'),
	text('wardName', 'Ward name', '病区名', '血液内科一病区'),
	time('sendTime', 'Time of sending', '发送时间', 1645431150154),
	text('senderName', 'Sender name', '发送人', '李检验'),
	text('senderStaff', 'Sender staff number', '发送人工号', 'J1024'),
	text('receiverName', 'Receiver name', '接收人', '王护士'),
	text('receiverStaff', 'Receiver staff number', '接收人工号', 'H2048'),
	text('content', 'Report content', '报告内容', '白细胞计数:1.6710(参考范围:3.5-9.5);'),
	FLAG,
	REPORT_TYPE,
];

/** The document shows `""` as its example of responseTime; a filled-in message carries the time. */
const RESULT_FIELDS: readonly WireField[] = [
	RISK_ID,
	REQ_ID,
	choice('riskType', 'Critical value type', '类型', RISK_TYPES, '住院危急值'),
	REPORT_TYPE,
	text('responseName', 'Name of the person who handled it', '反馈人姓名', '赵医生'),
	text('responseStaff', 'Staff number of the person who handled it', '反馈人工号', 'D3072'),
	text('responseTell', 'Telephone of the person who handled it', '反馈人联系电话', '0571-88880000'),
	text(
		'responsecontent',
		'Handling in detail',
		'反馈内容（详细说明）',
		'已复核，予升白细胞治疗，保护性隔离',
	),
	choice('responseResult', 'Handling result', '反馈结果', RESPONSE_RESULTS, '暂时处理'),
	time('responseTime', 'Time of handling', '反馈时间', 1645431450000),
	FLAG,
	choice('sysType', 'System the handling came from', '系统代表', SYSTEM_TYPES, 'patient'),
];

const FEEDBACK_FIELDS: readonly WireField[] = [
	text('feedbackId', 'Feedback ID', '反馈ID', 'F20220221000088'),
	...RESULT_FIELDS,
];

/** @returns the rows of an interface's table, in the document's order */
export function wireFields(n: InterfaceNumber): readonly WireField[] {
	switch (n) {
		case 1:
			return SEND_FIELDS;
		case 2:
			return RESULT_FIELDS;
		case 3:
			return FEEDBACK_FIELDS;
		default: {
			const unreachable: never = n;
			return unreachable;
		}
	}
}

/** @returns which path an interface goes over */
export function kindOf(n: InterfaceNumber): Kind {
	return n === 1 ? 'send' : 'confirm';
}

/** Every wire name of all three tables, by its lower-case form. */
const WIRE_NAMES: ReadonlyMap<string, string> = new Map(
	[...SEND_FIELDS, ...FEEDBACK_FIELDS].map(({ name }) => [name.toLowerCase(), name]),
);

/** No wire name is longer; a longer key is not worth lower-casing (it may have megabytes). */
const LONGEST_WIRE_NAME = Math.max(...[...WIRE_NAMES.values()].map((name) => name.length));

/** @returns the wire name (of any interface) that `key` is, whatever its letter case */
export function wireNameOf(key: string): string | undefined {
	return key.length > LONGEST_WIRE_NAME ? undefined : WIRE_NAMES.get(key.toLowerCase());
}
