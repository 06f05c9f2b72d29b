/** What the inbox promises, over every store. */
import { openLedger } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { CHANNEL, claimOf, message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';

const accept = async (ledger: Ledger, riskId: string, more = {}) =>
	await ledger.accept(message(riskId, more), NOW, NO_LIMIT);

const risks = (claimed: ReadonlyArray<{ riskId: string | null }>) =>
	claimed.map((one) => one.riskId);

overEveryStore((place) => {
	const using = (test: Parameters<typeof withLedger>[1]) => withLedger(place, test);

	it(
		'gives back what was accepted, once, and again after a restart',
		using(async (ledger, where) => {
			const stored = await accept(ledger, 'R1', { item: '{"name":"张三","odd":"\\u0000\\ud800"}' });
			expect(stored.outcome).toBe('stored');
			await ledger.close();
			const again = await openLedger(where);
			const [claimed, ...others] = await again.claim(claimOf('c1'));
			expect(others).toEqual([]);
			expect(claimed).toMatchObject({
				riskId: 'R1',
				verdict: 'accepted',
				item: '{"name":"张三","odd":"\\u0000\\ud800"}',
				attempts: 1,
				scheduledFrom: NOW,
				solo: false,
			});
			expect(await again.claim(claimOf('c2'))).toEqual([]);
			await again.close();
		}),
	);

	it(
		'stores one of many identical messages, however they come',
		using(async (ledger) => {
			const results = await Promise.all(
				Array.from({ length: 50 }, async () => await accept(ledger, 'R1')),
			);
			expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
			expect(results.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(49);
			expect(await ledger.count({})).toBe(1);

			const [claimed] = await ledger.claim(claimOf('c1'));
			await ledger.complete([claimed?.id ?? 0], 'c1', NOW, 'e1');
			expect(await accept(ledger, 'R1')).toMatchObject({ outcome: 'duplicate', state: 'done' });
			expect(await ledger.claim(claimOf('c2'))).toEqual([]);
		}),
	);

	it(
		'the same message in another channel is another message; a rejected call is never a duplicate',
		using(async (ledger) => {
			await accept(ledger, 'R1');
			expect(await accept(ledger, 'R1', { channel: 'other' })).toMatchObject({ outcome: 'stored' });
			const rejected = { verdict: 'rejected', fingerprint: null };
			expect(await accept(ledger, 'R1', rejected)).toMatchObject({ outcome: 'stored' });
			expect(await accept(ledger, 'R1', rejected)).toMatchObject({ outcome: 'stored' });
			// They hold nothing back, and nothing holds them back.
			expect(risks(await ledger.claim(claimOf('c1')))).toEqual(['R1', 'R1', 'R1']);
		}),
	);

	it(
		'what was accepted or replayed by a clock that is ahead does not wait for it',
		using(async (ledger) => {
			await ledger.accept(message('A'), NOW + 120_000, NO_LIMIT);
			const [accepted] = await ledger.claim(claimOf('c1'));
			expect(accepted).toMatchObject({ riskId: 'A', attempts: 1 });
			const id = accepted?.id ?? 0;
			await ledger.complete([id], 'c1', NOW, null);
			await ledger.replay({ id }, { person: '王工', reason: '演练' }, NOW + 120_000);
			expect(risks(await ledger.claim(claimOf('c2')))).toEqual(['A']);
		}),
	);

	it(
		'one message of a riskId at a time, in order; others do not wait',
		using(async (ledger) => {
			for (const fingerprint of ['1', '2', '3']) await accept(ledger, 'A', { fingerprint });
			await accept(ledger, 'B');
			const first = await ledger.claim(claimOf('c1'));
			expect(risks(first)).toEqual(['A', 'B']);
			expect(await ledger.claim(claimOf('c2'))).toEqual([]);

			const [a] = first;
			await ledger.complete([a?.id ?? 0], 'c1', NOW, null);
			const second = await ledger.claim(claimOf('c3'));
			expect(risks(second)).toEqual(['A']);
			expect(second[0]?.id).toBeGreaterThan(a?.id ?? 0);
		}),
	);

	it(
		'a message that waits for its next attempt holds back its own riskId only',
		using(async (ledger) => {
			await accept(ledger, 'A', { fingerprint: '1' });
			await accept(ledger, 'A', { fingerprint: '2' });
			const [a] = await ledger.claim(claimOf('c1'));
			const failed = {
				id: a?.id ?? 0,
				reason: 'TEST',
				alone: true,
				counts: true,
				executionId: 'e1',
			};
			await ledger.fail([{ ...failed, nextAt: NOW + 60_000 }], 'c1', NOW);
			await accept(ledger, 'B');
			const others = await ledger.claim(claimOf('c2'));
			expect(risks(others)).toEqual(['B']);
			await ledger.complete([others[0]?.id ?? 0], 'c2', NOW, null);

			const [again] = await ledger.claim(claimOf('c3', { now: NOW + 60_000 }));
			expect(again).toMatchObject({ id: a?.id, attempts: 2, solo: true });
			// Dead, it no longer stands in the way.
			await ledger.fail([{ ...failed, nextAt: null }], 'c3', NOW + 60_000);
			const rest = await ledger.claim(claimOf('c4', { now: NOW + 60_000, until: NOW + 90_000 }));
			expect(risks(rest)).toEqual(['A']);
			expect(await ledger.get(a?.id ?? 0)).toMatchObject({ state: 'dead', lastFailure: 'TEST' });
		}),
	);

	it(
		'large messages are claimed a few at a time, the first one however large it is',
		using(async (ledger) => {
			const large = (size: number) => JSON.stringify({ image: 'x'.repeat(size) });
			const sizes = { R1: 20_000_000, R2: 6_000_000, R3: 6_000_000, R4: 6_000_000, R5: 10 };
			for (const [riskId, size] of Object.entries(sizes)) {
				await ledger.accept(message(riskId, { item: large(size) }), NOW, NO_LIMIT);
			}
			expect(risks(await ledger.claim(claimOf('c1')))).toEqual(['R1']);
			expect(risks(await ledger.claim(claimOf('c2')))).toEqual(['R2', 'R3', 'R4']);
			expect(risks(await ledger.claim(claimOf('c3')))).toEqual(['R5']);
		}),
	);

	it(
		'a claim that lapsed is taken over, the second time alone; the late owner changes nothing',
		using(async (ledger) => {
			await accept(ledger, 'A');
			const [a] = await ledger.claim(claimOf('dead owner', { until: NOW + 5_000 }));
			const id = a?.id ?? 0;
			expect(await ledger.claim(claimOf('c2', { now: NOW + 4_999 }))).toEqual([]);
			const [taken] = await ledger.claim(claimOf('c2', { now: NOW + 5_000, until: NOW + 99_000 }));
			expect(taken).toMatchObject({ id, attempts: 2, solo: false });

			expect(await ledger.complete([id], 'dead owner', NOW + 6_000, null)).toEqual([]);
			expect(await ledger.renew([id], 'dead owner', NOW + 99_000)).toEqual([]);
			expect(await ledger.stateOf(id)).toMatchObject({ state: 'claimed' });
			expect(await ledger.renew([id], 'c2', NOW + 99_000)).toEqual([id]);
			const later = { now: NOW + 99_000, until: NOW + 199_000 };
			expect(await ledger.claim(claimOf('c3', later))).toMatchObject([{ id, solo: true }]);
		}),
	);

	it(
		'a message given back is due at once, and its attempt does not count',
		using(async (ledger) => {
			await accept(ledger, 'A');
			const [a] = await ledger.claim(claimOf('c1'));
			await ledger.release([a?.id ?? 0], 'c1', NOW);
			expect(await ledger.claim(claimOf('c2'))).toMatchObject([{ attempts: 1, solo: false }]);
		}),
	);

	it(
		'says when the next message is due',
		using(async (ledger) => {
			expect(await ledger.nextDue(CHANNEL)).toBeNull();
			await accept(ledger, 'A');
			expect(await ledger.nextDue(CHANNEL)).toBe(NOW);
			const [a] = await ledger.claim(claimOf('c1'));
			expect(await ledger.nextDue(CHANNEL)).toBe(NOW + 30_000);
			const failed = {
				id: a?.id ?? 0,
				reason: 'TEST',
				alone: true,
				counts: true,
				nextAt: NOW + 5_000,
				executionId: null,
			};
			await ledger.fail([failed], 'c1', NOW);
			expect(await ledger.nextDue(CHANNEL)).toBe(NOW + 5_000);
			expect(await ledger.nextDue('other')).toBeNull();
		}),
	);

	it(
		'a full channel takes nothing new, but knows what it has',
		using(async (ledger) => {
			const take = async (riskId: string) => await ledger.accept(message(riskId), NOW, 2);
			await take('A');
			await take('B');
			expect(await take('C')).toEqual({ outcome: 'full', open: 2 });
			expect(await take('A')).toMatchObject({ outcome: 'duplicate' });
			expect(await ledger.count({})).toBe(2);
			const [a] = await ledger.claim(claimOf('c1', { limit: 1 }));
			await ledger.complete([a?.id ?? 0], 'c1', NOW, null);
			expect(await take('C')).toMatchObject({ outcome: 'stored' });
		}),
	);

	it(
		'rejected calls have a limit of their own: they take no place of a message, nor it one of theirs',
		using(async (ledger) => {
			const take = async (riskId: string) => await ledger.accept(message(riskId), NOW, 2);
			const reject = async () =>
				await ledger.accept(
					message('R', { verdict: 'rejected', riskId: null, fingerprint: null }),
					NOW,
					2,
				);
			expect(await reject()).toMatchObject({ outcome: 'stored' });
			expect(await reject()).toMatchObject({ outcome: 'stored' });
			expect(await reject()).toEqual({ outcome: 'full', open: 2 });
			expect(await take('A')).toMatchObject({ outcome: 'stored' });
			expect(await take('B')).toMatchObject({ outcome: 'stored' });
			expect(await take('C')).toEqual({ outcome: 'full', open: 2 });
			expect(await ledger.count({ verdict: 'rejected' })).toBe(2);
			// A place for each that has ended.
			const claimed = await ledger.claim(claimOf('c1'));
			const { id = 0 } = claimed.find(({ verdict }) => verdict === 'rejected') ?? {};
			await ledger.complete([id], 'c1', NOW, null);
			expect(await take('C')).toMatchObject({ outcome: 'full' });
			expect(await reject()).toMatchObject({ outcome: 'stored' });
			expect(await reject()).toMatchObject({ outcome: 'full' });
		}),
	);

	it(
		'a burst never exceeds the limit',
		using(async (ledger) => {
			const results = await Promise.all(
				Array.from({ length: 40 }, async (__, n) => await ledger.accept(message(`R${n}`), NOW, 10)),
			);
			expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(10);
			expect(await ledger.count({})).toBe(10);
		}),
	);

	it(
		'wakes whoever waits for a channel, until they no longer want it',
		using(async (ledger) => {
			let end = () => {};
			const woken = new Promise<void>((resolve) => (end = ledger.onWake(CHANNEL, resolve)));
			await accept(ledger, 'A');
			await woken;
			end();
			const late = jest.fn();
			ledger.onWake(CHANNEL, late)();
			await accept(ledger, 'B');
			expect(late).not.toHaveBeenCalled();
		}),
	);

	it(
		'a repetition of a dead message takes it up again',
		using(async (ledger) => {
			await accept(ledger, 'A');
			const [a] = await ledger.claim(claimOf('c1'));
			await ledger.fail(
				[
					{
						id: a?.id ?? 0,
						reason: 'TEST',
						alone: true,
						counts: true,
						nextAt: null,
						executionId: null,
					},
				],
				'c1',
				NOW,
			);
			const repeated = await ledger.accept(message('A'), NOW + 1_000, NO_LIMIT);
			expect(repeated).toEqual({ outcome: 'revived', id: a?.id });
			expect(await ledger.claim(claimOf('c2', { now: NOW + 1_000 }))).toMatchObject([
				{ id: a?.id, attempts: 1, scheduledFrom: NOW + 1_000 },
			]);
		}),
	);
});
