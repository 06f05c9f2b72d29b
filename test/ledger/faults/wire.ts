/** A network between a ledger and its PostgreSQL server, in which things get lost. */
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** What becomes of the next COMMIT. Each happens once. */
export type CommitFault =
	/** The connection breaks before the server has seen it. */
	| 'not sent'
	/** The server has committed, and the connection breaks before its answer has come. */
	| 'not answered'
	/** The same, and nothing shows that the connection is broken. */
	| 'silent';

const COMMIT = 'COMMIT';

export class Wire {
	/** Set it, and it happens to the next COMMIT. */
	nextCommit: CommitFault | undefined;
	/** New connections are made, and nothing gets through them. */
	isDown = false;
	/** How long each answer is on its way. */
	latencyMs = 0;
	private readonly pairs = new Set<{ near: Socket; far: Socket; lost: boolean }>();
	private readonly server: Server;
	private onFault: () => void = () => {};

	private constructor(private readonly to: number) {
		this.server = createServer((near) => this.join(near));
	}

	/** @param to the server's port */
	static async open(to: number): Promise<Wire> {
		const wire = new Wire(to);
		await new Promise<void>((resolve) => wire.server.listen(0, '127.0.0.1', resolve));
		return wire;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	/** Resolves when a fault has happened to a COMMIT. */
	async fault(kind: CommitFault): Promise<void> {
		this.nextCommit = kind;
		await new Promise<void>((resolve) => (this.onFault = resolve));
	}

	/** All connections there are: they stay open, and nothing gets through any more. */
	loseAll(): void {
		for (const pair of this.pairs) pair.lost = true;
	}

	async close(): Promise<void> {
		for (const { near, far } of this.pairs) {
			near.destroy();
			far.destroy();
		}
		await new Promise((resolve) => this.server.close(resolve));
	}

	private join(near: Socket): void {
		const far = connect(this.to, '127.0.0.1');
		const pair = { near, far, lost: this.isDown };
		this.pairs.add(pair);
		const end = () => {
			near.destroy();
			if (!pair.lost) far.destroy(); // the server does not hear of what is lost
		};
		for (const socket of [near, far]) socket.on('error', end).on('close', end);
		far.on('close', () => this.pairs.delete(pair));
		let fault: CommitFault | undefined;
		near.on('data', (bytes) => {
			if (pair.lost) return;
			if (bytes.includes(COMMIT) && this.nextCommit) {
				fault = this.nextCommit;
				this.nextCommit = undefined;
				if (fault === 'not sent') {
					this.onFault();
					end();
					return;
				}
			}
			far.write(bytes);
		});
		far.on('data', (bytes) => {
			if (pair.lost) return;
			if (fault === undefined) {
				if (this.latencyMs === 0) near.write(bytes);
				else setTimeout(() => near.write(bytes), this.latencyMs);
				return;
			}
			if (fault === 'silent') pair.lost = true;
			else end();
			this.onFault();
		});
	}
}
