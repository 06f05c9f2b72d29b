/**
 * `push_throughput_vs_http_request`: items a second through Risk Push, with every delivery looked up and
 * recorded in the ledger, over n8n's HTTP Request node.
 *
 * Both nodes stand behind the same Risk Send Trigger, so that they get the same items in the same
 * executions: the inbox is filled while the workflow is not published, and publishing it starts four
 * executions of a quarter of the items each. What counts is the time from the first node's start to the
 * last one's end, as n8n itself notes it. Connections are counted at the server.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RestError } from '../../demo/n8n/rest';
import type { Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import { BenchN8n, type Published } from '../n8n/server';
import { httpRequest, NEXT, riskPush } from '../n8n/workflows';
import { fillInbox } from './backlog';
import { Target } from './target';

const LIMIT_MS = 180_000;
const MOST_CONNECTIONS = 16;
const SEND_PATH = '/outapi/risk/send';

interface NodeTimes {
	startTime: number;
	executionTime: number;
}

/** @returns milliseconds from the first start of the node to its last end, over a workflow's executions */
async function spanOf(n8n: BenchN8n, workflowId: string, after: number): Promise<number> {
	const { rest } = n8n.server;
	const all = (await rest.executions(workflowId)).filter(({ id }) => Number(id) > after);
	const times = await Promise.all(
		all.map(async ({ id }) => {
			const { resultData } = await rest.executionData(id);
			return resultData.runData[NEXT]?.[0] as unknown as NodeTimes;
		}),
	);
	const starts = times.map(({ startTime }) => startTime);
	const ends = times.map(({ startTime, executionTime }) => startTime + executionTime);
	return Math.max(...ends) - Math.min(...starts);
}

/** 2,000 requests at once keep n8n so busy that for a moment it takes its own database for gone (503). */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
	const deadline = performance.now() + LIMIT_MS;
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			const isBusy = error instanceof RestError && error.status === 503;
			if (!isBusy || performance.now() > deadline) throw error;
		}
		await sleep(500);
	}
}

interface PushRun {
	perSecond: number;
	connections: number;
}

/** One backlog through one workflow, from publishing it to its last message. */
async function pushOnce(
	n8n: BenchN8n,
	published: Published,
	target: Target,
	count: number,
): Promise<PushRun> {
	const { channel, workflow } = published;
	const execution = n8n.executions.newest(workflow.id);
	const newest = n8n.inbox.newest(channel);
	await fillInbox(n8n.inbox.path, channel, `${randomUUID().slice(0, 8)}-`, count);
	target.reset();
	await patiently(async () => await n8n.activate(published));
	await n8n.inbox.processed(channel, newest, count, LIMIT_MS);
	await patiently(async () => await n8n.server.rest.deactivate(workflow.id));
	if (target.calls !== count) throw new Error(`${count} items, ${target.calls} calls`);
	const span = await patiently(async () => await spanOf(n8n, workflow.id, execution));
	return { perSecond: (count * 1_000) / span, connections: target.connections };
}

function figures(
	runs: { ours: number[]; theirs: number[] },
	connections: { ours: number[]; theirs: number[] },
	pushItems: number,
): Figure[] {
	const names = { ours: 'Risk Push, ledger on', theirs: 'HTTP Request' };
	return [
		{
			name: 'push_throughput_vs_http_request',
			variant: `${pushItems} items`,
			ours: { name: names.ours, unit: 'items/s', runs: runs.ours },
			theirs: { name: names.theirs, unit: 'items/s', runs: runs.theirs },
			goal: { bound: 'at least', value: 2 },
		},
		{
			name: 'push_connections_vs_http_request',
			variant: `${pushItems} items`,
			ours: { name: names.ours, unit: 'connections', runs: connections.ours },
			theirs: { name: names.theirs, unit: 'connections', runs: connections.theirs },
			// At most 16, where HTTP Request opens one for each item.
			goal: { bound: 'at most', value: MOST_CONNECTIONS / pushItems },
		},
	];
}

export async function pushThroughput(context: BenchContext): Promise<Figure[]> {
	const { pushItems, pushRounds } = context.settings;
	const target = await Target.start();
	const n8n = await BenchN8n.start('recommended');
	try {
		const credential = await n8n.server.rest.createCredential('Target', 'riskApi', {
			baseUrl: target.url,
			authentication: 'none',
		});
		const saved = {
			ours: await n8n.save(riskPush('bench/push', credential), 'bench/push'),
			theirs: await n8n.save(httpRequest('bench/http', target.url + SEND_PATH), 'bench/http'),
		};
		const connections = { ours: [] as number[], theirs: [] as number[] };
		const once = async (side: keyof typeof saved) => {
			const run = await pushOnce(n8n, saved[side], target, pushItems);
			connections[side].push(run.connections);
			const { perSecond } = run;
			context.say(`${side}: ${perSecond.toFixed(0)} items/s, ${run.connections} connections`);
			return perSecond;
		};
		// No trigger has run yet, so nobody has made the ledger.
		await fillInbox(n8n.inbox.path, 'none', 'none', 0);
		// A first time without counting: both nodes' code is compiled then.
		await once('theirs');
		await once('ours');
		connections.ours = [];
		connections.theirs = [];
		const runs = await alternate(
			pushRounds,
			async () => await once('theirs'),
			async () => await once('ours'),
		);
		return figures(runs, connections, pushItems);
	} finally {
		await n8n.dispose();
		await target.stop();
	}
}
