/** Random histories of critical values: what was sent, confirmed and delivered, before anything is made of it. */
import * as fc from 'fast-check';
import {
	DEFAULT_LIMITS,
	GROUPINGS,
	type IndicatorOptions,
} from '../../../lib/lifecycle/indicators/options';

export interface Send {
	kind: 'send';
	id: number;
	/** sendTime as its sender's clock has it. */
	said: number;
	receivedAt: number;
	withdrawn: boolean;
	/** Names of its items; a text in quotes is free text. */
	items: readonly string[];
	reqId: string;
	ward: { code: string; name: string };
	reportType: string;
	patientClass: string;
	sender: { staff: string; name: string };
}

export interface Confirm {
	kind: 'confirm';
	id: number;
	said: number;
	receivedAt: number;
	withdrawn: boolean;
	staff: string;
	result: string;
}

export interface Attempt {
	system: string;
	at: number;
	isTaken: boolean;
}

export interface History {
	riskId: string;
	messages: ReadonlyArray<Send | Confirm>;
	attempts: readonly Attempt[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const ZONES = [
	'Asia/Shanghai',
	'America/New_York',
	'Europe/London',
	'Australia/Lord_Howe',
	'Asia/Kathmandu',
	'UTC',
];

/** Where days, weeks, months, years or summer times begin or end in one of the zones. */
const BORDERS = [
	'2026-03-08T07:00:00Z', // New York springs forward
	'2026-03-09T04:00:00Z', // the day after that day of 23 hours
	'2026-11-01T06:00:00Z', // New York falls back
	'2026-11-02T05:00:00Z',
	'2026-04-04T15:00:00Z', // Lord Howe goes back by half an hour
	'2026-03-29T01:00:00Z', // London springs forward
	'2025-12-31T16:00:00Z', // new year in Shanghai
	'2026-01-01T05:00:00Z', // new year in New York
	'2021-01-03T16:00:00Z', // 2020-W53 ends in Shanghai
	'2024-12-29T18:15:00Z', // 2025-W01 begins in Kathmandu
	'2026-02-28T16:00:00Z',
].map((text) => Date.parse(text));

const near = (spread: readonly number[]): fc.Arbitrary<number> =>
	fc.oneof(
		fc.constantFrom(-1, 0, 1),
		...spread.map((most) =>
			fc.integer({ min: -60, max: 60 }).map((part) => Math.round((part * most) / 60)),
		),
	);

const ITEMS = ['血钾', 'K+', 'ＰＯ2', 'PO2', 'po2', '白细胞计数', '"患者昏迷"', '"心包积液"'];

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Times lie where limits are: 10, 15 and 30 minutes, to the millisecond. */
const delay = fc.oneof(
	pick(-15 * MINUTE, -1, 0, 1, 599_999, 600_000, 600_001, 900_000, 900_001, 1_800_000, 1_800_001),
	fc.integer({ min: -15, max: 120 }).map((minutes) => minutes * MINUTE),
);

const send = (base: number) =>
	fc.record({
		kind: fc.constant('send' as const),
		said: near([MINUTE * 30, HOUR]).map((offset) => base + offset),
		received: delay,
		withdrawn: fc.boolean().chain((maybe) => (maybe ? fc.boolean() : fc.constant(false))),
		items: fc.array(pick(...ITEMS), { maxLength: 4 }),
		reqId: pick('S1', 'S2', 'S3', '', ' '),
		ward: pick(
			{ code: 'W1', name: '心内科' },
			{ code: 'W1', name: '心内科(新)' },
			{
				code: '',
				name: '急诊',
			},
			{ code: '', name: '' },
		),
		reportType: pick('Lis', 'Ris', 'Pacs', 'Ecg', 'Other'),
		patientClass: pick('I', 'E', 'Q', ''),
		sender: pick({ staff: 'J1', name: '李' }, { staff: '', name: '王' }, { staff: '', name: '' }),
	});

const confirm = (base: number) =>
	fc.record({
		kind: fc.constant('confirm' as const),
		said: fc.oneof(delay, near([HOUR])).map((offset) => base + offset),
		received: delay,
		withdrawn: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
		staff: pick('D1', 'D2', ''),
		result: pick('暂时处理', ''),
	});

const attempt = (base: number) =>
	fc.record({
		system: pick('EMR', 'HIS', 'LIS'),
		at: delay.map((offset) => base + offset),
		isTaken: fc.boolean(),
	});

const histories = fc
	.tuple(pick(...BORDERS), near([DAY, 40 * DAY]))
	.map(([border, offset]) => border + offset)
	.chain((base) =>
		fc.record({
			messages: fc.array(fc.oneof(send(base), confirm(base)), { minLength: 1, maxLength: 6 }),
			attempts: fc.array(attempt(base), { maxLength: 4 }),
		}),
	);

export const anyHistories: fc.Arbitrary<History[]> = fc
	.array(histories, { maxLength: 9 })
	.map((all) =>
		all.map(({ messages, attempts }, index) => ({
			riskId: `R${index}`,
			attempts,
			messages: messages.map(({ received, ...message }, id) => ({
				...message,
				id,
				receivedAt: message.said + received,
			})),
		})),
	);

export const anyOptions: fc.Arbitrary<IndicatorOptions> = fc.record({
	from: fc.tuple(pick(...BORDERS), near([DAY])).map(([at, offset]) => at + offset - 20 * DAY),
	to: fc.oneof(
		fc.tuple(pick(...BORDERS), near([DAY])).map(([at, offset]) => at + offset),
		fc.constant(Date.parse('2030-01-01T00:00:00Z')),
	),
	timeZone: pick(...ZONES),
	groupBy: pick(...GROUPINGS),
	notificationMinutes: pick(DEFAULT_LIMITS.notificationMinutes, { Lis: 30 }),
	otherNotificationMinutes: pick(10, 0.5),
	handlingMinutes: pick(30, 10),
	clinicalSystems: pick([], ['EMR'], ['http://HIS', 'EMR']),
	includeCancelled: fc.boolean(),
});
