export type Rank = 0 | 1 | 2 | 3;

/**
 * A line of a notification: label and text. Both are tame (one line, nothing that a program would act on), names
 * are masked already, and signs of a channel's own language are not escaped yet.
 */
export interface NoticeLine {
	label: string;
	text: string;
	/** What is left out first where a channel has no room: 3 before 2 before 1; 0 last. */
	rank: Rank;
	/** To be seen at once: a result outside its range. */
	isStriking?: boolean;
}

/** The same in one line's worth of columns, for a digest. Tame; '' where there is none. */
export interface NoticeBrief {
	/** 血液内科一病区 12床; of an alarm its headline. */
	place: string;
	/** 张*（住院） */
	patient: string;
	/** 检验 */
	report: string;
	/** Results, or what the alarm says. */
	results: string;
	/** 未确认 12 分钟 */
	standing: string;
	/** 值班医生（2 级） */
	step: string;
}

/** One thing that is reported: a critical value, or an alarm. */
export interface NoticePart {
	kind: 'value' | 'alarm';
	/** 未确认 12 分钟 · 值班医生（2 级）; tame. */
	headline: string;
	/** Made when they are wanted: a digest of thousands shows none. */
	lines: () => readonly NoticeLine[];
	/** Results, those outside their range first, those within it last. */
	results: () => readonly string[];
	brief: NoticeBrief;
	/** Green for what is good news. */
	tone: 'red' | 'green';
	/** As it came, null for an alarm. */
	riskId: string | null;
	/** Still waiting for a confirm. */
	isOpen: boolean;
	minutesOpen: number;
	level: number;
}

/** A notification before it is put into a channel's form. */
export interface Notice {
	/** With the prefix; tame. Without a patient's name: it is what a locked phone shows. */
	title: string;
	/** The title's parts, for cards. */
	prefix: string;
	headline: string;
	/** Worst first. One: shown in full. Several: a digest. */
	parts: readonly NoticePart[];
	tone: NoticePart['tone'];
}
