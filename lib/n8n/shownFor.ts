import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Adds conditions to each property's own (n8n's helper of this kind is missing in older versions). */
export function shownFor(
	displayOptions: { show: NonNullable<IDisplayOptions['show']> },
	properties: readonly INodeProperties[],
): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: { ...property.displayOptions?.show, ...displayOptions.show },
		},
	}));
}
