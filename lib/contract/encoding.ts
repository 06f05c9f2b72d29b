/** Text made of bytes, and the encoding it was in. */
export interface DecodedText {
	text: string;
	encoding: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';
}

type Encoding = DecodedText['encoding'];

/** Names under which callers declare the GB family. GB18030 reads all of it. */
const GB_LABELS: ReadonlySet<string> = new Set([
	'gbk',
	'xgbk',
	'gb2312',
	'gb231280',
	'gb18030',
	'cp936',
	'ms936',
	'windows936',
	'euccn',
]);

/** No charset stands further back; a header may have 16 kB. */
const HEADER_LIMIT = 1000;

const BYTE_ORDER_MARKS: ReadonlyArray<readonly [encoding: Encoding, ...mark: number[]]> = [
	['utf-8', 0xef, 0xbb, 0xbf],
	['utf-16le', 0xff, 0xfe],
	['utf-16be', 0xfe, 0xff],
];

/** A character that takes three or four bytes of UTF-8: Chinese, as good as never GBK by chance. */
const BEYOND_TWO_BYTES = /[\u0800-\uffff]/;

function tryDecode(bytes: Uint8Array, encoding: Encoding): DecodedText | undefined {
	try {
		// Fatal: the lenient decoder puts U+FFFD where bytes don't fit, and a name is lost for good.
		const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
		// GB18030 has a byte order mark of its own (84 31 95 33).
		return { text: text.startsWith('\uFEFF') ? text.slice(1) : text, encoding };
	} catch {
		return undefined;
	}
}

function declaresGb(contentType: string | undefined): boolean {
	const match = /charset\s*=\s*["']?([\w.:-]+)/i.exec((contentType ?? '').slice(0, HEADER_LIMIT));
	return GB_LABELS.has((match?.[1] ?? '').toLowerCase().replace(/[_-]/g, ''));
}

/** JSON begins with an ASCII character; a zero byte beside it is UTF-16 without its mark (RFC 4627, 3). */
function unmarkedUtf16(bytes: Uint8Array): Encoding | undefined {
	const [first, second] = bytes;
	if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
	return first !== 0 && second === 0 ? 'utf-16le' : undefined;
}

/**
 * Makes text of a body (interface.md, decision 7): a byte order mark decides; else valid UTF-8 is
 * UTF-8; else GB18030. Where the caller declares GBK, bytes that happen to be valid UTF-8 count as
 * UTF-8 only if they hold a longer sequence: callers that declare GBK and send UTF-8 exist, and two
 * bytes that fit both (D2 BB is 一 in GBK and a Cyrillic letter in UTF-8) are what was declared.
 *
 * @param contentType header as it came; of all it says only a GB charset is heeded
 * @returns undefined where the bytes are no text; never a text with a U+FFFD that wasn't sent
 */
export function decodeText(
	bytes: Uint8Array,
	contentType: string | undefined,
): DecodedText | undefined {
	for (const [encoding, ...mark] of BYTE_ORDER_MARKS) {
		if (!mark.every((byte, index) => bytes[index] === byte)) continue;
		const rest = bytes.subarray(mark.length);
		const decoded = tryDecode(rest, encoding);
		if (decoded) return decoded;
		// A UTF-8 mark in front of GBK: made by programs that write the mark whatever follows.
		if (encoding === 'utf-8') return tryDecode(rest, 'gb18030');
		return undefined;
	}
	const utf16 = unmarkedUtf16(bytes);
	const wide = utf16 && tryDecode(bytes, utf16);
	if (wide) return wide;

	const utf8 = tryDecode(bytes, 'utf-8');
	if (utf8 && (!declaresGb(contentType) || BEYOND_TWO_BYTES.test(utf8.text))) return utf8;
	return tryDecode(bytes, 'gb18030') ?? utf8;
}
