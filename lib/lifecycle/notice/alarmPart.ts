import type { IncomingAlarm } from './incoming';
import type { NoticeLine, NoticePart } from './notice';
import type { NoticeSettings } from './settings';
import { shorten, tame } from './tame';
import { durationWords, fullTime, momentOf } from './words';

const SHORT_FIELD = 60;
const LONGEST_TEXT = 300;

const show = (text: string | undefined, limit = SHORT_FIELD): string =>
	shorten(tame(text ?? ''), limit);

const counted = (words: string, count: number | undefined): string =>
	count === undefined ? words : `${words} ${count} 条`;

const named = (words: string, name: string | undefined): string =>
	show(name) === '' ? words : `${words}：${show(name)}`;

/** Events that say that something is well again. */
const GOOD_NEWS: ReadonlySet<string | undefined> = new Set([
	'deliveryRecovered',
	'sourceBack',
	'backlogOver',
]);

/** What has happened, in few words; an event that is not known by its own name. */
function headlineOf({ event, target, count, minutes, open }: IncomingAlarm): string {
	switch (event) {
		case 'deliveryTrouble':
			return named('推送故障', target);
		case 'deliveryRecovered':
			return named('推送恢复', target);
		case 'deliveryGivenUp':
			return named('停止推送，未送达', target);
		case 'deadLetter':
			return counted('死信', count);
		case 'rejected':
			return counted('拒收消息', count);
		case 'silentSource':
			return minutes === undefined ? '数据源无消息' : `数据源无消息 ${durationWords(minutes)}`;
		case 'sourceBack':
			return '数据源恢复';
		case 'backlog':
			return counted('消息积压', open);
		case 'backlogOver':
			return '积压解除';
		default:
			return show(event);
	}
}

function messageLines({ messages }: IncomingAlarm, settings: NoticeSettings): NoticeLine[] {
	return messages.flatMap(({ messageId, riskId, lastFailure, reason, acceptedTime }) => {
		const { timeZone, reasonWords } = settings;
		const code = lastFailure ?? reason;
		const at = momentOf({ time: acceptedTime }, timeZone);
		const words = [
			show(messageId),
			show(riskId),
			code === undefined ? '' : show(reasonWords(code) ?? code),
			at === undefined ? '' : fullTime(at, timeZone),
		].filter((word) => word !== '');
		return words.length === 0 ? [] : [{ label: '消息', text: words.join('，'), rank: 2 }];
	});
}

function linesOf(alarm: IncomingAlarm, settings: NoticeSettings): NoticeLine[] {
	const { timeZone } = settings;
	const { seconds, deliveries, limit, sinceTime, sinceTimestamp, lastTime } = alarm;
	const timeLine = (label: string, ms: number | undefined): NoticeLine => ({
		label,
		text: ms === undefined ? '' : fullTime(ms, timeZone),
		rank: 0,
	});
	const line = (label: string, text: string): NoticeLine => ({ label, text, rank: 0 });
	const since = momentOf({ timestamp: sinceTimestamp, time: sinceTime }, timeZone);
	return [
		line('说明', show(alarm.text, LONGEST_TEXT)),
		line('系统', show(alarm.target)),
		line('地址', show(alarm.address, LONGEST_TEXT)),
		line('推送数', deliveries === undefined ? '' : `${deliveries} 条`),
		line('上限', limit === undefined ? '' : `${limit} 条`),
		timeLine('开始时间', since),
		line('持续', seconds === undefined ? '' : durationWords(seconds / 60)),
		timeLine('最后消息', momentOf({ time: lastTime }, timeZone)),
		...messageLines(alarm, settings),
	].filter(({ text }) => text !== '');
}

/** Puts an event that is about no single critical value into words, tame. Masks nothing: it names no patient. */
export function alarmPart(alarm: IncomingAlarm, settings: NoticeSettings): NoticePart {
	const headline = headlineOf(alarm);
	return {
		kind: 'alarm',
		headline,
		lines: () => linesOf(alarm, settings),
		results: () => [],
		brief: {
			place: headline,
			patient: '',
			report: '',
			results: show(alarm.text, LONGEST_TEXT),
			standing: '',
			step: '',
		},
		tone: GOOD_NEWS.has(alarm.event) ? 'green' : 'red',
		riskId: null,
		isOpen: false,
		minutesOpen: 0,
		level: 0,
	};
}
