/**
 * How n8n (2.41.1, `middlewares/body-parser.js`) reads a webhook's body before the node runs, for a
 * typeVersion above 1: types on its list are read and parsed, all others stay in the stream.
 */
import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';

/** N8N_PAYLOAD_SIZE_MAX, made small: tests need not send 16 MB to go over it. */
export const N8N_LIMIT_BYTES = 1024 * 1024;

/** n8n's own response errors: these carry a code of their own; anything else becomes code 0. */
export class N8nResponseError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

type N8nRequest = IncomingMessage & { rawBody?: Buffer; body?: unknown };

const PARSED = /^(application\/(json|x-www-form-urlencoded|(.+\+)?xml)|text\/(plain|xml))$/;

function decompressed(request: IncomingMessage): Readable {
	switch (request.headers['content-encoding']) {
		case 'gzip':
			return request.pipe(createGunzip());
		case 'deflate':
			return request.pipe(createInflate());
		default:
			return request;
	}
}

async function readRaw(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of decompressed(request)) {
		chunks.push(chunk as Buffer);
		length += (chunk as Buffer).length;
		// raw-body's error, which n8n does not know: so it becomes code 0.
		if (length > N8N_LIMIT_BYTES) throw new Error('request entity too large');
	}
	return Buffer.concat(chunks);
}

/** @throws N8nResponseError (422) for JSON that does not parse and for charsets Node does not know */
export async function readBodyAsN8n(request: N8nRequest): Promise<void> {
	const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
	if (!PARSED.test(type)) return;
	request.rawBody = await readRaw(request);
	const charset = /charset=["']?([\w-]+)/i.exec(parameters.join(';'))?.[1] ?? 'utf-8';
	try {
		const text = request.rawBody.toString(charset as BufferEncoding).replace(/^\uFEFF/, '');
		request.body = type === 'application/json' && text !== '' ? JSON.parse(text) : text;
	} catch {
		throw new N8nResponseError(422, 'Failed to parse request body');
	}
}
