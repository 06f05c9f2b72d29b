/** A port that can be closed and opened again, as `refuse` on a port of one's own needs it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Listener {
	private server: Server | undefined;
	private bound = 0;

	constructor(
		private readonly handler: RequestListener,
		private readonly host: string,
	) {}

	get port(): number {
		return this.bound;
	}

	/**
	 * @param port 0 for a free one
	 * @throws the system's error, for instance EADDRINUSE
	 */
	async open(port = this.bound): Promise<void> {
		if (this.server) return;
		const server = createServer(this.handler);
		// Callers keep connections for reuse; so must we, or a reset would be seen where none was meant.
		server.keepAliveTimeout = 60_000;
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(port, this.host, resolve);
		});
		this.bound = (server.address() as AddressInfo).port;
		this.server = server;
	}

	/** Nobody listens any more, and every connection is gone. */
	async close(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		if (!server) return;
		await new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	}
}
