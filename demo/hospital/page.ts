/** The overview at `/`: what each system received lately, for people who watch the demo. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml } from '../../lib/lifecycle/html';
import { maskName } from '../../lib/lifecycle/mask';
import { textField } from './book';
import type { Answer } from './faults';
import type { SimulatedSystem } from './system';
import { SYSTEMS, type LogEntry } from './types';

const LATEST = 10;
const STYLE = readFileSync(join(__dirname, 'page.css'), 'utf8');

/** Fetches the page anew and swaps its content, which keeps the scroll position. */
const REFRESH = `
const tick = async () => {
	try {
		const text = await (await fetch(location.href)).text();
		const next = new DOMParser().parseFromString(text, 'text/html');
		document.querySelector('main').replaceWith(next.querySelector('main'));
		document.body.classList.remove('gone');
	} catch { document.body.classList.add('gone'); }
	setTimeout(tick, 2000);
};
setTimeout(tick, 2000);`;

const badge = (style: string, label: string): string =>
	`<span class="badge ${style}">${escapeHtml(label)}</span>`;

/** Ward and bed of a send; who handled it and how for a confirm. */
function place({ body, kind }: LogEntry): string {
	const names = kind === 'send' ? ['wardName', 'patientBedno'] : ['responseResult', 'responseName'];
	return names
		.map((name) => textField(body, name))
		.map((value, index) => (kind === 'confirm' && index === 1 ? maskName(value) : value))
		.filter((value) => value !== '')
		.join(' · ');
}

function row(entry: LogEntry): string {
	const { body, kind } = entry;
	const flag = textField(body, 'flag') || '–';
	const what = kind === 'send' ? 'content' : 'responsecontent';
	const trouble = entry.taken ? '' : badge('bad', entry.fault === 'none' ? '未接受' : entry.fault);
	return `<tr class="${entry.taken ? kind : 'lost'}">
		<td>${escapeHtml(entry.time.slice(11, 19))}</td>
		<td>${badge(kind, kind)} ${badge('plain', flag)} ${trouble}</td>
		<td><b>${escapeHtml(entry.riskId || '–')}</b><br>${escapeHtml(maskName(textField(body, 'patientName')))}
			${escapeHtml(textField(body, 'reportType'))}</td>
		<td>${escapeHtml(place(entry))}<br><i>${escapeHtml(textField(body, what))}</i></td>
	</tr>`;
}

function card(system: SimulatedSystem): string {
	const { en, zh } = SYSTEMS.find(({ name }) => name === system.name) ?? { en: '', zh: '' };
	const entries = system.book.list();
	const count = (status: string) =>
		system.book.reminders().filter((reminder) => reminder.status === status).length;
	const { mode } = system.faults.current;
	const rows = entries.slice(-LATEST).reverse().map(row).join('');
	const nothing = '<tr><td class="nothing">尚未收到 Nothing received yet</td></tr>';
	return `<section>
		<h2>${escapeHtml(zh)} <small>${escapeHtml(en)}</small> ${mode === 'none' ? '' : badge('bad', `故障 ${mode}`)}</h2>
		<p class="figures"><b>${entries.length}</b> 收到 received · <b>${count('open')}</b> 提醒中 open ·
			<b>${count('handled')}</b> 已处理 handled · <b>${count('cancelled')}</b> 已撤销 cancelled
			· <a href="/${system.name}/log">log</a> <a href="/${system.name}/state">state</a></p>
		<table>${rows || nothing}</table>
	</section>`;
}

/** @param url address of the hospital, shown in the heading */
export function overviewPage(systems: readonly SimulatedSystem[], url: string): Answer {
	const html = `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>模拟医院 Simulated hospital</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><header><h1>模拟医院 <small>Simulated hospital</small></h1>
<p>${escapeHtml(url)} · 每 2 秒刷新，患者姓名已脱敏 · refreshes every 2 s, patients’ names masked
<span class="lost-contact">连接已断开 Out of contact</span></p></header>
<main>${systems.map(card).join('')}</main><script>${REFRESH}</script></body></html>`;
	return { status: 200, contentType: 'text/html; charset=utf-8', body: Buffer.from(html) };
}
