import { wireFields } from '../contract/fields';

const LABELS: ReadonlyMap<string, string> = new Map(
	[...wireFields(1), ...wireFields(3)].flatMap(({ name, values = [] }) =>
		values.map(({ value, zh }) => [`${name}:${value}`, zh] as const),
	),
);

/** The document's Chinese label of a field's value: `Lis` → 检验. What its table doesn't list stays as it is. */
export const wireLabel = (field: string, value: string): string =>
	LABELS.get(`${field}:${value}`) ?? value;

export const reportTypeLabel = (value: string): string => wireLabel('reportType', value);
export const patientClassLabel = (value: string): string => wireLabel('patientClass', value);
