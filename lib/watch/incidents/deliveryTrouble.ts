import { isoTime } from '../../lifecycle/isoTime';
import type { Trouble } from '../../ledger/types';
import {
	item,
	merge,
	recall,
	remember,
	secondsBetween,
	spell,
	type Look,
	type Report,
} from './incident';

const PREFIX = 'trouble:';
const keyOf = ({ target, permanent }: Pick<Trouble, 'target' | 'permanent'>): string =>
	`${PREFIX}${permanent ? 'permanent' : 'transient'}:${target}`;

/** Remembered beside the incident: a system that is back is in no list any more. */
interface Remembered {
	since: number;
	most: number;
	name: string;
}

const textOf = ({ targetName, permanent, open }: Trouble, seconds: number): string =>
	permanent
		? `${targetName} 拒收 ${open} 条危急值消息，已 ${spell(seconds)}，请检查地址、凭据和内容`
		: `${targetName} 推送失败 ${open} 条，已 ${spell(seconds)}，正在自动重试`;

function begun(trouble: Trouble, { state, peaks, now, timeZone }: Look): Report {
	const { target, targetName, permanent, open, since } = trouble;
	const key = keyOf(trouble);
	const known = state[key];
	if (known !== undefined) {
		const { most, ...rest } = recall(known);
		peaks.set(key, Math.max(open, most, peaks.get(key) ?? 0));
		// Written down when it has doubled only: each write costs all others a moment.
		const changes = open >= 2 * most ? { [key]: remember({ ...rest, most: open }) } : {};
		return { changes, items: [] };
	}
	peaks.set(key, open);
	const seconds = secondsBetween(since, now);
	const remembered: Remembered = { since, most: open, name: targetName };
	const json = {
		event: 'deliveryTrouble',
		target: targetName,
		address: target,
		failureClass: permanent ? 'permanent' : 'transient',
		deliveries: open,
		sinceTime: isoTime(since, timeZone),
		sinceTimestamp: since,
		seconds,
		text: textOf(trouble, seconds),
	};
	return { changes: { [key]: remember(remembered) }, items: [item(`${key}:${now}`, json)] };
}

/**
 * Whether an incident still lasts in another form: a system that is starting up refuses, then hangs, then refuses
 * again. While it is down nothing there is over; what was to be tried again may be refused by now.
 */
const goesOn = (incident: { key: string; target: string; since: number }, trouble: Trouble) =>
	keyOf(trouble) === incident.key ||
	(trouble.target === incident.target && (!trouble.permanent || trouble.since === incident.since));

/** Incidents that are told, and that nothing is behind any more, with the address of each system. */
export function endedIncidents(
	troubles: readonly Trouble[],
	afterMs: number,
	{ state, now }: Look,
): Array<{ key: string; target: string; since: number }> {
	const lasting = troubles.filter(({ since }) => now - since >= afterMs);
	return Object.entries(state)
		.filter(([key]) => key.startsWith(PREFIX))
		.map(([key, text]) => ({ key, target: targetOf(key), since: recall(text).since }))
		.filter((incident) => !lasting.some((trouble) => goesOn(incident, trouble)));
}

const targetOf = (key: string): string => key.split(':').slice(2).join(':');

/** @param givenUp what the system lacks for good: it is then no recovery that ended it */
function ended(key: string, givenUp: number, { state, peaks, now, timeZone }: Look): Report {
	const { since, most: written, name } = recall(state[key] ?? '{}') as Remembered;
	const most = Math.max(written, peaks.get(key) ?? 0);
	const seconds = secondsBetween(since, now);
	const recovered = `${name} 已恢复，历时 ${spell(seconds)}，最多积压 ${most} 条`;
	const lost = `${name} 有 ${givenUp} 条危急值未能送达，已停止重试（死信），请核实该系统并在台账中重放`;
	const json = {
		event: givenUp === 0 ? 'deliveryRecovered' : 'deliveryGivenUp',
		target: name,
		address: targetOf(key),
		failureClass: key.split(':')[1] ?? '',
		deliveries: most,
		undelivered: givenUp,
		sinceTime: isoTime(since, timeZone),
		sinceTimestamp: since,
		seconds,
		text: givenUp === 0 ? recovered : lost,
	};
	return { changes: { [key]: null }, items: [item(`${key}:${now}:ended`, json)] };
}

/**
 * A system that does not take messages: told once it has lacked one for so long, and once when it lacks none of
 * that age any more. What it refuses for good is an incident of its own, since it does not end by itself.
 *
 * @param afterMs what is younger is what retries are for
 * @param givenUp of incidents that have ended, how many messages the system lacks for good
 */
export function deliveryTrouble(
	troubles: readonly Trouble[],
	afterMs: number,
	givenUp: ReadonlyMap<string, number>,
	look: Look,
): Report {
	const lasting = troubles.filter(({ since }) => look.now - since >= afterMs);
	return merge([
		...lasting.map((trouble) => begun(trouble, look)),
		...endedIncidents(troubles, afterMs, look).map(({ key }) =>
			ended(key, givenUp.get(key) ?? 0, look),
		),
	]);
}
