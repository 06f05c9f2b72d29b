/**
 * A system that messages are pushed to: a real HTTP(S) server on a free port of this machine, which
 * records every call and can be told to misbehave in the ways real ones do.
 */
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedCall {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	rawHeaders: string[];
	body: Buffer;
	/** The body as JSON, null if it is none. */
	json: Record<string, unknown>;
	/** Position in the order of arrival, from 0. */
	index: number;
}

export type Respond = (
	call: ReceivedCall,
	response: ServerResponse,
	socket: Socket,
) => void | Promise<void>;

export interface TestTarget {
	port: number;
	/** `http://127.0.0.1:port` or `https://127.0.0.1:port`. */
	origin: string;
	calls: ReceivedCall[];
	/** Connections ever opened. */
	connections: number;
	/** Most calls that were under way at one time. */
	maxInFlight: number;
	/** What the next calls get; by default `{"code":0,"msg":"ok"}`. */
	respond: Respond;
	/** Resolves as soon as so many calls have arrived. */
	received(count: number): Promise<void>;
	close(): Promise<void>;
}

function parseBody(body: Buffer): Record<string, unknown> {
	try {
		return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
	} catch {
		return {};
	}
}

async function readCall(request: IncomingMessage, index: number): Promise<ReceivedCall> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	return {
		method: request.method ?? '',
		path: request.url ?? '',
		headers: request.headers,
		rawHeaders: request.rawHeaders,
		body,
		json: parseBody(body),
		index,
	};
}

export const reply =
	(status: number, body: unknown, headers: Record<string, string> = {}): Respond =>
	(_call, response) => {
		const raw = Buffer.isBuffer(body) || typeof body === 'string';
		response.writeHead(status, {
			'content-type': raw ? 'text/plain' : 'application/json',
			...headers,
		});
		response.end(raw ? body : JSON.stringify(body));
	};

export const OK = reply(200, { code: 0, msg: 'ok' });

export const LOGIN_PAGE = reply(200, '<!DOCTYPE html><html><body>Login</body></html>', {
	'content-type': 'text/html',
});

/** Takes the call and cuts the connection without a word. */
export const reset: Respond = (_call, _response, socket) => {
	socket.resetAndDestroy();
};

/** Takes the call and says nothing. */
export const hang: Respond = () => {};

/** Bytes straight onto the connection, then its end. */
export const raw =
	(bytes: string | Buffer): Respond =>
	(_call, _response, socket) => {
		socket.end(bytes);
	};

export const after =
	(ms: number, respond: Respond): Respond =>
	async (call, response, socket) => {
		await new Promise((resolve) => setTimeout(resolve, ms));
		await respond(call, response, socket);
	};

/** One answer for each call in turn; the last one stays. */
export function inTurn(...responses: Respond[]): Respond {
	let next = 0;
	return (call, response, socket) => {
		const respond = responses[Math.min(next++, responses.length - 1)] ?? OK;
		return respond(call, response, socket);
	};
}

/** Starts a target. Close it at the end of the test: it then also checks that nothing is left. */
export async function startTarget(
	options: { tls?: ServerOptions; respond?: Respond; keepAliveMs?: number } = {},
): Promise<TestTarget> {
	const sockets = new Set<Socket>();
	const waiting: Array<{ count: number; resolve: () => void }> = [];
	let inFlight = 0;
	let arrivals = 0;

	const handle = async (request: IncomingMessage, response: ServerResponse) => {
		inFlight++;
		target.maxInFlight = Math.max(target.maxInFlight, inFlight);
		response.once('close', () => inFlight--);
		const call = await readCall(request, arrivals++);
		target.calls.push(call);
		for (const { count, resolve } of waiting) if (target.calls.length >= count) resolve();
		await target.respond(call, response, request.socket);
	};
	// A caller that gives up in the middle of its body is one of the tests.
	const listener = (request: IncomingMessage, response: ServerResponse) =>
		void handle(request, response).catch(() => response.destroy());
	const server: Server = options.tls
		? createHttpsServer(options.tls, listener)
		: createHttpServer(listener);
	server.keepAliveTimeout = options.keepAliveMs ?? 30_000;
	server.on('connection', (socket: Socket) => {
		target.connections++;
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');

	const { port } = server.address() as AddressInfo;
	const target: TestTarget = {
		port,
		origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
		calls: [],
		connections: 0,
		maxInFlight: 0,
		respond: options.respond ?? OK,
		received: async (count) =>
			await new Promise((resolve) => {
				if (target.calls.length >= count) resolve();
				else waiting.push({ count, resolve });
			}),
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
	return target;
}

/** A port on which nobody listens: refused. */
export async function closedPort(): Promise<number> {
	const target = await startTarget();
	await target.close();
	return target.port;
}
