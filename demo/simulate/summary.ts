/** The last lines of `npm run simulate`. */
import type { CallResult } from '../hospital/caller';
import type { WardCounts } from './ward';

function groupBy(results: readonly CallResult[], key: (result: CallResult) => string) {
	const groups = new Map<string, CallResult[]>();
	for (const result of results) {
		groups.set(key(result), [...(groups.get(key(result)) ?? []), result]);
	}
	return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

/** The duration that this share of the calls stayed within, in ms. */
function percentile(results: readonly CallResult[], share: number): number {
	const sorted = results.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Replies by code, with the first message of each; then how long they took, and what was sent. */
export function summary(results: readonly CallResult[]): string {
	const replies = groupBy(results, ({ reply }) => reply).map(
		([reply, group]) => `  ${String(group.length).padStart(6)} × ${reply}  ${group[0]?.msg ?? ''}`,
	);
	const kinds = groupBy(results, ({ call }) => call.what).map(
		([what, group]) => `${group.length} ${what}`,
	);
	const gbk = results.filter(({ call }) => call.encoding === 'gbk').length;
	const times = [0.5, 0.95, 1].map((share) => `${percentile(results, share)} ms`);
	return [
		'',
		`应答 Replies (${results.length})`,
		...replies,
		`耗时 Time   median ${times[0]}, 95 % within ${times[1]}, longest ${times[2]}`,
		`内容 Sent   ${kinds.join(', ')}; ${gbk} in GBK`,
	].join('\n');
}

/** How the values that n8n has taken stand with the wards. */
export function wardSummary({ confirmed, unconfirmed, withdrawn }: WardCounts): string {
	const all = confirmed + unconfirmed + withdrawn;
	return (
		`确认 Confirmed  ${confirmed} of ${all} critical values 已确认; ` +
		`${unconfirmed} unconfirmed 未确认, ${withdrawn} withdrawn 已撤销`
	);
}
