import type { CriticalValue } from '../criticalValue';
import type { BoardInput } from './board';
import { hourChart, ring, typeChart } from './charts';
import { indicatorsOf, type Indicators } from './indicators';
import { itemLine } from './items';
import { html, type Markup } from './markup';
import { minutesOpen } from './urgency';
import {
	bedText,
	durationText,
	fieldText,
	labelText,
	patientText,
	timeText,
	wardText,
} from './words';

const MOST_CONFIRMATIONS = 5;

const title = (zh: string, en: string): Markup => html`<h2>${zh} <small>${en}</small></h2>`;

const minutesFigure = (minutes: number | null): Markup =>
	minutes === null
		? html`<b>—</b>`
		: minutes < 100
			? html`<b>${minutes.toFixed(1)}<small> 分</small></b>`
			: html`<b class="long">${durationText(minutes)}</b>`;

function figures(indicators: Indicators): Markup {
	const { all, confirmed, medianMinutes } = indicators;
	return html`<dl class="figures">
		<div>
			<dt>今日危急值</dt>
			<dd><b>${all}</b></dd>
		</div>
		<div>
			<dt>已确认</dt>
			<dd><b>${confirmed}</b></dd>
		</div>
		<div>
			<dt>中位用时</dt>
			<dd>${minutesFigure(medianMinutes)}</dd>
		</div>
	</dl>`;
}

/** Who has confirmed, when, how long it took. */
function confirmation(value: CriticalValue, input: BoardInput): Markup {
	const { fields, confirm, confirmedAt } = value;
	const { settings } = input;
	const took = minutesOpen(value, input.now);
	const person = fieldText(confirm, 'responseName', 20) || fieldText(confirm, 'responseStaff', 20);
	const done = labelText(confirm, 'responseResult');
	const items = itemLine(value, { isMasked: settings.isMasked, most: 1, longest: 40 });
	const isLate = took > settings.limitMinutes;
	return html`<li>
		<time>${confirmedAt === null ? '—' : timeText(confirmedAt, input)}</time>
		<p>
			<b>${bedText(fields)} <bdi>${patientText(fields, settings.isMasked)}</bdi></b>
			<bdi class="ward">${wardText(fields)}</bdi>
		</p>
		<p class="took${isLate && ' late'}">${durationText(took)}</p>
		<p class="by">
			<bdi>${person === '' ? '未填反馈人' : person}</bdi>${done !== '' && html` · ${done}`}<span
				class="what"
			>
				· ${items}</span
			>
		</p>
	</li>`;
}

function confirmations(recent: readonly CriticalValue[], input: BoardInput): Markup {
	const latest = [...recent]
		.sort((a, b) => (b.confirmedAt ?? 0) - (a.confirmedAt ?? 0))
		.slice(0, MOST_CONFIRMATIONS);
	return html`<section class="panel confirmations">
		${title('最近确认', 'Last confirmed')}
		${
			latest.length === 0
				? html`<p class="nothing">还没有确认记录</p>`
				: html`<ol>
						${latest.map((value) => confirmation(value, input))}
					</ol>`
		}
	</section>`;
}

/** Beside the list, on a phone beneath it: today's figures and the last confirmations. */
export function aside(input: BoardInput): Markup {
	const { settings, today, recent } = input;
	const indicators = indicatorsOf(today, settings.limitMinutes, input);
	return html`<aside>
		<section class="panel overview">
			${title(`今日 ${settings.limitMinutes} 分钟内确认`, 'in time')}
			<div class="split">${ring(indicators)}${figures(indicators)}</div>
		</section>
		<section class="panel">${title('每小时', 'By hour')}${hourChart(indicators)}</section>
		<section class="panel">${title('报告类型', 'By type')}${typeChart(indicators)}</section>
		${confirmations(recent, input)}
	</aside>`;
}
