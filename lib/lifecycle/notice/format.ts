import { composeNotice } from './compose';
import { dingTalkBody } from './dingTalk';
import { emailOf } from './email';
import { feishuBody } from './feishu';
import type { Incoming } from './incoming';
import type { Notice } from './notice';
import { plainText } from './plainText';
import type { NoticeChannel, NoticeSettings } from './settings';
import { smsOf } from './sms';
import { weComCardBody } from './weComCard';
import { weComMarkdownBody } from './weComMarkdown';

/** A notification, ready to be sent. What a channel has no use for is null. */
export interface Notification {
	channel: NoticeChannel;
	/** One line without a patient's name. */
	title: string;
	/** All of it as plain text; for SMS the message itself. */
	text: string;
	/** Body for the robot's webhook. */
	body: object | null;
	/** Of an e-mail. */
	subject: string | null;
	html: string | null;
	sms: { characters: number; parts: number } | null;
	/** Things reported, and how many of them (of one thing: how many lines) had no room. */
	count: number;
	omitted: number;
	riskIds: string[];
}

type Formed = Partial<Pick<Notification, 'text' | 'body' | 'subject' | 'html' | 'sms'>> & {
	omitted: number;
};

function formFor(channel: NoticeChannel, notice: Notice, settings: NoticeSettings): Formed {
	switch (channel) {
		case 'dingTalk':
			return dingTalkBody(notice, settings);
		case 'email':
			return emailOf(notice, settings.detailUrl);
		case 'feishu':
			return feishuBody(notice, settings);
		case 'plainText':
			return plainText(notice);
		case 'sms': {
			const { sms, omitted } = smsOf(notice);
			const { text, characters, parts } = sms;
			return { text, sms: { characters, parts }, omitted };
		}
		case 'weComCard':
			return weComCardBody(notice, settings);
		case 'weComMarkdown':
			return weComMarkdownBody(notice, settings);
		default: {
			const unreachable: never = channel;
			return unreachable;
		}
	}
}

/**
 * Puts critical values and alarms into a notification: one in full, several as a digest, worst first.
 *
 * Nothing that comes from a message can become a link, a mention, a tag or a line of its own; the same goes for
 * the settings but the address and the persons to mention, which have to be checked before.
 *
 * @param incoming at least one, see `readIncoming`
 */
export function formatNotice(
	incoming: readonly Incoming[],
	channel: NoticeChannel,
	settings: NoticeSettings,
): Notification {
	const notice = composeNotice(incoming, settings);
	const { title, parts } = notice;
	const formed = formFor(channel, notice, settings);
	return {
		channel,
		title,
		text: plainText(notice).text,
		body: null,
		subject: null,
		html: null,
		sms: null,
		count: parts.length,
		riskIds: parts.flatMap(({ riskId }) => (riskId === null ? [] : [riskId])),
		...formed,
	};
}
