/** What figures are counted apart by. Times are those of the first send, in the options' time zone. */
export type GroupBy =
	| 'none'
	| 'month'
	| 'week'
	| 'day'
	| 'ward'
	| 'reportType'
	| 'patientClass'
	| 'sender'
	| 'responder';

export const GROUPINGS: readonly GroupBy[] = [
	'none',
	'month',
	'week',
	'day',
	'ward',
	'reportType',
	'patientClass',
	'sender',
	'responder',
];

/** What is counted, and against which limits. All limits are minutes, and kept by whoever needs exactly as long. */
export interface IndicatorLimits {
	/** Appearance → notified, by report type (canonical spelling). */
	notificationMinutes: Readonly<Record<string, number>>;
	/** The same for a report type that has none above. */
	otherNotificationMinutes: number;
	/** Opened → acknowledged. */
	handlingMinutes: number;
	/** Names or addresses of the systems whose delivery notifies the clinical department; empty: any system. */
	clinicalSystems: readonly string[];
	/** Whether withdrawn values count like the others. */
	includeCancelled: boolean;
}

export interface IndicatorOptions extends IndicatorLimits {
	/** First sends from here on (epoch milliseconds), */
	from: number;
	/** and before here. */
	to: number;
	/** IANA name. */
	timeZone: string;
	groupBy: GroupBy;
}

/** Each hospital sets its own limits: docs/indicators.md says where these come from. */
export const DEFAULT_LIMITS: IndicatorLimits = {
	notificationMinutes: { Lis: 15, Ecg: 15, Ris: 10, Pacs: 10 },
	// The strictest: a type that nobody can read is not to make a figure look better.
	otherNotificationMinutes: 10,
	// Ten minutes behind the last of four steps (5, 10, 15, 20 min): a miss means that the whole chain has failed.
	handlingMinutes: 30,
	clinicalSystems: [],
	includeCancelled: false,
};
