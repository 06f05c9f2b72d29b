/** A small real forward proxy: absolute-form requests for `http:`, CONNECT tunnels for `https:`. */
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface TestProxy {
	url: string;
	/** Request lines, e.g. `CONNECT host:port` or `POST http://…`. */
	seen: string[];
	proxyAuthorization: Array<string | undefined>;
	/** Status for everything, instead of forwarding. */
	refuseWith: number | undefined;
	/** Accept connections and say nothing. */
	hang: boolean;
	close(): Promise<void>;
}

export async function startProxy(): Promise<TestProxy> {
	const sockets = new Set<Socket>();
	const server = createServer((incoming, outgoing) => {
		proxy.seen.push(`${incoming.method} ${incoming.url}`);
		proxy.proxyAuthorization.push(incoming.headers['proxy-authorization']);
		if (proxy.hang) return;
		if (proxy.refuseWith !== undefined) {
			outgoing.writeHead(proxy.refuseWith).end('<html>proxy says no</html>');
			return;
		}
		const { method, headers } = incoming;
		const onward = httpRequest(incoming.url ?? '', { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		onward.on('error', () => outgoing.writeHead(502).end());
		incoming.pipe(onward);
	});
	server.on('connect', (request, client: Socket) => {
		proxy.seen.push(`CONNECT ${request.url}`);
		proxy.proxyAuthorization.push(request.headers['proxy-authorization']);
		if (proxy.hang) return;
		if (proxy.refuseWith !== undefined) {
			client.end(`HTTP/1.1 ${proxy.refuseWith} No\r\n\r\n`);
			return;
		}
		const [host, port] = (request.url ?? '').split(':');
		const onward = connect(Number(port), host, () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			onward.pipe(client).pipe(onward);
		});
		sockets.add(onward);
		onward.on('error', () => client.destroy());
		client.on('error', () => onward.destroy());
	});
	server.on('connection', (socket) => sockets.add(socket));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const proxy: TestProxy = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen: [],
		proxyAuthorization: [],
		refuseWith: undefined,
		hang: false,
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
	return proxy;
}
