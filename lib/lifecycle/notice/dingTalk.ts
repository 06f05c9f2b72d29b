import { jsonBytes } from './fit';
import { markdownOf, type Dialect } from './markdown';
import type { Notice } from './notice';
import { EVERYBODY, type NoticeSettings } from './settings';

/** A robot's message may have 20,000 bytes in all; the rest is for the title, the mobiles and the braces. */
const TEXT_BYTES = 18_000;

const DIALECT: Dialect = {
	heading: (text) => `### ${text}`,
	line: (label, text) => `**${label}**：${text}`,
	striking: (text) => `<font color="#d93026">${text}</font>`,
	link: (words, url) => `[${words}](${url})`,
	// Two spaces: a mere line break is none in Markdown.
	lineBreak: '  \n',
	limit: TEXT_BYTES,
	bytes: jsonBytes,
};

/** The body for a DingTalk (钉钉) robot's webhook. Mentions work only if the text has them, too. */
export function dingTalkBody(
	notice: Notice,
	{ detailUrl, mentionMobiles }: NoticeSettings,
): { body: object; omitted: number } {
	const isAtAll = mentionMobiles.includes(EVERYBODY);
	const atMobiles = mentionMobiles.filter((mobile) => mobile !== EVERYBODY);
	const tail = atMobiles.length === 0 ? [] : [atMobiles.map((mobile) => `@${mobile}`).join(' ')];
	const { text, omitted } = markdownOf(notice, DIALECT, { detailUrl, tail });
	const at = mentionMobiles.length === 0 ? {} : { at: { atMobiles, isAtAll } };
	const markdown = { title: notice.title, text };
	return { body: { msgtype: 'markdown', markdown, ...at }, omitted };
}
