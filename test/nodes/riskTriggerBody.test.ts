/** Bodies that n8n itself would misread, refuse or answer with `code: 0`: the gate brings them in whole. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { N8N_LIMIT_BYTES } from '../support/n8nBody';
import { TriggerServer } from '../support/triggerServer';
import { ACCEPTED, CRITICAL_VALUE, OK, REFUSAL, REJECTED, TRIGGER } from '../support/workflows';

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => await n8n.reset());
afterAll(async () => await n8n.close());

const text = JSON.stringify(CRITICAL_VALUE);

/** "中国" in GBK. */
const gbkBody = Buffer.concat([
	Buffer.from('{"riskId":"G1","flag":"add","sendTime":1645431150154,"patientName":"'),
	Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]),
	Buffer.from('"}'),
]);

const acceptedJson = async () => (await n8n.takeRun()).items(ACCEPTED)[0]?.json;
const rejectedJson = async () => {
	const run = await n8n.takeRun();
	expect(run.ran).toEqual([TRIGGER, REJECTED]);
	return run.items(REJECTED)[0]?.json;
};

describe('content types and charsets', () => {
	it.each([
		'application/json; charset=gbk',
		'application/json;charset=GB2312',
		'application/json',
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'application/xml',
		'nonsense',
	])('GBK bytes as %s: accepted and legible', async (contentType) => {
		const trigger = await n8n.publish(`body/gbk/${contentType.replace(/\W/g, '-')}`);
		const reply = await trigger.post(gbkBody, { 'content-type': contentType });
		expect(reply.body).toEqual(OK);
		expect(await acceptedJson()).toMatchObject({ riskId: 'G1', patientName: '中国' });
		expect(n8n.contentTypes.at(-1)).toBe('application/octet-stream');
	});

	it('UTF-8 with a byte order mark, and no content type at all', async () => {
		const trigger = await n8n.publish('body/bom');
		const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
		const response = await fetch(trigger.url, { method: 'POST', body });
		expect(await response.json()).toEqual(OK);
		expect(await acceptedJson()).toMatchObject({ patientName: CRITICAL_VALUE.patientName });
	});

	it('bytes that are no text: rejected, kept as base64', async () => {
		const trigger = await n8n.publish('body/binary');
		const bytes = Buffer.from([0xff, 0xfe, 0xff, 0x00, 0x81]);
		expect((await trigger.post(bytes)).body).toEqual(REFUSAL);
		expect(await rejectedJson()).toMatchObject({ rawBase64: bytes.toString('base64') });
	});
});

describe('compression', () => {
	it.each([
		['gzip', gzipSync(text)],
		['deflate', deflateSync(text)],
		['br', brotliCompressSync(text)],
	])('%s: accepted', async (encoding, bytes) => {
		const trigger = await n8n.publish(`body/${encoding}`);
		expect((await trigger.post(bytes, { 'content-encoding': encoding })).body).toEqual(OK);
		expect(await acceptedJson()).toMatchObject({ riskId: CRITICAL_VALUE.riskId });
	});

	it('broken gzip: rejected', async () => {
		const trigger = await n8n.publish('body/broken-gzip');
		const reply = await trigger.post('no gzip', { 'content-encoding': 'gzip' });
		expect(reply.body).toEqual({ ...REFUSAL, code: 1002 });
		expect(await rejectedJson()).toMatchObject({ reason: 'BODY_UNREADABLE', rawTruncated: true });
	});
});

describe('size', () => {
	const limit = { parameters: { options: { maxBodyMb: 0.5 } } };
	const bodyOf = (bytes: number) => text.replace(/}$/, `,"x":"${'x'.repeat(bytes)}"}`);

	it('over the limit of the node: rejected, its beginning kept', async () => {
		const trigger = await n8n.publish('body/too-large', limit);
		const reply = await trigger.post(bodyOf(0.6 * N8N_LIMIT_BYTES));
		expect(reply).toMatchObject({ status: 200, body: { ...REFUSAL, code: 1005 } });
		const json = await rejectedJson();
		expect(json).toMatchObject({ reason: 'BODY_TOO_LARGE', rawTruncated: true });
		expect(json?.raw).toContain(`"riskId":"${CRITICAL_VALUE.riskId}"`);
		// What is under the limit passes.
		expect((await trigger.post(bodyOf(0.4 * N8N_LIMIT_BYTES))).body).toEqual(OK);
	});

	it('a gzip bomb: rejected, and not unpacked any further', async () => {
		const decoders: Writable[] = [];
		const trigger = await n8n.publish('body/bomb', {
			...limit,
			tamper: (context) => {
				const request: unknown = context.getRequestObject();
				const pipe = (request as IncomingMessage).pipe.bind(request as IncomingMessage);
				jest.spyOn(request as IncomingMessage, 'pipe').mockImplementation((decoder) => {
					decoders.push(decoder as Writable);
					return pipe(decoder);
				});
			},
		});
		const bomb = gzipSync(Buffer.alloc(50 * N8N_LIMIT_BYTES, ' '));
		const reply = await trigger.post(bomb, { 'content-encoding': 'gzip' });
		expect(reply.body).toEqual({ ...REFUSAL, code: 1005 });
		expect(decoders.map(({ destroyed }) => destroyed)).toEqual([true]);
	});

	it("over n8n's own limit, but not over the node's: accepted", async () => {
		const trigger = await n8n.publish('body/larger-than-n8n');
		expect((await trigger.post(bodyOf(2 * N8N_LIMIT_BYTES))).body).toEqual(OK);
	});
});

describe('a caller that hangs up', () => {
	async function open(): Promise<Socket> {
		const socket = connect(n8n.port, '127.0.0.1');
		await once(socket, 'connect');
		return socket;
	}

	/** Sends the beginning of a call, its length announced as more. */
	function begin(socket: Socket, path: string, body: string): void {
		socket.write(`POST ${path} HTTP/1.1\r\nhost: n8n\r\ncontent-length: 1000\r\n\r\n${body}`);
	}

	it('in the middle of the body: on Rejected, since nobody else would tell', async () => {
		const caller = await open();
		const trigger = await n8n.publish('body/aborted', {
			tamper: (context) => {
				const request: unknown = context.getRequestObject();
				// One turn later the node is reading; the beginning of the body arrives, then nothing more.
				setImmediate(() => {
					(request as IncomingMessage).once('data', () => caller.destroy());
					caller.write('{"riskId":"HALF"');
				});
			},
		});
		const handled = n8n.handled();
		begin(caller, trigger.path, '');
		await handled;
		expect(await rejectedJson()).toMatchObject({
			reason: 'BODY_UNREADABLE',
			raw: '{"riskId":"HALF"',
			rawTruncated: true,
		});
	});

	it('before the node begins to read: the node is through with the call all the same', async () => {
		const trigger = await n8n.publish('body/gone');
		const caller = await open();
		n8n.n8n.findWorkflow = async (request) => {
			caller.destroy();
			await new Promise((resolve) => request.once('error', () => {}).once('close', resolve));
		};
		const handled = n8n.handled();
		begin(caller, trigger.path, '{"riskId":"GONE"');
		await handled;
		expect(await rejectedJson()).toMatchObject({ reason: 'BODY_UNREADABLE', rawTruncated: true });
	});
});

describe('in a webhook processor, which activates nothing', () => {
	it('takes the first call the way n8n read it, and every later one from the gate', async () => {
		const trigger = await n8n.publish('body/processor', {}, false);
		expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
		expect(n8n.contentTypes.at(-1)).toBe('application/json');
		expect(await acceptedJson()).toMatchObject({ raw: CRITICAL_VALUE });

		const reply = await trigger.post(gbkBody, { 'content-type': 'application/json; charset=gbk' });
		expect(reply.body).toEqual(OK);
		expect(n8n.contentTypes.at(-1)).toBe('application/octet-stream');
		expect(await acceptedJson()).toMatchObject({ patientName: '中国' });
	});

	it('reads a first call that n8n left unread', async () => {
		const trigger = await n8n.publish('body/processor-unread', {}, false);
		const reply = await trigger.post(gbkBody, { 'content-type': 'application/vnd.his' });
		expect(reply.body).toEqual(OK);
		expect(await acceptedJson()).toMatchObject({ patientName: '中国' });
	});
});
