import type { INodeProperties } from 'n8n-workflow';

/** A node's optional parameters, as n8n shows them: added one by one. In alphabetical order. */
export const optionsCollection = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options 选项',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option 添加选项',
	default: {},
	options,
});
