import type { INodePropertyOptions } from 'n8n-workflow';
import { wireFields } from '../contract/fields';

const titleCase = (text: string) =>
	text.replace(/(?<=^|\s)[a-z]/g, (letter) => letter.toUpperCase());

/** The values that the interface document lists for a field, as choices in alphabetical order. */
export function wireChoices(field: string): INodePropertyOptions[] {
	const values = wireFields(1).find(({ name }) => name === field)?.values ?? [];
	return values
		.map(({ value, en, zh }) => ({ name: `${titleCase(en)} ${zh} (${value})`, value }))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}
