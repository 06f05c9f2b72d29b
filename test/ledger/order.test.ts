/** Who waits for whom, where messages are rejected, replayed or repeated in between, over every store. */
import {
	DELIVERY_OPEN,
	EARLIER_OPEN,
	TARGET_PARKED,
	type ClaimRequest,
	type Ledger,
} from '../../lib/ledger/types';
import { attempt, CHANNEL, claimOf, message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';

const actor = { person: '王工', reason: '演练' };
const MINUTE = 60_000;

async function accept(ledger: Ledger, fingerprint: string, more = {}): Promise<number> {
	const result = await ledger.accept(message('A', { fingerprint, ...more }), NOW, NO_LIMIT);
	if (result.outcome !== 'stored') throw new Error(result.outcome);
	return result.id;
}

async function fail(ledger: Ledger, id: number, claim: string, nextAt: number | null) {
	await ledger.fail(
		[{ id, reason: 'TEST', alone: true, counts: true, nextAt, executionId: null }],
		claim,
		NOW,
	);
}

const idsOf = (messages: ReadonlyArray<{ id: number }>) => messages.map(({ id }) => id);

/** Claims a message, and ends its execution well, but the EMR has not taken it. */
async function lack(
	ledger: Ledger,
	id: number,
	claim: string,
	nextAt: number,
	when: Partial<ClaimRequest> = {},
	reason = 'REFUSED',
): Promise<number[]> {
	expect(idsOf(await ledger.claim(claimOf(claim, when)))).toEqual([id]);
	const result = { delivered: false, reason, failureClass: 'transient' } as const;
	await ledger.recordDeliveries([attempt(id, { result })]);
	const open = await ledger.complete([id], claim, NOW, null);
	const failed = {
		id,
		reason: DELIVERY_OPEN,
		nextAt,
		alone: false,
		counts: true,
		executionId: null,
	};
	await ledger.fail([failed], claim, when.now ?? NOW);
	return idsOf(open);
}

overEveryStore((place) => {
	const using = (test: Parameters<typeof withLedger>[1]) => withLedger(place, test);

	it(
		'a rejected call whose execution failed holds back no message of its riskId',
		using(async (ledger) => {
			const rejected = { verdict: 'rejected' as const, fingerprint: null };
			const call = await ledger.accept(message('A', rejected), NOW, NO_LIMIT);
			const [claimed] = await ledger.claim(claimOf('c1'));
			expect(claimed).toMatchObject({ verdict: 'rejected' });
			const corrected = await accept(ledger, 'corrected');
			await fail(ledger, claimed?.id ?? 0, 'c1', NOW + 30 * MINUTE);
			expect(call).toEqual({ outcome: 'stored', id: claimed?.id });
			expect(idsOf(await ledger.claim(claimOf('c2')))).toEqual([corrected]);
		}),
	);

	it(
		'a message that was replayed does not wait for a later one that failed',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			await ledger.claim(claimOf('c1'));
			await ledger.complete([first], 'c1', NOW, null);
			expect(idsOf(await ledger.claim(claimOf('c2')))).toEqual([second]);
			await ledger.replay({ id: first }, actor, NOW);
			expect(await ledger.claim(claimOf('too early'))).toEqual([]);
			await fail(ledger, second, 'c2', NOW + 30 * MINUTE);
			expect(idsOf(await ledger.claim(claimOf('c3')))).toEqual([first]);
		}),
	);

	it(
		'a message that was replayed goes at once when the one before it has ended, whatever it failed of before',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			await ledger.claim(claimOf('c1'));
			await ledger.complete([first], 'c1', NOW, null);
			await ledger.claim(claimOf('c2'));
			await fail(ledger, second, 'c2', null);
			await ledger.replay({ states: ['done', 'dead'] }, actor, NOW);

			expect(idsOf(await ledger.claim(claimOf('c3')))).toEqual([first]);
			await fail(ledger, first, 'c3', NOW + 30 * MINUTE);
			await ledger.discard(first, actor, NOW);
			expect(idsOf(await ledger.claim(claimOf('c4')))).toEqual([second]);
		}),
	);

	it(
		'a message that failed itself keeps its own time when the one before it has ended',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			await ledger.claim(claimOf('c1'));
			await ledger.complete([first], 'c1', NOW, null);
			await ledger.claim(claimOf('c2'));
			await fail(ledger, second, 'c2', NOW + MINUTE);
			await ledger.replay({ id: first }, actor, NOW);
			await ledger.claim(claimOf('c3'));
			await ledger.complete([first], 'c3', NOW, null);
			expect(await ledger.claim(claimOf('c4', { now: NOW + MINUTE - 1 }))).toEqual([]);
			expect(await ledger.claim(claimOf('c5', { now: NOW + MINUTE }))).toHaveLength(1);
		}),
	);

	it(
		'a claim that lapsed is not renewed beside another one of its riskId',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			await ledger.claim(claimOf('c1'));
			await ledger.complete([first], 'c1', NOW, null);
			await ledger.claim(claimOf('stalled', { until: NOW + 1_000 }));
			await ledger.replay({ id: first }, actor, NOW);
			const later = { now: NOW + 1_000, until: NOW + MINUTE };
			expect(idsOf(await ledger.claim(claimOf('c2', later)))).toEqual([first]);
			expect(await ledger.renew([second], 'stalled', NOW + MINUTE)).toEqual([]);
			expect(await ledger.renew([first], 'c2', NOW + 2 * MINUTE)).toEqual([first]);
		}),
	);

	it(
		'a message that some system lacks lets the next one pass, and is tried again before it once it is due',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			const ended = await lack(ledger, first, 'c1', NOW + MINUTE);
			expect(ended).toEqual([first]);
			const [claimed, ...others] = await ledger.claim(claimOf('c2'));
			expect(claimed).toMatchObject({ id: second, earlierOpen: true, deliveriesOnly: false });
			expect(others).toEqual([]);
			await ledger.release([second], 'c2', NOW);
			const later = { now: NOW + MINUTE, until: NOW + 2 * MINUTE };
			const [again, ...rest] = await ledger.claim(claimOf('c3', later));
			expect(again).toMatchObject({ id: first, earlierOpen: false, deliveriesOnly: true });
			expect(rest).toEqual([]);
		}),
	);

	it(
		'a message that waits because the one before it failed goes once that is open for deliveries only',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			await ledger.claim(claimOf('c1'));
			await fail(ledger, first, 'c1', NOW + MINUTE);
			const later = { now: NOW + MINUTE, until: NOW + 2 * MINUTE };
			await ledger.claim(claimOf('c2', later));
			await fail(ledger, first, 'c2', NOW + 5 * MINUTE);
			expect(await ledger.claim(claimOf('c3', later))).toEqual([]);
			await ledger.hasten({ channel: CHANNEL }, { now: NOW + MINUTE, everyMs: 0, most: 1 });
			await lack(ledger, first, 'c4', NOW + 5 * MINUTE, later);
			expect(idsOf(await ledger.claim(claimOf('c5', later)))).toEqual([second]);
		}),
	);

	it(
		'a system has the earlier ones when each open one was delivered there, whatever others lack',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			const emr = { key: 'http://emr/outapi', name: 'EMR' };
			const his = { key: 'http://his/outapi', name: 'HIS' };
			expect(await ledger.hasEarlier([first], emr)).toBe(true);
			expect(await ledger.hasEarlier([second], his)).toBe(false);
			await lack(ledger, first, 'c1', NOW + MINUTE);
			await ledger.recordDeliveries([
				attempt(first, {
					...{ key: 'k2', target: his.key, targetName: his.name },
					result: { delivered: true, code: '0', msg: '成功' },
				}),
			]);
			expect(await ledger.hasEarlier([second], emr)).toBe(false);
			expect(await ledger.hasEarlier([second], his)).toBe(true);
			// The same system under a corrected address.
			expect(await ledger.hasEarlier([second], { ...his, key: 'https://his' })).toBe(true);
			await ledger.discard(first, actor, NOW);
			expect(await ledger.hasEarlier([second], emr)).toBe(true);
		}),
	);

	it(
		'a system that the workflow did not send the earlier one to lacks nothing once that was processed',
		using(async (ledger) => {
			const [feedback, result] = [await accept(ledger, '1'), await accept(ledger, '2')];
			const his = { key: 'http://his/outapi', name: 'HIS' };
			// Until its execution has ended, it may still be on its way there.
			expect(await ledger.hasEarlier([result], his)).toBe(false);
			await lack(ledger, feedback, 'c1', NOW + MINUTE);
			expect(await ledger.hasEarlier([result], his)).toBe(true);
			expect(await ledger.hasEarlier([result], { key: 'http://emr/outapi', name: 'EMR' })).toBe(
				false,
			);
			// It is run again, and the workflow may have been changed since.
			const later = { now: NOW + MINUTE, until: NOW + 2 * MINUTE };
			expect(idsOf(await ledger.claim(claimOf('c2', { ...later, limit: 0 })))).toEqual([feedback]);
			expect(await ledger.hasEarlier([result], his)).toBe(false);
		}),
	);

	it(
		'what a system did not get for want of an earlier one goes as soon as that has ended, and is no probe',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			await lack(ledger, first, 'c1', NOW + 30 * MINUTE);
			await lack(ledger, second, 'c2', NOW + MINUTE, {}, EARLIER_OPEN);
			const target = attempt(first).target;
			const pace = { now: NOW, everyMs: 0, most: 1 };
			expect(await ledger.hasten({ target }, pace)).toBe(1);
			expect(idsOf(await ledger.claim(claimOf('c3')))).toEqual([first]);
			const result = { delivered: true, code: '0', msg: '成功' } as const;
			await ledger.recordDeliveries([attempt(first, { result })]);
			expect(await ledger.complete([first], 'c3', NOW, null)).toEqual([]);
			expect(idsOf(await ledger.claim(claimOf('c4')))).toEqual([second]);
		}),
	);

	it(
		'what was parked is the probe before what has failed, however soon that is due again',
		using(async (ledger) => {
			const refused = await accept(ledger, '1');
			await lack(ledger, refused, 'c1', NOW + MINUTE);
			const other = await ledger.accept(message('B'), NOW, NO_LIMIT);
			const parked = other.outcome === 'stored' ? other.id : 0;
			await lack(ledger, parked, 'c2', NOW + 5 * MINUTE, {}, TARGET_PARKED);

			const target = attempt(refused).target;
			expect(await ledger.hasten({ target }, { now: NOW, everyMs: 50, most: 1 })).toBe(1);
			expect(idsOf(await ledger.claim(claimOf('c3')))).toEqual([parked]);
			await ledger.release([parked], 'c3', NOW + 5 * MINUTE);
			expect(await ledger.hasten({ target }, { now: NOW, everyMs: 50, most: 10 })).toBe(2);
			const later = { now: NOW + 50, until: NOW + MINUTE };
			expect(idsOf(await ledger.claim(claimOf('c4')))).toEqual([parked]);
			expect(idsOf(await ledger.claim(claimOf('c5', later)))).toEqual([refused]);
		}),
	);

	it(
		'…or as soon as that system has the earlier one, whatever another system still lacks',
		using(async (ledger) => {
			const [first, second] = [await accept(ledger, '1'), await accept(ledger, '2')];
			const his = { key: 'k2', target: 'http://his/outapi', targetName: 'HIS' };
			await lack(ledger, first, 'c1', NOW + MINUTE);
			await ledger.recordDeliveries([attempt(first, his)]);
			await lack(ledger, second, 'c2', NOW + 5 * MINUTE, {}, EARLIER_OPEN);

			const later = { now: NOW + MINUTE, until: NOW + 2 * MINUTE };
			const at = NOW + MINUTE;
			const result = { delivered: true, code: '0', msg: '成功' } as const;
			expect(idsOf(await ledger.claim(claimOf('c3', later)))).toEqual([first]);
			await ledger.recordDeliveries([attempt(first, { ...his, at })]);
			await ledger.recordDeliveries([attempt(first, { at, result })]);
			const [open] = await ledger.complete([first], 'c3', at, null);
			expect(open).toMatchObject({ id: first });
			const failed = { id: first, reason: DELIVERY_OPEN, alone: false, counts: true };
			const plan = { ...failed, nextAt: NOW + 30 * MINUTE, executionId: null };
			await ledger.fail([plan], 'c3', at);
			expect(idsOf(await ledger.claim(claimOf('c4', later)))).toEqual([second]);
		}),
	);

	it(
		'what is taken up again counts where the channel is limited',
		using(async (ledger) => {
			for (const name of ['1', '2']) await accept(ledger, name);
			const [one] = await ledger.claim(claimOf('c1'));
			await ledger.complete([one?.id ?? 0], 'c1', NOW, null);
			const [two] = await ledger.claim(claimOf('c2'));
			await fail(ledger, two?.id ?? 0, 'c2', null);

			const take = async (fingerprint: string) =>
				await ledger.accept(message('A', { fingerprint }), NOW, 2);
			// Counts the channel: nothing is open.
			expect(await take('1')).toMatchObject({ outcome: 'duplicate' });
			await ledger.replay({ id: one?.id ?? 0 }, actor, NOW);
			expect(await take('2')).toMatchObject({ outcome: 'revived' });
			expect(await take('3')).toEqual({ outcome: 'full', open: 2 });
		}),
	);
});
