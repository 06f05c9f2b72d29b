import { escapeHtml } from '../html';
import { fitLines } from './fit';
import { omittedWords } from './markdown';
import type { Notice, NoticeBrief, NoticeLine } from './notice';

/** A mail of more rows is not read, and some servers cut it. */
const MOST_ROWS = 300;

/**
 * Inline styles and tables, widths and colours as attributes too: Outlook draws with Word, which knows neither
 * style sheets nor flex nor margins on most elements.
 */
const FAMILY = "font-family:'Microsoft YaHei','PingFang SC',Arial,sans-serif";
const FONT = `${FAMILY};font-size:14px`;
const CELL = `padding:6px 10px;border:1px solid #d0d7de;vertical-align:top;${FONT}`;
const COLOURS = { red: '#b42318', green: '#1a7f37' } as const;

const cell = (text: string, style = ''): string =>
	`<td style="${CELL}${style}">${escapeHtml(text)}</td>`;

const headCell = (text: string): string =>
	`<th align="left" bgcolor="#f6f8fa" style="${CELL};background:#f6f8fa;font-weight:bold">${escapeHtml(text)}</th>`;

const table = (rows: readonly string[]): string =>
	`<table cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">${rows.join('')}</table>`;

const lineRow = ({ label, text, isStriking }: NoticeLine): string => {
	const style = isStriking ? `;color:${COLOURS.red};font-weight:bold` : '';
	return `<tr>${headCell(label)}${cell(text, style)}</tr>`;
};

const COLUMNS: ReadonlyArray<readonly [title: string, field: keyof NoticeBrief]> = [
	['位置', 'place'],
	['患者', 'patient'],
	['报告', 'report'],
	['结果', 'results'],
	['状态', 'standing'],
	['级别', 'step'],
];

/** Columns in which no row has anything are left out. */
function digestRows(briefs: readonly NoticeBrief[]): string[] {
	const columns = COLUMNS.filter(([, field]) => briefs.some((brief) => brief[field] !== ''));
	const head = `<tr>${headCell('序号')}${columns.map(([title]) => headCell(title)).join('')}</tr>`;
	const rows = briefs.map((brief, index) => {
		const cells = columns.map(([, field]) => cell(brief[field])).join('');
		return `<tr>${cell(`${index + 1}`)}${cells}</tr>`;
	});
	return [head, ...rows];
}

/** All lines of one thing, or what fits of a report with a thousand results. */
function singleRows(lines: readonly NoticeLine[], notice: Notice) {
	const rows = lines.map((line) => ({ text: lineRow(line), rank: line.rank }));
	return fitLines(rows, {
		limit: MOST_ROWS,
		sizeOf: () => 1,
		more: (omitted) => lineRow({ label: '', text: omittedWords(notice, omitted), rank: 0 }),
	});
}

const paragraph = (html: string): string => `<p style="margin:12px 0 0;${FONT}">${html}</p>`;

/** A notification as an HTML mail, and its subject (plain text, one line). */
export function emailOf(
	notice: Notice,
	detailUrl: string | undefined,
): { subject: string; html: string; omitted: number } {
	const { title, parts, tone } = notice;
	const [only] = parts;
	const shown = parts.slice(0, MOST_ROWS);
	const unlisted = parts.length - shown.length;
	const { texts: rows, omitted } =
		only && parts.length === 1
			? singleRows(only.lines(), notice)
			: { texts: digestRows(shown.map(({ brief }) => brief)), omitted: unlisted };
	const html = [
		'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"></head><body>',
		`<p style="margin:0 0 12px;${FAMILY};font-size:18px;font-weight:bold;color:${COLOURS[tone]}">${escapeHtml(title)}</p>`,
		table(rows),
		unlisted === 0 ? '' : paragraph(escapeHtml(omittedWords(notice, unlisted))),
		detailUrl === undefined
			? ''
			: paragraph(`<a href="${escapeHtml(detailUrl)}" style="color:#0969da">查看详情</a>`),
		'</body></html>',
	];
	return { subject: title, html: html.join(''), omitted };
}
