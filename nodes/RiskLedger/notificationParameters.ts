import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_TITLE_PREFIX } from '../../lib/lifecycle/notice/settings';
import { optionsCollection } from '../../lib/n8n/optionsCollection';
import { LABELS } from '../../lib/n8n/ledgerNode/labels';

/** Where a notification goes: its form. Sending is another node's. */
export const noticeChannel: INodeProperties = {
	displayName: LABELS.noticeChannel,
	name: 'noticeChannel',
	type: 'options',
	noDataExpression: true,
	default: 'dingTalk',
	options: [
		{
			name: 'DingTalk 钉钉',
			value: 'dingTalk',
			description:
				'“body” is a Markdown message for a robot’s webhook. body 为钉钉机器人的 Markdown 消息。',
		},
		{
			name: 'E-Mail 邮件',
			value: 'email',
			description: '“subject” and “html” are for Send Email. subject、html 用于发送邮件节点。',
		},
		{
			name: 'Feishu 飞书',
			value: 'feishu',
			description: '“body” is a card for a robot’s webhook. body 为飞书机器人的消息卡片。',
		},
		{
			name: 'Plain Text 纯文本',
			value: 'plainText',
			description: '“text” for any other system. text 可用于其他任何系统。',
		},
		{
			name: 'SMS 短信',
			value: 'sms',
			description:
				'“text” of four short messages at most; “sms” counts them. text 最多四条短信长度，sms 为字数和条数。',
		},
		{
			name: 'WeCom Card 企业微信卡片',
			value: 'weComCard',
			description:
				'“body” is a template card for a robot’s webhook. body 为企业微信机器人的模板卡片。',
		},
		{
			name: 'WeCom Markdown 企业微信',
			value: 'weComMarkdown',
			description:
				'“body” is a Markdown message for a robot’s webhook. body 为企业微信机器人的 Markdown 消息。',
		},
	],
	description:
		'Which form the notification has; another node sends it. 通知的格式；发送由其他节点完成。',
};

export const combine: INodeProperties = {
	displayName: LABELS.combine,
	name: 'combine',
	type: 'options',
	noDataExpression: true,
	default: 'perItem',
	options: [
		{
			name: 'All Items in One 合并为一条',
			value: 'digest',
			description:
				'A digest, worst first; DingTalk mutes a robot after 20 messages a minute. 合并为一条摘要，最紧急的在前；钉钉机器人每分钟超过 20 条会被限流。',
		},
		{
			name: 'One per Item 每项一条',
			value: 'perItem',
			description: 'A notification of its own for each item. 每个数据项单独一条通知。',
		},
	],
	description:
		'Whether several items become one notification; parameters are then the first item’s. 多个数据项是否合并为一条通知；合并时以第一项的参数为准。',
};

export const maskNames: INodeProperties = {
	displayName: LABELS.maskNames,
	name: 'maskNames',
	type: 'boolean',
	default: true,
	description:
		'Whether names are masked (张三 → 张*), in results too, and record and visit numbers left out. 是否对姓名脱敏（张三 → 张*，包括结果中的姓名），并隐去病历号和就诊号。',
};

const detailUrl: INodeProperties = {
	displayName: LABELS.detailUrl,
	name: 'detailUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.hospital.example/outapi/risk/board?ward=W0301',
	description:
		'Where the notification leads, such as the ward board; http or https. 通知中的链接，例如病区看板，以 http 或 https 开头。',
};

/** A card leads somewhere: the platform takes none without. Elsewhere there is a link if there is an address. */
export const detailUrlOfCard: INodeProperties = {
	...detailUrl,
	required: true,
	displayOptions: { show: { noticeChannel: ['weComCard'] } },
};
export const detailUrlOfOthers: INodeProperties = {
	...detailUrl,
	displayOptions: { show: { noticeChannel: ['dingTalk', 'email', 'feishu', 'weComMarkdown'] } },
};

export const notificationOptions = optionsCollection([
	{
		displayName: LABELS.mentionMobiles,
		name: 'mentionMobiles',
		type: 'string',
		default: '',
		placeholder: 'e.g. 13800000001,13800000002',
		displayOptions: { show: { '/noticeChannel': ['dingTalk'] } },
		description:
			'Mobile numbers of members to mention, with commas between; “all” mentions everybody. 要提醒的成员手机号，多个用逗号分隔；填 all 提醒所有人。',
	},
	{
		displayName: LABELS.mentionUserIds,
		name: 'mentionUserIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. wangyisheng,lihushi',
		displayOptions: { show: { '/noticeChannel': ['feishu', 'weComMarkdown'] } },
		description:
			'User IDs of members to mention, with commas between (WeCom userid, Feishu open_id or user_id); “all” mentions everybody. 要提醒的成员账号，多个用逗号分隔（企业微信 userid，飞书 open_id 或 user_id）；填 all 提醒所有人。',
	},
	{
		displayName: LABELS.titlePrefix,
		name: 'titlePrefix',
		type: 'string',
		default: DEFAULT_TITLE_PREFIX,
		description:
			'What each title begins with, such as the keyword that a DingTalk robot demands. 标题开头的文字，例如钉钉机器人要求的关键词。',
	},
]);
