const CHUNK_CHARACTERS = 64 * 1024;

/** JSON objects, one a line, chunk by chunk. To be written as UTF-8, without a byte order mark. */
export async function* ndjson(
	objects: Iterable<object> | AsyncIterable<object>,
): AsyncGenerator<string, void, undefined> {
	let chunk = '';
	for await (const object of objects) {
		chunk += `${JSON.stringify(object)}\n`;
		if (chunk.length < CHUNK_CHARACTERS) continue;
		yield chunk;
		chunk = '';
	}
	if (chunk !== '') yield chunk;
}
