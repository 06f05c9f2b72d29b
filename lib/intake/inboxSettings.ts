import { CLINICAL, type RetrySchedule } from '../ledger/schedule';
import { z } from '../thirdParty';
import { SettingsError, unusableParameter } from './settings';

/** How a trigger keeps and works off its inbox. */
export interface InboxSettings {
	/** `stored`: answer as soon as the message is safe. `processed`: once its execution has succeeded. */
	reply: { when: 'stored' } | { when: 'processed'; limitMs: number };
	/** Open messages from which on the trigger answers "busy". */
	mostOpen: number;
	batchSize: number;
	parallel: number;
	schedule: RetrySchedule;
	/** How long done messages are kept, and duplicates of them known; milliseconds. */
	retentionMs: number;
}

export const INBOX_DEFAULTS = {
	mostOpen: 100_000,
	batchSize: 20,
	parallel: 4,
	replyLimitSeconds: 20,
	retentionDays: 90,
	maxAgeHours: 24,
} as const;

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A custom schedule's delays: a day at the most, and not a book of them. */
const MOST_DELAYS = 100;

const optionsSchema = z.object({
	replyWhen: z.enum(['stored', 'processed']).default('stored'),
	replyLimit: z.number().min(1).max(300).default(INBOX_DEFAULTS.replyLimitSeconds),
	maxBacklog: z.number().int().min(1).max(10_000_000).default(INBOX_DEFAULTS.mostOpen),
	batchSize: z.number().int().min(1).max(500).default(INBOX_DEFAULTS.batchSize),
	parallel: z.number().int().min(1).max(50).default(INBOX_DEFAULTS.parallel),
	retrySchedule: z.enum(['clinical', 'custom']).default('clinical'),
	retryDelays: z.string().default(''),
	retryMaxAge: z.number().positive().max(720).default(INBOX_DEFAULTS.maxAgeHours),
	retentionDays: z.number().min(1).max(3_650).default(INBOX_DEFAULTS.retentionDays),
});

/** The last wait is repeated for hours: without one, a message that fails would run as often as n8n can. */
const LEAST_REPEATED_MS = SECOND_MS;

/** @throws SettingsError for a list that holds anything but waits of up to a day, or ends in none */
function delaysOf(text: string): number[] {
	const delays = text
		.split(/[\s,;，；、]+/)
		.filter((part) => part !== '')
		.map((part) => Number(part) * SECOND_MS);
	const isValid = delays.every((ms) => ms >= 0 && ms <= DAY_MS);
	const repeated = delays.at(-1) ?? 0;
	if (repeated >= LEAST_REPEATED_MS && delays.length <= MOST_DELAYS && isValid) return delays;
	throw new SettingsError(
		'Retry Delays 重试间隔',
		'"Retry Delays 重试间隔"不是用逗号分隔的秒数 (the retry delays are not a list of seconds)',
		'请填写如 2, 5, 10, 60，最后一个值会一直重复，至少为 1 (write e.g. 2, 5, 10, 60; the last one is repeated, and at least 1)',
	);
}

/**
 * Parses the options that concern the inbox.
 *
 * @param options the node's `options` as n8n hands them over
 * @throws SettingsError saying which parameter is at fault and how to mend it
 */
export function parseInboxSettings(options: unknown): InboxSettings {
	const parsed = optionsSchema.safeParse(options);
	if (!parsed.success) {
		throw unusableParameter(`options.${parsed.error.issues[0]?.path.join('.') ?? ''}`);
	}
	const { data } = parsed;
	const schedule = (): RetrySchedule => {
		if (data.retrySchedule === 'clinical') return CLINICAL;
		const delaysMs = delaysOf(data.retryDelays);
		const thenEveryMs = delaysMs.at(-1) ?? 0;
		return { delaysMs, thenEveryMs, maxAgeMs: data.retryMaxAge * HOUR_MS };
	};
	return {
		reply:
			data.replyWhen === 'stored'
				? { when: 'stored' }
				: { when: 'processed', limitMs: data.replyLimit * SECOND_MS },
		mostOpen: data.maxBacklog,
		batchSize: data.batchSize,
		parallel: data.parallel,
		schedule: schedule(),
		retentionMs: data.retentionDays * DAY_MS,
	};
}
