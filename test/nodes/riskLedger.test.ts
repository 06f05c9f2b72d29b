/** Get, Search and Health: what they find, and in which words they give it out. */
import { DateTime } from '../../lib/thirdParty';
import { deliverySchema, entrySchema, healthSchema } from '../../lib/n8n/ledgerNode/outputSchema';
import { PAGE_SIZE } from '../../lib/n8n/ledgerNode/pages';
import { attempt, message, NO_LIMIT, NOW } from '../ledger/messages';
import {
	CANARY,
	LEDGER,
	ledgerOf,
	outputOf,
	overBothLedgers,
	put,
	run,
	TIME_ZONE,
	type LedgerSite,
} from './riskLedgerSupport';

const iso = (ms: number) => DateTime.fromMillis(ms, { zone: TIME_ZONE }).toISO();

overBothLedgers((site) => {
	const search = async (parameters = {}, at: LedgerSite = site()) =>
		(await outputOf(at, { operation: 'searchMessages', ...parameters })).map(
			({ riskId }) => riskId,
		);

	describe('Get Message', () => {
		const get = async (parameters: object) =>
			await outputOf(site(), { operation: 'getMessage', ...parameters });

		test('by its number: state, times twice, content and deliveries', async () => {
			const ledger = await ledgerOf(site());
			const id = await put(ledger, 'A', 'dead', { channel: 'hub:send' });
			await ledger.recordDeliveries([
				attempt(id),
				attempt(id, {
					key: 'HIS',
					target: 'http://his',
					targetName: 'HIS',
					at: NOW + 5,
					calls: 1,
					result: { delivered: true, code: '0', msg: 'ok' },
				}),
			]);
			const [json, ...more] = await get({ messageId: id });
			expect(more).toEqual([]);
			expect(json).toEqual({
				messageId: id,
				riskId: 'A',
				state: 'dead',
				stateText: '死信，不再重试 given up after its last attempt, kept',
				verdict: 'accepted',
				kind: 'send',
				interface: 1,
				flag: 'add',
				reportType: 'Lis',
				patientClass: 'I',
				acceptedTime: iso(NOW),
				acceptedTimestamp: NOW,
				attempts: 1,
				repeats: 0,
				dueTime: null,
				dueTimestamp: null,
				lastFailure: 'EXECUTION_ERROR',
				failedTime: iso(NOW + 1),
				failedTimestamp: NOW + 1,
				endedTime: iso(NOW + 1),
				endedTimestamp: NOW + 1,
				executionId: '41',
				channel: 'hub:send',
				workflowId: 'hub',
				nodeId: 'send',
				message: { riskId: 'A', patientName: CANARY },
				deliveries: [
					{
						target: 'EMR',
						address: 'http://emr/outapi',
						interface: 1,
						state: 'open',
						calls: 3,
						firstTime: iso(NOW),
						firstTimestamp: NOW,
						lastTime: iso(NOW),
						lastTimestamp: NOW,
						code: null,
						msg: null,
						reason: 'REFUSED',
						failureClass: 'transient',
					},
					expect.objectContaining({
						target: 'HIS',
						state: 'delivered',
						firstTimestamp: NOW + 5,
						code: '0',
						msg: 'ok',
						reason: null,
					}),
				],
			});
			expect(json?.acceptedTime).toMatch(/\+08:00$/);
			const { message: _content, deliveries, ...entry } = json ?? {};
			expect(entrySchema.strict().parse(entry)).toBeTruthy();
			for (const one of deliveries as object[]) {
				expect(deliverySchema.strict().parse(one)).toBeTruthy();
			}
		});

		test('by riskId: all its messages, newest first, and no other', async () => {
			const ledger = await ledgerOf(site());
			await put(ledger, 'A', 'done', { fingerprint: '1' });
			await put(ledger, 'B');
			await put(ledger, 'A', 'pending', { fingerprint: '2' }, NOW + 9);
			const found = await get({ by: 'riskId', riskId: 'A' });
			expect(found.map(({ riskId, state }) => [riskId, state])).toEqual([
				['A', 'pending'],
				['A', 'done'],
			]);
			expect(found[0]).toMatchObject({ message: { riskId: 'A' }, deliveries: [] });
		});

		test('content and deliveries can be left out', async () => {
			const id = await put(await ledgerOf(site()), 'A');
			const options = { includeMessage: false, includeDeliveries: false };
			const [json] = await get({ messageId: id, options });
			expect(json).not.toHaveProperty('message');
			expect(json).not.toHaveProperty('deliveries');
			expect(JSON.stringify(json)).not.toContain(CANARY);
		});

		test('once for each incoming item, and each item knows where it comes from', async () => {
			const ledger = await ledgerOf(site());
			const ids = [await put(ledger, 'A'), await put(ledger, 'B')];
			const result = await run(
				site(),
				{ operation: 'getMessage', messageId: '={{ $json.received.messageId }}' },
				{ items: ids.reverse().map((messageId) => ({ json: { received: { messageId } } })) },
			);
			const items = result.items(LEDGER);
			expect(items.map(({ json, pairedItem }) => [json.riskId, pairedItem])).toEqual([
				['B', { item: 0 }],
				['A', { item: 1 }],
			]);
		});
	});

	describe('Search Messages', () => {
		const states = ['pending', 'claimed', 'done', 'dead', 'discarded'] as const;

		test('everything, newest first, without content', async () => {
			const ledger = await ledgerOf(site());
			for (const state of states) await put(ledger, state, state);
			const found = await outputOf(site(), { operation: 'searchMessages' });
			expect(found.map(({ riskId }) => riskId)).toEqual([...states].reverse());
			for (const json of found) {
				expect(json.state).toBe(json.riskId);
				expect(entrySchema.strict().parse(json)).toBeTruthy();
			}
			expect(JSON.stringify(found)).not.toContain(CANARY);
		});

		test('by state, one or several', async () => {
			const ledger = await ledgerOf(site());
			for (const state of states) await put(ledger, state, state);
			for (const state of states) expect(await search({ states: [state] })).toEqual([state]);
			expect(await search({ states: ['dead', 'pending'] })).toEqual(['dead', 'pending']);
			// An expression gives a text.
			expect(await search({ states: '={{ "dead, pending" }}' })).toEqual(['dead', 'pending']);
		});

		test('by everything that can be filtered', async () => {
			const ledger = await ledgerOf(site());
			const a = await put(ledger, 'A', 'dead', { patientClass: 'E', channel: 'hub:send' });
			await put(ledger, 'B', 'done', { reportType: 'Ecg' });
			await put(ledger, 'C', 'pending', { verdict: 'rejected', fingerprint: null });
			await ledger.recordDeliveries([attempt(a)]);
			const filtered = async (filters: object) => await search({ filters });
			expect(await filtered({ riskId: 'B' })).toEqual(['B']);
			expect(await filtered({ riskId: ' B ' })).toEqual(['B']);
			expect(await filtered({ riskId: '={{ "A" }}' })).toEqual(['A']);
			expect(await filtered({ verdict: 'rejected' })).toEqual(['C']);
			expect(await filtered({ verdict: 'accepted' })).toEqual(['B', 'A']);
			expect(await filtered({ patientClass: 'E' })).toEqual(['A']);
			expect(await filtered({ reportType: 'Ecg' })).toEqual(['B']);
			expect(await filtered({ target: 'EMR' })).toEqual(['A']);
			expect(await filtered({ target: 'http://emr/outapi' })).toEqual(['A']);
			expect(await filtered({ channel: 'hub:send' })).toEqual(['A']);
			expect(await filtered({ verdict: 'accepted', reportType: 'Lis' })).toEqual(['A']);
			// Left empty, as in a form: any.
			expect(await filtered({ riskId: '', target: ' ', acceptedAfter: '' })).toHaveLength(3);
			expect(await filtered({ riskId: 'none\u0000such' })).toEqual([]);
		});

		test('by time: from (inclusive) to (exclusive), in the workflow’s time zone', async () => {
			const ledger = await ledgerOf(site());
			const at = (text: string) => DateTime.fromISO(text, { zone: TIME_ZONE }).toMillis();
			await put(ledger, 'A', 'pending', {}, at('2026-11-24T07:59:59.999'));
			await put(ledger, 'B', 'pending', {}, at('2026-11-24T08:00:00'));
			await put(ledger, 'C', 'pending', {}, at('2026-11-24T09:00:00'));
			const between = async (acceptedAfter: string, acceptedBefore: string) =>
				await search({ filters: { acceptedAfter, acceptedBefore } });
			expect(await between('2026-11-24T08:00:00', '2026-11-24T09:00:00')).toEqual(['B']);
			expect(await between('2026-11-24 08:00:00', '2026-11-24 09:00')).toEqual(['B']);
			expect(await between('2026-11-24T00:00:00Z', '2026-11-24T01:00:00Z')).toEqual(['B']);
			expect(
				await between(
					'={{ DateTime.fromISO("2026-11-24T08:00:00+08:00") }}',
					'={{ DateTime.fromISO("2026-11-24T08:30:00+08:00").toMillis() }}',
				),
			).toEqual(['B']);
			expect(await search({ filters: { acceptedAfter: '2026-11-24T08:00:00' } })).toEqual([
				'C',
				'B',
			]);
		});

		test('pages by hand: a limit, and where to go on', async () => {
			const ledger = await ledgerOf(site());
			for (const riskId of ['A', 'B', 'C', 'D', 'E']) await put(ledger, riskId);
			const seen: unknown[] = [];
			let beforeId = 0;
			for (;;) {
				const page = await outputOf(site(), {
					operation: 'searchMessages',
					limit: 2,
					options: { beforeId },
				});
				if (page.length === 0) break;
				expect(page.length).toBeLessThanOrEqual(2);
				seen.push(...page.map(({ riskId }) => riskId));
				beforeId = Number(page.at(-1)?.messageId);
			}
			expect(seen).toEqual(['E', 'D', 'C', 'B', 'A']);
		});

		test('returns all in bounded pages, each message once; and 50 unless told otherwise', async () => {
			const ledger = await ledgerOf(site());
			const all = Array.from({ length: 2 * PAGE_SIZE + 1 }, (_, n) => `R${n}`);
			await Promise.all(
				all.map(async (riskId) => await ledger.accept(message(riskId), NOW, NO_LIMIT)),
			);
			const reads = jest.spyOn(ledger, 'search');
			expect((await search({ returnAll: true })).sort()).toEqual([...all].sort());
			expect(reads.mock.calls.map(([, limit]) => limit)).toEqual([PAGE_SIZE, PAGE_SIZE, PAGE_SIZE]);
			reads.mockClear();
			expect(await search({ limit: PAGE_SIZE + 1 })).toHaveLength(PAGE_SIZE + 1);
			expect(reads.mock.calls.map(([, limit]) => limit)).toEqual([PAGE_SIZE, 1]);
			reads.mockRestore();
			expect(await search()).toHaveLength(50);
		});

		test('with content and deliveries where asked for', async () => {
			const ledger = await ledgerOf(site());
			const id = await put(ledger, 'A');
			await ledger.recordDeliveries([attempt(id)]);
			const options = { includeMessage: true, includeDeliveries: true };
			const [json] = await outputOf(site(), { operation: 'searchMessages', options });
			expect(json).toMatchObject({
				message: { patientName: CANARY },
				deliveries: [{ target: 'EMR', calls: 3 }],
			});
		});

		test('nothing found is no item, and no failure', async () => {
			expect(await search({ filters: { riskId: 'nobody' } })).toEqual([]);
		});

		test('nothing comes in: nothing is done', async () => {
			await put(await ledgerOf(site()), 'A');
			const result = await run(site(), { operation: 'searchMessages' }, { items: [] });
			expect(result.items(LEDGER)).toEqual([]);
		});
	});

	describe('Health', () => {
		const health = async () => {
			const before = Date.now();
			const [json] = await outputOf(site(), { operation: 'health' });
			expect(healthSchema.strict().parse(json)).toBeTruthy();
			expect(json?.checkedTimestamp).toBeGreaterThanOrEqual(before);
			return json ?? {};
		};

		test('of an empty ledger: figures, so that an IF node can compare them', async () => {
			expect(await health()).toMatchObject({
				...{ pending: 0, claimed: 0, open: 0, dead: 0, done: 0, discarded: 0 },
				...{ rejected: 0, rejectedOpen: 0, rejectedDead: 0 },
				...{ oldestOpenSeconds: 0, oldestOpenTime: null, oldestOpenTimestamp: null },
				...{ failingTargets: 0, failingDeliveries: 0, failing: [] },
				...{ lastAcceptedTime: null, lastAcceptedTimestamp: null },
				diskBytes: expect.any(Number) as number,
			});
		});

		test('backlog, dead letters, failing systems, ages, size', async () => {
			const ledger = await ledgerOf(site());
			const oldest = Date.now() - 3_600_000;
			const id = await put(ledger, 'A', 'pending', {}, oldest);
			await put(ledger, 'B', 'claimed', {}, oldest + 1);
			for (const riskId of ['C', 'D']) await put(ledger, riskId, 'dead');
			await put(ledger, 'E', 'done');
			await put(ledger, 'F', 'discarded');
			const rejected = { verdict: 'rejected' as const, fingerprint: null };
			await put(ledger, 'G', 'pending', rejected, oldest - 9);
			await put(ledger, 'H', 'dead', rejected, oldest + 9);
			await ledger.recordDeliveries([
				attempt(id, { at: oldest + 60_000 }),
				attempt(id, { key: '2', at: oldest }),
				attempt(id, { key: '3', target: 'http://his', targetName: 'HIS', at: oldest }),
				attempt(id, { key: '4', result: { delivered: true, code: '0', msg: '' } }),
			]);
			const json = await health();
			const age = expect.closeTo(3_600, -2) as number;
			expect(json).toMatchObject({
				...{ pending: 1, claimed: 1, open: 2, dead: 2, done: 1, discarded: 1 },
				...{ rejected: 2, rejectedOpen: 1, rejectedDead: 1 },
				oldestOpenSeconds: age,
				oldestOpenTime: iso(oldest),
				oldestOpenTimestamp: oldest,
				failingTargets: 2,
				failingDeliveries: 3,
				failing: [
					{
						target: 'EMR',
						address: 'http://emr/outapi',
						deliveries: 2,
						sinceTime: iso(oldest),
						sinceTimestamp: oldest,
						seconds: age,
					},
					{ target: 'HIS', address: 'http://his', deliveries: 1 },
				],
				// The call that came last was rejected.
				lastAcceptedTime: iso(NOW),
				lastAcceptedTimestamp: NOW,
			});
			expect(json.diskBytes).toBeGreaterThan(10_000);
		});
	});
});
