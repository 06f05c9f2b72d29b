import { decodeText, type DecodedText } from './encoding';
import { refused, type Bilingual, type Envelope, type ReplyName } from './envelope';
import type { Warning } from './warnings';

/** A body that is no message, or none for here. */
export interface Rejection {
	reply: ReplyName;
	envelope: Envelope;
	faults: Warning[];
	/** The body as text: '' where it is none, the beginning where it was too large. */
	rawText: string;
	/** The bytes, where they are no text. */
	rawBase64?: string;
	/** `unknown` where the bytes are no text. */
	encoding: string;
	riskId?: string;
}

/** How much of a body over the limit is kept: enough to see who sent what. */
const KEPT_BYTES = 64 * 1024;

/** A character of UTF-8 or GB18030 has at most four bytes, so a cut leaves at most three of one. */
const LONGEST_CUT = 3;

/** Most fields a reply names; every table with all its fields at fault fits. */
const MOST_NAMED = 50;

const UNKNOWN_ENCODING = 'unknown';

interface Grounds {
	text: string;
	encoding: string;
	faults?: Warning[];
	riskId?: string;
	detail?: Bilingual;
	/** Faults that the reply names one by one. */
	named?: readonly Warning[];
}

/** Names with codes, since "sendTime" alone tells nobody whether it was missing or misspelt. */
function namesDetail(faults: readonly Warning[]): Bilingual {
	const named = faults.slice(0, MOST_NAMED).map(({ field, code }) => `${field}(${code})`);
	const more = faults.length - named.length;
	return {
		zh: named.join('、') + (more > 0 ? `，另有 ${more} 项` : ''),
		en: named.join(', ') + (more > 0 ? ` and ${more} more` : ''),
	};
}

/** @returns a rejection of a body that could be read as text */
export function reject(reply: ReplyName, grounds: Grounds): Rejection {
	const { text, encoding, faults = [], riskId, named } = grounds;
	const detail = grounds.detail ?? (named && namesDetail(named));
	return {
		reply,
		envelope: refused(reply, detail),
		faults,
		rawText: text,
		encoding,
		...(riskId === undefined ? {} : { riskId }),
	};
}

/** @returns a rejection of bytes that are no text, or could not be dealt with at all */
export function rejectUnreadable(reply: ReplyName, bytes: Uint8Array): Rejection {
	return {
		reply,
		envelope: refused(reply),
		faults: [],
		rawText: '',
		rawBase64: Buffer.from(bytes).toString('base64'),
		encoding: UNKNOWN_ENCODING,
	};
}

/** Decodes a beginning that may have been cut in the middle of a character. */
function decodeCut(bytes: Uint8Array, contentType: string | undefined): DecodedText | undefined {
	const candidates: DecodedText[] = [];
	for (let cut = 0; cut <= LONGEST_CUT && cut <= bytes.length; cut++) {
		const decoded = decodeText(bytes.subarray(0, bytes.length - cut), contentType);
		if (decoded) candidates.push(decoded);
	}
	// UTF-8 cut in a character may still pass for GB18030; a reading as UTF-8 is the likelier one.
	return candidates.find(({ encoding }) => encoding !== 'gb18030') ?? candidates[0];
}

/** @returns a rejection that keeps the beginning only; the limit is there to keep the rest out */
export function rejectTooLarge(
	bytes: Uint8Array,
	contentType: string | undefined,
	maxBytes: number,
): Rejection {
	const head = bytes.subarray(0, KEPT_BYTES);
	const detail = { zh: `上限 ${maxBytes} 字节`, en: `limit ${maxBytes} bytes` };
	const decoded = decodeCut(head, contentType);
	if (decoded) return reject('BODY_TOO_LARGE', { ...decoded, detail });
	const envelope = refused('BODY_TOO_LARGE', detail);
	return { ...rejectUnreadable('BODY_TOO_LARGE', head), envelope };
}

/** @returns where a text stops being JSON; the place only, since what stands there may be a name */
export function syntaxDetail(text: string, at: number): Bilingual {
	if (at >= text.length) return { zh: '在末尾中断，不完整', en: 'it ends too early' };
	let line = 1;
	let lineStart = 0;
	for (
		let feed = text.indexOf('\n');
		feed !== -1 && feed < at;
		feed = text.indexOf('\n', feed + 1)
	) {
		line++;
		lineStart = feed + 1;
	}
	const column = at - lineStart + 1;
	return { zh: `第 ${line} 行第 ${column} 个字符`, en: `line ${line}, column ${column}` };
}

/** @returns what a body is that is JSON but no object */
export function typeDetail(value: unknown, text: string): Bilingual {
	if (value === null) return { zh: '收到 null', en: 'null came' };
	if (Array.isArray(value)) return { zh: '收到数组', en: 'an array came' };
	if (typeof value === 'boolean') return { zh: '收到布尔值', en: 'a boolean came' };
	// Not by typeof: the reader gives a number too large for JavaScript as text.
	return text.trimStart().startsWith('"')
		? {
				zh: '收到字符串（JSON 可能被编码了两次）',
				en: 'a string came (perhaps JSON encoded twice)',
			}
		: { zh: '收到数字', en: 'a number came' };
}
