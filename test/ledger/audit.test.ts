/** The audit trail shows that it was tampered with: its chain by itself, and as the stores hold it. */
import * as fc from 'fast-check';
import {
	chain,
	firstBroken,
	GENESIS,
	type AuditEntry,
	type AuditEvent,
} from '../../lib/ledger/audit';
import type { LedgerPlace } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { message, NO_LIMIT, NOW } from './messages';
import { overEveryStore, withLedger } from './places';
import { withRawSql } from './rawSql';

const START = { seq: 0, hash: GENESIS };

const event = (n: number): AuditEvent => ({
	at: NOW + n,
	action: 'failed',
	actor: 'trigger',
	messageId: n,
	riskId: `R${n}`,
	detail: { reason: 'TEST', attempts: n, executionId: null },
});

function chainOf(events: readonly AuditEvent[]): AuditEntry[] {
	const entries: AuditEntry[] = [];
	for (const one of events) entries.push(chain(entries.at(-1) ?? START, one));
	return entries;
}

const FIVE = chainOf([1, 2, 3, 4, 5].map(event));

/** The chain with its third entry changed. */
const withThird = (more: Partial<AuditEntry>): AuditEntry[] =>
	FIVE.map((entry) => (entry.seq === 3 ? { ...entry, ...more } : entry));

describe('the chain', () => {
	it('is whole as it was made, from the start and from any entry on', () => {
		expect(FIVE.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
		expect(firstBroken(START, FIVE)).toBeNull();
		expect(firstBroken(START, [])).toBeNull();
		for (const [index, entry] of FIVE.entries()) {
			expect(firstBroken(entry, FIVE.slice(index + 1))).toBeNull();
		}
	});

	it.each<[string, Partial<AuditEntry>]>([
		['at', { at: NOW }],
		['action', { action: 'done' }],
		['actor', { actor: '王工' }],
		['messageId', { messageId: 4 }],
		['no messageId', { messageId: null }],
		['riskId', { riskId: 'R4' }],
		['no riskId', { riskId: null }],
		['a value of detail', { detail: { ...event(3).detail, attempts: 4 } }],
		['a type in detail', { detail: { ...event(3).detail, attempts: '3' } }],
		['more in detail', { detail: { ...event(3).detail, more: null } }],
		['less in detail', { detail: { reason: 'TEST', attempts: 3 } }],
		['seq', { seq: 4 }],
		['previous', { previous: GENESIS }],
		['hash', { hash: GENESIS }],
	])('names an entry that was changed: %s', (_, more) => {
		expect(firstBroken(START, withThird(more))).toBe(3);
	});

	it('names an entry that was changed together with its own hash: the next one gives it away', () => {
		const forged = chain(FIVE[1] ?? START, { ...event(3), actor: '王工' });
		expect(firstBroken(START, withThird(forged))).toBe(4);
	});

	it('names the place of an entry that was deleted, inserted or swapped', () => {
		const [one, two, three, four, five] = FIVE as [
			AuditEntry,
			AuditEntry,
			AuditEntry,
			AuditEntry,
			AuditEntry,
		];
		expect(firstBroken(START, [one, two, four, five])).toBe(3);
		expect(firstBroken(START, [two, three, four, five])).toBe(1);
		const inserted = chain(two, event(9));
		expect(firstBroken(START, [one, two, inserted, three, four, five])).toBe(4);
		expect(firstBroken(START, [one, two, four, three, five])).toBe(3);
		const renumbered = [one, two, { ...four, seq: 3 }, { ...three, seq: 4 }, five];
		expect(firstBroken(START, renumbered)).toBe(3);
	});

	it('does not depend on the order of keys in detail', () => {
		const { detail } = event(3);
		const reversed = Object.fromEntries(Object.entries(detail).reverse());
		expect(Object.keys(reversed)).not.toEqual(Object.keys(detail));
		expect(firstBroken(START, withThird({ detail: reversed }))).toBeNull();
	});

	it('breaks where anything at all was done to any entry', () => {
		const anyEvent = fc.record({
			at: fc.nat(),
			action: fc.string(),
			actor: fc.string({ unit: 'grapheme' }),
			messageId: fc.option(fc.nat()),
			riskId: fc.option(fc.string()),
			detail: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
		});
		const anyChain = fc.array(anyEvent, { minLength: 2, maxLength: 12 });
		fc.assert(
			fc.property(anyChain, anyEvent, fc.nat(), (events, other, n) => {
				const entries = chainOf(events);
				expect(firstBroken(START, entries)).toBeNull();
				const index = n % entries.length;
				const entry = entries[index];
				fc.pre(chain(entries[index - 1] ?? START, other).hash !== entry?.hash);
				const changed = [...entries];
				changed[index] = { ...entry, ...other } as AuditEntry;
				expect(firstBroken(START, changed)).toBe(index + 1);
				const shortened = entries.filter((one) => one !== entry);
				expect(firstBroken(START, shortened)).toBe(index + 1 < entries.length ? index + 1 : null);
			}),
		);
	});
});

async function fill(ledger: Ledger, count: number): Promise<void> {
	const all = Array.from({ length: count }, async (_, n) => {
		await ledger.accept(message(`R${n}`), NOW, NO_LIMIT);
	});
	await Promise.all(all);
}

/** What only the owner of the database can do. */
async function disarm(place: LedgerPlace): Promise<void> {
	const names =
		place.kind === 'sqlite'
			? ['audit_is_append_only_update', 'audit_is_append_only_delete']
			: ['audit_is_append_only ON audit'];
	await withRawSql(place, async (sql) => {
		for (const name of names) await sql(`DROP TRIGGER ${name}`);
	});
}

overEveryStore((place) => {
	const using = (test: Parameters<typeof withLedger>[1]) => withLedger(place, test);

	it.each([
		['changed', `UPDATE audit SET detail = '{"channel":"other"}' WHERE seq = 3`, 3],
		['given to somebody else', `UPDATE audit SET actor = '王工' WHERE seq = 3`, 3],
		['deleted', 'DELETE FROM audit WHERE seq = 3', 3],
		['deleted from the start', 'DELETE FROM audit WHERE seq = 1', 1],
		['moved', 'UPDATE audit SET seq = 9 WHERE seq = 3', 3],
		[
			'inserted',
			`INSERT INTO audit SELECT 6, at, action, actor, message_id, risk_id, detail, previous, hash FROM audit WHERE seq = 5`,
			6,
		],
	])('finds an entry that was %s', async (_, tamper, brokenAt) => {
		await using(async (ledger, where) => {
			await fill(ledger, 5);
			expect(await ledger.verifyAudit()).toEqual({ intact: true, entries: 5, brokenAt: null });
			await disarm(where);
			await withRawSql(where, async (sql) => await sql(tamper));
			expect(await ledger.verifyAudit()).toMatchObject({ intact: false, brokenAt });
		})();
	});

	it(
		'finds it behind thousands of others, too',
		using(async (ledger, where) => {
			await fill(ledger, 2_100);
			expect(await ledger.verifyAudit()).toMatchObject({ intact: true, entries: 2_100 });
			await disarm(where);
			const forge = "UPDATE audit SET action = 'rejected' WHERE seq = 2001";
			await withRawSql(where, async (sql) => await sql(forge));
			expect(await ledger.verifyAudit()).toMatchObject({ intact: false, brokenAt: 2_001 });
		}),
	);

	it(
		'lets other things happen while it looks through thousands of them',
		using(async (ledger) => {
			await fill(ledger, 3_100);
			let turns = 0;
			const timer = setInterval(() => (turns += 1), 0);
			const turn = () => {
				turns += 1;
				next = setImmediate(turn);
			};
			let next = setImmediate(turn);
			await ledger.verifyAudit();
			clearInterval(timer);
			clearImmediate(next);
			expect(turns).toBeGreaterThanOrEqual(3);
		}),
	);

	it(
		'shows by its count, and by nothing else, that its end was cut off',
		using(async (ledger, where) => {
			await fill(ledger, 5);
			await disarm(where);
			await withRawSql(where, async (sql) => await sql('DELETE FROM audit WHERE seq > 3'));
			expect(await ledger.verifyAudit()).toEqual({ intact: true, entries: 3, brokenAt: null });
		}),
	);

	it(
		'stays whole whatever characters people and senders use',
		using(async (ledger) => {
			const odd = 'a\0b \ud800 \udfff 张三 "\' 𠮷';
			const stored = await ledger.accept(
				message(odd, { flag: odd, fingerprint: 'odd' }),
				NOW,
				NO_LIMIT,
			);
			const id = stored.outcome === 'stored' ? stored.id : 0;
			expect((await ledger.search({ riskId: odd }, 10)).entries).toMatchObject([{ id }]);
			expect(await ledger.discard(id, { person: odd, reason: odd }, NOW)).toBe(true);
			expect(await ledger.replay({ id }, { person: odd, reason: odd }, NOW)).toBe(1);
			expect(await ledger.verifyAudit()).toEqual({ intact: true, entries: 3, brokenAt: null });
		}),
	);
});
