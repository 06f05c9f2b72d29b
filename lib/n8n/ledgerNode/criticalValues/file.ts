import type { IBinaryData } from 'n8n-workflow';
import type { LedgerCall } from '../run';

/** A file of text chunks, as n8n keeps files; its name holds no patient data. */
export async function textFile(
	{ context }: LedgerCall,
	chunks: AsyncIterable<string>,
	name: string,
	mimeType: string,
): Promise<IBinaryData> {
	const parts: Buffer[] = [];
	for await (const chunk of chunks) parts.push(Buffer.from(chunk, 'utf8'));
	return await context.helpers.prepareBinaryData(Buffer.concat(parts), name, mimeType);
}
