import { canonicalValue } from '../../../lib/contract/enums';
import { wireFields, type WireField } from '../../../lib/contract/fields';

const FIELDS = [...wireFields(1), ...wireFields(3)];
const LISTED = FIELDS.filter(({ values }) => values !== undefined);

function fieldNamed(name: string): WireField {
	const field = FIELDS.find((one) => one.name === name);
	if (!field) throw new Error(`no field ${name}`);
	return field;
}

const fullWidth = (text: string) =>
	text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** Every value of every list, with its Chinese label. */
const VALUES = LISTED.flatMap((field) =>
	(field.values ?? []).map(({ value, zh }) => ({ field, name: field.name, value, zh })),
);

describe('canonicalValue', () => {
	it('knows the lists of the document', () => {
		const lists = new Map(
			LISTED.map(({ name, values }) => [name, values?.map(({ value }) => value)]),
		);
		expect(Object.fromEntries(lists)).toEqual({
			patientClass: ['B', 'E', 'I', 'O', 'T'],
			flag: ['add', 'update', 'delete'],
			reportType: ['Lis', 'Ris', 'Pacs', 'Ecg'],
			riskType: ['门诊危急值', '住院危急值'],
			responseResult: ['通知复诊', '暂时处理', '收至住院'],
			sysType: ['Outpatient', 'patient', 'mobileoa'],
		});
	});

	it.each(VALUES)('reads every spelling of $name $value', ({ field, value, zh }) => {
		const spellings = [
			value,
			value.toUpperCase(),
			value.toLowerCase(),
			fullWidth(value),
			` ${value}\t`,
			`${value}\0`,
			`${value}[${zh}]`,
			`${value.toLowerCase()}（${zh}）`,
			`${fullWidth(value)}【${zh}】`,
			`${value} [ ${zh} ]`,
		];
		for (const spelling of spellings) expect(canonicalValue(field, spelling)).toBe(value);
	});

	it('takes the document’s misprint for what it means', () => {
		for (const text of [
			'pacs[反射]',
			'Pacs[放射]',
			'PACS（反射）',
			'反射',
			'[反射]',
			'pacs-反射',
		]) {
			expect(canonicalValue(fieldNamed('reportType'), text)).toBe('Pacs');
		}
	});

	it.each([
		['patientClass', 'B--留观', 'B'],
		['patientClass', 'T—体检', 'T'],
		['patientClass', 'I：住院', 'I'],
		['sysType', 'Outpatient-门诊医生站', 'Outpatient'],
		['sysType', 'patient-住院医生站', 'patient'],
		['sysType', 'mobileoa-移动办公', 'mobileoa'],
	])('reads %s as the document writes it: %s', (name, text, value) => {
		expect(canonicalValue(fieldNamed(name), text)).toBe(value);
	});

	it.each([
		['patientClass', 'Q'],
		['patientClass', 'I-3'],
		['patientClass', 'I-门诊'],
		['patientClass', 'IO'],
		['patientClass', ''],
		['patientClass', '[]'],
		['reportType', 'Li'],
		['reportType', 'Liss'],
		['reportType', 'Lis,Ris'],
		['reportType', 'X[检验]'],
		['sysType', 'out patient'],
		['riskType', '危急值'],
		['flag', '新增'],
		['flag', '删除'],
		['flag', '0'],
		['flag', 'del'],
		['flag', 'remove'],
		['flag', 'add'.repeat(100)],
	])('knows no %s %j', (name, text) => {
		expect(canonicalValue(fieldNamed(name), text)).toBeUndefined();
	});

	it('has nothing to do with fields that list no values', () => {
		expect(canonicalValue(fieldNamed('patientName'), 'add')).toBeUndefined();
	});
});
