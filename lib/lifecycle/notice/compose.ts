import { alarmPart } from './alarmPart';
import type { Incoming } from './incoming';
import type { Notice, NoticePart } from './notice';
import type { NoticeSettings } from './settings';
import { shorten, tame } from './tame';
import { valuePart } from './valuePart';
import { durationWords } from './words';

/** Characters: a phone's preview shows less, a mail's subject hardly more. */
const LONGEST_TITLE = 60;

/** Worst first: those that wait, the longest, the highest level; then alarms, then what is settled. */
function byWeight(a: NoticePart, b: NoticePart): number {
	const rank = ({ kind, isOpen }: NoticePart) => (isOpen ? 0 : kind === 'alarm' ? 1 : 2);
	return rank(a) - rank(b) || b.minutesOpen - a.minutesOpen || b.level - a.level;
}

function digestHeadline(parts: readonly NoticePart[]): string {
	const values = parts.filter(({ kind }) => kind === 'value');
	const open = values.filter(({ isOpen }) => isOpen);
	const longest = Math.max(0, ...open.map(({ minutesOpen }) => minutesOpen));
	const alarms = parts.length - values.length;
	return [
		open.length > 0 ? `${open.length} 项待处理` : '',
		longest > 0 ? `最长 ${durationWords(longest)}` : '',
		values.length > open.length ? `${values.length - open.length} 项其他状态` : '',
		alarms > 0 ? `${alarms} 项通知` : '',
	]
		.filter((words) => words !== '')
		.join('，');
}

/** 危急值 未确认; a prefix that ends in punctuation needs no space. */
function titleOf(prefix: string, ...words: string[]): string {
	const rest = words.filter((word) => word !== '').join(' ');
	if (prefix === '' || rest === '') return shorten(prefix + rest, LONGEST_TITLE);
	return shorten(
		/[\p{L}\p{N}]$/u.test(prefix) ? `${prefix} ${rest}` : prefix + rest,
		LONGEST_TITLE,
	);
}

/**
 * Puts what came in into words, ready for a channel.
 *
 * @param incoming at least one
 */
export function composeNotice(incoming: readonly Incoming[], settings: NoticeSettings): Notice {
	const parts = incoming
		.map((one) =>
			one.kind === 'value' ? valuePart(one.value, settings) : alarmPart(one.alarm, settings),
		)
		.sort(byWeight);
	const prefix = shorten(tame(settings.titlePrefix), 20);
	const [only] = parts;
	const isSingle = only !== undefined && parts.length === 1;
	const headline = isSingle ? only.headline : digestHeadline(parts);
	const place = isSingle && only.kind === 'value' ? only.brief.place : '';
	return {
		title: titleOf(prefix, headline, place),
		prefix,
		headline,
		parts,
		tone: parts.every(({ tone }) => tone === 'green') ? 'green' : 'red',
	};
}
