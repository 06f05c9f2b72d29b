import { FAILURE_CATALOGUE, type FailureReason } from '../../delivery/failures';
import {
	DEFAULT_TITLE_PREFIX,
	EVERYBODY,
	NOTICE_CHANNELS,
	type NoticeChannel,
	type NoticeSettings,
} from '../../lifecycle/notice/settings';
import { isEmpty, rawCollection, rawParameter, unusable, type At } from './parameters';
import { readChoice, readSwitch } from './read';

export const COMBINATIONS = ['perItem', 'digest'] as const;

/** What happened, for a code of the failure catalogue. */
export const reasonWords = (code: string): string | undefined =>
	Object.hasOwn(FAILURE_CATALOGUE, code) ? FAILURE_CATALOGUE[code as FailureReason].zh : undefined;

/** Signs that would end a link in Markdown or HTML, percent-encoded; the URL class leaves these. */
const encodeSigns = (url: string): string =>
	url.replace(
		/[()[\]'"`*_~<>|\\{}$]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);

/** Longer addresses would take a robot's message's room. */
const LONGEST_URL = 1000;

function readDetailUrl(at: At, channel: NoticeChannel): string | undefined {
	const value = rawParameter(at, 'detailUrl', '');
	if (isEmpty(value) && channel !== 'weComCard') return undefined;
	const text = typeof value === 'string' ? value.trim() : '';
	const parsed = URL.canParse(text) ? new URL(text) : undefined;
	const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
	const url = parsed && encodeSigns(parsed.href);
	if (isWeb && url !== undefined && url.length <= LONGEST_URL) return url;
	throw unusable('detailUrl', {
		zh: `请填写以 http:// 或 https:// 开头的完整地址（最多 ${LONGEST_URL} 字）；企业微信模板卡片必须有链接`,
		en: `Give a whole address that begins with http:// or https:// (at most ${LONGEST_URL} characters); a WeCom card has to have one`,
	});
}

/** A list that comes as an array or as a text with commas, semicolons or spaces between. */
function listOf(value: unknown): string[] {
	if (isEmpty(value)) return [];
	const entries: unknown[] = Array.isArray(value) ? value : [value];
	return entries
		.flatMap((entry) => (isEmpty(entry) ? [] : String(entry).split(/[\s,，、;；]+/)))
		.filter((entry) => entry !== '');
}

/** More would take a message's room; groups are mentioned by `all`. */
const MOST_MENTIONED = 20;

/** In these patterns nothing can end a mention and begin something else. */
const PERSONS = {
	mentionMobiles: {
		pattern: /^(?:\+?\d[\d-]{4,19}|all)$/,
		zh: `请填写手机号，多个用逗号分隔（最多 ${MOST_MENTIONED} 个），或填 ${EVERYBODY} 提醒所有人`,
		en: `Give mobile numbers, with commas between (at most ${MOST_MENTIONED}), or ${EVERYBODY} for everybody`,
	},
	mentionUserIds: {
		pattern: /^[A-Za-z0-9][\w.-]{0,63}$/,
		zh: `请填写成员账号（企业微信 userid，飞书 open_id 或 user_id），多个用逗号分隔（最多 ${MOST_MENTIONED} 个），或填 ${EVERYBODY} 提醒所有人`,
		en: `Give user IDs (WeCom userid, Feishu open_id or user_id), with commas between (at most ${MOST_MENTIONED}), or ${EVERYBODY} for everybody`,
	},
} as const;

function readPersons(options: Record<string, unknown>, parameter: keyof typeof PERSONS): string[] {
	const { pattern, zh, en } = PERSONS[parameter];
	const persons = listOf(options[parameter]);
	const areUsable = persons.length <= MOST_MENTIONED && persons.every((one) => pattern.test(one));
	if (areUsable) return persons;
	throw unusable(parameter, { zh, en });
}

function readPrefix({ titlePrefix }: Record<string, unknown>): string {
	if (titlePrefix === undefined) return DEFAULT_TITLE_PREFIX;
	if (isEmpty(titlePrefix)) return '';
	if (typeof titlePrefix === 'string') return titlePrefix;
	throw unusable('titlePrefix', { zh: '请填写文字', en: 'Give a text' });
}

/**
 * How Format Notification is set, at an item. The address and the persons are the only things that a channel may
 * act on, so they are checked here.
 *
 * @throws LedgerProblem
 */
export function readNotificationSettings(at: At): {
	channel: NoticeChannel;
	settings: NoticeSettings;
} {
	const channel = readChoice(at, 'noticeChannel', NOTICE_CHANNELS);
	const options = rawCollection(at, 'options');
	const detailUrl = readDetailUrl(at, channel);
	const hasUserIds = channel === 'feishu' || channel === 'weComMarkdown';
	const settings: NoticeSettings = {
		timeZone: at.timeZone,
		maskNames: readSwitch(at, 'maskNames', true),
		titlePrefix: readPrefix(options),
		...(detailUrl === undefined ? {} : { detailUrl }),
		// What another channel's setting has left in the node is none of this one's business.
		mentionMobiles: channel === 'dingTalk' ? readPersons(options, 'mentionMobiles') : [],
		mentionUserIds: hasUserIds ? readPersons(options, 'mentionUserIds') : [],
		reasonWords,
	};
	return { channel, settings };
}

export const readCombination = (at: At) => readChoice(at, 'combine', COMBINATIONS);
