/**
 * n8n in queue mode, as a hospital with several machines runs it: a main process, a webhook processor and a
 * worker, over a PostgreSQL and a Redis of the test's own. Each process has a user folder of its own, with
 * the packed package inside, as if it were on another machine; they share the encryption key and no file.
 *
 *   const cluster = await startN8nCluster({ hospitalUrl });
 *   await cluster.publish(file);
 *   await fetch(cluster.webhook.webhookUrl('risk/send'), …);
 *   await cluster.worker.kill9(); await cluster.worker.start();
 *   await cluster.dispose();
 */
import { randomBytes } from 'node:crypto';
import type { EnvironmentChanges } from '../../demo/n8n/environment';
import { triggerPaths } from '../../demo/n8n/examples';
import { LOCAL } from '../../demo/n8n/ports';
import type { SavedWorkflow, WorkflowFile } from '../../demo/n8n/rest';
import { startTestN8n, type TestN8n } from './n8n';
import { PostgresServer } from '../../demo/postgres/server';
import { RedisServer } from './redisServer';

/** What the README recommends: a killed worker's executions are found within some ten seconds. */
export const QUEUE_SETTINGS = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
} as const;

export interface N8nClusterOptions {
	hospitalUrl: string;
	/** On top of the queue mode's, for all three. */
	env?: EnvironmentChanges;
}

/** Only the main process has an account; the others would write one of their own over it. */
const NO_OWNER: EnvironmentChanges = { N8N_INSTANCE_OWNER_MANAGED_BY_ENV: undefined };

function queueMode(postgres: PostgresServer, redis: RedisServer): EnvironmentChanges {
	const { host, port, database, user } = postgres.settings('public');
	return {
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: host,
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: database,
		DB_POSTGRESDB_USER: user,
		QUEUE_BULL_REDIS_HOST: LOCAL,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		...QUEUE_SETTINGS,
	};
}

export class N8nCluster {
	constructor(
		/** Editor, REST interface, and the drains of the triggers. */
		readonly main: TestN8n,
		/** Where callers send their messages. */
		readonly webhook: TestN8n,
		readonly worker: TestN8n,
		/** n8n's own tables in `public`; ledgers in schemas of their own. */
		readonly postgres: PostgresServer,
		readonly redis: RedisServer,
	) {}

	/** As {@link TestN8n.publish}; the webhook processor answers on its paths as well. */
	async publish(file: WorkflowFile): Promise<SavedWorkflow> {
		const saved = await this.main.publish(file);
		for (const path of triggerPaths(file)) await this.webhook.waitUntilLive(path);
		return saved;
	}

	/** The credential of a ledger in this cluster's PostgreSQL, as a trigger names it. */
	async ledgerCredential(schema: string): Promise<{ id: string; name: string }> {
		const { tls: _none, ...data } = this.postgres.settings(schema);
		return await this.main.rest.createCredential(`ledger ${schema}`, 'riskLedgerDb', data);
	}

	async dispose(): Promise<void> {
		await Promise.all(
			[this.main, this.webhook, this.worker].map(async (one) => await one.dispose()),
		);
		await this.redis.dispose();
		this.postgres.dispose();
	}
}

/**
 * Starts the five processes (about 40 s on two cores). Give `beforeAll` three minutes.
 *
 * @throws with the reason and n8n's log when one doesn't start, leaving nothing behind
 */
export async function startN8nCluster(options: N8nClusterOptions): Promise<N8nCluster> {
	const postgres = await PostgresServer.start();
	const started: Array<{ dispose(): Promise<void> | void }> = [postgres];
	try {
		const redis = await RedisServer.start();
		started.unshift(redis);
		const env = { ...queueMode(postgres, redis), ...options.env };
		const prepare = async (more: Partial<Parameters<typeof startTestN8n>[0]> & object) => {
			const one = await startTestN8n({ start: false, ...more, env: { ...env, ...more.env } });
			started.unshift(one);
			return one;
		};
		// The first command makes n8n's tables: three processes at once would get in each other's way.
		const main = await prepare({ hospitalUrl: options.hospitalUrl });
		const webhook = await prepare({ process: 'webhook', env: NO_OWNER });
		const worker = await prepare({ process: 'worker', env: NO_OWNER });
		await Promise.all([main, webhook, worker].map(async (one) => await one.start()));
		return new N8nCluster(main, webhook, worker, postgres, redis);
	} catch (error) {
		for (const one of started) await one.dispose();
		throw error;
	}
}
