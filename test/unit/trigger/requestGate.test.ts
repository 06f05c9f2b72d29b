import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardReplies, type JsonResponse } from '../../../lib/n8n/trigger/replyGuard';
import { closeGate, openGate, realContentType } from '../../../lib/n8n/trigger/requestGate';

const PATH = '/outapi/risk/send';

/** Express gives a response its methods by changing its prototype; this does the same. */
const expressPrototype = Object.create(ServerResponse.prototype, {
	json: {
		value(this: ServerResponse, body: unknown) {
			this.setHeader('content-type', 'application/json');
			this.end(JSON.stringify(body));
		},
	},
}) as object;

type Handler = (request: IncomingMessage, response: JsonResponse) => void;

describe('request gate and reply guard, on a real server', () => {
	let server: Server;
	let base: string;
	let handler: Handler;

	beforeEach(async () => {
		server = createServer((request, response) => {
			Object.setPrototypeOf(response, expressPrototype);
			handler(request, response);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		openGate(`${base}${PATH}`, { mirrorHttpStatus: false });
	});

	afterEach(async () => {
		closeGate(`${base}${PATH}`);
		await new Promise((resolve) => server.close(resolve));
	});

	const post = async (path = PATH, contentType = 'application/json; charset=gbk') => {
		const reply = await fetch(base + path, {
			method: 'POST',
			body: '{}',
			headers: { 'content-type': contentType },
		});
		return { status: reply.status, body: (await reply.json()) as { code: number; msg?: string } };
	};
	const fail: Handler = (_request, response) => {
		response.statusCode = 500;
		response.json?.({ code: 0, message: 'SQLITE_FULL' });
	};

	it('hides the content type from n8n and gives it back to the trigger', async () => {
		const seen: Array<string | undefined> = [];
		handler = (request, response) => {
			seen.push(request.headers['content-type'], realContentType(request));
			guardReplies(response).claimed = true;
			response.json?.({ code: 1, msg: 'x' });
		};
		await post();
		expect(seen).toEqual(['application/octet-stream', 'application/json; charset=gbk']);
	});

	it('turns an error of n8n, code 0, into a non-zero envelope without its text', async () => {
		handler = fail;
		const { status, body } = await post();
		expect(status).toBe(200);
		expect(body.code).toBeGreaterThan(0);
		expect(body.msg).toMatch(/[\u4e00-\u9fff]/);
		expect(JSON.stringify(body)).not.toContain('SQLITE');
	});

	it('lets code 0 out only after it has been permitted', async () => {
		handler = (_request, response) => response.json?.({ code: 0, msg: 'ok' });
		expect((await post()).body.code).not.toBe(0);
		openGate(`${base}${PATH}`, { mirrorHttpStatus: false });
		handler = (_request, response) => {
			const guard = guardReplies(response);
			guard.claimed = true;
			guard.permitSuccess();
			response.json?.({ code: 0, msg: 'ok' });
		};
		expect((await post()).body).toEqual({ code: 0, msg: 'ok' });
	});

	it('does not let a permitted reply hide a later error', async () => {
		handler = (_request, response) => {
			guardReplies(response).permitSuccess();
			fail(_request, response);
		};
		expect((await post()).body.code).not.toBe(0);
	});

	it('mirrors failures in the HTTP status when told to', async () => {
		openGate(`${base}${PATH}`, { mirrorHttpStatus: true });
		handler = fail;
		expect((await post()).status).toBeGreaterThanOrEqual(500);
	});

	it('leaves every other URL alone', async () => {
		handler = (request, response) => {
			response.statusCode = 500;
			response.json?.({ code: 0, message: request.headers['content-type'] });
		};
		for (const path of [
			'/outapi/plain',
			'/outapi/x/risk/send',
			'/rest/risk/send',
			'/outapi/risk/send/x',
		]) {
			const { status, body } = await post(path);
			expect({ path, status, body }).toEqual({
				path,
				status: 500,
				body: { code: 0, message: 'application/json; charset=gbk' },
			});
		}
	});

	it('knows its URL with a query, a trailing slash and escapes', async () => {
		handler = fail;
		for (const path of [`${PATH}?a=1`, `${PATH}/`, '/outapi/risk%2Fsend']) {
			expect((await post(path)).body.code).not.toBe(0);
		}
	});

	it("does not forget a URL for n8n's own reply while it starts", async () => {
		handler = (_request, response) => response.end('n8n is starting up. Please wait');
		await fetch(base + PATH, { method: 'POST', body: '{}' });
		await new Promise((resolve) => setImmediate(resolve));
		handler = fail;
		expect((await post()).body.code).toBeGreaterThan(0);
	});

	it('forgets a URL that somebody else answers', async () => {
		const types: Array<string | undefined> = [];
		handler = (request, response) => {
			types.push(request.headers['content-type']);
			response.locals = { workflowId: 'w1' };
			response.json?.({ hello: 'plain webhook' });
		};
		await post(PATH, 'application/json');
		// 'finish' fires once the reply is out; the next request comes over a settled server.
		await new Promise((resolve) => setImmediate(resolve));
		const { body } = await post(PATH, 'application/json');
		expect(types[1]).toBe('application/json');
		expect(body).toEqual({ hello: 'plain webhook' });
	});
});
