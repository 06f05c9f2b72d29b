import { fitLines, utf8Bytes, type FittedLine } from './fit';
import { briefWords, numbered, omittedWords } from './markdown';
import type { Notice } from './notice';

/** Room in every channel that takes plain text at all. */
const TEXT_BYTES = 18_000;

function bodyOf({ parts }: Notice): FittedLine[] {
	const [only] = parts;
	if (only && parts.length === 1) {
		return only.lines().map(({ label, text, rank }) => ({ text: `${label}：${text}`, rank }));
	}
	return parts.map(({ brief }, index) => ({ text: numbered(index, briefWords(brief)), rank: 2 }));
}

/** A notification as lines of text. */
export function plainText(notice: Notice): { text: string; omitted: number } {
	const { texts, omitted } = fitLines(bodyOf(notice), {
		limit: TEXT_BYTES - utf8Bytes(notice.title),
		sizeOf: (line) => utf8Bytes(line) + 1,
		more: (count) => omittedWords(notice, count),
	});
	return { text: [notice.title, ...texts].join('\n'), omitted };
}
