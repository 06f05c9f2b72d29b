import { maskName, nameHider, numberHider } from '../mask';
import type { IncomingDelivery, IncomingStep, IncomingValue } from './incoming';
import type { NoticeBrief, NoticeLine, NoticePart } from './notice';
import type { NoticeSettings } from './settings';
import { shorten, tame } from './tame';
import {
	clock,
	concern,
	durationWords,
	enumWords,
	fullTime,
	isOutside,
	joinFitting,
	momentOf,
	resultWords,
	stateWords,
} from './words';

/** Characters of a name, a ward, a number. */
const SHORT_FIELD = 60;
/** Characters of one result: a free text of radiology has some hundred. */
const LONGEST_RESULT = 200;
const LONGEST_LIST = 120;
/** Characters of all results in a digest's line. */
const BRIEF_RESULTS = 60;

/** What is at hand while a value is put into words: `show` tames, masks and shortens a field. */
interface Telling {
	value: IncomingValue;
	settings: NoticeSettings;
	/** Masks in what was reported: numbers, too, but not in our own riskId, which may be made of one. */
	hide: (tamed: string) => string;
	show: (text: string | undefined, limit?: number) => string;
	/** Times of the same day are told without the date. */
	sentAt: number | undefined;
}

function tellingOf(value: IncomingValue, settings: NoticeSettings): Telling {
	const { timeZone, maskNames } = settings;
	const asItIs = (text: string) => text;
	const { patientNo = '', patientMedRecordno = '' } = value;
	const hideName = maskNames ? nameHider(tame(value.patientName ?? '')) : asItIs;
	const hideNumbers = maskNames ? numberHider([patientNo, patientMedRecordno].map(tame)) : asItIs;
	const { sendTime, firstSentTimestamp } = value;
	return {
		value,
		settings,
		hide: (tamed) => hideNumbers(hideName(tamed)),
		show: (text, limit = SHORT_FIELD) => shorten(hideName(tame(text ?? '')), limit),
		sentAt:
			momentOf({ time: sendTime }, timeZone) ??
			momentOf({ timestamp: firstSentTimestamp }, timeZone),
	};
}

function patientWords({ value, settings, show }: Telling): string {
	const name = tame(value.patientName ?? '');
	const shown = shorten(settings.maskNames ? maskName(name) : name, SHORT_FIELD);
	const { patientClass } = value;
	const kind = patientClass === undefined ? '' : show(enumWords('patientClass', patientClass));
	return shown !== '' && kind !== '' ? `${shown}（${kind}）` : shown + kind;
}

const wardOf = ({ value, show }: Telling): string => show(value.wardName) || show(value.wardCode);

/** 12 → 12床; 12床, 12号 stay. */
function bedOf({ value, show }: Telling): string {
	const bed = show(value.patientBedno);
	return /[\p{L}\p{N}]$/u.test(bed) && !/[床号]$/.test(bed) ? `${bed}床` : bed;
}

function reportOf({ value, show }: Telling): string {
	const { reportType } = value;
	return reportType === undefined ? '' : show(enumWords('reportType', reportType));
}

function stepWords({ show }: Telling, { name, level }: IncomingStep): string {
	const shown = show(name);
	const rank = level === undefined ? '' : `${level} 级`;
	return shown !== '' && rank !== '' ? `${shown}（${rank}）` : shown + rank;
}

function whenWords(moment: Parameters<typeof momentOf>[0], telling: Telling): string {
	const { timeZone } = telling.settings;
	const ms = momentOf(moment, timeZone);
	return ms === undefined ? '' : clock(ms, timeZone, telling.sentAt);
}

const inOrder = (...words: string[]): string => words.filter((word) => word !== '').join(' ');

const listed = (entries: readonly string[]): string =>
	joinFitting(
		entries.filter((entry) => entry !== ''),
		'、',
		LONGEST_LIST,
	);

function troubleWords(telling: Telling, { target, reason, ...moment }: IncomingDelivery): string {
	const { show, settings } = telling;
	const why = reason === undefined ? '' : show(settings.reasonWords(reason) ?? reason);
	const details = inOrder(why, whenWords(moment, telling));
	return details === '' ? show(target) : `${show(target)}（${details}）`;
}

function confirmWords(telling: Telling): string {
	const { confirm, confirmedTimestamp, state } = telling.value;
	if (state !== 'confirmed' && state !== 'unknown') return '';
	const { show, hide } = telling;
	const content = shorten(hide(tame(confirm?.responsecontent ?? '')), LONGEST_LIST);
	const said = [show(confirm?.responseResult), content];
	return inOrder(
		show(confirm?.responseName),
		whenWords({ timestamp: confirmedTimestamp, time: confirm?.responseTime }, telling),
		said.filter((text) => text !== '').join('：'),
	);
}

/** 来源有、台账没有：请补发; '' for what comes from no reconciliation, or is well there. */
function findingOf({ value: { result, text }, show }: Telling): string {
	return result === undefined || result === 'matched' ? '' : show(text, LONGEST_LIST);
}

/** What is the matter before what is to be done: 来源有、台账没有. */
const findingHead = (telling: Telling): string => findingOf(telling).split('：', 1)[0] ?? '';

/** 未确认 12 分钟; 已确认; '' where nothing is known of it. */
function standingOf({ value, show }: Telling): string {
	const { state, minutesOpen } = value;
	const waits = minutesOpen === undefined ? '' : durationWords(minutesOpen);
	if (state === undefined) return waits === '' ? '' : `已等待 ${waits}`;
	const words = show(stateWords(state));
	return state === 'open' ? inOrder(words, waits) : words;
}

/** A confirmed value took so long; an open one's time stands in the first line. */
function tookWords({ value: { state, minutesOpen } }: Telling): string {
	const isAnswered = state === 'confirmed' && minutesOpen !== undefined;
	return isAnswered ? durationWords(minutesOpen) : '';
}

function resultLines({ value, hide }: Telling): NoticeLine[] {
	return value.items.flatMap((item) => {
		const text = shorten(hide(resultWords(item)), LONGEST_RESULT);
		const rank = concern(item) === 2 ? 3 : 2;
		return text === '' ? [] : [{ label: '结果', text, rank, isStriking: isOutside(item) }];
	});
}

function resultsOf({ value, hide }: Telling, items = value.items): string[] {
	return [...items]
		.sort((a, b) => concern(a) - concern(b))
		.map((item) => shorten(hide(resultWords(item)), LONGEST_RESULT))
		.filter((text) => text !== '');
}

function linesOf(telling: Telling): NoticeLine[] {
	const { value, settings, show, sentAt } = telling;
	const { step, notified, deliveries, escalations } = value;
	const number = (text: string | undefined) => (settings.maskNames ? '' : show(text));
	const line = (label: string, text: string, rank: 0 | 1 = 0): NoticeLine => ({
		label,
		text,
		rank,
	});
	const told = (entries: readonly IncomingDelivery[]) =>
		listed(entries.map((entry) => inOrder(show(entry.target), whenWords(entry, telling))));
	const reminded = escalations.map((one) =>
		inOrder(stepWords(telling, one), whenWords(one, telling)),
	);
	const troubles = deliveries.filter(({ state }) => state === 'open');
	const fallback = step?.fallback ? ' 兜底' : '';
	return [
		line('核对', findingOf(telling)),
		line('状态', standingOf(telling)),
		line('级别', step ? stepWords(telling, step) + fallback : ''),
		line('患者', patientWords(telling)),
		line('就诊号', number(value.patientNo)),
		line('病历号', number(value.patientMedRecordno)),
		line('病区', wardOf(telling)),
		line('床号', bedOf(telling)),
		line('报告', reportOf(telling)),
		...resultLines(telling),
		line('发送时间', sentAt === undefined ? '' : fullTime(sentAt, settings.timeZone)),
		line('确认', confirmWords(telling), 1),
		line('确认用时', tookWords(telling), 1),
		line('已送达', told(notified), 1),
		line('推送异常', listed(troubles.map((one) => troubleWords(telling, one))), 1),
		line('已提醒', listed(reminded), 1),
		line('编号', show(value.riskId)),
	].filter(({ text }) => text !== '');
}

function briefOf(telling: Telling): NoticeBrief {
	const { value } = telling;
	const alarming = value.items.filter((item) => concern(item) < 2);
	const items = alarming.length > 0 ? alarming : value.items;
	return {
		place: inOrder(wardOf(telling), bedOf(telling)),
		patient: patientWords(telling),
		report: reportOf(telling),
		results: joinFitting(resultsOf(telling, items), '；', BRIEF_RESULTS),
		standing: inOrder(findingHead(telling), standingOf(telling)),
		step: value.step ? stepWords(telling, value.step) : '',
	};
}

/** Puts a critical value into words, masked and tame. */
export function valuePart(value: IncomingValue, settings: NoticeSettings): NoticePart {
	const telling = tellingOf(value, settings);
	const { state, step, minutesOpen, riskId } = value;
	const brief = briefOf(telling);
	return {
		kind: 'value',
		headline: [brief.standing, brief.step].filter((text) => text !== '').join(' · '),
		lines: () => linesOf(telling),
		results: () => resultsOf(telling),
		brief,
		tone: state === 'confirmed' || state === 'cancelled' ? 'green' : 'red',
		riskId: riskId || null,
		isOpen: state === undefined || state === 'open',
		minutesOpen: minutesOpen ?? 0,
		level: step?.level ?? 0,
	};
}
