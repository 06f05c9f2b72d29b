/** A system to push to: answers every call at once, and counts calls and connections. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const OK = JSON.stringify({ code: 0, msg: 'ok' });

function answer(request: IncomingMessage, response: ServerResponse): void {
	request.resume();
	request.once('end', () => {
		response.setHeader('content-type', 'application/json');
		response.end(OK);
	});
}

export class Target {
	connections = 0;
	calls = 0;

	private constructor(private readonly server: Server) {
		server.on('connection', () => (this.connections += 1));
		server.on('request', () => (this.calls += 1));
	}

	static async start(): Promise<Target> {
		const server = createServer(answer);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new Target(server);
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	reset(): void {
		this.connections = 0;
		this.calls = 0;
	}

	async stop(): Promise<void> {
		await new Promise((resolve) => {
			this.server.close(resolve);
			this.server.closeAllConnections();
		});
	}
}
