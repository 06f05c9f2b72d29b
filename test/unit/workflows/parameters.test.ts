/** What the examples' nodes are set to, against what the nodes have: a renamed parameter is lost without a word. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NodeHelpers } from 'n8n-workflow';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { parseWatchSettings } from '../../../lib/n8n/watch/settings';
import { RiskConfirmTrigger } from '../../../nodes/RiskConfirmTrigger/RiskConfirmTrigger.node';
import { RiskLedger } from '../../../nodes/RiskLedger/RiskLedger.node';
import { RiskPush } from '../../../nodes/RiskPush/RiskPush.node';
import { RiskSendTrigger } from '../../../nodes/RiskSendTrigger/RiskSendTrigger.node';
import { RiskWatchTrigger } from '../../../nodes/RiskWatchTrigger/RiskWatchTrigger.node';
import { PACKAGE, read, WATCH } from './workflowFile';

const PROPERTIES = Object.fromEntries(
	[RiskSendTrigger, RiskConfirmTrigger, RiskWatchTrigger, RiskPush, RiskLedger].map((Type) => {
		const { name, properties } = new Type().description;
		return [`${PACKAGE}.${name}`, properties];
	}),
);

/** Names in collections and lists too; those of a collection's entries, by n8n's form of them. */
function unknownParameters(properties: INodeProperties[], parameters: object): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const own = properties.filter((property) => property.name === name);
		if (own.length === 0) return [name];
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
		const inner = own.flatMap(({ options }) => options ?? []);
		if (own[0]?.type !== 'fixedCollection') {
			return unknownParameters(inner as INodeProperties[], value as object);
		}
		return Object.entries(value as Record<string, object[]>).flatMap(([group, entries]) => {
			const values = (inner as INodePropertyCollection[]).find((one) => one.name === group)?.values;
			return values ? entries.flatMap((entry) => unknownParameters(values, entry)) : [group];
		});
	});
}

const own = readdirSync(join(__dirname, '../../../workflows')).flatMap((file) => {
	const { nodes } = read(basename(file, '.json'));
	return nodes
		.filter(({ type }) => type.startsWith(PACKAGE))
		.map((node) => [file, node.name, node] as const);
});

it.each(own)(
	'%s, %s: only parameters that the node has, with values that it takes',
	(...[, , node]) => {
		const properties = PROPERTIES[node.type] ?? [];
		expect(properties).not.toHaveLength(0);
		expect(unknownParameters(properties, node.parameters)).toEqual([]);
		expect(NodeHelpers.getNodeParametersIssues(properties, node, null)).toBeNull();
		if (node.type === WATCH)
			expect(() => parseWatchSettings(node.parameters, 'Asia/Shanghai')).not.toThrow();
	},
);
