/** Reads an example workflow and answers questions about its graph, its layout and its expressions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { executeFilter, Expression } from 'n8n-workflow';
import type { FilterValue, IConnections, INode, IWorkflowSettings } from 'n8n-workflow';
import { DateTime } from '../../../lib/thirdParty';

export const PACKAGE = 'n8n-nodes-critical-value';
export const PUSH = `${PACKAGE}.riskPush`;
export const LEDGER = `${PACKAGE}.riskLedger`;
export const WATCH = `${PACKAGE}.riskWatchTrigger`;
export const WEBHOOK = 'n8n-nodes-base.webhook';
/** What only marks a place for a node of the hospital's own. */
export const PLACEHOLDER = 'n8n-nodes-base.noOp';
export const SWITCH = 'n8n-nodes-base.switch';
export const STICKY = 'n8n-nodes-base.stickyNote';

export interface WorkflowFile {
	id: string;
	name: string;
	active: boolean;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
	pinData?: unknown;
}

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

export type Item = Record<string, unknown>;

export const textOf = (name: string): string =>
	readFileSync(join(__dirname, '../../../workflows', `${name}.json`), 'utf8');

export const read = (name: string): WorkflowFile => JSON.parse(textOf(name)) as WorkflowFile;

export function nodeNamed(workflow: WorkflowFile, name: string): INode {
	const node = workflow.nodes.find((candidate) => candidate.name === name);
	if (!node) throw new Error(`no node "${name}"`);
	return node;
}

export const triggersOf = (workflow: WorkflowFile): INode[] =>
	workflow.nodes.filter(({ type }) => type.endsWith('Trigger') || type === WEBHOOK);

/** The one trigger of an example that receives calls. */
export function triggerOf(workflow: WorkflowFile): INode {
	const triggers = triggersOf(workflow);
	const [trigger] = triggers;
	if (!trigger || triggers.length > 1) throw new Error('such an example has one trigger');
	return trigger;
}

export const ofType = (workflow: WorkflowFile, type: string): INode[] =>
	workflow.nodes.filter((node) => node.type === type);

export const isSticky = (node: INode): boolean => node.type === STICKY;

/** The nodes that one output leads to, directly. */
export const next = (workflow: WorkflowFile, from: INode, output: number): INode[] =>
	(workflow.connections[from.name]?.main?.[output] ?? []).map(({ node }) =>
		nodeNamed(workflow, node),
	);

/** All nodes downstream of an output, however far. */
export function reachable(workflow: WorkflowFile, from: INode, output: number): Set<INode> {
	const found = new Set<INode>();
	const open = [...next(workflow, from, output)];
	for (let node = open.pop(); node; node = open.pop()) {
		if (found.has(node)) continue;
		found.add(node);
		const outputs = workflow.connections[node.name]?.main ?? [];
		for (const index of outputs.keys()) open.push(...next(workflow, node, index));
	}
	return found;
}

interface SwitchParameters {
	rules: { values: Array<{ outputKey: string; conditions: FilterValue }> };
	options: { fallbackOutput?: string; renameFallbackOutput?: string };
}

export const switchOf = (node: INode): SwitchParameters =>
	node.parameters as unknown as SwitchParameters;

/** Whether an item fits the conditions of an IF or a rule, by n8n's own filter. */
export function fits(conditions: FilterValue, json: Item): boolean {
	return executeFilter({
		...conditions,
		conditions: conditions.conditions.map((condition) => ({
			...condition,
			leftValue: evaluate(condition.leftValue, json) as string,
		})),
	});
}

/** The Switch node's first rule that an item fits; its fallback otherwise. */
export function routeOf(node: INode, json: Item): string {
	const { rules, options } = switchOf(node);
	return (
		rules.values.find(({ conditions }) => fits(conditions, json))?.outputKey ??
		options.renameFallbackOutput ??
		'nowhere'
	);
}

/**
 * Evaluates one parameter as n8n does. `all` is what `$('any node').all()` and `$input.all()` give, its first item
 * what `$('any node').item` and `.first()` do.
 */
export function evaluate(value: unknown, json: Item, all: Item[] = []): unknown {
	const items = { all: () => all.map((item) => ({ json: item })) };
	const first = { json: all[0] };
	const data = {
		$json: json,
		$now: DateTime.now().setZone('Asia/Shanghai'),
		$input: items,
		$: () => ({ ...items, item: first, first: () => first }),
	};
	return new Expression('Asia/Shanghai').resolveSimpleParameterValue(
		value as string,
		data as never,
	);
}

/** What an Edit Fields node makes of an item. */
export function editFields(node: INode, json: Item, all: Item[] = []): Item {
	const { assignments } = node.parameters.assignments as {
		assignments: Array<{ name: string; value: unknown }>;
	};
	return Object.fromEntries(
		assignments.map(({ name, value }) => [name, evaluate(value, json, all)]),
	);
}

function sides(node: INode): { inputs: number; outputs: number } {
	if (node.type.endsWith('Trigger') || node.type === WEBHOOK) {
		return { inputs: 0, outputs: /\.risk(Send|Confirm)Trigger$/.test(node.type) ? 2 : 1 };
	}
	if (node.type === 'n8n-nodes-base.if') return { inputs: 1, outputs: 2 };
	if (node.type === SWITCH) {
		const { rules, options } = switchOf(node);
		const fallback = options.fallbackOutput === 'extra' ? 1 : 0;
		return { inputs: 1, outputs: rules.values.length + fallback };
	}
	if (node.type === 'n8n-nodes-base.merge') {
		return { inputs: Number(node.parameters.numberInputs ?? 2), outputs: 1 };
	}
	return { inputs: 1, outputs: node.onError === 'continueErrorOutput' ? 2 : 1 };
}

const NODE_SIZE = 96; // the canvas's square node, grown by two grid steps a handle from the third on
const DEACTIVATED = 24; // the line that a node's label has when it is switched off
const LABEL = { width: 192, height: 72 }; // up to two lines of name and one of subtitle, below the node

/** What a node covers on the canvas, its label included. */
export function boxOf(node: INode): Box {
	const [x, y] = node.position;
	if (isSticky(node)) {
		return { x, y, width: Number(node.parameters.width), height: Number(node.parameters.height) };
	}
	const { inputs, outputs } = sides(node);
	const height = NODE_SIZE + Math.max(0, Math.max(inputs, outputs) - 2) * 32;
	const lines = node.type === PLACEHOLDER ? 44 : LABEL.height;
	const label = lines + (node.disabled ? DEACTIVATED : 0);
	const overhang = (LABEL.width - NODE_SIZE) / 2;
	return { x: x - overhang, y, width: LABEL.width, height: height + label };
}

export const overlap = (a: Box, b: Box): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const inside = (inner: Box, outer: Box): boolean =>
	inner.x >= outer.x &&
	inner.y >= outer.y &&
	inner.x + inner.width <= outer.x + outer.width &&
	inner.y + inner.height <= outer.y + outer.height;

export function contentOf(sticky: INode): string {
	const { content } = sticky.parameters;
	if (typeof content !== 'string') throw new Error(`${sticky.name} has no text`);
	return content;
}

/** The part of a sticky note that its text fills, reckoned with wide letters. */
export function textBoxOf(sticky: INode): Box {
	const box = boxOf(sticky);
	const width = (line: string) =>
		[...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 14 : 7.5), 0);
	const height = contentOf(sticky)
		.split('\n')
		.filter((line) => line !== '')
		.reduce((sum, line) => {
			if (line.startsWith('#')) return sum + 50;
			return sum + Math.ceil(width(line) / (box.width - 56)) * 22 + 6;
		}, 16);
	return { ...box, height };
}
