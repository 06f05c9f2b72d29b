/**
 * n8n can load a package anew without a restart (an update in Settings › Community nodes). Both copies
 * of the gate then hear of every request, and neither may spoil what the other does.
 */
import { once } from 'node:events';
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as Guard from '../../../lib/n8n/trigger/replyGuard';
import type * as Gate from '../../../lib/n8n/trigger/requestGate';

type JsonResponse = Guard.JsonResponse;
type Copy = typeof Gate & typeof Guard;

function load(): Copy {
	let copy: Copy | undefined;
	jest.isolateModules(() => {
		copy = {
			...jest.requireActual<typeof Gate>('../../../lib/n8n/trigger/requestGate'),
			...jest.requireActual<typeof Guard>('../../../lib/n8n/trigger/replyGuard'),
		};
	});
	if (!copy) throw new Error('not loaded');
	return copy;
}

const expressPrototype = Object.create(ServerResponse.prototype, {
	json: {
		writable: true,
		value(this: ServerResponse, body: unknown) {
			this.end(JSON.stringify(body));
		},
	},
}) as object;

const PATH = '/outapi/reload/send';
let server: Server;
let url: string;
let handler: (request: IncomingMessage, response: JsonResponse) => void;
let before: Copy;
let after: Copy;

beforeAll(async () => {
	before = load();
	after = load();
	expect(after.openGate).not.toBe(before.openGate);
	server = createServer((request, response) => {
		Object.setPrototypeOf(response, expressPrototype);
		handler(request, response);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
	before.openGate(url, { mirrorHttpStatus: false });
	after.openGate(url, { mirrorHttpStatus: false });
});

afterAll(async () => {
	before.closeGate(url);
	after.closeGate(url);
	const closed = once(server, 'close');
	server.close();
	server.closeAllConnections();
	await closed;
});

async function post(): Promise<{ code: number }> {
	const headers = { 'content-type': 'application/json; charset=gbk' };
	const reply = await fetch(url, { method: 'POST', body: '{}', headers });
	return (await reply.json()) as { code: number };
}

it('the new copy sees the content type as the caller sent it', async () => {
	const seen: unknown[] = [];
	handler = (request, response) => {
		seen.push(request.headers['content-type'], after.realContentType(request));
		after.guardReplies(response).claimed = true;
		response.json?.({ code: 1, msg: 'x' });
	};
	await post();
	expect(seen).toEqual(['application/octet-stream', 'application/json; charset=gbk']);
});

it('success that the new copy permits leaves, though the old copy put the guard on', async () => {
	handler = (_request, response) => {
		const guard = after.guardReplies(response);
		expect(before.guardReplies(response)).toBe(guard);
		guard.claimed = true;
		guard.permitSuccess();
		response.json?.({ code: 0, msg: 'ok' });
	};
	expect(await post()).toEqual({ code: 0, msg: 'ok' });
});

it('nothing else does', async () => {
	handler = (_request, response) => {
		after.guardReplies(response).claimed = true;
		response.json?.({ code: 0, msg: 'ok' });
	};
	expect((await post()).code).toBeGreaterThan(0);
});
