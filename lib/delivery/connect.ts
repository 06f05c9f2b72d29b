import type { ClientRequest } from 'node:http';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type TLSSocket } from 'node:tls';

import { HttpProxyAgent, HttpsProxyAgent } from '../thirdParty';
import { timeLimit } from './timeLimit';

/** Our own code on the socket's error, told apart from the system's ETIMEDOUT after minutes. */
export const CONNECT_TIMEOUT_CODE = 'RISK_CONNECT_TIMEOUT';
export const PROXY_FAILED_CODE = 'RISK_PROXY_FAILED';

function codedError(code: string, cause?: unknown): Error {
	return Object.assign(new Error(code, { cause }), { code });
}

/** Sockets whose connection stands, TLS included. A pooled socket tells this no more by itself. */
const readySockets = new WeakSet<Socket>();

/**
 * Calls back as soon as bytes can leave: at once for a kept-alive connection.
 *
 * @param socket one of our agents' sockets, as a request's `socket` event hands it over
 */
export function whenReady(socket: Socket, secure: boolean, callback: () => void): void {
	if (readySockets.has(socket)) callback();
	else socket.once(secure ? 'secureConnect' : 'connect', callback);
}

/**
 * Destroys a socket that is not ready in time. Node's own time-outs count silence on a socket, so
 * that a SYN into a firewall's void is not covered by them until the request's own ends.
 */
function guardConnect<S extends Socket>(socket: S, secure: boolean, ms: number): S {
	const done = timeLimit(ms, () => socket.destroy(codedError(CONNECT_TIMEOUT_CODE)));
	probeOnce(socket);
	socket
		.once(secure ? 'secureConnect' : 'connect', () => {
			readySockets.add(socket);
			done();
		})
		.once('close', done);
	return socket;
}

/**
 * Node's agents tell the system to probe a connection each time that one is put back into the pool. Once is
 * enough, and the call is not cheap.
 */
function probeOnce(socket: Socket): void {
	const set = socket.setKeepAlive.bind(socket) as (...args: unknown[]) => Socket;
	let isSet = false;
	socket.setKeepAlive = (...args: unknown[]) => {
		if (isSet) return socket;
		isSet = true;
		return set(...args);
	};
}

const isSocket = (value: unknown): value is Socket =>
	typeof value === 'object' && value !== null && 'destroy' in value;

type CreateConnection = HttpAgent['createConnection'];

/** Keep-alive agent for `http:` targets that gives up connecting after a limit of its own. */
export class DirectHttpAgent extends HttpAgent {
	constructor(
		options: ConstructorParameters<typeof HttpAgent>[0],
		private readonly connectTimeoutMs: number,
	) {
		super(options);
	}

	override createConnection(...args: Parameters<CreateConnection>): ReturnType<CreateConnection> {
		const socket = super.createConnection(...args);
		return isSocket(socket) ? guardConnect(socket, false, this.connectTimeoutMs) : socket;
	}
}

/** The same for `https:` targets; the limit covers the TLS handshake. */
export class DirectHttpsAgent extends HttpsAgent {
	constructor(
		options: ConstructorParameters<typeof HttpsAgent>[0],
		private readonly connectTimeoutMs: number,
	) {
		super(options);
	}

	override createConnection(
		...args: Parameters<HttpsAgent['createConnection']>
	): ReturnType<HttpsAgent['createConnection']> {
		const socket = super.createConnection(...args);
		return isSocket(socket) ? guardConnect(socket, true, this.connectTimeoutMs) : socket;
	}
}

/**
 * Connects to the proxy, and ends that when the limit is over. Whatever else goes wrong here is the
 * proxy's fault and not the target's.
 */
async function withinLimit(
	ms: number,
	connect: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
	const abort = new AbortController();
	const done = timeLimit(ms, () => abort.abort());
	try {
		return await connect(abort.signal);
	} catch (error) {
		throw codedError(abort.signal.aborted ? CONNECT_TIMEOUT_CODE : PROXY_FAILED_CODE, error);
	} finally {
		done();
	}
}

/** Keep-alive agent that sends `http:` calls through a forward proxy. */
export class ProxiedHttpAgent extends HttpProxyAgent<string> {
	private readonly baseOptions: HttpProxyAgent<string>['connectOpts'];

	constructor(
		proxy: string,
		options: ConstructorParameters<typeof HttpProxyAgent>[1],
		private readonly connectTimeoutMs: number,
	) {
		super(proxy, options);
		this.baseOptions = this.connectOpts;
	}

	override async connect(
		...args: Parameters<HttpProxyAgent<string>['connect']>
	): ReturnType<HttpProxyAgent<string>['connect']> {
		return await withinLimit(this.connectTimeoutMs, async (signal) => {
			// The base class reads `connectOpts` before its first await, so this is not shared.
			this.connectOpts = Object.assign({}, this.baseOptions, { signal });
			const socket = await super.connect(...args);
			readySockets.add(socket);
			return socket;
		});
	}
}

type TunnelConnect = HttpsProxyAgent<string>['connect'];

/** Keep-alive agent that tunnels `https:` calls through a proxy. */
export class ProxiedHttpsAgent extends HttpsProxyAgent<string> {
	private readonly baseOptions: HttpsProxyAgent<string>['connectOpts'];

	/**
	 * @param tls the target's TLS settings. They are kept from the connection to the proxy, which
	 * has another name and another CA.
	 */
	constructor(
		proxy: string,
		options: ConstructorParameters<typeof HttpsProxyAgent>[1],
		private readonly tls: object,
		private readonly connectTimeoutMs: number,
	) {
		super(proxy, options);
		this.baseOptions = this.connectOpts;
	}

	override async connect(...[request, options]: Parameters<TunnelConnect>): Promise<TLSSocket> {
		const host = options.host ?? '';
		// Otherwise the proxy's own answer would be taken for the target's.
		const refused = refusedByProxy(request);
		const socket = await withinLimit(this.connectTimeoutMs, async (signal) => {
			this.connectOpts = Object.assign({}, this.baseOptions, { signal });
			return await super.connect(request, { ...options, ...identity(host), ...this.tls });
		});
		if (refused()) {
			socket.destroy();
			throw codedError(PROXY_FAILED_CODE);
		}
		return guardConnect(socket as TLSSocket, true, this.connectTimeoutMs);
	}
}

/**
 * The base class drops the host before the handshake, so that for an address in digits, which has
 * no server name, Node would check the certificate for "localhost".
 */
function identity(host: string): Pick<ConnectionOptions, 'checkServerIdentity'> {
	if (isIP(host) === 0) return {};
	return {
		checkServerIdentity: (name, certificate) =>
			checkServerIdentity(name === 'localhost' ? host : name, certificate),
	};
}

function refusedByProxy(request: ClientRequest): () => boolean {
	let status = 200;
	request.once('proxyConnect', (answer: { statusCode: number }) => {
		status = answer.statusCode;
	});
	return () => status !== 200;
}
