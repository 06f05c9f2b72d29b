import type { INodeProperties } from 'n8n-workflow';
import { INBOX_DEFAULTS } from '../../intake/inboxSettings';

const CUSTOM_SCHEDULE = { show: { retrySchedule: ['custom'] } };

/** The options of a trigger that concern its inbox, alphabetical as all options are. */
export const inboxOptions: INodeProperties[] = [
	{
		displayName: 'Batch Size 每批条数',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 500 },
		default: INBOX_DEFAULTS.batchSize,
		description:
			'Most messages in one execution while a backlog is worked off; without one, each message has its own. 积压时每次执行处理的最多条数；无积压时每条消息单独执行。',
	},
	{
		displayName: 'Maximum Backlog 最大积压',
		name: 'maxBacklog',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10_000_000 },
		default: INBOX_DEFAULTS.mostOpen,
		description:
			'Messages not yet processed from which on callers are answered "busy, send again"; as many rejected calls are kept beside them. 未处理消息达到此数量时，应答“忙，请重发”；被拒绝的调用另计，上限相同。',
	},
	{
		displayName: 'Parallel Executions 并行执行数',
		name: 'parallel',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: INBOX_DEFAULTS.parallel,
		description:
			'Executions of this trigger at a time; one over 10 seconds makes room for another, up to four times as many. Messages of one riskId never run side by side. 同时进行的执行数；超过10秒的执行会让出位置，总数不超过4倍；同一 riskId 的消息始终依次处理。',
	},
	{
		displayName: 'Reply 应答时机',
		name: 'replyWhen',
		type: 'options',
		default: 'stored',
		options: [
			{
				name: 'When Processed 处理成功后',
				value: 'processed',
				description:
					'Code 0 once the execution has succeeded; until then the message is stored all the same. 执行成功后才应答 code 0。',
			},
			{
				name: 'When Stored 保存后',
				value: 'stored',
				description: 'Code 0 as soon as the message is on disk. 消息写入磁盘后即应答 code 0。',
			},
		],
		description: 'When a caller is answered code 0. 何时向调用方应答 code 0。',
	},
	{
		displayName: 'Reply Time Limit (Seconds) 应答时限',
		name: 'replyLimit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 300 },
		default: INBOX_DEFAULTS.replyLimitSeconds,
		displayOptions: { show: { replyWhen: ['processed'] } },
		description:
			'Then the caller is told that the message is stored and still being processed, with a non-zero code. 超过此时间则应答非零 code：已保存，尚未处理完。',
	},
	{
		displayName: 'Retention (Days) 保留天数',
		name: 'retentionDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3650 },
		default: INBOX_DEFAULTS.retentionDays,
		description:
			'How long processed messages stay in the ledger and repetitions of them are recognised; everything else stays. 已处理消息的保留天数，期间可识别重复消息；其他记录不删除。',
	},
	{
		displayName: 'Retry Delays (Seconds) 重试间隔',
		name: 'retryDelays',
		type: 'string',
		default: '2, 5, 10, 30, 60, 300',
		placeholder: 'e.g. 2, 5, 10, 60',
		displayOptions: CUSTOM_SCHEDULE,
		description:
			'Waits between attempts, separated by commas; the last one is repeated. 各次重试之间的等待秒数，用逗号分隔，最后一个值会一直重复。',
	},
	{
		displayName: 'Retry Maximum Age (Hours) 重试期限',
		name: 'retryMaxAge',
		type: 'number',
		typeOptions: { minValue: 0.01, maxValue: 720, numberPrecision: 2 },
		default: INBOX_DEFAULTS.maxAgeHours,
		displayOptions: CUSTOM_SCHEDULE,
		description:
			'After this long a message that still fails is given up: kept as a dead letter, and no longer tried. 超过此时间仍失败的消息不再重试，作为死信保留。',
	},
	{
		displayName: 'Retry Schedule 重试方案',
		name: 'retrySchedule',
		type: 'options',
		default: 'clinical',
		options: [
			{
				name: 'Clinical 临床',
				value: 'clinical',
				description:
					'Ten attempts in some seven minutes, then every 5 minutes for an hour, then every half hour up to a day. 约7分钟内尝试10次，随后1小时内每5分钟一次，再每半小时一次，直至24小时。',
			},
			{
				name: 'Custom 自定义',
				value: 'custom',
				description: 'Your own delays and maximum age. 自定义间隔和期限。',
			},
		],
		description:
			'When a message whose execution or delivery failed is tried again. 执行或推送失败的消息何时重试。',
	},
];
