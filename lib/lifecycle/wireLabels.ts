import { wireFields, type InterfaceNumber } from '../contract/fields';

function labels(n: InterfaceNumber, name: string): ReadonlyMap<string, string> {
	const values = wireFields(n).find((field) => field.name === name)?.values ?? [];
	return new Map(values.map(({ value, zh }) => [value, zh]));
}

const REPORT_TYPES = labels(1, 'reportType');
const PATIENT_CLASSES = labels(1, 'patientClass');

/** `Lis` → 检验. What the table doesn't list stays as it is. */
export const reportTypeLabel = (value: string): string => REPORT_TYPES.get(value) ?? value;

/** `I` → 住院. What the table doesn't list stays as it is. */
export const patientClassLabel = (value: string): string => PATIENT_CLASSES.get(value) ?? value;
