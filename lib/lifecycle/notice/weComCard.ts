import type { Notice, NoticePart } from './notice';
import type { NoticeSettings } from './settings';
import { shorten } from './tame';
import { joinFitting } from './words';

/**
 * What the platform shows of each field, in characters (企业微信群机器人, 文本通知模版卡片). Nothing in a card is
 * interpreted, so nothing is escaped.
 */
const LONGEST = { source: 13, title: 26, description: 30, subtitle: 112, key: 5, value: 26 };

const MOST_ROWS = 6;

/** What a card of one value shows beneath, in this order, as far as there is room. */
const ROWS = ['患者', '报告', '发送时间', '级别', '推送异常', '确认', '已送达', '编号'];

interface Row {
	keyname: string;
	value: string;
}

const row = (key: string, value: string): Row => ({
	keyname: shorten(key, LONGEST.key),
	value: shorten(value, LONGEST.value),
});

interface CardParts {
	title: string;
	description: string;
	subtitle: string;
	rows: Row[];
	omitted: number;
}

function singleParts({ kind, headline, brief, ...part }: NoticePart): CardParts {
	const lines = part.lines();
	const labels = kind === 'value' ? ROWS : lines.map(({ label }) => label);
	const shown = [...new Set(labels)].flatMap((label) =>
		lines.filter((line) => line.label === label && label !== '说明'),
	);
	return {
		title: headline,
		description: kind === 'value' ? brief.place : '',
		subtitle:
			kind === 'value' ? joinFitting(part.results(), '；', LONGEST.subtitle) : brief.results,
		rows: shown.slice(0, MOST_ROWS).map(({ label, text }) => row(label, text)),
		omitted: Math.max(0, shown.length - MOST_ROWS),
	};
}

/** The worst as rows; how many more there are. */
function digestParts({ headline, parts }: Notice): CardParts {
	const omitted = Math.max(0, parts.length - MOST_ROWS);
	const rows = parts.slice(0, MOST_ROWS).map(({ brief }, index) => {
		const { place, standing } = brief;
		// How long it waits must not be what is cut off.
		const room = LONGEST.value - Array.from(standing).length - 1;
		const words = [shorten(place, Math.max(1, room)), standing];
		return row(`${index + 1}`, words.filter((text) => text !== '').join(' '));
	});
	return {
		title: headline,
		description: '',
		subtitle: omitted === 0 ? '' : `另有 ${omitted} 项未列出`,
		rows,
		omitted,
	};
}

/**
 * The body for a WeCom (企业微信) robot's webhook, as a card.
 *
 * @param detailUrl where a tap on the card leads: the platform takes no card without
 */
export function weComCardBody(
	notice: Notice,
	{ detailUrl }: NoticeSettings,
): { body: object; omitted: number } {
	const [only] = notice.parts;
	const isSingle = only !== undefined && notice.parts.length === 1;
	const parts = isSingle ? singleParts(only) : digestParts(notice);
	const { title, description, subtitle, rows, omitted } = parts;
	const desc = shorten(description, LONGEST.description);
	const card = {
		card_type: 'text_notice',
		...(notice.prefix === ''
			? {}
			: {
					source: {
						desc: shorten(notice.prefix, LONGEST.source),
						desc_color: notice.tone === 'red' ? 2 : 3,
					},
				}),
		main_title: {
			title: shorten(title === '' ? notice.title : title, LONGEST.title),
			...(desc === '' ? {} : { desc }),
		},
		...(subtitle === '' ? {} : { sub_title_text: shorten(subtitle, LONGEST.subtitle) }),
		horizontal_content_list: rows,
		card_action: { type: 1, url: detailUrl },
	};
	return { body: { msgtype: 'template_card', template_card: card }, omitted };
}
