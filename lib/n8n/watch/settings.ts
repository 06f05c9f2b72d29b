import { SettingsError, unusableParameter } from '../../intake/settings';
import {
	FALLBACK_ID,
	stepId,
	type Escalation,
	type EscalationStep,
} from '../../lifecycle/escalation';
import {
	longestStretch,
	minuteOfDay,
	type Calendar,
	type TimeWindow,
} from '../../lifecycle/timeWindow';
import { DateTime, z } from '../../thirdParty';
import type { SourceSettings } from '../../watch/incidents/silentSource';
import { ALL_WEEKDAYS, DEFAULTS, EVENTS, LABELS, type WatchEvent } from './labels';

/** What a Risk Watch Trigger is set to. */
export interface WatchSettings {
	events: ReadonlySet<WatchEvent>;
	escalation: Escalation;
	countFrom: 'receipt' | 'sendTime';
	digestMs: number;
	troubleAfterMs: number;
	backlogLimit: number;
	sources: SourceSettings[];
	alarmMs: number;
}

const SECOND_MS = 1_000;
const SEPARATOR = /[\s,;，；、]+/;
const list = (text: string): string[] => text.split(SEPARATOR).filter((part) => part !== '');

const listText = z.string().default('').transform(list);
const weekdays = z
	.array(z.number().int().min(1).max(7))
	.default(ALL_WEEKDAYS)
	// None chosen cannot be meant: the plan would never apply.
	.transform((days) => new Set(days.length === 0 ? ALL_WEEKDAYS : days));
const timeOfDay = (fallback: string) =>
	z
		.string()
		.default(fallback)
		.transform((text, context) => {
			const minute = minuteOfDay(text);
			if (minute !== undefined) return minute;
			context.addIssue({ code: 'custom', message: 'time of day' });
			return z.NEVER;
		});

const windowFields = { from: timeOfDay('08:00'), to: timeOfDay('18:00'), weekdays };

const stepSchema = z.object({
	afterMinutes: z.number().min(0).max(100_000),
	name: z.string().trim().min(1),
	level: z.number().int().min(1).default(1),
	patientClasses: z.array(z.string()).default([]),
	reportTypes: z.array(z.string()).default([]),
	// Names of wards may hold blanks: only commas part them.
	wards: z
		.string()
		.default('')
		.transform((text) =>
			text
				.split(/[,;，；、\n]+/)
				.map((part) => part.trim())
				.filter((part) => part !== ''),
		),
});

const planSchema = z.object({
	name: z.string().trim().default(''),
	applies: z.enum(['always', 'hours', 'holidays', 'noHolidays']).default('always'),
	...windowFields,
	steps: z.object({ step: z.array(stepSchema).default([]) }).default({ step: [] }),
});

const sourceSchema = z.object({
	minutes: z.number().min(1).default(DEFAULTS.silentMinutes),
	reportType: z.string().default(''),
	...windowFields,
});

const parametersSchema = z.object({
	events: z.array(z.enum(EVENTS)).min(1),
	plans: z.object({ plan: z.array(planSchema).default([]) }).default({ plan: [] }),
	troubleSeconds: z.number().min(0).default(DEFAULTS.troubleSeconds),
	backlogLimit: z.number().int().min(1).default(DEFAULTS.backlogLimit),
	sources: z.object({ source: z.array(sourceSchema).default([]) }).default({ source: [] }),
	options: z
		.object({
			alarmSeconds: z.number().min(0).default(DEFAULTS.alarmSeconds),
			countFrom: z.enum(['receipt', 'sendTime']).default('receipt'),
			digestSeconds: z.number().min(0).max(600).default(0),
			fallbackMinutes: z.number().min(0).default(DEFAULTS.fallbackMinutes),
			fallbackLevel: z.number().int().min(1).default(DEFAULTS.fallbackLevel),
			fallbackName: z.string().trim().min(1).default(DEFAULTS.fallbackName),
			holidays: listText,
		})
		.prefault({}),
});

type Parameters = z.output<typeof parametersSchema>;
type Plan = Parameters['plans']['plan'][number];

const windowOf = (
	{ from, to, weekdays: days }: Pick<Plan, 'from' | 'to' | 'weekdays'>,
	which: TimeWindow['days'],
): TimeWindow => ({ fromMinute: from, toMinute: to, weekdays: days, days: which });

const WHICH_DAYS = { hours: 'all', holidays: 'holidays', noHolidays: 'noHolidays' } as const;

function planOf({ name, applies, steps, ...window }: Plan, number: number) {
	const plan = name === '' ? `方案${number}` : name;
	const seen = new Map<string, number>();
	return {
		name: plan,
		window: applies === 'always' ? undefined : windowOf(window, WHICH_DAYS[applies]),
		steps: steps.step.map((step): EscalationStep => {
			const count = (seen.get(step.name) ?? 0) + 1;
			seen.set(step.name, count);
			return { ...step, id: stepId(plan, step.name, count) };
		}),
	};
}

function calendarOf(holidays: readonly string[], timeZone: string): Calendar {
	const wrong = holidays.find((date) => !DateTime.fromFormat(date, 'yyyy-MM-dd').isValid);
	if (wrong === undefined) return { timeZone, holidays: new Set(holidays) };
	throw new SettingsError(
		LABELS.holidays,
		`"${LABELS.holidays}"不是用逗号分隔的日期 (the holidays are not a list of dates)`,
		'请填写如 2027-01-01, 2027-02-05 (write e.g. 2027-01-01, 2027-02-05)',
	);
}

/** @throws SettingsError where the hours are over before a silence in them could be told */
function sourceOf(
	{ minutes, reportType, ...hours }: Parameters['sources']['source'][number],
	number: number,
	calendar: Calendar,
): SourceSettings {
	const window = windowOf(hours, 'all');
	if (minutes < longestStretch(window)) return { minutes, reportType, window, calendar };
	throw new SettingsError(
		LABELS.sources,
		`"${LABELS.sources} ${number}"的静默分钟数不短于时段本身，永远不会通知 (the silence is as long as the hours, and would never be told)`,
		'请减少静默分钟数，或放宽时段；00:00 至 24:00 连续计算，可超过一天 (take fewer minutes or longer hours; from 00:00 to 24:00 is counted on over midnight, also beyond a day)',
	);
}

/** A plan with an empty step, or a time that is none, said by its place in the form. */
function problemAt(path: readonly PropertyKey[]): SettingsError {
	const [first, , plan, ...rest] = path.map(String);
	if (first === 'plans' || first === 'sources') {
		const label = first === 'plans' ? LABELS.plans : LABELS.sources;
		const where = `${label} ${Number(plan ?? 0) + 1}${rest.length > 0 ? ` › ${rest.filter((part) => part !== 'step').join(' › ')}` : ''}`;
		return new SettingsError(
			label,
			`"${where}"不能用 (has a value that cannot be used)`,
			'请检查：步骤须有名称，分钟数不小于0，时间写作 HH:mm，如 18:30 (check it: a step needs a name and minutes of 0 or more; write times as HH:mm, e.g. 18:30)',
		);
	}
	if (first === 'events') {
		return new SettingsError(
			LABELS.events,
			`"${LABELS.events}"没有选择 (nothing is selected)`,
			'请至少选择一种触发事件 (select at least one event)',
		);
	}
	return unusableParameter(path.map(String).join('.'));
}

/**
 * Parses a Risk Watch Trigger's parameters.
 *
 * @param parameters as n8n hands them over
 * @throws SettingsError saying which parameter is at fault and how to mend it
 */
export function parseWatchSettings(parameters: unknown, timeZone: string): WatchSettings {
	const parsed = parametersSchema.safeParse(parameters);
	if (!parsed.success) throw problemAt(parsed.error.issues[0]?.path ?? []);
	const { events, plans, sources, options, ...rest } = parsed.data;
	const calendar = calendarOf(options.holidays, timeZone);
	return {
		events: new Set(events),
		escalation: {
			plans: plans.plan.map((plan, index) => planOf(plan, index + 1)),
			fallback: {
				id: FALLBACK_ID,
				name: options.fallbackName,
				level: options.fallbackLevel,
				afterMinutes: options.fallbackMinutes,
				...{ reportTypes: [], patientClasses: [], wards: [] },
			},
			calendar,
		},
		countFrom: options.countFrom,
		digestMs: options.digestSeconds * SECOND_MS,
		troubleAfterMs: rest.troubleSeconds * SECOND_MS,
		backlogLimit: rest.backlogLimit,
		sources: sources.source.map((source, index) => sourceOf(source, index + 1, calendar)),
		alarmMs: options.alarmSeconds * SECOND_MS,
	};
}
