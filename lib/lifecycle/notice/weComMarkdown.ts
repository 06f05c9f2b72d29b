import { utf8Bytes } from './fit';
import { markdownOf, type Dialect } from './markdown';
import type { Notice } from './notice';
import type { NoticeSettings } from './settings';

/** The platform's limit for `markdown.content`, in UTF-8. */
const CONTENT_BYTES = 4096;

const DIALECT: Dialect = {
	heading: (text) => `### ${text}`,
	line: (label, text) => `>${label}：${text}`,
	striking: (text) => `<font color="warning">${text}</font>`,
	link: (words, url) => `[${words}](${url})`,
	lineBreak: '\n',
	limit: CONTENT_BYTES,
	bytes: utf8Bytes,
};

/**
 * The body for a WeCom (企业微信) robot's webhook. In Markdown it mentions people by their user id only: mobiles
 * work in plain texts alone, says the platform's document.
 */
export function weComMarkdownBody(
	notice: Notice,
	{ detailUrl, mentionUserIds }: NoticeSettings,
): { body: object; omitted: number } {
	const tail =
		mentionUserIds.length === 0 ? [] : [mentionUserIds.map((id) => `<@${id}>`).join(' ')];
	const { text, omitted } = markdownOf(notice, DIALECT, { detailUrl, tail });
	return { body: { msgtype: 'markdown', markdown: { content: text } }, omitted };
}
