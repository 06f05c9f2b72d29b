import type { HourCount, Indicators, TypeCount } from './indicators';
import { html, type Markup } from './markup';

/** Share of confirmations in time, as a ring; the figures it is made of stand beneath. */
export function ring({ inTime, decided }: Indicators): Markup {
	// Rounded down: 99.6 % is not all of them.
	const percent = decided === 0 ? null : Math.floor((100 * inTime) / decided);
	const label =
		percent === null ? '今日还没有可计算的确认' : `及时确认 ${inTime} / ${decided}，${percent}%`;
	return html`<svg class="ring" viewBox="0 0 100 100" role="img" aria-label="${label}">
		<circle class="track" cx="50" cy="50" r="42" />
		${percent !== null && percent > 0 && html`<circle class="arc" cx="50" cy="50" r="42" pathLength="100" stroke-dasharray="${percent} 100" />`}
		<text x="50" y="${percent === null ? 58 : 56}" class="figure">
			${percent ?? '—'}${percent !== null && html`<tspan class="percent">%</tspan>`}
		</text>
		<text x="50" y="72" class="part">${percent !== null && `${inTime} / ${decided}`}</text>
	</svg>`;
}

const HOUR_WIDTH = 10;
/** Bars stand on the base; above it there is room for the highest one's count, beneath it for the hours. */
const HOURS_HEIGHT = 46;
const HOURS_BASE = HOURS_HEIGHT + 12;
const MARKED_HOURS = [0, 6, 12, 18, 23];

function hourBar({ hour, all, open }: HourCount, most: number, now: number): Markup {
	const x = hour * HOUR_WIDTH + 1.5;
	const width = HOUR_WIDTH - 3;
	const height = (count: number) => Number(((count / most) * HOURS_HEIGHT).toFixed(2));
	if (all === 0) {
		return html`<rect
			class="${hour > now ? 'later' : 'none'}"
			x="${x}"
			y="${HOURS_BASE - 1.5}"
			width="${width}"
			height="1.5"
		/>`;
	}
	const [whole, red] = [height(all), height(open)];
	const title = `${hour} 时：${all} 条${open > 0 ? `，未确认 ${open} 条` : ''}`;
	return html`<g data-hour="${hour}" data-all="${all}" data-open="${open}"
		><title>${title}</title>
		<rect
			class="bar"
			x="${x}"
			y="${HOURS_BASE - whole}"
			width="${width}"
			height="${whole}"
			rx="1.2"
		/>
		${open > 0 && html`<rect class="bar-open" x="${x}" y="${HOURS_BASE - red}" width="${width}" height="${red}" rx="1.2" />`}</g
	>`;
}

/** How many were received in each hour of the day, those still open in red. */
export function hourChart({ hours, hour }: Indicators): Markup {
	const most = Math.max(1, ...hours.map(({ all }) => all));
	const peak = hours.find(({ all }) => all === most);
	const label = `今日每小时危急值，最多一小时 ${peak ? most : 0} 条`;
	return html`<svg
		class="hours"
		viewBox="0 0 240 ${HOURS_BASE + 16}"
		role="img"
		aria-label="${label}"
	>
		${peak && html`<text class="peak" x="${Math.min(232, Math.max(8, peak.hour * HOUR_WIDTH + 5))}" y="9">${most}</text>`}
		${hours.map((count) => hourBar(count, most, hour))}
		<path class="now" d="M${hour * HOUR_WIDTH + 2} ${HOURS_BASE + 3}h${HOUR_WIDTH - 4}" />
		${MARKED_HOURS.map((mark) => html`<text class="hour" x="${mark * HOUR_WIDTH + 5}" y="${HOURS_BASE + 14}">${mark}</text>`)}
	</svg>`;
}

function typeBar({ type, label, count }: TypeCount, most: number): Markup {
	const width = Number(((100 * count) / most).toFixed(2));
	return html`<li data-type="${type}" data-count="${count}">
		<span>${label}</span>
		<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
			<rect class="track" width="100" height="6" />
			<rect class="bar" width="${width}" height="6" />
		</svg>
		<b>${count}</b>
	</li>`;
}

/** How many there were of each report type. */
export function typeChart({ types }: Indicators): Markup {
	const most = Math.max(1, ...types.map(({ count }) => count));
	return html`<ul class="types">
		${types.map((type) => typeBar(type, most))}
	</ul>`;
}
