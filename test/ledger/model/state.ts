/** The whole of a ledger against the whole of the model, and what has to hold whatever the model says. */
import type { InboxEntry, Ledger } from '../../../lib/ledger/types';
import { CHANNELS, KEYS, SYSTEMS } from './actions';
import type { InboxModel, ModelMessage } from './inbox';

/** More than any run makes. */
export const ALL = 1_000;

const entryOf = ({ item, claim, scheduledFrom, solo, ...entry }: ModelMessage): InboxEntry => entry;

export async function compareAll(
	ledger: Ledger,
	model: InboxModel,
	acknowledged: readonly number[],
	now: number,
): Promise<void> {
	const { entries } = await ledger.search({}, ALL);
	expect(entries).toEqual(model.search({}).map(entryOf));
	for (const channel of CHANNELS) {
		expect(await ledger.nextDue(channel)).toBe(model.nextDue(channel));
	}
	for (const { id, state, lastFailure, item } of model.messages) {
		expect(await ledger.stateOf(id)).toEqual({ state, lastFailure });
		expect(await ledger.deliveriesOf(id)).toEqual(model.deliveries.of(id));
		expect(await ledger.get(id)).toMatchObject({ id, item });
		for (const name of SYSTEMS) {
			const system = { key: `http://${name}`, name };
			expect(await ledger.hasEarlier([id], system)).toBe(model.hasEarlier([id], name));
		}
	}
	const delivered = await ledger.delivered(KEYS);
	expect(sortedByKey(delivered)).toEqual(sortedByKey(model.deliveries.delivered(KEYS)));
	const { bytes, counts, ...health } = await ledger.health();
	expect(bytes).toBeGreaterThan(0);
	const { counts: expected, ...rest } = model.health();
	expect(new Set(counts)).toEqual(new Set(expected));
	expect(health).toEqual(rest);
	expect(await ledger.verifyAudit()).toEqual({
		intact: true,
		entries: model.audited,
		brokenAt: null,
	});
	const present = entries.map(({ id }) => id);
	expect(present).toEqual(expect.arrayContaining([...acknowledged]));
	await noTwoAtOnce(ledger, now);
}

const sortedByKey = <T extends { key: string }>(all: readonly T[]): T[] =>
	[...all].sort((a, b) => (a.key < b.key ? -1 : 1));

/** Of one riskId in a channel, at most one accepted message is being processed. */
export async function noTwoAtOnce(ledger: Ledger, now: number): Promise<void> {
	const { entries } = await ledger.search({ states: ['claimed'], verdict: 'accepted' }, ALL);
	const live = entries
		.filter(({ dueAt }) => (dueAt ?? 0) > now)
		.map(({ channel, riskId }) => JSON.stringify([channel, riskId]));
	expect(live).toHaveLength(new Set(live).size);
}
