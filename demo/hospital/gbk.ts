/** GBK, as old callers send it. Node decodes it but doesn't encode it, so the table is turned round. */

let table: Map<string, number> | undefined;

function buildTable(): Map<string, number> {
	const decoder = new TextDecoder('gbk');
	const built = new Map<string, number>();
	for (let lead = 0x81; lead <= 0xfe; lead += 1) {
		for (let trail = 0x40; trail <= 0xfe; trail += 1) {
			const character = decoder.decode(Uint8Array.of(lead, trail));
			// A pair that is no character decodes into U+FFFD, or into two characters.
			const whole = Array.from(character).length === 1 && character !== '\ufffd';
			if (whole && !built.has(character)) built.set(character, lead * 256 + trail);
		}
	}
	return built;
}

/**
 * @throws when the text has a character that GBK lacks
 */
export function encodeGbk(text: string): Buffer {
	table ??= buildTable();
	const bytes: number[] = [];
	for (const character of text) {
		const ascii = character.charCodeAt(0);
		const pair = table.get(character);
		if (ascii < 0x80) bytes.push(ascii);
		else if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff);
		else throw new Error(`GBK has no ${character}`);
	}
	return Buffer.from(bytes);
}
