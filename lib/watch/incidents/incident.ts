import type { WatchItem, WatchState } from '../../ledger/criticalValues/types';

/** What an incident's look comes to: what to remember of it, and what to tell. */
export interface Report {
	/** null forgets. */
	changes: Readonly<Record<string, string | null>>;
	items: readonly WatchItem[];
}

export const NOTHING: Report = { changes: {}, items: [] };

/** What incidents go by. */
export interface Look {
	/** The watch's memory: an incident is told once, also over a restart. */
	state: WatchState;
	/** The most that each incident has come to while this process looked: see {@link Open.most}. */
	peaks: Map<string, number>;
	/** Epoch milliseconds. */
	now: number;
	timeZone: string;
}

/** What is remembered of an incident while it lasts. */
export interface Open {
	/** Epoch milliseconds. */
	since: number;
	/** The most it came to, as it was last written down. */
	most: number;
}

export const remember = (open: Open): string => JSON.stringify(open);
export const recall = (text: string): Open => JSON.parse(text) as Open;

export const item = (fingerprint: string, json: object): WatchItem => ({
	fingerprint,
	item: JSON.stringify(json),
});

export const merge = (reports: readonly Report[]): Report => ({
	changes: Object.assign({}, ...reports.map(({ changes }) => changes)) as Report['changes'],
	items: reports.flatMap(({ items }) => items),
});

export const isNothing = ({ changes, items }: Report): boolean =>
	items.length === 0 && Object.keys(changes).length === 0;

export const secondsBetween = (from: number, to: number): number =>
	Math.max(0, Math.round((to - from) / 1_000));

/** A length of time for people: 45秒, 12分钟, 3小时5分钟. */
export function spell(seconds: number): string {
	if (seconds < 120) return `${seconds}秒`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 120) return `${minutes}分钟`;
	const rest = minutes % 60;
	return `${Math.floor(minutes / 60)}小时${rest === 0 ? '' : `${rest}分钟`}`;
}
