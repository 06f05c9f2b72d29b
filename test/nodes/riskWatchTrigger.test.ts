/** A Risk Watch Trigger as n8n runs it, over a real ledger: what it starts executions with, and what stops it. */
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	ITriggerFunctions,
} from 'n8n-workflow';
import { closeLedgers, ledgerAt } from '../../lib/n8n/ledger/handles';
import { embeddedPlace } from '../../lib/n8n/ledger/place';
import { watchTrigger } from '../../lib/n8n/watch/watchTrigger';
import type { Ledger } from '../../lib/ledger/types';
import { RiskWatchTrigger } from '../../nodes/RiskWatchTrigger/RiskWatchTrigger.node';
import { message, NO_LIMIT } from '../ledger/messages';
import { runWorkflow } from '../support/workflowRunner';
import { forgetLedger } from './riskLedgerSupport';

const NODE: INode = {
	id: 'watch',
	name: 'Watch',
	type: 'n8n-nodes-critical-value.riskWatchTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const steps = (...minutes: number[]) => ({
	plan: [
		{
			name: 'p',
			applies: 'always',
			steps: {
				step: minutes.map((afterMinutes, index) => ({
					afterMinutes,
					name: `s${index}`,
					level: index + 1,
				})),
			},
		},
	],
});

/** n8n's side of a trigger: what is emitted, and how its executions end. */
class Host {
	readonly executions: IDataObject[][] = [];
	/** What the next executions end with. */
	endWith: (execution: number) => Promise<'success' | 'error'> = async () => 'success';

	constructor(private readonly parameters: IDataObject) {}

	context(): ITriggerFunctions {
		const node = { ...NODE, parameters: this.parameters };
		const silent = () => undefined;
		return {
			getMode: () => 'trigger',
			getNode: () => node,
			getNodeParameter: (name: string) => this.parameters[name],
			getWorkflow: () => ({ id: 'w', name: 'w', active: true }),
			getTimezone: () => 'Asia/Shanghai',
			logger: { error: silent, info: silent, warn: silent, debug: silent },
			helpers: {
				createDeferredPromise: () => {
					let resolve: (value: unknown) => void = silent;
					const promise = new Promise((done) => (resolve = done));
					return { promise, resolve, reject: silent };
				},
			},
			emit: (
				data: INodeExecutionData[][],
				_: unknown,
				done: { resolve: (run: unknown) => void },
			) => {
				this.executions.push((data[0] ?? []).map(({ json }) => json));
				const end = (status: string) => done.resolve({ status, data: { resultData: {} } });
				void this.endWith(this.executions.length).then(end);
			},
		} as unknown as ITriggerFunctions;
	}

	/** Resolves as soon as so many executions have begun. */
	async begun(count: number): Promise<void> {
		while (this.executions.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

let prints = 0;
async function say(ledger: Ledger, riskId: string, kind: 'send' | 'confirm' = 'send') {
	const now = Date.now();
	const own = kind === 'send' ? { sendTime: now, wardName: '心内科' } : { responseTime: now };
	const item = JSON.stringify({ riskId, flag: 'add', content: 'K:6.9', ...own });
	const more = { kind, interface: kind === 'send' ? (1 as const) : (2 as const) };
	const stored = message(riskId, {
		...more,
		channel: 'hub:t',
		item,
		fingerprint: `t${(prints += 1)}`,
	});
	await ledger.accept(stored, now, NO_LIMIT);
}

const settled = async (ledger: Ledger, count: number) => {
	for (;;) {
		const done = await ledger.count({ channel: 'w:watch', states: ['done'] });
		if (done >= count) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
};

let ledger: Ledger;
beforeEach(async () => (ledger = await ledgerAt(embeddedPlace())));
afterEach(async () => {
	await closeLedgers();
	await forgetLedger();
});

async function watching(host: Host, test: () => Promise<void>): Promise<void> {
	const { closeFunction } = await watchTrigger(host.context());
	try {
		await test();
	} finally {
		await closeFunction?.();
	}
}

it('starts an execution with the critical value and its step, once', async () => {
	const host = new Host({ events: ['unconfirmed'], plans: steps(0), options: {} });
	await say(ledger, 'A');
	await watching(host, async () => await settled(ledger, 1));
	await watching(host, async () => await new Promise((resolve) => setTimeout(resolve, 1_500)));
	expect(host.executions).toEqual([
		[
			expect.objectContaining({
				event: 'unconfirmed',
				riskId: 'A',
				wardName: '心内科',
				state: 'open',
				step: { name: 's0', level: 1, afterMinutes: 0, fallback: false },
				text: expect.stringContaining('通知s0') as string,
				received: expect.objectContaining({ attempt: 1 }) as object,
			}),
		],
	]);
});

it('does not try a step again whose value was confirmed meanwhile', async () => {
	const host = new Host({ events: ['unconfirmed'], plans: steps(0), options: {} });
	host.endWith = async () => {
		await say(ledger, 'A', 'confirm');
		return 'error';
	};
	await say(ledger, 'A');
	await watching(host, async () => await settled(ledger, 1));
	expect(host.executions).toHaveLength(1);
}, 30_000);

it('leaves out of a digest what was confirmed meanwhile, and tries the rest again', async () => {
	const host = new Host({
		events: ['unconfirmed'],
		plans: steps(0),
		options: { digestSeconds: 1 },
	});
	host.endWith = async (execution) => {
		if (execution > 1) return 'success';
		await say(ledger, 'A', 'confirm');
		return 'error';
	};
	for (const riskId of ['A', 'B']) await say(ledger, riskId);
	await watching(host, async () => await settled(ledger, 1));
	const told = host.executions.flat();
	expect(told).toMatchObject([
		{ event: 'unconfirmedDigest', count: 2, text: '2 条危急值超时未确认' },
		{
			event: 'unconfirmedDigest',
			count: 1,
			entries: [{ riskId: 'B' }],
			text: '1 条危急值超时未确认',
		},
	]);
}, 30_000);

it('says in a digest how many critical values there are, not how many steps', async () => {
	const host = new Host({
		events: ['unconfirmed'],
		plans: steps(0, 0),
		options: { digestSeconds: 1 },
	});
	for (const riskId of ['A', 'B']) await say(ledger, riskId);
	await watching(host, async () => await settled(ledger, 1));
	expect(host.executions.flat()).toMatchObject([{ count: 4, text: '2 条危急值超时未确认' }]);
}, 30_000);

it('never has two steps of one critical value in an execution: Risk Push finds its message by riskId', async () => {
	const host = new Host({ events: ['unconfirmed'], plans: steps(0, 0), options: {} });
	for (const riskId of ['A', 'B', 'C']) await say(ledger, riskId);
	await watching(host, async () => await settled(ledger, 6));
	expect(host.executions.flat()).toHaveLength(6);
	for (const items of host.executions) {
		expect(new Set(items.map(({ riskId }) => riskId)).size).toBe(items.length);
	}
}, 30_000);

it('tells again what failed, and not the step beside it that was told', async () => {
	const host = new Host({ events: ['unconfirmed'], plans: steps(0, 0), options: {} });
	host.endWith = async (execution) => (execution === 2 ? 'error' : 'success');
	await say(ledger, 'A');
	await watching(host, async () => await settled(ledger, 2));
	const told = host.executions.flat().map(({ step }) => (step as IDataObject).name);
	expect(told).toHaveLength(3);
	expect(told[2]).toBe(told[1]);
	expect(told[1]).not.toBe(told[0]);
}, 30_000);

describe('a test in the editor', () => {
	const TYPE = NODE.type;
	const test = async (parameters: INodeParameters) =>
		await runWorkflow({
			nodes: [{ name: 'Watch', type: TYPE, typeVersion: 1, parameters }],
			startItems: [{ json: {} }],
			nodeTypes: { [TYPE]: new RiskWatchTrigger() },
			mode: 'manual',
		});

	it('shows what is open as if its first step came due, and leaves no trace', async () => {
		for (const riskId of ['A', 'B']) await say(ledger, riskId);
		await say(ledger, 'B', 'confirm');
		const before = await ledger.criticalValues.newestEvent();
		const run = await test({ events: ['unconfirmed', 'backlog'], plans: steps(5, 10) });
		expect(run.items('Watch').map(({ json }) => json)).toMatchObject([
			{ event: 'unconfirmed', riskId: 'A', step: { name: 's0', afterMinutes: 5 }, test: true },
			{ event: 'backlog', open: 3, test: true },
		]);
		expect(await ledger.criticalValues.newestEvent()).toBe(before);
		expect((await ledger.criticalValues.get('A'))?.escalations).toEqual([]);
	});

	it('shows them together where they are merged', async () => {
		for (const riskId of ['A', 'B']) await say(ledger, riskId);
		const options = { digestSeconds: 60 };
		const run = await test({ events: ['unconfirmed'], plans: steps(5), options });
		expect(run.items('Watch').map(({ json }) => json)).toMatchObject([
			{ event: 'unconfirmedDigest', count: 2, test: true },
		]);
	});

	it('says how to get something where there is nothing', async () => {
		const run = await test({ events: ['unconfirmed'], plans: steps(5) });
		expect(run.error?.message).toContain('没有可供测试的内容');
		expect(String(run.error?.description)).toContain('请先发送一条危急值');
	});
});

it.each([
	['no event', { events: [] }, 'Trigger On 触发事件'],
	[
		'a step without a name',
		{
			events: ['unconfirmed'],
			plans: { plan: [{ steps: { step: [{ afterMinutes: 5, name: ' ' }] } }] },
		},
		'Escalation Plans 升级方案 1',
	],
	[
		'a time that is none',
		{ events: ['unconfirmed'], plans: { plan: [{ applies: 'hours', from: '8', to: '18:00' }] } },
		'Escalation Plans 升级方案 1',
	],
	[
		'a holiday that is no date',
		{ events: ['unconfirmed'], options: { holidays: '2027-13-01' } },
		'Holidays 节假日',
	],
])('does not go live with %s, and says so', async (_, parameters, words) => {
	await expect(watchTrigger(new Host(parameters).context())).rejects.toMatchObject({
		message: expect.stringContaining(words) as string,
		description: expect.stringMatching(/请/) as string,
	});
});
