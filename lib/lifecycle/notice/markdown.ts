import { fitLines, type FittedLine } from './fit';
import type { Notice, NoticeBrief, NoticeLine } from './notice';
import { wideSigns } from './tame';

/** How a robot's dialect of Markdown writes what a notification is made of. Texts come escaped. */
export interface Dialect {
	heading: (text: string) => string;
	/** Label and text. */
	line: (label: string, text: string) => string;
	striking: (text: string) => string;
	link: (words: string, url: string) => string;
	lineBreak: string;
	/** Bytes that lines may take, and how a text's bytes are counted. */
	limit: number;
	bytes: (text: string) => number;
}

const DETAIL_WORDS = '查看详情';

const lineOf = ({ line, striking }: Dialect, { label, text, isStriking }: NoticeLine): string => {
	const escaped = wideSigns(text);
	return line(label, isStriking ? striking(escaped) : escaped);
};

/** 血液内科一病区 12床 张*（住院） 检验 未确认 12 分钟 值班医生（2 级） and, behind a colon, the results. */
export function briefWords(brief: NoticeBrief): string {
	const { place, patient, report, results, standing, step } = brief;
	const who = [place, patient, report, standing, step].filter((text) => text !== '').join(' ');
	return [who, results].filter((text) => text !== '').join('：');
}

/** 1、…; not `1.`, which would be a list, and not every client continues a list's number. */
export const numbered = (index: number, text: string): string => `${index + 1}、${text}`;

function bodyOf(notice: Notice, dialect: Dialect): FittedLine[] {
	const [only] = notice.parts;
	if (only && notice.parts.length === 1) {
		return only.lines().map((line) => ({ text: lineOf(dialect, line), rank: line.rank }));
	}
	return notice.parts.map(({ brief }, index) => ({
		text: numbered(index, wideSigns(briefWords(brief))),
		rank: 2,
	}));
}

/** What was left out: lines of one thing, or things of a digest. */
export const omittedWords = ({ parts }: Notice, omitted: number): string =>
	parts.length === 1 ? `……另有 ${omitted} 行未列出` : `……另有 ${omitted} 项未列出`;

/**
 * A notification in a dialect of Markdown.
 *
 * @param tail lines of the channel's own that are never left out: mentions
 */
export function markdownOf(
	notice: Notice,
	dialect: Dialect,
	{ detailUrl, tail = [] }: { detailUrl: string | undefined; tail?: readonly string[] },
): { text: string; omitted: number } {
	const link = detailUrl === undefined ? [] : [dialect.link(DETAIL_WORDS, detailUrl)];
	const head = dialect.heading(wideSigns(notice.title));
	const fixed = [head, ...link, ...tail];
	const sizeOf = (line: string) => dialect.bytes(line + dialect.lineBreak);
	const used = fixed.reduce((sum, line) => sum + sizeOf(line), 0);
	const { texts, omitted } = fitLines(bodyOf(notice, dialect), {
		limit: dialect.limit - used,
		sizeOf,
		more: (count) => omittedWords(notice, count),
	});
	const lines = [head, ...texts, ...link, ...tail];
	return { text: lines.join(dialect.lineBreak), omitted };
}
