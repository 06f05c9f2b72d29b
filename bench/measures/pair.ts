/** Our trigger and n8n's Webhook, published in one n8n, and load on either of them. */
import { randomUUID } from 'node:crypto';
import { generate } from '../load/generate';
import type { Load, LoadResult } from '../load/protocol';
import { cpuTimeMs } from '../n8n/cpuTime';
import { BenchN8n, type Published, type SettingsName } from '../n8n/server';
import { ours as oursFile, watch as watchFile, webhook as webhookFile } from '../n8n/workflows';

/** From the last answer to the last message processed: a backlog is to be worked off, not given up on. */
const PROCESS_LIMIT_MS = 180_000;

const OURS = 'bench/ours';
const WEBHOOK = 'bench/webhook';

export interface LoadOutcome extends LoadResult {
	/** Calls answered, and processed, a second: until the last one was processed. */
	perSecond: number;
	/** CPU time of n8n for each, milliseconds; undefined where the system does not tell. */
	cpuMs: number | undefined;
}

type Shape = Omit<Load, 'url' | 'prefix'>;

/** Its riskIds begin with something of their own. */
const complete = (load: Shape, { url }: Published): Load => ({
	...load,
	url,
	prefix: `${randomUUID().slice(0, 8)}-`,
});

function outcome(result: LoadResult, processedAt: number, cpuMs: number | undefined): LoadOutcome {
	const { answered, startedAt } = result;
	const perSecond = (answered * 1_000) / (processedAt - startedAt);
	return { ...result, perSecond, cpuMs: cpuMs === undefined ? undefined : cpuMs / answered };
}

export class Pair {
	private constructor(
		readonly n8n: BenchN8n,
		private readonly trigger: Published,
		private readonly webhook: Published,
	) {}

	static async start(settings: SettingsName): Promise<Pair> {
		const n8n = await BenchN8n.start(settings);
		try {
			const trigger = await n8n.publish(oursFile(OURS), OURS);
			return new Pair(n8n, trigger, await n8n.publish(webhookFile(WEBHOOK), WEBHOOK));
		} catch (error) {
			await n8n.dispose();
			throw error;
		}
	}

	async ours(load: Shape): Promise<LoadOutcome> {
		const { channel } = this.trigger;
		const newest = this.n8n.inbox.newest(channel);
		const cpuMs = this.cpuClock();
		const result = await generate(complete(load, this.trigger));
		if (result.accepted !== result.answered) throw new Error('not every answer had code 0');
		const count = result.accepted;
		const at = await this.n8n.inbox.processed(channel, newest, count, PROCESS_LIMIT_MS);
		return outcome(result, at, cpuMs());
	}

	async theirs(load: Shape): Promise<LoadOutcome> {
		const { id } = this.webhook.workflow;
		const newest = this.n8n.executions.newest(id);
		const cpuMs = this.cpuClock();
		const result = await generate(complete(load, this.webhook));
		const count = result.answered;
		const at = await this.n8n.executions.processed(id, newest, count, PROCESS_LIMIT_MS);
		return outcome(result, at, cpuMs());
	}

	/** Publishes a watch over all that is accepted. @returns what ends it */
	async watch(): Promise<() => Promise<void>> {
		const { rest } = this.n8n.server;
		const saved = await rest.createWorkflow({ ...watchFile(), id: randomUUID() });
		await rest.activate(saved);
		return async () => void (await rest.deactivate(saved.id));
	}

	/** Started when a load begins; gives the CPU time that n8n has taken since. */
	private cpuClock(): () => number | undefined {
		const pid = this.n8n.server.pid ?? 0;
		const before = cpuTimeMs(pid) ?? NaN;
		return () => {
			const now = cpuTimeMs(pid);
			return now === undefined ? undefined : now - before;
		};
	}

	/** Executions of our workflow that succeeded, behind an id. */
	executionsOfOurs(after: number): number {
		return this.n8n.executions.succeeded(this.trigger.workflow.id, after).done;
	}

	newestExecutionOfOurs(): number {
		return this.n8n.executions.newest(this.trigger.workflow.id);
	}
}
