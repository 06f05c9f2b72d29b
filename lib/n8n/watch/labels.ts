/** Display names of the parameters: the form shows them, and problems name the parameter by them. */
export const LABELS = {
	events: 'Trigger On 触发事件',
	plans: 'Escalation Plans 升级方案',
	options: 'Options 选项',
	holidays: 'Holidays 节假日',
	sources: 'Sources 来源',
} as const;

/** The values of `events`. They stand in saved workflows: never rename. */
export const EVENTS = [
	'backlog',
	'deadLetter',
	'deliveryTrouble',
	'rejected',
	'silentSource',
	'unconfirmed',
] as const;

export type WatchEvent = (typeof EVENTS)[number];

/** What a trigger of its own does, unless it is told otherwise. */
export const DEFAULTS = {
	troubleSeconds: 60,
	backlogLimit: 1_000,
	silentMinutes: 60,
	alarmSeconds: 60,
	fallbackMinutes: 10,
	fallbackLevel: 1,
	fallbackName: '兜底：总值班 duty office',
} as const;

/** For every critical value, at every hour: what a hospital changes to its own. */
export const DEFAULT_PLAN = {
	name: '全天 All Day',
	applies: 'always',
	steps: {
		step: [
			{ afterMinutes: 5, name: '病区 Ward', level: 1 },
			{ afterMinutes: 10, name: '值班医生 Duty Doctor', level: 2 },
			{ afterMinutes: 15, name: '科主任 Head of Department', level: 3 },
			{ afterMinutes: 20, name: '医务科 Medical Affairs', level: 4 },
		],
	},
} as const;

export const WEEKDAYS: ReadonlyArray<{ value: number; name: string }> = [
	{ value: 1, name: 'Monday 周一' },
	{ value: 2, name: 'Tuesday 周二' },
	{ value: 3, name: 'Wednesday 周三' },
	{ value: 4, name: 'Thursday 周四' },
	{ value: 5, name: 'Friday 周五' },
	{ value: 6, name: 'Saturday 周六' },
	{ value: 7, name: 'Sunday 周日' },
];

export const ALL_WEEKDAYS = WEEKDAYS.map(({ value }) => value);
