import type { CriticalValue } from '../criticalValue';
import { fieldText } from '../fieldText';
import type { BoardValues } from './board';
import { wardText } from './words';

/** `W0301, W0302`: a list of wards as an address or a form gives it. */
export const readWards = (text: string): string[] =>
	text
		.split(/[,，、;；|]/)
		.map((ward) => ward.trim())
		.filter((ward) => ward !== '');

/** By the whole text, as the ledger finds them: a name tidied up for the screen would be no ward's any more. */
const isOf = (value: CriticalValue, wards: readonly string[]): boolean =>
	['wardCode', 'wardName'].some((name) => wards.includes(fieldText(value.fields, name)));

/** The values of some wards, by code or name; of all where none is named. */
export function ofWards(values: BoardValues, wards: readonly string[]): BoardValues {
	if (wards.length === 0) return values;
	const pick = (list: readonly CriticalValue[]) => list.filter((value) => isOf(value, wards));
	return {
		...values,
		open: pick(values.open),
		recent: pick(values.recent),
		today: pick(values.today),
	};
}

/** A ward that has open values. */
export interface WardCount {
	/** Its code, or its name where it has none, whole: what {@link ofWards} finds it by. */
	key: string;
	name: string;
	open: number;
}

/** Wards by how many values are open, most first. */
export function countWards(open: readonly CriticalValue[]): WardCount[] {
	const counts = new Map<string, WardCount>();
	for (const { fields } of open) {
		const name = wardText(fields);
		const key = fieldText(fields, 'wardCode') || fieldText(fields, 'wardName');
		const ward = counts.get(key) ?? { key, name, open: 0 };
		ward.open += 1;
		counts.set(key, ward);
	}
	return [...counts.values()].sort((a, b) => b.open - a.open || (a.key < b.key ? -1 : 1));
}

/** Names for wards that were asked for: from the data where a code is known there. */
export function wardNames(values: BoardValues, wards: readonly string[]): string[] {
	const all = [...values.open, ...values.recent, ...values.today];
	return wards.map((ward) => {
		const found = all.find(({ fields }) => fieldText(fields, 'wardCode') === ward);
		return found ? wardText(found.fields) : ward;
	});
}
