/** What holds for every example: a hospital imports them as they are. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
	boxOf,
	contentOf,
	inside,
	isSticky,
	next,
	nodeNamed,
	ofType,
	overlap,
	PACKAGE,
	PUSH,
	read,
	SWITCH,
	switchOf,
	textBoxOf,
	textOf,
	triggerOf,
	triggersOf,
} from './workflowFile';

const CHINESE = /\p{Script=Han}/u;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Expected {
	id: string;
	name: string;
	/** Of the risk trigger that receives calls. */
	path?: string;
	/** Beside the usual ones. */
	settings?: object;
	/** Nodes to be swapped in for others: switched off, and connected to nothing. */
	spare?: string[];
}

const EXPECTED: Record<string, Expected> = {
	hub: { id: 'criticalValuesHub', name: 'Critical Values Hub 危急值分发', path: 'risk/send' },
	'feedback-loop': {
		id: 'criticalValuesFeedbackLoop',
		name: 'Feedback Loop 危急值反馈闭环',
		path: 'risk/confirm',
	},
	'ledger-desk': { id: 'criticalValuesLedgerDesk', name: 'Ledger Desk 台账管理' },
	escalation: { id: 'criticalValuesEscalation', name: 'Critical Value Escalation 危急值升级' },
	'delivery-alarms': { id: 'criticalValuesDeliveryAlarms', name: 'Delivery Alarms 推送告警' },
	board: {
		id: 'criticalValuesBoard',
		name: 'Ward Board 病区看板',
		// A page every ten seconds and screen, patient data included, is nothing to keep.
		settings: { saveDataSuccessExecution: 'none' },
	},
	'daily-indicators': { id: 'criticalValuesDailyIndicators', name: 'Daily Indicators 每日指标' },
	reconciliation: {
		id: 'criticalValuesReconciliation',
		name: 'Reconciliation with the LIS 与LIS核对',
		spare: ['LIS Table 检验系统数据表'],
	},
};

const CREDENTIALS: Record<string, string> = {
	criticalValueEmr: 'EMR (demo)',
	criticalValueHis: 'HIS (demo)',
	criticalValuePlatform: 'Platform (demo)',
	criticalValueBoard: 'Board (demo)',
};

/** All that an example may call: the demo's hospital, robots' documented addresses, and made-up ones to replace. */
const ADDRESSES = [
	/^http:\/\/127\.0\.0\.1:5690\/lis\/critical-values$/,
	/^https:\/\/oapi\.dingtalk\.com\/robot\/send$/,
	/^https:\/\/qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send$/,
	/^https:\/\/[a-z0-9]+\.hospital\.example\//,
];

const OUTGOING = new Set(
	['httpRequest', 'emailSend', 'postgres'].map((name) => `n8n-nodes-base.${name}`),
);

test('these are all the examples', () => {
	const files = readdirSync(join(__dirname, '../../../workflows'));
	expect(files.sort()).toEqual(
		Object.keys(EXPECTED)
			.map((name) => `${name}.json`)
			.sort(),
	);
});

describe.each(Object.entries(EXPECTED))('%s', (file, expected) => {
	const workflow = read(file);
	const placed = workflow.nodes.filter((node) => !isSticky(node));
	const stickies = workflow.nodes.filter(isSticky);

	it('can be imported: id, name, settings, inactive, nothing pinned', () => {
		expect(workflow).toMatchObject({ id: expected.id, name: expected.name, active: false });
		const usual = { executionOrder: 'v1', timezone: 'Asia/Shanghai' };
		expect(workflow.settings).toEqual({ ...usual, ...expected.settings });
		expect(workflow.pinData).toBeUndefined();
	});

	it('has unique names and ids', () => {
		const names = workflow.nodes.map(({ name }) => name);
		const ids = workflow.nodes.map(({ id }) => id);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(ids).size).toBe(ids.length);
		for (const id of ids) expect(id).toMatch(UUID);
	});

	it('can be published: it has a trigger that starts by itself', () => {
		const types = triggersOf(workflow).map(({ type }) => type);
		expect(types.filter((type) => type !== 'n8n-nodes-base.manualTrigger')).toHaveLength(1);
	});

	it('receives calls at its path, with a webhookId, if it receives any', () => {
		const risk = triggersOf(workflow).filter(({ type }) =>
			/\.risk(Send|Confirm)Trigger$/.test(type),
		);
		expect(risk).toHaveLength(expected.path === undefined ? 0 : 1);
		if (expected.path === undefined) return;
		const trigger = triggerOf(workflow);
		// Above 1, see TRIGGER_TYPE_VERSION; without webhookId the URL would have the workflow's id in it.
		expect(trigger.typeVersion).toBe(2);
		expect(trigger.webhookId).toMatch(UUID);
		expect(trigger.parameters).toMatchObject({
			path: expected.path,
			authentication: 'none',
			validation: 'tolerant',
		});
	});

	it('connects only nodes that exist, and leaves none alone', () => {
		const spare = expected.spare ?? [];
		for (const name of spare) expect(nodeNamed(workflow, name).disabled).toBe(true);
		const connected = new Set([...triggersOf(workflow).map(({ name }) => name), ...spare]);
		for (const [from, { main }] of Object.entries(workflow.connections)) {
			nodeNamed(workflow, from);
			for (const { node, type } of main?.flatMap((targets) => targets ?? []) ?? []) {
				nodeNamed(workflow, node);
				expect(type).toBe('main');
				connected.add(node);
			}
		}
		expect([...connected].sort()).toEqual(placed.map(({ name }) => name).sort());
	});

	it('names in expressions only nodes that exist', () => {
		for (const [, name] of textOf(file).matchAll(/\$\('([^']+)'\)/g)) {
			expect(nodeNamed(workflow, name ?? '')).toBeDefined();
		}
	});

	it('uses credentials by id and name, and holds nothing of them', () => {
		for (const push of ofType(workflow, PUSH)) {
			expect(Object.keys(push.credentials ?? {})).toEqual(['riskApi']);
		}
		for (const credential of placed.flatMap((node) => Object.values(node.credentials ?? {}))) {
			expect(credential).toEqual({ id: credential.id, name: CREDENTIALS[credential.id ?? ''] });
		}
		const parameters = JSON.stringify(placed.map((node) => node.parameters));
		expect(parameters).not.toMatch(/password|secret|bearer|apiKey|baseUrl|(token|key)=/i);
		expect(JSON.stringify(stickies)).not.toMatch(/https?:/);
	});

	it('calls nobody but the demo’s hospital until a person has filled it in', () => {
		const parameters = JSON.stringify(placed.map((node) => node.parameters));
		for (const [url] of parameters.matchAll(/https?:[^"\s]+/g)) {
			expect(ADDRESSES.some((address) => address.test(url))).toBe(true);
		}
		for (const node of placed.filter(({ type }) => OUTGOING.has(type))) {
			const isDemo = JSON.stringify(node.parameters).includes('http://127.0.0.1:5690/');
			expect({ node: node.name, disabled: node.disabled ?? false }).toEqual({
				node: node.name,
				disabled: !isDemo,
			});
		}
	});

	it('lets failed deliveries leave on the error output, and never stop the others', () => {
		for (const push of ofType(workflow, PUSH)) {
			expect(push.onError).toBe('continueErrorOutput');
			// A Merge, and nothing else: it waits until all targets have been called.
			expect(next(workflow, push, 1).map(({ type }) => type)).toEqual(['n8n-nodes-base.merge']);
		}
	});

	it('has a fallback, a name and a target for every output of a Switch', () => {
		for (const node of ofType(workflow, SWITCH)) {
			const { rules, options } = switchOf(node);
			expect(options.fallbackOutput).toBe('extra');
			const names = [
				...rules.values.map(({ outputKey }) => outputKey),
				options.renameFallbackOutput,
			];
			expect(new Set(names).size).toBe(names.length);
			names.forEach((name, output) => {
				expect(name).toMatch(CHINESE);
				expect(next(workflow, node, output)).not.toHaveLength(0);
			});
		}
	});

	it('speaks Chinese and English in every name and every note', () => {
		for (const { name } of workflow.nodes)
			expect(name).toMatch(/^[A-Z][A-Za-z ]+ .*\p{Script=Han}/u);
		for (const sticky of stickies) {
			const content = contentOf(sticky);
			expect(content).toMatch(CHINESE);
			expect(content).toMatch(/[A-Za-z]+ [a-z]+ [a-z]+/);
		}
	});

	it('uses this package and n8n-nodes-base only', () => {
		for (const { type } of workflow.nodes) {
			expect([PACKAGE, 'n8n-nodes-base']).toContain(type.split('.')[0]);
		}
	});

	it('lies on the grid, and nothing covers anything', () => {
		for (const { position } of workflow.nodes) {
			for (const coordinate of position) expect(Math.abs(coordinate % 16)).toBe(0);
		}
		const pairs = (boxes: typeof placed) =>
			boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const));
		for (const group of [placed, stickies]) {
			const covered = pairs(group).filter(([a, b]) => overlap(boxOf(a), boxOf(b)));
			expect(covered.map(([a, b]) => `${a.name} / ${b.name}`)).toEqual([]);
		}
	});

	it('keeps every node inside one note or outside all, clear of its text', () => {
		for (const sticky of stickies) {
			expect(textBoxOf(sticky).height).toBeLessThanOrEqual(boxOf(sticky).height);
			for (const node of placed) {
				const box = boxOf(node);
				const halfIn = overlap(box, boxOf(sticky)) && !inside(box, boxOf(sticky));
				const onText = overlap(box, textBoxOf(sticky));
				expect({ node: node.name, halfIn, onText }).toEqual({
					node: node.name,
					halfIn: false,
					onText: false,
				});
			}
		}
	});
});
