import type { INodePropertyOptions } from 'n8n-workflow';
import { wireFields, type InterfaceNumber } from '../contract/fields';

const titleCase = (text: string) =>
	text.replace(/(?<=^|\s)[a-z]/g, (letter) => letter.toUpperCase());

/** `Lis`, `E`: people know them by these; longer values say nothing that the name does not. */
const LONGEST_CODE = 4;

/** The values that the interface document lists for a field, as choices in alphabetical order. */
export function wireChoices(field: string, of: InterfaceNumber = 1): INodePropertyOptions[] {
	const values = wireFields(of).find(({ name }) => name === field)?.values ?? [];
	return values
		.map(({ value, en, zh }) => {
			const name = `${titleCase(en)} ${zh}`;
			return { name: value.length <= LONGEST_CODE ? `${name} (${value})` : name, value };
		})
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}
