/** Deliveries, what people do by hand, retention and the audit trail, over every store. */
import type { Ledger } from '../../lib/ledger/types';
import { attempt, CHANNEL, claimOf, message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';

async function acceptAndClaim(ledger: Ledger, riskId: string, claim = `claim of ${riskId}`) {
	await ledger.accept(message(riskId), NOW, NO_LIMIT);
	const claimed = await ledger.claim(claimOf(claim));
	const found = claimed.find((one) => one.riskId === riskId);
	if (!found) throw new Error(`${riskId} was not claimed`);
	return { id: found.id, claim };
}

const delivered = { delivered: true, code: '0', msg: 'ok' } as const;
const actor = { person: '王工', reason: '重复测试' };

overEveryStore((place) => {
	const using = (test: Parameters<typeof withLedger>[1]) => withLedger(place, test);

	it(
		'an open delivery keeps its message open, until it is delivered',
		using(async (ledger) => {
			const { id, claim } = await acceptAndClaim(ledger, 'A');
			await ledger.recordDeliveries([attempt(id)]);
			expect(await ledger.complete([id], claim, NOW, 'e1')).toMatchObject([{ id }]);
			expect(await ledger.stateOf(id)).toMatchObject({ state: 'claimed' });

			await ledger.recordDeliveries([attempt(id, { result: delivered, calls: 1, at: NOW + 5 })]);
			expect(await ledger.complete([id], claim, NOW, 'e1')).toEqual([]);
			expect(await ledger.stateOf(id)).toMatchObject({ state: 'done' });
			expect(await ledger.deliveriesOf(id)).toMatchObject([
				{ state: 'delivered', calls: 4, firstAt: NOW, lastAt: NOW + 5, code: '0', reason: null },
			]);
		}),
	);

	it(
		'a message stays open for what another of the same content owes, too: that may be dead',
		using(async (ledger) => {
			const first = await acceptAndClaim(ledger, 'A');
			const key = 'of the content';
			await ledger.recordDeliveries([attempt(first.id, { key })]);
			await ledger.fail(
				[
					{
						...{ id: first.id, reason: 'DELIVERY_OPEN', alone: false, counts: true },
						...{ nextAt: null, executionId: null },
					},
				],
				first.claim,
				NOW,
			);

			const channel = 'copied workflow:node';
			const copy = await ledger.accept(message('A', { channel }), NOW, NO_LIMIT);
			const [second] = await ledger.claim(claimOf('c2', { channel }));
			const id = second?.id ?? 0;
			expect(copy).toEqual({ outcome: 'stored', id });
			await ledger.recordDeliveries([attempt(id, { key })]);
			expect(await ledger.complete([id], 'c2', NOW, 'e2')).toMatchObject([{ id }]);

			const replaces = { targets: ['http://emr/outapi'], before: NOW + 10 };
			const result = delivered;
			await ledger.recordDeliveries([attempt(id, { key, at: NOW + 11, replaces, result })]);
			expect(await ledger.complete([id], 'c2', NOW, 'e3')).toEqual([]);
			expect((await ledger.health()).failing).toEqual([]);
		}),
	);

	const REPLACES = { targets: ['http://new/outapi'], before: NOW + 10 };

	it(
		'a delivery stands for failed ones of earlier runs, to the same system under another address or content',
		using(async (ledger) => {
			const { id, claim } = await acceptAndClaim(ledger, 'A');
			const other = { targetName: 'HIS', target: 'http://his/outapi' };
			await ledger.recordDeliveries([
				attempt(id, { key: 'same name' }),
				attempt(id, { key: 'same address', target: 'http://new/outapi', targetName: 'old name' }),
				attempt(id, { key: 'this run', at: NOW + 10 }),
				attempt(id, { key: 'other interface', operation: 3 }),
				attempt(id, { key: 'other system', ...other }),
			]);
			await ledger.recordDeliveries([
				attempt(id, {
					key: 'new',
					target: 'http://new/outapi',
					replaces: REPLACES,
					result: delivered,
				}),
			]);
			const left = (await ledger.deliveriesOf(id)).map(({ key }) => key);
			expect(left.sort()).toEqual(['new', 'other interface', 'other system', 'this run']);
			expect(await ledger.complete([id], claim, NOW, 'e1')).toMatchObject([{ id }]);
		}),
	);

	it(
		'one that was delivered by an earlier run stands for them, too, and leaves no further trace',
		using(async (ledger) => {
			const { id, claim } = await acceptAndClaim(ledger, 'A');
			await ledger.recordDeliveries([attempt(id, { key: 'old' })]);
			const { entries } = await ledger.verifyAudit();
			const result = { ...delivered, already: true } as const;
			const again = attempt(id, { key: 'new', replaces: REPLACES, result });
			await ledger.recordDeliveries([again]);
			expect(await ledger.deliveriesOf(id)).toEqual([]);
			expect((await ledger.verifyAudit()).entries).toBe(entries);
			expect(await ledger.complete([id], claim, NOW, 'e1')).toEqual([]);
		}),
	);

	it(
		'a failure that comes after its message was put aside is owed to nobody',
		using(async (ledger) => {
			const { id } = await acceptAndClaim(ledger, 'A');
			await ledger.discard(id, actor, NOW);
			await ledger.recordDeliveries([attempt(id)]);
			expect((await ledger.health()).failing).toEqual([]);
			await ledger.recordDeliveries([attempt(id, { result: delivered })]);
			expect(await ledger.deliveriesOf(id)).toMatchObject([{ state: 'delivered' }]);
		}),
	);

	async function failedFor(ledger: Ledger, riskId: string, target: string, nextAt: number) {
		const { id, claim } = await acceptAndClaim(ledger, riskId);
		await ledger.recordDeliveries([attempt(id, { target })]);
		await ledger.fail(
			[{ id, reason: 'TEST', alone: true, counts: true, nextAt, executionId: null }],
			claim,
			NOW,
		);
		return id;
	}

	const dueOf = async (ledger: Ledger, id: number) => (await ledger.get(id))?.dueAt;

	it(
		'what waits for a system is let go one after the other, the nearest first, and nothing else',
		using(async (ledger) => {
			const far = await failedFor(ledger, 'A', 'http://emr', NOW + 900_000);
			const near = await failedFor(ledger, 'B', 'http://emr', NOW + 600_000);
			const other = await failedFor(ledger, 'C', 'http://his', NOW + 600_000);
			const sooner = await failedFor(ledger, 'D', 'http://emr', NOW + 1_000);
			const pace = { now: NOW + 2_000, everyMs: 50, most: 10 };
			expect(await ledger.hasten({ target: 'http://emr' }, pace)).toBe(2);
			expect(await dueOf(ledger, near)).toBe(NOW + 2_000);
			expect(await dueOf(ledger, far)).toBe(NOW + 2_050);
			expect(await dueOf(ledger, other)).toBe(NOW + 600_000);
			expect(await dueOf(ledger, sooner)).toBe(NOW + 1_000);
		}),
	);

	it(
		'no more of them than asked for; several batches keep the pace',
		using(async (ledger) => {
			const riskIds = Array.from({ length: 520 }, (_, n) => `R${n}`);
			await Promise.all(
				riskIds.map(async (riskId) => await ledger.accept(message(riskId), NOW, NO_LIMIT)),
			);
			const claimed = await ledger.claim({ ...claimOf('claim'), limit: 1_000 });
			const waiting = claimed.map(({ id }) => id);
			await ledger.recordDeliveries(waiting.map((id) => attempt(id, { target: 'http://emr' })));
			await ledger.fail(
				waiting.map((id) => ({
					id,
					reason: 'TEST',
					alone: true,
					counts: true,
					nextAt: NOW + 900_000 + id,
					executionId: null,
				})),
				'claim',
				NOW,
			);
			let wakes = 0;
			const stop = ledger.onWake(CHANNEL, () => (wakes += 1));
			const one = { now: NOW, everyMs: 50, most: 1 };
			expect(await ledger.hasten({ target: 'http://emr' }, one)).toBe(1);
			expect(wakes).toBeGreaterThan(0);
			expect(await ledger.hasten({ channel: CHANNEL }, { ...one, most: Infinity })).toBe(519);
			stop();
			const due = await Promise.all(waiting.map(async (id) => await dueOf(ledger, id)));
			expect(due[0]).toBe(NOW);
			expect(due.slice(1)).toEqual(waiting.slice(1).map((_, index) => NOW + 50 * index));
		}),
		60_000,
	);

	it(
		'delivered stays delivered, and is found by its key',
		using(async (ledger) => {
			await ledger.recordDeliveries([attempt(null, { key: 'k1', result: delivered })]);
			await ledger.recordDeliveries([attempt(null, { key: 'k1' }), attempt(null, { key: 'k2' })]);
			const found = await ledger.delivered(['k1', 'k2', 'k3']);
			expect(found.map(({ key }) => key)).toEqual(['k1']);
		}),
	);

	it(
		'a window of time, page by page, newest first, also behind one that was pruned meanwhile',
		using(async (ledger) => {
			for (let n = 0; n < 9; n += 1) {
				await ledger.accept(message(`R${n}`), NOW + Math.floor(n / 2), NO_LIMIT);
			}
			const window = { from: NOW + 1, to: NOW + 4 };
			const ids: number[] = [];
			let before: number | undefined;
			for (;;) {
				const page = await ledger.search(window, 2, before);
				ids.push(...page.entries.map(({ id }) => id));
				if (page.next === null) break;
				before = page.next;
			}
			expect(ids).toEqual([8, 7, 6, 5, 4, 3]);
			await ledger.claim(claimOf('claim', { now: NOW + 10 }));
			await ledger.complete([6], 'claim', NOW, null);
			expect(await ledger.prune(NOW + 10, 10)).toBe(1);
			const rest = await ledger.search(window, 10, 6);
			expect(rest.entries.map(({ id }) => id)).toEqual([5, 4, 3]);
		}),
	);

	it(
		'searches by every field, page by page, newest first',
		using(async (ledger) => {
			for (let n = 1; n <= 5; n += 1) await ledger.accept(message(`R${n}`), NOW + n, NO_LIMIT);
			await ledger.accept(
				message('E1', { reportType: 'Ecg', patientClass: 'E', channel: 'other' }),
				NOW + 6,
				NO_LIMIT,
			);
			const all = await ledger.search({}, 10);
			expect(all.entries.map(({ riskId }) => riskId)).toEqual(['E1', 'R5', 'R4', 'R3', 'R2', 'R1']);
			expect(all.next).toBeNull();

			const seen: Array<string | null> = [];
			let before: number | undefined;
			do {
				const page = await ledger.search({}, 4, before);
				seen.push(...page.entries.map(({ riskId }) => riskId));
				before = page.next ?? undefined;
			} while (before !== undefined);
			expect(seen).toEqual(['E1', 'R5', 'R4', 'R3', 'R2', 'R1']);

			expect(await ledger.count({ reportType: 'Ecg' })).toBe(1);
			expect(await ledger.count({ patientClass: 'I' })).toBe(5);
			expect(await ledger.count({ channel: 'other' })).toBe(1);
			expect(await ledger.count({ riskId: 'R3' })).toBe(1);
			expect(await ledger.count({ states: ['pending', 'dead'] })).toBe(6);
			expect(await ledger.count({ states: ['done'] })).toBe(0);
			expect(await ledger.count({ verdict: 'rejected' })).toBe(0);
			expect(await ledger.count({ from: NOW + 2, to: NOW + 4 })).toBe(2);
			const [first] = all.entries;
			await ledger.recordDeliveries([attempt(first?.id ?? 0)]);
			expect(await ledger.count({ target: 'EMR' })).toBe(1);
			expect(await ledger.count({ target: 'http://emr/outapi' })).toBe(1);
			expect(await ledger.count({ target: 'HIS' })).toBe(0);
		}),
	);

	it(
		'values in a filter are values, not SQL',
		using(async (ledger) => {
			await ledger.accept(message('A'), NOW, NO_LIMIT);
			const nasty = "x' OR '1'='1";
			expect(await ledger.count({ riskId: nasty, target: nasty })).toBe(0);
			expect((await ledger.search({ riskId: nasty }, 10)).entries).toEqual([]);
		}),
	);

	it(
		'replays what has ended, and only that; discards what has not been done',
		using(async (ledger) => {
			const { id, claim } = await acceptAndClaim(ledger, 'A');
			expect(await ledger.replay({ id }, actor, NOW)).toBe(0);
			await ledger.complete([id], claim, NOW, null);
			expect(await ledger.discard(id, actor, NOW)).toBe(false);
			expect(await ledger.replay({ riskId: 'A' }, actor, NOW + 1)).toBe(1);
			expect(await ledger.stateOf(id)).toMatchObject({ state: 'pending' });

			await ledger.accept(message('A', { fingerprint: 'next' }), NOW, NO_LIMIT);
			expect(await ledger.claim(claimOf('c2', { now: NOW + 1 }))).toMatchObject([{ id }]);
			await ledger.recordDeliveries([attempt(id)]);
			expect(await ledger.discard(id, actor, NOW + 2)).toBe(true);
			expect(await ledger.stateOf(id)).toMatchObject({ state: 'discarded' });
			expect(await ledger.deliveriesOf(id)).toEqual([]);
			expect(await ledger.discard(4_711, actor, NOW)).toBe(false);
			// The next one of the riskId no longer waits.
			expect(await ledger.claim(claimOf('c3', { now: NOW + 2 }))).toHaveLength(1);
		}),
	);

	it(
		'tells its health',
		using(async (ledger) => {
			expect(await ledger.health()).toMatchObject({ counts: [], oldestOpenAt: null, failing: [] });
			const { id } = await acceptAndClaim(ledger, 'A');
			await ledger.accept(message('B'), NOW + 9, NO_LIMIT);
			await ledger.recordDeliveries([attempt(id)]);
			const rejected = message('C', { verdict: 'rejected', fingerprint: null });
			await ledger.accept(rejected, NOW + 10, NO_LIMIT);
			const health = await ledger.health();
			expect(health.counts).toEqual(
				expect.arrayContaining([
					{ verdict: 'accepted', state: 'claimed', count: 1 },
					{ verdict: 'accepted', state: 'pending', count: 1 },
				]),
			);
			expect(health).toMatchObject({
				oldestOpenAt: NOW,
				lastAcceptedAt: NOW + 9,
				failing: [{ target: 'http://emr/outapi', targetName: 'EMR', open: 1, since: NOW }],
			});
			expect(health.bytes).toBeGreaterThan(0);
		}),
	);

	it(
		'prunes done messages and their deliveries, in batches, and nothing else',
		using(async (ledger) => {
			const done = [];
			for (const riskId of ['A', 'B', 'C']) {
				const { id, claim } = await acceptAndClaim(ledger, riskId);
				await ledger.recordDeliveries([attempt(id, { result: delivered, riskId })]);
				await ledger.complete([id], claim, NOW, null);
				done.push(id);
			}
			const dead = await acceptAndClaim(ledger, 'D');
			await ledger.fail(
				[
					{
						id: dead.id,
						reason: 'TEST',
						alone: true,
						counts: true,
						nextAt: null,
						executionId: null,
					},
				],
				dead.claim,
				NOW,
			);
			const rejected = message('E', { verdict: 'rejected', fingerprint: null });
			await ledger.accept(rejected, NOW, NO_LIMIT);

			expect(await ledger.prune(NOW, 10)).toBe(0);
			expect(await ledger.prune(NOW + 1, 2)).toBe(2);
			expect(await ledger.prune(NOW + 1, 2)).toBe(1);
			expect(await ledger.count({})).toBe(2);
			for (const id of done) expect(await ledger.deliveriesOf(id)).toEqual([]);
			expect(await ledger.verifyAudit()).toMatchObject({ intact: true });
		}),
	);

	it(
		'keeps an audit trail of it all, intact over many writers at once',
		using(async (ledger) => {
			const writers = Array.from({ length: 30 }, async (__, n) => {
				await ledger.accept(message(`R${n}`), NOW, NO_LIMIT);
				await ledger.recordDeliveries([attempt(null, { key: `k${n}` })]);
			});
			await Promise.all(writers);
			expect(await ledger.verifyAudit()).toEqual({ intact: true, entries: 60, brokenAt: null });
		}),
	);
});
