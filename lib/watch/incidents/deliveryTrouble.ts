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

function begun(trouble: Trouble, { state, now, timeZone }: Look): Report {
	const { target, targetName, permanent, open, since } = trouble;
	const key = keyOf(trouble);
	const known = state[key];
	if (known !== undefined) {
		const { most, ...rest } = recall(known);
		// Written down when it has doubled only: each write costs all others a moment.
		const changes = open >= 2 * most ? { [key]: remember({ ...rest, most: open }) } : {};
		return { changes, items: [] };
	}
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
	return { changes: { [key]: remember(remembered) }, items: [item(`${key}:${since}`, json)] };
}

function ended(key: string, text: string, { now, timeZone }: Look): Report {
	const { since, most, name } = recall(text) as Remembered;
	const [, kind = '', ...target] = key.split(':');
	const seconds = secondsBetween(since, now);
	const json = {
		event: 'deliveryRecovered',
		target: name,
		address: target.join(':'),
		failureClass: kind,
		deliveries: most,
		sinceTime: isoTime(since, timeZone),
		sinceTimestamp: since,
		seconds,
		text: `${name} 已恢复，历时 ${spell(seconds)}，最多积压 ${most} 条`,
	};
	return { changes: { [key]: null }, items: [item(`${key}:${since}:recovered`, json)] };
}

/**
 * A system that does not take messages: told once it has lacked one for so long, and once when it lacks none of
 * that age any more. What it refuses for good is an incident of its own, since it does not end by itself.
 *
 * @param afterMs what is younger is what retries are for
 */
export function deliveryTrouble(troubles: readonly Trouble[], afterMs: number, look: Look): Report {
	const lasting = troubles.filter(({ since }) => look.now - since >= afterMs);
	const keys = new Set(lasting.map(keyOf));
	const over = Object.entries(look.state).filter(
		([key]) => key.startsWith(PREFIX) && !keys.has(key),
	);
	return merge([
		...lasting.map((trouble) => begun(trouble, look)),
		...over.map(([key, text]) => ended(key, text, look)),
	]);
}
