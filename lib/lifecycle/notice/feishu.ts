import { jsonBytes } from './fit';
import { markdownOf, type Dialect } from './markdown';
import type { Notice } from './notice';
import type { NoticeSettings } from './settings';

/** A custom robot's request may have 20 KB in all; the rest is for the card around the text. */
const TEXT_BYTES = 17_000;

const DIALECT: Dialect = {
	heading: () => '',
	line: (label, text) => `**${label}**：${text}`,
	striking: (text) => `<font color='red'>${text}</font>`,
	link: () => '',
	lineBreak: '\n',
	limit: TEXT_BYTES,
	bytes: jsonBytes,
};

const plain = (content: string) => ({ tag: 'plain_text', content });

/** The body for a Feishu (飞书) robot's webhook: an interactive card, with a button where there is an address. */
export function feishuBody(
	notice: Notice,
	{ detailUrl, mentionUserIds }: NoticeSettings,
): { body: object; omitted: number } {
	const tail =
		mentionUserIds.length === 0 ? [] : [mentionUserIds.map((id) => `<at id=${id}></at>`).join(' ')];
	// Title and link have elements of their own.
	const { text, omitted } = markdownOf(notice, DIALECT, { detailUrl: undefined, tail });
	const button = { tag: 'button', text: plain('查看详情'), type: 'primary', url: detailUrl };
	const card = {
		config: { wide_screen_mode: true },
		header: { title: plain(notice.title), template: notice.tone },
		elements: [
			{ tag: 'div', text: { tag: 'lark_md', content: text.trimStart() } },
			...(detailUrl === undefined ? [] : [{ tag: 'action', actions: [button] }]),
		],
	};
	return { body: { msg_type: 'interactive', card }, omitted };
}
