import { REPLY_CATALOGUE, type ReplyEntry } from '../../lib/contract/envelope';

export type Language = 'en' | 'zh';

interface Layout {
	head: readonly string[];
	row: (entry: ReplyEntry) => readonly string[];
}

const LAYOUTS: Record<Language, Layout> = {
	en: {
		head: ['code', 'name', 'What it means', 'What to do', 'HTTP status if mirrored'],
		row: (entry) => [code(entry), name(entry), entry.en, entry.helpEn, String(entry.httpStatus)],
	},
	zh: {
		head: ['code', '名称', '含义', '处理办法', '反映到 HTTP 时的状态'],
		row: (entry) => [code(entry), name(entry), entry.zh, entry.helpZh, String(entry.httpStatus)],
	},
};

const code = (entry: ReplyEntry) => String(entry.code);
const name = (entry: ReplyEntry) => `\`${entry.name}\``;

/** A `|` would begin a new cell, a line break would end the table. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;

/**
 * The table of what callers are told, for a README.
 *
 * @returns Markdown, ordered by code
 */
export function errorCatalogueTable(language: Language): string {
	const { head, row } = LAYOUTS[language];
	const entries = Object.values(REPLY_CATALOGUE).sort((a, b) => a.code - b.code);
	const rule = `|${head.map(() => '---').join('|')}|`;
	return [line(head), rule, ...entries.map((entry) => line(row(entry)))].join('\n');
}
