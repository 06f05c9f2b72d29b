import { DateTime } from '../../thirdParty';
import { escapeHtml } from '../html';
import { reportTypeLabel } from '../wireLabels';
import { figureRows, type FigureRow } from './catalogue';
import { figureText, percentText, secondsText } from './figureText';
import { GROUPING_NAMES } from './group';
import type { IndicatorOptions } from './options';
import type { GroupStatistics, Statistics } from './statistics';

/** More would not be read in a mail; the ledger has them all. */
const MOST_RISK_IDS = 50;

// Mail programs drop style sheets: every element carries its own.
const FONT = "font-family:'Microsoft YaHei','PingFang SC',sans-serif;color:#1f2937";
const TABLE = 'border-collapse:collapse;width:100%;margin:0 0 20px;font-size:14px';
const HEAD =
	'border:1px solid #d1d5db;background:#f3f4f6;padding:6px 10px;text-align:left;white-space:nowrap';
const CELL = 'border:1px solid #d1d5db;padding:6px 10px;text-align:left';
const FIGURE = 'border:1px solid #d1d5db;padding:6px 10px;text-align:right;white-space:nowrap';
const CODE = `${CELL};white-space:nowrap`;
const ALARM = `${FIGURE};color:#b91c1c;font-weight:bold`;
const NOTE = 'font-size:12px;color:#6b7280;line-height:1.7;margin:0 0 6px';

const cell = (text: string, style = CELL): string =>
	`<td style="${style}">${escapeHtml(text)}</td>`;

const note = (text: string): string => `<p style="${NOTE}">${escapeHtml(text)}</p>`;

function table(headings: readonly string[], rows: readonly string[]): string {
	const head = headings.map((text) => `<th style="${HEAD}">${escapeHtml(text)}</th>`).join('');
	const body = rows.map((cells) => `<tr>${cells}</tr>`).join('');
	return `<table style="${TABLE}"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function indicatorTable(rows: readonly FigureRow[]): string {
	const perItem = new Map(
		rows.filter(({ basis }) => basis === 'item').map((row) => [row.indicator.key, row]),
	);
	const lines = rows
		.filter(({ basis }) => basis === 'value')
		.map((row) => {
			const item = perItem.get(row.indicator.key);
			return [
				cell(row.indicator.zh),
				cell(row.indicator.code, CODE),
				...[row, item].flatMap((figure) =>
					figure
						? [
								cell(`${figure.numerator}/${figure.denominator}`, FIGURE),
								cell(figureText(figure), FIGURE),
							]
						: [cell(''), cell('')],
				),
			].join('');
		});
	return table(['指标', '编号', '按危急值', '', '按检验项目', ''], lines);
}

function groupLine({ group, byValue }: GroupStatistics): string {
	const unacknowledged = byValue.unacknowledgedRate;
	return [
		cell(group.name),
		cell(String(byValue.notificationRate.denominator), FIGURE),
		cell(percentText(byValue.notificationRate.value), FIGURE),
		cell(percentText(byValue.timelyNotificationRate.value), FIGURE),
		cell(percentText(byValue.timelyHandlingRate.value), FIGURE),
		cell(String(unacknowledged.numerator), unacknowledged.numerator > 0 ? ALARM : FIGURE),
		cell(secondsText(byValue.notificationTime.medianSeconds), FIGURE),
		cell(secondsText(byValue.confirmationTime.medianSeconds), FIGURE),
	].join('');
}

function groupTable({ groups, options }: Statistics): string {
	if (groups.length === 0) return '';
	const headings = [
		GROUPING_NAMES[options.groupBy],
		...[
			'危急值数',
			'通报率',
			'通报及时率',
			'处理及时率',
			'未确认',
			'通报用时中位数',
			'确认用时中位数',
		],
	];
	return table(headings, groups.map(groupLine));
}

function listed(text: string, riskIds: readonly string[]): string {
	if (riskIds.length === 0) return '';
	const shown = riskIds.slice(0, MOST_RISK_IDS).join('、');
	return note(
		`${text}（${riskIds.length}）：${shown}${riskIds.length > MOST_RISK_IDS ? ' …' : ''}`,
	);
}

function limitsText(options: IndicatorOptions): string {
	const byType = Object.entries(options.notificationMinutes)
		.map(([type, minutes]) => `${reportTypeLabel(type)}${minutes}分钟`)
		.join('、');
	const systems =
		options.clinicalSystems.length > 0 ? options.clinicalSystems.join('、') : '任一系统';
	return (
		`通报时限：${byType}、其他${options.otherNotificationMinutes}分钟；处理时限：${options.handlingMinutes}分钟；` +
		`以首次送达${systems}为通报；已撤销的危急值${options.includeCancelled ? '计入' : '不计入'}。`
	);
}

function periodText({ from, to, timeZone }: IndicatorOptions): string {
	const show = (ms: number) =>
		DateTime.fromMillis(ms, { zone: timeZone, locale: 'en-US' }).toFormat('yyyy-MM-dd HH:mm');
	return `${show(from)} 至 ${show(to)}（不含，${timeZone}）`;
}

/**
 * A period's indicators as HTML for an e-mail: a table of all indicators, one of the groups, what is open, what was
 * left out, and by which limits it was counted. No patient data: riskIds only.
 *
 * @param title heading, as text
 */
export function reportHtml(statistics: Statistics, title: string): string {
	const { total, options } = statistics;
	const totals = [...figureRows({ ...statistics, groups: [] })];
	return [
		`<div style="${FONT}">`,
		`<h2 style="font-size:20px;margin:0 0 4px">${escapeHtml(title)}</h2>`,
		`<p style="font-size:13px;color:#4b5563;margin:0 0 16px">${escapeHtml(periodText(options))}</p>`,
		indicatorTable(totals),
		groupTable(statistics),
		listed('未通报', total.byValue.notificationRate.restRiskIds),
		listed('未确认', total.byValue.unacknowledgedRate.numeratorRiskIds),
		listed('已撤销', total.cancelledRiskIds),
		listed('仅收到确认、未收到发送', total.unknownRiskIds),
		note(limitsText(options)),
		note('上报前请核对指标定义与统计口径，见文档“指标说明”。'),
		'</div>',
	].join('');
}
