import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { KEPT_PREFIX_BYTES, readBody } from '../../../lib/intake/body';

const TEXT = Buffer.from('{"riskId":"危急值-1"}');
const streamOf = (...chunks: Buffer[]) => Readable.from(chunks, { objectMode: false });

describe('readBody', () => {
	it.each([
		['gzip', gzipSync(TEXT)],
		['x-gzip', gzipSync(TEXT)],
		['deflate', deflateSync(TEXT)],
		['br', brotliCompressSync(TEXT)],
		['identity', TEXT],
		[undefined, TEXT],
	])('reads %s', async (encoding, bytes) => {
		const reading = await readBody(streamOf(bytes), encoding, 1000);
		expect(reading).toEqual({ status: 'complete', bytes: TEXT });
	});

	it('reads an empty body and one in many pieces', async () => {
		expect(await readBody(streamOf(), undefined, 10)).toEqual({
			status: 'complete',
			bytes: Buffer.alloc(0),
		});
		const pieces = [...TEXT].map((byte) => Buffer.from([byte]));
		expect(await readBody(streamOf(...pieces), undefined, 100)).toMatchObject({ bytes: TEXT });
	});

	it('takes exactly the limit and no byte more', async () => {
		const bytes = Buffer.alloc(100, 'x');
		expect(await readBody(streamOf(bytes), undefined, 100)).toMatchObject({ status: 'complete' });
		expect(await readBody(streamOf(bytes), undefined, 99)).toMatchObject({ status: 'too-large' });
	});

	it('stops a gzip bomb at the limit and keeps its beginning', async () => {
		const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'x'));
		const reading = await readBody(streamOf(bomb), 'gzip', 1024 * 1024);
		expect(reading).toMatchObject({ status: 'too-large', prefix: expect.any(Buffer) as Buffer });
		if (reading.status === 'complete') throw new Error('read a bomb whole');
		expect(reading.prefix.length).toBe(KEPT_PREFIX_BYTES);
	});

	it('says when the compression is broken or cut short', async () => {
		const gzip = gzipSync(TEXT);
		for (const bytes of [Buffer.from('no gzip at all'), gzip.subarray(0, gzip.length - 6)]) {
			expect(await readBody(streamOf(bytes), 'gzip', 1000)).toMatchObject({
				status: 'broken-compression',
			});
		}
	});

	it('keeps the beginning of what is not compressed, though its header says so', async () => {
		const large = Buffer.concat([TEXT, Buffer.alloc(2 * KEPT_PREFIX_BYTES, ' ')]);
		for (const [bytes, kept] of [
			[TEXT, TEXT],
			[large, large.subarray(0, KEPT_PREFIX_BYTES)],
		] as const) {
			const reading = await readBody(streamOf(bytes), 'gzip', 1_000_000);
			expect(reading).toEqual({ status: 'broken-compression', prefix: kept });
		}
	});

	it('says when the caller hangs up in the middle', async () => {
		const stream = new Readable({ read() {} });
		stream.push(TEXT);
		const reading = readBody(stream, undefined, 1000);
		setImmediate(() => stream.destroy(new Error('aborted')));
		expect(await reading).toEqual({ status: 'aborted', prefix: TEXT });
	});
});
