import type { ContentItem } from '../../contract/content';
import type { CriticalValue } from '../criticalValue';
import { html, type Markup } from './markup';
import { fieldText, oneLine, withoutName } from './words';

type Direction = ContentItem['direction'];

/** The arrow, its class and what it says when it is read out. */
const ARROWS: Readonly<Record<Direction, readonly [arrow: string, tone: string, words: string]>> = {
	high: ['↑', 'high', '高于参考范围'],
	low: ['↓', 'low', '低于参考范围'],
	within: ['', 'within', ''],
	unknown: ['', 'unknown', ''],
};

const arrowOf = (direction: Direction): string => ARROWS[direction][0];

function arrow(direction: Direction): Markup | false {
	const [sign, tone, words] = ARROWS[direction];
	return (
		sign !== '' && html`<span class="arrow ${tone}" role="img" aria-label="${words}">${sign}</span>`
	);
}

/** 3.5–9.5, ≤ 0.04 or ≥ 60. */
export function rangeText({ range }: ContentItem): string {
	if (range === null) return '';
	const { low, high } = range;
	if (low !== null && high !== null) return `${low}–${high}`;
	if (high !== null) return `≤ ${high}`;
	return low === null ? '' : `≥ ${low}`;
}

/** Out of range first: within a panel that is what the alarm is about. The order stays otherwise. */
export function alarmingFirst(items: readonly ContentItem[]): ContentItem[] {
	const alarms = (item: ContentItem) => item.direction !== 'within';
	return [...items.filter(alarms), ...items.filter((item) => !alarms(item))];
}

/** 阳性, 3+, 阴性(-): findings in a word. What is longer is a sentence. */
const LONGEST_WORD = 8;

/** Free text, and what could not be read as a result. */
const isProse = ({ item, value, unit, direction, text }: ContentItem): boolean =>
	value === null &&
	unit === undefined &&
	direction === 'unknown' &&
	(item === '' || text.length > LONGEST_WORD);

type Reads = (text: string, most: number) => string;

function prose({ item, text }: ContentItem, read: Reads, most: number): Markup {
	const heading = read(item, 60);
	return html`<li class="prose">
		${heading !== '' && html`<b>${heading}</b> `}${read(text, most)}
	</li>`;
}

function result(content: ContentItem, read: Reads): Markup {
	const range = rangeText(content);
	return html`<li>
		<span class="test">${read(content.item, 60)}</span>
		<span class="result"
			><b class="${content.direction}">${read(content.text, 40)}</b>${arrow(content.direction)}
			<span class="unit">${content.unit !== undefined && read(content.unit, 24)}</span></span
		>
		${range !== '' && html`<span class="range">参考 ${range}</span>`}
	</li>`;
}

/**
 * The items of a value as a list.
 *
 * @param most items drawn; how many more there are is said
 * @param longest characters of free text
 */
export function itemList(
	{ items, fields }: CriticalValue,
	{ isMasked, most, longest }: { isMasked: boolean; most: number; longest: number },
): Markup {
	const read: Reads = (text, length) => oneLine(withoutName(text, fields, isMasked), length);
	const shown = alarmingFirst(items).slice(0, most);
	const rest = items.length - shown.length;
	// A sender that says it all in some other way: better its own words than nothing.
	const raw = items.length === 0 ? read(fieldText(fields, 'content', longest), longest) : '';
	return html`<ul class="items${shown.length > 2 && ' many'}">
		${shown.map((item) => (isProse(item) ? prose(item, read, longest) : result(item, read)))}
		${items.length === 0 && html`<li class="prose">${raw || '报告内容为空'}</li>`}
		${rest > 0 && html`<li class="rest">另有 ${rest} 项</li>`}
		${items.length > 1 && html`<li class="count" aria-hidden="true">共 ${items.length} 项</li>`}
	</ul>`;
}

/** The items on one line, for lists and for paper. */
export function itemLine(
	{ items, fields }: CriticalValue,
	{ isMasked, most, longest }: { isMasked: boolean; most: number; longest: number },
): string {
	const shown = alarmingFirst(items).slice(0, most);
	const parts = shown.map((item) => {
		const range = rangeText(item);
		const named = item.item === '' ? '' : `${item.item} `;
		const measured = `${named}${item.text}${arrowOf(item.direction)}`;
		return `${measured}${item.unit === undefined ? '' : ` ${item.unit}`}${range === '' ? '' : `（${range}）`}`;
	});
	if (items.length > shown.length) parts.push(`另有 ${items.length - shown.length} 项`);
	const text = items.length === 0 ? fieldText(fields, 'content', longest) : parts.join('；');
	return oneLine(withoutName(text, fields, isMasked), longest);
}
