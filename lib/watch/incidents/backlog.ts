import {
	item,
	NOTHING,
	recall,
	remember,
	secondsBetween,
	spell,
	type Look,
	type Report,
} from './incident';

const KEY = 'backlog';

/** Over again is only said well below the limit: at the limit itself it would be told all day. */
const OVER_BELOW = 0.8;

/**
 * More open messages than a limit: told once, and once when it is well below it again.
 *
 * @param open accepted calls that are not done
 */
export function backlog(open: number, limit: number, { state, now }: Look): Report {
	const known = state[KEY];
	if (known === undefined) {
		if (open <= limit) return NOTHING;
		const text = `危急值消息积压 ${open} 条，超过上限 ${limit} 条`;
		const json = { event: 'backlog', open, limit, text };
		const changes = { [KEY]: remember({ since: now, most: open }) };
		return { changes, items: [item(`${KEY}:${now}`, json)] };
	}
	if (open > limit * OVER_BELOW) return NOTHING;
	const { since } = recall(known);
	const seconds = secondsBetween(since, now);
	const text = `危急值消息积压已解除，现有 ${open} 条，历时 ${spell(seconds)}`;
	const json = { event: 'backlogOver', open, limit, seconds, text };
	return { changes: { [KEY]: null }, items: [item(`${KEY}:${since}:over`, json)] };
}
