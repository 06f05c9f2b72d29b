import { createHash } from 'node:crypto';
import { PgClient } from '../../thirdParty';
import { poolConfig, type PostgresSettings } from './connection';
import { cut, endInTime } from './held';

/** Between two tries to get the listening connection back; polling covers the time in between. */
const RECONNECT_MS = 2_000;

/** A channel's name may be longer than PostgreSQL's 63 characters for one, and hold anything. */
export const notifyChannel = (schema: string): string =>
	`cv_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`;

/** One connection that waits for NOTIFY, and comes back by itself when it is lost. */
export class Listener {
	private readonly callbacks = new Map<string, Set<() => void>>();
	private client: InstanceType<typeof PgClient> | undefined;
	private timer: NodeJS.Timeout | undefined;
	private closed = false;

	constructor(private readonly settings: PostgresSettings) {}

	on(channel: string, callback: () => void): () => void {
		const own = this.callbacks.get(channel) ?? new Set();
		this.callbacks.set(channel, own.add(callback));
		if (!this.client && !this.timer) void this.connect();
		return () => {
			own.delete(callback);
			if (own.size === 0) this.callbacks.delete(channel);
		};
	}

	private async connect(): Promise<void> {
		const client = new PgClient(poolConfig(this.settings, 1));
		this.client = client;
		client.on('notification', ({ payload }) => this.call(payload ?? ''));
		client.on('error', () => this.lost(client));
		client.on('end', () => this.lost(client));
		try {
			await client.connect();
			await client.query(`LISTEN ${notifyChannel(this.settings.schema)}`);
		} catch {
			this.lost(client);
			return;
		}
		// Whatever came in while nobody listened.
		for (const channel of this.callbacks.keys()) this.call(channel);
	}

	private call(channel: string): void {
		for (const callback of this.callbacks.get(channel) ?? []) callback();
	}

	private lost(client: InstanceType<typeof PgClient>): void {
		if (this.client !== client) return;
		this.client = undefined;
		void endInTime(client); // mostly it is gone already
		if (this.closed) return;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			void this.connect();
		}, RECONNECT_MS);
		this.timer.unref();
	}

	/** The server is silent elsewhere: a connection that only listens would never find out. */
	renew(): void {
		if (this.client) cut(this.client);
	}

	async close(): Promise<void> {
		this.closed = true;
		clearTimeout(this.timer);
		const { client } = this;
		this.client = undefined;
		if (client) await endInTime(client);
	}
}
