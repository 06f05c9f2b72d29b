import type { CriticalValue, DeliveryMark } from '../criticalValue';
import type { BoardInput } from './board';
import { itemList } from './items';
import { html, type Markup } from './markup';
import { minutesOpen, reachedStep, stepsPassed, toneOf } from './urgency';
import {
	bedText,
	durationText,
	labelText,
	oneLine,
	patientText,
	timeText,
	wardText,
} from './words';

/** More would not fit on a card; a troubled one is never among those left out. */
const MOST_MARKS = 4;
const MOST_ITEMS = 4;
const LONGEST_PROSE = 160;

/** Where a card stands on a wall screen; on a phone all look alike. */
export type Place = 'row' | 'tile' | 'tile off';

function elapsed(minutes: number, steps: readonly number[]): Markup {
	const passed = stepsPassed(minutes, steps);
	const pips = steps.map((_, at) => html`<i${at < passed && html` class="on"`}></i>`);
	const [figure, unit] =
		minutes < 1000 ? [String(Math.floor(minutes)), '分钟'] : [durationText(minutes), ''];
	return html`<div class="elapsed"><b${figure.length > 3 && html` class="long"`}>${figure}</b>
${unit !== '' && html`<span>${unit} <small>min</small></span>`}
<span class="pips" role="img" aria-label="已过 ${passed} / ${steps.length} 个时限">${pips}</span></div>`;
}

function who(value: CriticalValue, { settings }: BoardInput): Markup {
	const { fields } = value;
	const bed = bedText(fields);
	const patientClass = labelText(fields, 'patientClass');
	const type = labelText(fields, 'reportType');
	const name = patientText(fields, settings.isMasked);
	const ward = wardText(fields);
	return html`<div class="who">
		<p class="patient">
			${bed !== '' && html`<b class="bed">${bed}</b>`}
			<bdi class="name">${name === '' ? '未填姓名' : name}</bdi>
		</p>
		<p class="ward"><bdi>${ward === '' ? '未填病区' : ward}</bdi></p>
		<p class="tags">
			${patientClass !== '' && html`<span>${patientClass}</span>`}${type !== '' && html`<span>${type}</span>`}
		</p>
	</div>`;
}

const MARK_WORDS = { done: '已送达', trouble: '推送受阻', waiting: '推送中' } as const;
const MARK_SIGNS = { done: '✓', trouble: '!', waiting: '…' } as const;

type Standing = keyof typeof MARK_WORDS;

const standingOf = ({ state, reason }: DeliveryMark): Standing =>
	state === 'delivered' ? 'done' : reason === null ? 'waiting' : 'trouble';

function mark(delivery: DeliveryMark, input: BoardInput): Markup {
	const standing = standingOf(delivery);
	const { reason } = delivery;
	const why = standing === 'trouble' && reason !== null ? (input.reasonText(reason) ?? reason) : '';
	const words = `${MARK_WORDS[standing]} ${timeText(delivery.at, input)}`;
	return html`<li class="${standing}" title="${words}">
		<i role="img" aria-label="${MARK_WORDS[standing]}">${MARK_SIGNS[standing]}</i>
		<bdi>${oneLine(delivery.name, 24)}</bdi>${why !== '' && html`<em>${oneLine(why, 40)}</em>`}
	</li>`;
}

const TROUBLE_FIRST: readonly Standing[] = ['trouble', 'waiting', 'done'];

function marks({ marks: all }: CriticalValue, input: BoardInput): Markup {
	const sorted = TROUBLE_FIRST.flatMap((standing) =>
		all.filter((one) => standingOf(one) === standing),
	);
	const rest = all.length - MOST_MARKS;
	return html`<ul class="marks">
		${sorted.slice(0, MOST_MARKS).map((one) => mark(one, input))}
		${rest > 0 && html`<li class="rest">另有 ${rest} 个系统</li>`}
		${all.length === 0 && html`<li class="rest">尚无推送记录</li>`}
	</ul>`;
}

function reached(value: CriticalValue, input: BoardInput): Markup {
	const step = reachedStep(value);
	if (!step) return html`<p class="step none">尚未升级</p>`;
	return html`<p class="step">
		<i role="img" aria-label="已升级到第 ${step.level} 级">${step.level}</i>
		<b><bdi>${oneLine(step.name, 24)}</bdi></b> <small>${timeText(step.at, input)}</small>
	</p>`;
}

/** An open value: how long, who, what, and how far the word has got. */
export function card(value: CriticalValue, place: Place, input: BoardInput): Markup {
	const { settings, now } = input;
	const minutes = minutesOpen(value, now);
	const items = itemList(value, {
		isMasked: settings.isMasked,
		most: MOST_ITEMS,
		longest: LONGEST_PROSE,
	});
	return html`<article class="card ${place} t${toneOf(minutes, settings.steps)}">
		${elapsed(minutes, settings.steps)}${who(value, input)}${items}
		<div class="reach">${reached(value, input)}${marks(value, input)}</div>
	</article> `;
}
