/** Where a notification goes. The values stand in saved workflows: never rename. */
export const NOTICE_CHANNELS = [
	'dingTalk',
	'email',
	'feishu',
	'plainText',
	'sms',
	'weComCard',
	'weComMarkdown',
] as const;

export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** Mentions everybody, where it stands in the place of a person. */
export const EVERYBODY = 'all';

export interface NoticeSettings {
	/** IANA name: times are shown in it. */
	timeZone: string;
	/** Names as 张*; medical record and visit numbers are left out. */
	maskNames: boolean;
	/** What every title begins with: a DingTalk robot may demand a keyword. */
	titlePrefix: string;
	/** http(s) address where more can be seen; a WeCom card has to have one. */
	detailUrl?: string;
	/** For DingTalk. */
	mentionMobiles: readonly string[];
	/** For Feishu and WeCom Markdown. */
	mentionUserIds: readonly string[];
	/** Words for a code of a failed delivery or a rejected message; undefined for a code it does not know. */
	reasonWords: (code: string) => string | undefined;
}

export const DEFAULT_TITLE_PREFIX = '危急值';
