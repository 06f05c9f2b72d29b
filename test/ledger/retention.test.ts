import { statSync } from 'node:fs';
import { retain } from '../../lib/intake/retention';
import { openLedger } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { CHANNEL, claimOf, message, NO_LIMIT, NOW } from './messages';
import { freshSqlite } from './places';

/** Bytes of one message; a few hundred of them make a file whose size can be told. */
const SIZE = 10_000;
const COUNT = 400;

it('gives the disk space of pruned messages back', async () => {
	const { place, dispose } = freshSqlite();
	const ledger = await openLedger(place);
	try {
		// What the document's tables name is kept with the critical value; a body as it came is not.
		const item = JSON.stringify({ content: 'WBC:1.67', raw: { content: 'x'.repeat(SIZE) } });
		await Promise.all(
			Array.from({ length: COUNT }, async (_, n) => {
				await ledger.accept(message(`R${n}`, { item }), NOW, NO_LIMIT);
			}),
		);
		const claimed = await ledger.claim(claimOf('c', { limit: COUNT }));
		await ledger.complete(
			claimed.map(({ id }) => id),
			'c',
			NOW,
			null,
		);
		while ((await ledger.prune(NOW + 1, 50)) > 0);
		await ledger.close(); // which brings the log into the file
		expect(statSync(place.file).size).toBeLessThan((SIZE * COUNT) / 2);
	} finally {
		await ledger.close();
		dispose();
	}
});

const DAY_MS = 86_400_000;

/** A message of a channel that was done then. */
async function done(ledger: Ledger, channel: string, riskId: string, at: number): Promise<void> {
	await ledger.accept(message(riskId, { channel, fingerprint: riskId }), at, NO_LIMIT);
	const now = { now: at, until: at + 30_000 };
	const claimed = await ledger.claim(claimOf(riskId, { channel, ...now }));
	const ids = claimed.map(({ id }) => id);
	await ledger.complete(ids, riskId, at, null);
}

it('a trigger deletes no message of another one that keeps its own longer, nor what no trigger is there for', async () => {
	const { place, dispose } = freshSqlite();
	const ledger = await openLedger(place);
	jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
	const stops: Array<() => void> = [];
	try {
		for (const channel of [CHANNEL, 'longer', 'of no trigger']) {
			for (const days of [1, 10, 100]) {
				await done(ledger, channel, `${channel}, ${days} days ago`, NOW - days * DAY_MS);
			}
		}
		stops.push(retain(ledger, 'longer', 90 * DAY_MS, () => NOW));
		stops.push(retain(ledger, CHANNEL, 7 * DAY_MS, () => NOW));
		jest.advanceTimersByTime(10 * 60_000);
		while ((await ledger.count({})) > 5) await new Promise((resolve) => setImmediate(resolve));
		for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
		const { entries } = await ledger.search({}, 10);
		expect(entries.map(({ riskId }) => riskId).sort()).toEqual([
			'longer, 1 days ago',
			'longer, 10 days ago',
			'of no trigger, 1 days ago',
			'of no trigger, 10 days ago',
			`${CHANNEL}, 1 days ago`,
		]);
		// With nobody left who keeps anything longer.
		stops.shift()?.();
		jest.advanceTimersByTime(10 * 60_000);
		while ((await ledger.count({})) > 3) await new Promise((resolve) => setImmediate(resolve));
	} finally {
		for (const stop of stops) stop();
		jest.useRealTimers();
		await ledger.close();
		dispose();
	}
});
