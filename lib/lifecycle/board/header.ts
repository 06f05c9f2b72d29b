import { DateTime } from '../../thirdParty';
import type { CriticalValue } from '../criticalValue';
import type { BoardInput } from './board';
import { html, type Markup } from './markup';
import { isInTrouble, minutesOpen, toneOf } from './urgency';
import { countWards, wardNames, type WardCount } from './wards';
import { oneLine } from './words';

const MOST_WARDS = 12;
const WEEKDAYS = '一二三四五六日';

/** The page's own address with another ward. Relative, so that it works behind any path. */
function addressOf(ward: string | undefined, { settings }: BoardInput): string {
	const query = new URLSearchParams();
	if (ward !== undefined) query.set('ward', ward);
	if (settings.theme !== 'auto') query.set('theme', settings.theme);
	const text = query.toString();
	// An empty reference would keep the present query.
	return text === '' ? '?all' : `?${text}`;
}

/** Values without any ward are counted only: no address picks them out. */
function wardLink({ key, name, open }: WardCount, input: BoardInput): Markup {
	if (key === '') return html`<span><bdi>未填病区</bdi> <b>${open}</b></span>`;
	return html`<a href="${addressOf(key, input)}"><bdi>${name}</bdi> <b>${open}</b></a>`;
}

function wardLinks(open: readonly CriticalValue[], input: BoardInput): Markup | false {
	const wards = countWards(open);
	const isFiltered = input.settings.wards.length > 0;
	if (wards.length < 2 && !isFiltered) return false;
	const rest = wards.length - MOST_WARDS;
	return html`<nav aria-label="病区">
		${isFiltered && html`<a href="${addressOf(undefined, input)}">全部病区</a>`}
		${
			wards.length > 1 && wards.slice(0, MOST_WARDS).map((ward) => html`${wardLink(ward, input)} `)
		}${wards.length > 1 && rest > 0 && html`<span>另有 ${rest} 个病区</span>`}
	</nav>`;
}

const stat = (tone: string, count: number, zh: string, en: string): Markup =>
	html`<div class="stat ${tone}">
		<b>${count}</b><span>${zh}<small>${en}</small></span>
	</div>`;

/** What the list comes to at a glance: how many, how many past the plan's last step, how many stuck. */
function stats(open: readonly CriticalValue[], { settings, now }: BoardInput): Markup {
	const minutes = open.map((value) => minutesOpen(value, now));
	const worst = Math.max(0, ...minutes.slice(0, 1));
	const last = settings.steps.at(-1);
	const overdue = last === undefined ? 0 : minutes.filter((one) => one >= last).length;
	const stuck = open.filter(isInTrouble).length;
	const tone = open.length === 0 ? 'calm' : `t${toneOf(worst, settings.steps)}`;
	return html`<div class="stats">
		${stat(tone, open.length, '未确认', 'open')}
		${overdue > 0 && stat('t4', overdue, `超 ${last} 分钟`, `over ${last} min`)}
		${stuck > 0 && stat('stuck', stuck, '推送受阻', 'delivery trouble')}
	</div>`;
}

function clock({ now, timeZone, settings }: BoardInput): Markup {
	const time = DateTime.fromMillis(now, { zone: timeZone });
	const weekday = WEEKDAYS.charAt(time.weekday - 1);
	return html`<div class="clock">
		<time datetime="${time.toISO() ?? ''}">${time.toFormat('HH:mm:ss')}</time>
		<p>
			${time.toFormat('M月d日')} 星期${weekday} · 每 ${settings.refreshSeconds} 秒刷新
			<small>last refresh</small>
		</p>
	</div>`;
}

/** A wall screen that shows no ward looks calm for ever: it has to say that it knows of none. */
function unknown({ unknownWards }: BoardInput): Markup | false {
	if (unknownWards.length === 0) return false;
	const names = unknownWards.slice(0, MOST_WARDS).map((ward) => oneLine(ward, 30));
	return html`<p class="unknown" role="alert">
		台账中没有病区“<bdi>${names.join('、')}</bdi>”的任何危急值，请核对网址中的病区编号或名称
		<small>no record of this ward: check the address</small>
	</p>`;
}

/** @param open in the order in which they are listed */
export function header(open: readonly CriticalValue[], input: BoardInput): Markup {
	const { settings } = input;
	const names = wardNames(input, settings.wards).map((name) => oneLine(name, 30));
	const wards = names.length === 0 ? '全部病区' : names.join('、');
	return html`<header>
			<div class="title">
				<h1><bdi>${oneLine(settings.title, 40)}</bdi></h1>
				<p><bdi>${wards}</bdi> <small>Critical values</small></p>
			</div>
			${stats(open, input)}${clock(input)}
		</header>
		${unknown(input)}${wardLinks(open, input)}`;
}
