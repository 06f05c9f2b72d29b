/** What the messages of a riskId come to, as the ledger keeps it: whatever order they arrive in. */
import * as fc from 'fast-check';
import { openLedger } from '../../lib/ledger/open';
import type { DueStep, FiringStep, WatchItem } from '../../lib/ledger/criticalValues/types';
import { DEFAULT_LIMITS } from '../../lib/lifecycle/indicators/options';
import { statisticsOver } from '../../lib/lifecycle/indicators/statistics';
import type { Row } from '../../lib/ledger/database';
import { Write } from '../../lib/ledger/write';
import type { Ledger } from '../../lib/ledger/types';
import { attempt, claimOf, message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';

const WATCH = 'escalation:watch';
const minute = (n: number): number => NOW - 3_600_000 + n * 60_000;

interface Said {
	kind: 'send' | 'confirm';
	/** Minutes: the message's own time. */
	at: number;
	flag?: string;
	content?: string;
	more?: Record<string, unknown>;
}

let prints = 0;

async function say(ledger: Ledger, riskId: string, said: Said, channel = 'w:n'): Promise<number> {
	const { kind, at, flag = 'add', content = 'WBC:1.67(3.5-9.5)', more } = said;
	const own =
		kind === 'send'
			? { sendTime: minute(at), content, wardCode: '0301', wardName: '心内科', patientName: '张三' }
			: { responseTime: minute(at), responseName: `李医生${at}`, responseResult: '暂时处理' };
	const item = JSON.stringify({ riskId, flag, ...own, ...more, items: [], raw: {}, received: {} });
	const result = await ledger.accept(
		message(riskId, {
			...{ channel, kind, flag, item, interface: kind === 'send' ? 1 : 2 },
			fingerprint: `p${(prints += 1)}`,
		}),
		NOW,
		NO_LIMIT,
	);
	return 'id' in result ? result.id : 0;
}

const step = (riskId: string, more: Partial<DueStep> = {}): DueStep => ({
	riskId,
	opening: 1,
	step: 'day/1',
	name: '病区 ward',
	level: 1,
	afterMinutes: 5,
	...more,
});

const compose = (firing: readonly FiringStep[]): WatchItem[] =>
	firing.map(({ riskId, opening, step: name, value }) => ({
		fingerprint: JSON.stringify([riskId, opening, name]),
		item: JSON.stringify({ riskId, name, patientName: value.fields.patientName }),
	}));

function permutations<T>(all: readonly T[]): T[][] {
	if (all.length <= 1) return [[...all]];
	return all.flatMap((one, index) =>
		permutations([...all.slice(0, index), ...all.slice(index + 1)]).map((rest) => [one, ...rest]),
	);
}

const anySaid = fc
	.array(
		fc.record({
			kind: fc.constantFrom('send' as const, 'confirm' as const),
			flag: fc.constantFrom('add', 'update', 'delete'),
			content: fc.constantFrom('WBC:1.67(3.5-9.5)', 'WBC:0.90(3.5-9.5)'),
		}),
		{ minLength: 2, maxLength: 6, size: 'max' },
	)
	.map((all): Said[] => all.map((one, at) => ({ ...one, at })));

overEveryStore((place) => {
	it('ends in the same state, whatever order up to six messages arrive in', async () => {
		await withLedger(place, async (ledger) => {
			let runs = 0;
			await fc.assert(
				fc.asyncProperty(anySaid, async (all) => {
					const run = (runs += 1);
					const orders = permutations(all);
					for (let turn = 0; turn < all.length; turn += 1) {
						await Promise.all(
							orders.map(async (order, index) => {
								const said = order[turn];
								if (said) await say(ledger, `R${run}-${index}`, said);
							}),
						);
						// As it happens: some are looked at in between, others come in one go.
						if (turn % 2 === 0) await ledger.criticalValues.catchUp();
					}
					const riskIds = orders.map((_, index) => `R${run}-${index}`);
					const { entries } = await ledger.criticalValues.search({ riskIds }, NO_LIMIT);
					expect(entries).toHaveLength(orders.length);
					const states = entries.map(({ riskId, fields, confirm, ...rest }) => {
						const { riskId: own, ...others } = { ...fields };
						if (own !== undefined) expect(own).toBe(riskId);
						return { ...rest, others, by: confirm?.responseName };
					});
					for (const one of states) expect(one).toEqual(states[0]);
				}),
				{ numRuns: 6, seed: 4 },
			);
		})();
	}, 180_000);

	it('keeps who, when and how, and the first delivery to each system', async () => {
		await withLedger(place, async (ledger) => {
			const id = await say(ledger, 'A', { kind: 'send', at: 0 });
			const failed = { reason: 'REFUSED', failureClass: 'transient', delivered: false as const };
			const taken = { delivered: true as const, code: '0', msg: 'ok' };
			const his = { key: 'his', target: 'http://his', targetName: 'HIS', at: NOW + 7 };
			await ledger.recordDeliveries([
				attempt(id, { key: 'emr', result: failed }),
				attempt(id, { ...his, result: taken }),
				attempt(id, { ...his, key: 'his again', at: NOW + 9, result: taken }),
				attempt(id, {
					...his,
					key: 'confirmed there',
					target: 'http://lis',
					operation: 2,
					result: taken,
				}),
			]);
			await say(ledger, 'A', { kind: 'confirm', at: 4 }, 'other:channel');
			const value = await ledger.criticalValues.get('A');
			expect(value).toMatchObject({
				state: 'confirmed',
				fields: { wardCode: '0301', patientName: '张三', flag: 'add' },
				confirm: { responseName: '李医生4', responseResult: '暂时处理' },
				confirmInterface: 2,
				firstSentAt: minute(0),
				acknowledgedAt: minute(4),
				notified: [{ target: 'http://his', name: 'HIS', at: NOW + 7 }],
			});
			expect(value?.marks.map(({ name, state, reason }) => [name, state, reason])).toEqual([
				['EMR', 'open', 'REFUSED'],
				['HIS', 'delivered', null],
				['HIS', 'delivered', null],
			]);
			expect(value?.fields).not.toHaveProperty('raw');
		})();
	});

	it('forgets who confirmed when that is withdrawn', async () => {
		await withLedger(place, async (ledger) => {
			await say(ledger, 'A', { kind: 'send', at: 0 });
			await say(ledger, 'A', { kind: 'confirm', at: 1 });
			expect((await ledger.criticalValues.get('A'))?.confirm?.responseName).toBe('李医生1');
			await say(ledger, 'A', { kind: 'confirm', at: 2, flag: 'delete' });
			expect(await ledger.criticalValues.get('A')).toMatchObject({ state: 'open', confirm: null });
		})();
	});

	it('outlives the messages that it is made of', async () => {
		await withLedger(place, async (ledger) => {
			const id = await say(ledger, 'A', { kind: 'send', at: 0 });
			await ledger.claim(claimOf('c', { channel: 'w:n' }));
			await ledger.complete([id], 'c', NOW, null);
			expect(await ledger.prune(NOW + 1, 10)).toBe(1);
			expect(await ledger.get(id)).toBeUndefined();
			expect(await ledger.criticalValues.get('A')).toMatchObject({
				state: 'open',
				fields: { wardCode: '0301' },
			});
			await say(ledger, 'A', { kind: 'confirm', at: 4 });
			expect((await ledger.criticalValues.get('A'))?.state).toBe('confirmed');
		})();
	});

	it('takes in a confirm of an unknown riskId, a delete before its add, text that no database stores', async () => {
		await withLedger(place, async (ledger) => {
			await say(ledger, 'only confirmed', { kind: 'confirm', at: 1 });
			await say(ledger, 'withdrawn', { kind: 'send', at: 2, flag: 'delete' });
			await say(ledger, 'withdrawn', { kind: 'send', at: 1 });
			await say(ledger, 'odd\0', {
				kind: 'send',
				at: 1,
				more: { wardName: 'a\0b\ud800', patientName: '\0\udfff' },
			});
			const states = async (riskId: string) => (await ledger.criticalValues.get(riskId))?.state;
			expect(await states('only confirmed')).toBe('unknown');
			expect(await states('withdrawn')).toBe('cancelled');
			expect(await states('odd\0')).toBe('open');
			await say(ledger, 'only confirmed', { kind: 'send', at: 0 });
			expect(await states('only confirmed')).toBe('confirmed');
		})();
	});

	it('is not held up by ten thousand confirms of one riskId', async () => {
		await withLedger(place, async (ledger) => {
			await say(ledger, 'A', { kind: 'send', at: 0 });
			for (let group = 0; group < 20; group += 1) {
				const all = Array.from({ length: 500 }, async (_, index) => {
					const at = 1 + (group * 500 + index) / 1_000;
					await say(ledger, 'A', { kind: 'confirm', at });
				});
				await Promise.all(all);
				await ledger.criticalValues.catchUp();
			}
			const value = await ledger.criticalValues.get('A');
			expect(value).toMatchObject({ state: 'confirmed', acknowledgedAt: minute(1), opening: 1 });
			expect(value?.confirm?.responseName).toBe('李医生10.999');
			expect(await ledger.criticalValues.count({})).toBe(1);
		})();
	}, 120_000);

	it('takes large messages in a few at a time, so that a server that must answer in time can', async () => {
		await withLedger(place, async (ledger) => {
			const riskIds = Array.from({ length: 5 }, (_, index) => `R${index}`);
			for (const [at, riskId] of riskIds.entries()) {
				const more = { image: 'x'.repeat(6_000_000) };
				await say(ledger, riskId, { kind: 'send', at, more });
			}
			const all = jest.spyOn(Write.prototype, 'all');
			expect(await ledger.criticalValues.count({ states: ['open'] })).toBe(riskIds.length);
			const sizes: number[] = [];
			for (const [index, [name]] of all.mock.calls.entries()) {
				if (name !== 'messagesOf') continue;
				const rows = (await all.mock.results[index]?.value) as Row[];
				sizes.push(rows.reduce((sum, { item }) => sum + String(item).length, 0));
			}
			all.mockRestore();
			expect(Math.max(...sizes)).toBeLessThan(16_000_000);
			expect(sizes).toHaveLength(3);
		})();
	}, 60_000);

	it('searches by state, ward, type, class, time and how long it is open, page by page', async () => {
		await withLedger(place, async (ledger) => {
			for (let at = 0; at < 5; at += 1) {
				const more = { wardCode: `0${at}`, reportType: at % 2 ? 'Lis' : 'Ecg', patientClass: 'I' };
				await say(ledger, `R${at}`, { kind: 'send', at, more });
			}
			await say(ledger, 'R3', { kind: 'confirm', at: 9 });
			const { criticalValues } = ledger;
			const found = async (...args: Parameters<typeof criticalValues.search>) =>
				(await criticalValues.search(...args)).entries.map(({ riskId }) => riskId);
			expect(await found({ states: ['open'] }, 10)).toEqual(['R4', 'R2', 'R1', 'R0']);
			expect(await found({ states: ['open', 'confirmed'] }, 10)).toHaveLength(5);
			expect(await found({ wards: ['01', '04'] }, 10)).toEqual(['R4', 'R1']);
			expect(await found({ wards: ['心内科'], reportTypes: ['Lis'] }, 10)).toEqual(['R3', 'R1']);
			expect(await found({ patientClasses: ['O'] }, 10)).toEqual([]);
			expect(await found({ from: minute(1), to: minute(3) }, 10)).toEqual(['R2', 'R1']);
			expect(await found({ openedUntil: NOW - 1 }, 10)).toEqual([]);
			expect(await criticalValues.count({ openedUntil: NOW, states: ['open'] })).toBe(4);
			const first = await criticalValues.search({}, 2);
			expect(first.entries.map(({ riskId }) => riskId)).toEqual(['R4', 'R3']);
			expect(await found({}, 10, first.next ?? 0)).toEqual(['R2', 'R1', 'R0']);
		})();
	});

	it('has what was only confirmed in exactly one period: by the time of its confirm', async () => {
		await withLedger(place, async (ledger) => {
			await say(ledger, 'only confirmed', { kind: 'confirm', at: 10 });
			const of = async (from: number, to: number) => {
				const period = { from: minute(from), to: minute(to) };
				const { entries } = await ledger.criticalValues.search(period, 10);
				const options = { ...DEFAULT_LIMITS, ...period, timeZone: 'UTC', groupBy: 'none' as const };
				return (await statisticsOver(entries, options)).total.unknownRiskIds;
			};
			expect(await of(0, 30)).toEqual(['only confirmed']);
			expect(await of(30, 90)).toEqual([]);
		})();
	});

	it('tells all that happened to a riskId, in order', async () => {
		await withLedger(place, async (ledger) => {
			const id = await say(ledger, 'A', { kind: 'send', at: 0 });
			await ledger.recordDeliveries([
				attempt(id, { result: { delivered: true, code: '0', msg: 'ok' } }),
			]);
			await ledger.criticalValues.fire(WATCH, [step('A')], compose, NOW + 5);
			await say(ledger, 'A', { kind: 'confirm', at: 6 });
			const timeline = await ledger.criticalValues.timeline('A');
			expect(timeline.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
				'trigger accepted',
				'push delivered',
				'watch escalated',
				'trigger accepted',
			]);
			expect(timeline[1]?.detail).toMatchObject({ name: 'EMR' });
			expect((await ledger.verifyAudit()).intact).toBe(true);
		})();
	});

	describe('an escalation', () => {
		it('fires a step once, also for another process and after a restart', async () => {
			const { place: where, dispose } = place.fresh();
			const ledgers = [await openLedger(where), await openLedger(where)];
			try {
				const [one, other] = ledgers as [Ledger, Ledger];
				await say(one, 'A', { kind: 'send', at: 0 });
				const all = await Promise.all(
					[one, other, one, other].map(
						async (ledger) => await ledger.criticalValues.fire(WATCH, [step('A')], compose, NOW),
					),
				);
				expect(all.flat().map(({ riskId }) => riskId)).toEqual(['A']);
				expect(all.flat()[0]?.value.fields.patientName).toBe('张三');
				const next = step('A', { step: 'day/2', level: 2 });
				expect(await one.criticalValues.fire(WATCH, [step('A'), next], compose, NOW)).toHaveLength(
					1,
				);
				await one.close();
				const again = await openLedger(where);
				ledgers[0] = again;
				expect(await again.criticalValues.fire(WATCH, [step('A'), next], compose, NOW)).toEqual([]);
				const items = await again.claim(claimOf('c', { channel: WATCH }));
				expect(items.map(({ item, riskId }) => [item, riskId])).toEqual([
					['{"riskId":"A","name":"day/1","patientName":"张三"}', null],
					['{"riskId":"A","name":"day/2","patientName":"张三"}', null],
				]);
				const value = await again.criticalValues.get('A');
				expect(
					value?.escalations.map(({ step: name, level, opening }) => [name, level, opening]),
				).toEqual([
					['day/1', 1, 1],
					['day/2', 2, 1],
				]);
			} finally {
				for (const ledger of ledgers) await ledger.close();
				dispose();
			}
		});

		it('stops with the confirm that is accepted before it, and with a withdrawal', async () => {
			await withLedger(place, async (ledger) => {
				const { criticalValues } = ledger;
				for (const riskId of ['A', 'B', 'C', 'D'])
					await say(ledger, riskId, { kind: 'send', at: 0 });
				const openings = ['A', 'B', 'C'].map((riskId) => ({ riskId, opening: 1 }));
				await criticalValues.fire(
					WATCH,
					openings.map(({ riskId }) => step(riskId)),
					compose,
					NOW,
				);
				expect(await criticalValues.ended(openings)).toEqual(new Set());
				// The confirm is on its way into the same moment: whoever is first, it never fires behind it.
				const [, fired] = await Promise.all([
					say(ledger, 'D', { kind: 'confirm', at: 1 }),
					criticalValues.fire(WATCH, [step('D')], compose, NOW),
				]);
				const later = step('D', { step: 'day/2' });
				expect(await criticalValues.fire(WATCH, [later], compose, NOW)).toEqual([]);
				const trail = (await criticalValues.timeline('D')).map(({ action }) => action);
				expect(trail).toEqual(
					fired.length === 0 ? ['accepted', 'accepted'] : ['accepted', 'escalated', 'accepted'],
				);
				await say(ledger, 'A', { kind: 'confirm', at: 1 });
				await say(ledger, 'B', { kind: 'send', at: 1, flag: 'delete' });
				const due = ['A', 'B', 'C'].map((riskId) => step(riskId, { step: 'day/2' }));
				const next = await criticalValues.fire(WATCH, due, compose, NOW);
				expect(next.map(({ riskId }) => riskId)).toEqual(['C']);
				expect([...(await criticalValues.ended(openings))]).toEqual(['["A",1]', '["B",1]']);
			})();
		});

		it('begins anew when the value is opened again, and not for the opening before', async () => {
			await withLedger(place, async (ledger) => {
				const { criticalValues } = ledger;
				await say(ledger, 'A', { kind: 'send', at: 0 });
				await criticalValues.fire(WATCH, [step('A')], compose, NOW);
				await say(ledger, 'A', { kind: 'confirm', at: 1 });
				await say(ledger, 'A', { kind: 'send', at: 2, content: 'WBC:0.5' });
				expect(await criticalValues.fire(WATCH, [step('A')], compose, NOW)).toEqual([]);
				const late = step('A', { step: 'day/2' });
				expect(await criticalValues.fire(WATCH, [late], compose, NOW)).toEqual([]);
				const again = step('A', { opening: 2 });
				expect(await criticalValues.fire(WATCH, [again], compose, NOW)).toHaveLength(1);
			})();
		});
		it('begins anew also where a late message has made one opening fewer of those before', async () => {
			await withLedger(place, async (ledger) => {
				const { criticalValues } = ledger;
				const opening = async () => (await criticalValues.get('A'))?.opening ?? 0;
				const [first, second, third] = ['WBC:1', 'WBC:2', 'WBC:3'];
				await say(ledger, 'A', { kind: 'send', at: 0, content: first });
				await say(ledger, 'A', { kind: 'confirm', at: 2 });
				await say(ledger, 'A', { kind: 'send', at: 3, content: second });
				const before = await opening();
				const all = await criticalValues.fire(
					WATCH,
					[step('A', { opening: before })],
					compose,
					NOW,
				);
				expect(all).toHaveLength(1);
				// The second report was out before the confirm: that has seen it, and nothing is open.
				await say(ledger, 'A', { kind: 'send', at: 1, content: second });
				expect((await criticalValues.get('A'))?.state).toBe('confirmed');
				await say(ledger, 'A', { kind: 'send', at: 4, content: third });
				expect((await criticalValues.get('A'))?.state).toBe('open');
				const due = step('A', { opening: await opening() });
				expect(await criticalValues.fire(WATCH, [due], compose, NOW)).toHaveLength(1);
				// And goes on where nothing but the count has become less.
				expect(await criticalValues.fire(WATCH, [due], compose, NOW)).toEqual([]);
			})();
		});
	});

	it('tells what has changed since it was last asked, each at its latest', async () => {
		await withLedger(place, async (ledger) => {
			const { criticalValues } = ledger;
			for (const riskId of ['A', 'B', 'C']) await say(ledger, riskId, { kind: 'send', at: 0 });
			await say(ledger, 'B', { kind: 'confirm', at: 1 });
			const open = await criticalValues.allOpen();
			expect(open.values.map(({ riskId }) => riskId)).toEqual(['A', 'C']);
			expect(open.more).toBe(false);
			await say(ledger, 'A', { kind: 'confirm', at: 1 });
			await say(ledger, 'D', { kind: 'send', at: 1 });
			const first = await criticalValues.changedSince(open.changed, 1);
			expect(first.more).toBe(true);
			const rest = await criticalValues.changedSince(first.changed, 10);
			const all = [...first.values, ...rest.values].map(
				({ riskId, state }) => `${riskId} ${state}`,
			);
			expect(all).toEqual(['A confirmed', 'D open']);
		})();
	});

	it('lets calls in between while it reads years of open values', async () => {
		await withLedger(place, async (ledger) => {
			const { criticalValues } = ledger;
			const all = Array.from({ length: 1_001 }, async (_, index) => {
				await say(ledger, `R${index}`, { kind: 'send', at: 0 });
			});
			await Promise.all(all);
			await criticalValues.catchUp();
			let turns = 0;
			const timer = setInterval(() => (turns += 1), 0);
			expect((await criticalValues.allOpen()).values).toHaveLength(1_001);
			clearInterval(timer);
			expect(turns).toBeGreaterThan(0);
		})();
	}, 60_000);

	it('remembers what a watch wants to, together with the items that come of it', async () => {
		await withLedger(place, async (ledger) => {
			const { criticalValues } = ledger;
			expect(await criticalValues.remembered(WATCH)).toEqual({});
			const item = { fingerprint: 'down EMR 1', item: '{"event":"deliveryTrouble"}' };
			const down = { 'down EMR': '1', cursor: '4' };
			await criticalValues.remember(WATCH, {}, down, [item], NOW);
			await criticalValues.remember(WATCH, down, { 'down EMR': null, cursor: '5' }, [item], NOW);
			// Another process that knows of nothing changes and tells nothing.
			const other = { fingerprint: 'down EMR 2', item: '{}' };
			await criticalValues.remember(WATCH, {}, { cursor: '6', more: '1' }, [other], NOW);
			expect(await criticalValues.remembered(WATCH)).toEqual({ cursor: '5' });
			expect(await criticalValues.remembered('another')).toEqual({});
			expect(await ledger.claim(claimOf('c', { channel: WATCH }))).toHaveLength(1);
			// A watch's items are no calls.
			expect(await ledger.openCalls()).toBe(0);
			expect(await ledger.lastCall(0, [])).toBeNull();
			await say(ledger, 'A', { kind: 'send', at: 0, more: { reportType: 'Lis' } });
			expect(await ledger.openCalls()).toBe(1);
			expect(await ledger.lastCall(NOW, [])).toBe(NOW);
			expect(await ledger.lastCall(NOW, ['Pacs'])).toBeNull();
			expect(await ledger.lastCall(NOW + 1, [])).toBeNull();
		})();
	});

	it('finds events behind a number, by what happened', async () => {
		await withLedger(place, async (ledger) => {
			const { criticalValues } = ledger;
			const before = await criticalValues.newestEvent();
			await ledger.accept(
				message('A', { verdict: 'rejected', riskId: null, fingerprint: null }),
				NOW,
				NO_LIMIT,
			);
			await say(ledger, 'A', { kind: 'send', at: 0 });
			const found = await criticalValues.eventsSince(before, ['rejected', 'dead'], 10);
			expect(found.map(({ action }) => action)).toEqual(['rejected']);
			expect(await criticalValues.newestEvent()).toBe(before + 2);
			expect(await criticalValues.eventsSince(before + 1, ['rejected'], 10)).toEqual([]);
		})();
	});
});
