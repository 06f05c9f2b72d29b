import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** How much of an over-long or broken body is kept for the Rejected output: enough to see who sent what. */
export const KEPT_PREFIX_BYTES = 64 * 1024;

/** What came of reading a body; failures keep the bytes read so far, so that nothing is lost unseen. */
export type BodyReading =
	| { status: 'complete'; bytes: Buffer }
	| { status: 'too-large'; prefix: Buffer }
	| { status: 'broken-compression'; prefix: Buffer }
	| { status: 'aborted'; prefix: Buffer };

function decoderFor(contentEncoding: string): Transform | undefined {
	switch (contentEncoding.trim().toLowerCase()) {
		case 'gzip':
		case 'x-gzip':
			return createGunzip();
		case 'deflate':
			return createInflate();
		case 'br':
			return createBrotliDecompress();
		default:
			return undefined;
	}
}

/**
 * Reads a request's body, decompressed, up to a limit.
 *
 * Own code, though n8n has `readRawBody`: that one knows one limit for the whole server, gives
 * nothing back of a body that is too long or broken off, and turns both into replies with `code: 0`.
 *
 * @param stream the request, not yet read
 * @param contentEncoding the Content-Encoding header
 * @param maxBytes limit after decompression (a gzip bomb stops here)
 */
export async function readBody(
	stream: Readable,
	contentEncoding: string | undefined,
	maxBytes: number,
): Promise<BodyReading> {
	// A caller that hung up while n8n was looking the workflow up: no event will follow any more.
	if (stream.destroyed) return { status: 'aborted', prefix: Buffer.alloc(0) };
	const decoder = contentEncoding ? decoderFor(contentEncoding) : undefined;
	const source: Readable = decoder ? stream.pipe(decoder) : stream;
	const chunks: Buffer[] = [];
	let length = 0;
	// Of bytes that do not decompress at all nothing else would be left: a proxy that unpacks a body and
	// leaves its header as it was, sends such.
	const packed: Buffer[] = [];
	let packedLength = 0;
	const keepPacked = (chunk: Buffer) => {
		if (packedLength < KEPT_PREFIX_BYTES) packed.push(chunk);
		packedLength += chunk.length;
	};
	if (decoder) stream.on('data', keepPacked);

	return await new Promise<BodyReading>((resolve) => {
		const finish = (reading: BodyReading) => {
			source.removeAllListeners('data');
			if (decoder) {
				stream.off('data', keepPacked);
				stream.unpipe(decoder);
				// Otherwise it goes on with what it has been given: 64 KB of a bomb are 64 MB to unpack.
				decoder.destroy();
			}
			// The rest is drained unread, so that the caller can finish sending and see our reply.
			stream.resume();
			resolve(reading);
		};
		const keep = (status: 'too-large' | 'broken-compression' | 'aborted') => {
			const kept = length > 0 ? chunks : packed;
			finish({ status, prefix: Buffer.concat(kept).subarray(0, KEPT_PREFIX_BYTES) });
		};
		source.on('data', (chunk: Buffer) => {
			length += chunk.length;
			chunks.push(chunk);
			if (length > maxBytes) keep('too-large');
		});
		source.once('end', () => finish({ status: 'complete', bytes: Buffer.concat(chunks) }));
		// `on`, not `once`: a second error after the first must not become an uncaught exception.
		decoder?.on('error', () => keep('broken-compression'));
		stream.on('error', () => keep('aborted'));
		stream.once('close', () => {
			if (!stream.readableEnded) keep('aborted');
		});
	});
}
