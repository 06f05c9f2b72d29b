/** What a watch tells, over real stores: each step and each incident once, whatever happens in between. */
import { DEAD_LETTER, REJECTED } from '../../lib/watch/incidents/digest';
import { EscalationWatch, type EscalationOptions } from '../../lib/watch/escalationWatch';
import { BEGUN, IncidentWatch, type IncidentOptions } from '../../lib/watch/incidentWatch';
import type { Ledger } from '../../lib/ledger/types';
import { attempt, claimOf, message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';

const WATCH = 'w:watch';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const step = (id: string, level: number, afterMinutes: number) => ({
	...{ id, name: id, level, afterMinutes },
	...{ reportTypes: [], patientClasses: [], wards: [] },
});

const escalationOptions = (more: Partial<EscalationOptions> = {}): EscalationOptions => ({
	watch: WATCH,
	escalation: {
		plans: [{ name: 'p', window: undefined, steps: [step('p/1', 1, 5), step('p/2', 2, 10)] }],
		fallback: step('fallback', 1, 10),
		calendar: { timeZone: 'UTC', holidays: new Set() },
	},
	countFrom: 'receipt',
	notBefore: 0,
	digestMs: 0,
	itemOf: (firing) => ({ steps: firing.map(({ riskId, step: name }) => `${riskId} ${name}`) }),
	...more,
});

const incidentOptions = (more: Partial<IncidentOptions> = {}): IncidentOptions => ({
	watch: WATCH,
	timeZone: 'UTC',
	deliveryTrouble: undefined,
	backlog: undefined,
	sources: [],
	digests: [],
	digestMs: 0,
	shown: async (_, messageId) => ({ messageId }),
	...more,
});

/** Both clocks in step. */
const at = (ms: number) => ({ now: NOW + ms, clock: ms });

const TAKEN = { delivered: true as const, code: '0', msg: 'ok' };

let prints = 0;
async function say(ledger: Ledger, riskId: string, ms: number, kind: 'send' | 'confirm' = 'send') {
	const times = { sendTime: NOW + ms, responseTime: NOW + ms };
	const item = JSON.stringify({ riskId, ...times, content: 'K:6.9', flag: 'add' });
	const more = { kind, item, interface: kind === 'send' ? (1 as const) : (2 as const) };
	const fingerprint = `${kind} ${riskId} ${(prints += 1)}`;
	const result = await ledger.accept(message(riskId, { ...more, fingerprint }), NOW + ms, NO_LIMIT);
	return 'id' in result ? result.id : 0;
}

let claims = 0;
/** What its workflow would get, oldest first. */
async function told(ledger: Ledger, ms: number): Promise<Array<Record<string, unknown>>> {
	const now = NOW + ms;
	const claim = claimOf(`c${(claims += 1)}`, {
		channel: WATCH,
		now,
		until: now + MINUTE,
		limit: 500,
	});
	const claimed = await ledger.claim(claim);
	await ledger.complete(
		claimed.map(({ id }) => id),
		claim.claim,
		now,
		null,
	);
	return claimed.map(({ item }) => JSON.parse(item) as Record<string, unknown>);
}

const steps = async (ledger: Ledger, ms: number) =>
	(await told(ledger, ms)).map(({ steps: all }) => (all as string[]).join(' + ')).sort();

overEveryStore((place) => {
	it('fires each step once, also when the watch is a new one each time', async () => {
		await withLedger(place, async (ledger) => {
			for (const riskId of ['A', 'B']) await say(ledger, riskId, 0);
			for (let ms = 0; ms <= 12 * MINUTE; ms += MINUTE) {
				await new EscalationWatch(ledger, escalationOptions()).tick(at(ms));
				if (ms === 7 * MINUTE) await say(ledger, 'B', ms, 'confirm');
			}
			expect(await steps(ledger, 13 * MINUTE)).toEqual(['A p/1', 'A p/2', 'B p/1']);
		})();
	});

	it('learns of what comes, changes and goes while it runs', async () => {
		await withLedger(place, async (ledger) => {
			const watch = new EscalationWatch(ledger, escalationOptions());
			await watch.tick(at(0));
			await say(ledger, 'A', MINUTE);
			await watch.tick(at(MINUTE));
			await watch.tick(at(6 * MINUTE));
			await say(ledger, 'A', 7 * MINUTE, 'confirm');
			await watch.tick(at(12 * MINUTE));
			expect(await steps(ledger, 13 * MINUTE)).toEqual(['A p/1']);
		})();
	});

	it('tells everything that is due within a window in one item', async () => {
		await withLedger(place, async (ledger) => {
			const watch = new EscalationWatch(ledger, escalationOptions({ digestMs: MINUTE }));
			for (const [riskId, ms] of [
				['A', 0],
				['B', 20],
				['C', 40],
			] as const) {
				await say(ledger, riskId, ms * SECOND);
			}
			await watch.tick(at(MINUTE));
			await watch.tick(at(5 * MINUTE + 59 * SECOND));
			expect(await steps(ledger, 6 * MINUTE)).toEqual([]);
			await say(ledger, 'B', 5 * MINUTE, 'confirm');
			await watch.tick(at(6 * MINUTE));
			await say(ledger, 'D', MINUTE + 10 * SECOND);
			await watch.tick(at(6 * MINUTE + 30 * SECOND));
			expect(await steps(ledger, 7 * MINUTE)).toEqual(['A p/1 + C p/1']);
			await watch.tick(at(7 * MINUTE + 30 * SECOND));
			expect(await steps(ledger, 8 * MINUTE)).toEqual(['D p/1']);
		})();
	});

	it('has one alarm and one recovery for two hundred deliveries that fail at once', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ deliveryTrouble: { afterMs: 30 * SECOND } });
			const ids: number[] = [];
			for (let index = 0; index < 200; index += 1) ids.push(await say(ledger, `R${index}`, 0));
			const riskIdOf = (id: number) => `R${ids.indexOf(id)}`;
			await ledger.recordDeliveries(
				ids.map((id) => attempt(id, { riskId: riskIdOf(id), at: NOW })),
			);
			await new IncidentWatch(ledger, options).tick(NOW + 29 * SECOND);
			expect(await told(ledger, MINUTE)).toEqual([]);
			for (let ms = 30; ms < 90; ms += 10) {
				await new IncidentWatch(ledger, options).tick(NOW + ms * SECOND);
			}
			expect(await told(ledger, 2 * MINUTE)).toMatchObject([
				{
					event: 'deliveryTrouble',
					target: 'EMR',
					deliveries: 200,
					seconds: 30,
					failureClass: 'transient',
				},
			]);
			await ledger.recordDeliveries(
				ids.map((id) => attempt(id, { riskId: riskIdOf(id), at: NOW, result: TAKEN })),
			);
			for (let ms = 90; ms < 120; ms += 10) {
				await new IncidentWatch(ledger, options).tick(NOW + ms * SECOND);
			}
			expect(await told(ledger, 3 * MINUTE)).toMatchObject([
				{
					event: 'deliveryRecovered',
					target: 'EMR',
					address: 'http://emr/outapi',
					deliveries: 200,
					seconds: 90,
				},
			]);
		})();
	}, 60_000);

	it('holds what a system refuses for good apart from an outage, and forgets what is given up', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ deliveryTrouble: { afterMs: 0 } });
			const refused = await say(ledger, 'A', 0);
			const result = { delivered: false as const, reason: 'HTTP_400', failureClass: 'permanent' };
			await ledger.recordDeliveries([attempt(refused, { result })]);
			const watch = new IncidentWatch(ledger, options);
			await watch.tick(NOW);
			const failed = await say(ledger, 'B', 0);
			await ledger.recordDeliveries([attempt(failed, { riskId: 'B', key: 'b' })]);
			await watch.tick(NOW);
			const classes = (await told(ledger, 0)).map(({ event, failureClass }) => [
				event,
				failureClass,
			]);
			expect(classes).toEqual([
				['deliveryTrouble', 'permanent'],
				['deliveryTrouble', 'transient'],
			]);
			await ledger.discard(refused, { person: 'X', reason: 'wrong patient' }, NOW);
			await watch.tick(NOW);
			expect(await told(ledger, 0)).toEqual([]); // it is down
			await ledger.recordDeliveries([attempt(failed, { riskId: 'B', key: 'b', result: TAKEN })]);
			await watch.tick(NOW + SECOND);
			const over = (await told(ledger, SECOND)).map(({ event }) => event);
			expect(over).toEqual(['deliveryRecovered', 'deliveryRecovered']);
		})();
	});

	it('says that messages were given up, and not that the system is back', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ deliveryTrouble: { afterMs: 0 } });
			const watch = new IncidentWatch(ledger, options);
			const id = await say(ledger, 'A', 0);
			await ledger.claim(claimOf('dying', { limit: 10 }));
			await ledger.recordDeliveries([attempt(id)]);
			await watch.tick(NOW);
			const end = { alone: true, counts: true, executionId: null };
			await ledger.fail([{ id, reason: 'TEST', nextAt: null, ...end }], 'dying', NOW);
			await watch.tick(NOW + SECOND);
			expect(await told(ledger, MINUTE)).toMatchObject([
				{ event: 'deliveryTrouble' },
				{ event: 'deliveryGivenUp', undelivered: 1, address: 'http://emr/outapi' },
			]);
		})();
	});

	it('tells of rejected calls and dead letters together, of those that come from now on', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ digests: [REJECTED, DEAD_LETTER], digestMs: MINUTE });
			const rejected = message('A', { verdict: 'rejected', riskId: null, fingerprint: null });
			await ledger.accept(rejected, NOW, NO_LIMIT);
			const watch = new IncidentWatch(ledger, options);
			await watch.tick(NOW);
			for (const ms of [1, 2, 30]) await ledger.accept(rejected, NOW + ms * SECOND, NO_LIMIT);
			const id = await say(ledger, 'B', 0);
			await ledger.claim(claimOf('dying', { limit: 10 }));
			const failed = {
				id,
				reason: 'TEST',
				nextAt: null,
				alone: true,
				counts: true,
				executionId: null,
			};
			await ledger.fail([failed], 'dying', NOW + SECOND);
			await watch.tick(NOW + MINUTE);
			expect(await told(ledger, MINUTE)).toEqual([]);
			await watch.tick(NOW + 61 * SECOND);
			await new IncidentWatch(ledger, options).tick(NOW + 3 * MINUTE);
			const all = await told(ledger, 3 * MINUTE);
			expect(all).toMatchObject([
				{ event: 'rejected', count: 3, messages: [{}, {}, {}] },
				{ event: 'deadLetter', count: 1, messages: [{ messageId: id }] },
			]);
		})();
	});

	it('does not read again and again what the trail holds nothing to tell in', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ digests: [DEAD_LETTER], digestMs: MINUTE });
			const watch = new IncidentWatch(ledger, options);
			await watch.tick(NOW);
			const asked = jest.spyOn(ledger.criticalValues, 'eventsSince');
			for (const riskId of ['A', 'B', 'C']) {
				await say(ledger, riskId, 0);
				await watch.tick(NOW);
			}
			await watch.tick(NOW);
			expect(asked.mock.calls.map(([seq]) => seq)).toEqual([0, 1, 2]);
			const id = await say(ledger, 'D', 0);
			await ledger.claim(claimOf('dying', { limit: 10 }));
			const end = { nextAt: null, alone: true, counts: true, executionId: null };
			await ledger.fail([{ id, reason: 'TEST', ...end }], 'dying', NOW);
			for (const ms of [0, 0, MINUTE]) await watch.tick(NOW + ms);
			expect(await told(ledger, MINUTE)).toMatchObject([{ event: 'deadLetter', count: 1 }]);
		})();
	});

	it('notices a source that is silent in its hours, and one that is back', async () => {
		await withLedger(place, async (ledger) => {
			const week = new Set([1, 2, 3, 4, 5, 6, 7]);
			const calendar = { timeZone: 'UTC', holidays: new Set<string>() };
			const midnight = NOW - (NOW % (24 * 60 * MINUTE));
			const hours = { fromMinute: 8 * 60, toMinute: 18 * 60, weekdays: week, days: 'all' as const };
			const source = { reportType: 'Lis', minutes: 30, window: hours, calendar };
			const watch = new IncidentWatch(ledger, incidentOptions({ sources: [source] }));
			const clock = (hour: number, minute: number) =>
				midnight + (hour * 60 + minute) * MINUTE - NOW;
			await ledger.criticalValues.remember(WATCH, {}, { [BEGUN]: String(midnight) }, [], NOW);
			for (const [hour, minute] of [
				[3, 0],
				[8, 0],
				[8, 29],
			] as const) {
				await watch.tick(NOW + clock(hour, minute));
			}
			expect(await told(ledger, clock(9, 0))).toEqual([]);
			await say(ledger, 'A', clock(8, 20));
			await watch.tick(NOW + clock(8, 45));
			await watch.tick(NOW + clock(8, 51));
			await watch.tick(NOW + clock(9, 30));
			expect(await told(ledger, clock(9, 31))).toMatchObject([
				{ event: 'silentSource', reportType: 'Lis', minutes: 30 },
			]);
			await say(ledger, 'B', clock(19, 0));
			await watch.tick(NOW + clock(19, 1));
			await watch.tick(NOW + clock(23, 1));
			expect(await told(ledger, clock(23, 2))).toMatchObject([{ event: 'sourceBack' }]);
		})();
	});

	it('tells of a backlog once, and when it is over', async () => {
		await withLedger(place, async (ledger) => {
			const watch = new IncidentWatch(ledger, incidentOptions({ backlog: { limit: 4 } }));
			const ids: number[] = [];
			for (const riskId of ['A', 'B', 'C', 'D']) ids.push(await say(ledger, riskId, 0));
			await watch.tick(NOW);
			ids.push(await say(ledger, 'E', 0));
			for (let tick = 0; tick < 3; tick += 1) await watch.tick(NOW + tick);
			expect(await told(ledger, 0)).toMatchObject([{ event: 'backlog', open: 5, limit: 4 }]);
			const actor = { person: 'X', reason: 'test' };
			await ledger.discard(ids[0] ?? 0, actor, NOW);
			await watch.tick(NOW);
			expect(await told(ledger, 0)).toEqual([]);
			await ledger.discard(ids[1] ?? 0, actor, NOW);
			await watch.tick(NOW);
			expect(await told(ledger, 0)).toMatchObject([{ event: 'backlogOver', open: 3 }]);
		})();
	});

	it('says how many were waiting at most', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ deliveryTrouble: { afterMs: 0 } });
			const watch = new IncidentWatch(ledger, options);
			const ids: number[] = [];
			const report = async (result = attempt(0).result) =>
				await ledger.recordDeliveries(ids.map((id) => attempt(id, { riskId: `R${id}`, result })));
			for (let most = 3; most <= 5; most += 1) {
				while (ids.length < most) ids.push(await say(ledger, `R${ids.length}`, 0));
				await report();
				await watch.tick(NOW);
			}
			await report({ delivered: true, code: '0', msg: 'ok' });
			await watch.tick(NOW + SECOND);
			expect(await told(ledger, MINUTE)).toMatchObject([
				{ event: 'deliveryTrouble', deliveries: 3 },
				{
					event: 'deliveryRecovered',
					deliveries: 5,
					text: expect.stringContaining('最多积压 5 条'),
				},
			]);
		})();
	});

	it('tells of an outage and its end each time, also where the oldest failure is the same', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ deliveryTrouble: { afterMs: 0 } });
			const watch = new IncidentWatch(ledger, options);
			const id = await say(ledger, 'A', 0);
			const fail = async () => await ledger.recordDeliveries([attempt(id)]);
			const end = {
				id,
				reason: 'TEST',
				nextAt: null,
				alone: true,
				counts: true,
				executionId: null,
			};
			await ledger.claim(claimOf('first', { limit: 10 }));
			await fail();
			await watch.tick(NOW);
			await ledger.fail([end], 'first', NOW);
			await watch.tick(NOW + SECOND);
			await ledger.replay({ id }, { person: 'X', reason: 'test' }, NOW + MINUTE);
			await ledger.claim(
				claimOf('second', { limit: 10, now: NOW + MINUTE, until: NOW + 2 * MINUTE }),
			);
			await fail();
			await watch.tick(NOW + MINUTE);
			await ledger.recordDeliveries([attempt(id, { result: TAKEN })]);
			await watch.tick(NOW + MINUTE + SECOND);
			expect((await told(ledger, 2 * MINUTE)).map(({ event }) => event)).toEqual([
				'deliveryTrouble',
				'deliveryGivenUp',
				'deliveryTrouble',
				'deliveryRecovered',
			]);
		})();
	});

	it('does not call a system recovered that refuses now and then while it is down', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ deliveryTrouble: { afterMs: 0 } });
			const watch = new IncidentWatch(ledger, options);
			const id = await say(ledger, 'A', 0);
			const classes = ['transient', 'permanent', 'transient', 'permanent', 'transient'];
			for (const [index, failureClass] of classes.entries()) {
				const result = { delivered: false as const, reason: 'TEST', failureClass };
				await ledger.recordDeliveries([attempt(id, { result, at: NOW + index * SECOND })]);
				await watch.tick(NOW + index * SECOND);
			}
			const alarm = { event: 'deliveryTrouble' };
			expect(await told(ledger, MINUTE)).toMatchObject([
				{ ...alarm, failureClass: 'transient' },
				{ ...alarm, failureClass: 'permanent' },
			]);
			await ledger.recordDeliveries([attempt(id, { result: TAKEN })]);
			await watch.tick(NOW + MINUTE);
			const over = (await told(ledger, MINUTE)).map(({ event }) => event);
			expect(over).toEqual(['deliveryRecovered', 'deliveryRecovered']);
		})();
	});

	it('has one alarm where two processes watch at once, whatever each knew', async () => {
		await withLedger(place, async (ledger) => {
			const options = incidentOptions({ backlog: { limit: 1 } });
			const [one, other] = [new IncidentWatch(ledger, options), new IncidentWatch(ledger, options)];
			await one.tick(NOW);
			await other.tick(NOW);
			const ids = [await say(ledger, 'A', 0), await say(ledger, 'B', 0)];
			await one.tick(NOW + 1);
			await other.tick(NOW + 2);
			await other.tick(NOW + 3);
			for (const id of ids) await ledger.discard(id, { person: 'X', reason: 'test' }, NOW);
			await one.tick(NOW + 4);
			await other.tick(NOW + 5);
			await other.tick(NOW + 6);
			expect((await told(ledger, MINUTE)).map(({ event }) => event)).toEqual([
				'backlog',
				'backlogOver',
			]);
		})();
	});
});
