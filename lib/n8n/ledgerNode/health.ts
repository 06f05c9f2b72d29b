import type { Health, InboxState, Verdict } from '../../ledger/types';
import { isoTime } from '../../lifecycle/isoTime';
import type { HealthJson } from './outputSchema';
import type { LedgerCall } from './run';

const secondsSince = (at: number, now: number): number =>
	Math.max(0, Math.round((now - at) / 1000));

function failingJson({ failing }: Health, { timeZone, now }: LedgerCall): HealthJson['failing'] {
	return failing.map(({ target, targetName, open, since }) => ({
		target: targetName,
		address: target,
		deliveries: open,
		sinceTime: isoTime(since, timeZone) ?? '',
		sinceTimestamp: since,
		seconds: secondsSince(since, now),
	}));
}

/** How the ledger is doing, flat, so that an IF node can look at it: nothing waiting is 0, not absent. */
export async function health(call: LedgerCall) {
	const { ledger, timeZone, now } = call;
	const found = await ledger.health();
	const count = (verdict: Verdict, ...states: InboxState[]): number =>
		found.counts
			.filter((row) => row.verdict === verdict && states.includes(row.state))
			.reduce((sum, row) => sum + row.count, 0);
	const { oldestOpenAt, lastAcceptedAt } = found;
	const failing = failingJson(found, call);
	const json: HealthJson = {
		pending: count('accepted', 'pending'),
		claimed: count('accepted', 'claimed'),
		open: count('accepted', 'pending', 'claimed'),
		dead: count('accepted', 'dead'),
		done: count('accepted', 'done'),
		discarded: count('accepted', 'discarded'),
		rejected: count('rejected', 'pending', 'claimed', 'done', 'dead', 'discarded'),
		rejectedOpen: count('rejected', 'pending', 'claimed'),
		rejectedDead: count('rejected', 'dead'),
		oldestOpenSeconds: oldestOpenAt === null ? 0 : secondsSince(oldestOpenAt, now),
		oldestOpenTime: isoTime(oldestOpenAt, timeZone),
		oldestOpenTimestamp: oldestOpenAt,
		failingTargets: failing.length,
		failingDeliveries: failing.reduce((sum, { deliveries }) => sum + deliveries, 0),
		failing,
		lastAcceptedTime: isoTime(lastAcceptedAt, timeZone),
		lastAcceptedTimestamp: lastAcceptedAt,
		diskBytes: found.bytes,
		checkedTime: isoTime(now, timeZone) ?? '',
		checkedTimestamp: now,
	};
	return [json];
}
