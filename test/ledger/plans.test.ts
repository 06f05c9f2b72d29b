/**
 * How the databases find rows, on a ledger of some weeks: the statements that a busy day runs thousands of
 * times never go through a whole table, nor through all that is done. Looked at are the very texts that run.
 */
import { POSTGRES, SQLITE } from '../../lib/ledger/dialects';
import { searchSql } from '../../lib/ledger/search';
import { statements, type Statements } from '../../lib/ledger/statements';
import { NOW } from './messages';
import { overEveryStore, withLedger, type Place } from './places';
import { parametersOf } from './plans/parameters';
import { readPostgresPlan, readSqlitePlan, type Access } from './plans/read';
import { fill } from './plans/rows';
import { withRawSql, type RawSql } from './rawSql';

type Name = keyof Statements;

const PRIMARY = 'primary key';
/** Where a state stands beside an id: the index of states, with the id in it. */
const BY_ID = [PRIMARY, 'inbox_state'];

/** By which indexes each may find its rows. */
const HOT: Readonly<Partial<Record<Name, readonly string[]>>> = {
	accept: ['inbox_identity'],
	endAtOnce: BY_ID,
	findDuplicate: ['inbox_identity'],
	countOpen: ['inbox_open_risk', 'inbox_state'],
	reopen: BY_ID,
	claimNew: [...BY_ID, 'inbox_new', 'inbox_open_risk'],
	claimAgain: [...BY_ID, 'inbox_again', 'inbox_open_risk'],
	renew: [...BY_ID, 'inbox_open_risk'],
	complete: [...BY_ID, 'delivery_message'],
	stillOpen: [...BY_ID, 'delivery_message'],
	failAgain: BY_ID,
	failForGood: BY_ID,
	holdBack: ['inbox_open_risk'],
	following: [...BY_ID, 'inbox_open_risk'],
	letNext: [...BY_ID, 'inbox_open_risk'],
	letFollow: ['inbox_open_risk'],
	letFollowThere: [PRIMARY, 'inbox_open_risk', 'delivery_message'],
	earlierMissing: [...BY_ID, 'inbox_open_risk', 'delivery_message'],
	release: BY_ID,
	parkedForTarget: [...BY_ID, 'delivery_failing'],
	waitingForTarget: [...BY_ID, 'delivery_failing'],
	waitingInChannel: ['inbox_again'],
	lapse: ['inbox_again'],
	hasten: BY_ID,
	replaceDeliveries: [PRIMARY, 'delivery_message'],
	nextDue: ['inbox_new', 'inbox_again'],
	stateOf: [PRIMARY],
	get: [PRIMARY],
	discard: BY_ID,
	closeDeliveries: ['delivery_message'],
	delivered: [PRIMARY],
	deliveriesOf: ['delivery_message'],
	recordDelivery: [PRIMARY],
	failing: ['delivery_failing'],
	oldestOpen: ['inbox_state'],
	lastAccepted: [PRIMARY],
	pruneDeliveries: ['inbox_ended', 'delivery_message'],
	prune: ['inbox_ended', PRIMARY],
	pruneDeliveriesOf: ['inbox_ended_of', 'delivery_message'],
	pruneOf: ['inbox_ended_of', PRIMARY],
	lastAudit: [PRIMARY],
	appendAudit: [],
	readAudit: [PRIMARY],
	troubles: ['delivery_failing', 'delivery_message', ...BY_ID, 'inbox_open_risk'],
	givenUp: ['delivery_failing', ...BY_ID],
	openCalls: ['inbox_open_risk', 'inbox_state'],
	lastCall: ['inbox_accepted'],
	projected: [PRIMARY],
	setProjected: [PRIMARY],
	events: [PRIMARY],
	sizesOf: BY_ID,
	messagesOf: BY_ID,
	addFacts: [PRIMARY],
	factsOf: ['critical_message_risk'],
	putValues: [PRIMARY],
	addDeliveries: [PRIMARY],
	valuesOf: [PRIMARY],
	valuesChanged: ['critical_value_changed'],
	valuesOpen: ['critical_value_changed', 'critical_value_state'],
	newestChange: ['critical_value_changed'],
	firstDeliveriesOf: [PRIMARY],
	marksOf: [PRIMARY, 'delivery_message'],
	escalationsOf: [PRIMARY],
	timeline: ['audit_risk'],
	escalate: [PRIMARY],
	eventsOf: [PRIMARY],
	remembered: [PRIMARY],
	remember: [PRIMARY],
	forget: [PRIMARY],
};

const textsOf = ({ name }: Place): Statements => statements(name === 'SQLite' ? SQLITE : POSTGRES);

async function planOf(place: Place, sql: RawSql, name: Name): Promise<Access[]> {
	const text = textsOf(place)[name];
	const values = parametersOf[name];
	return place.name === 'SQLite'
		? readSqlitePlan(await sql(`EXPLAIN QUERY PLAN ${text}`, ...values), text)
		: readPostgresPlan(await sql(`EXPLAIN (FORMAT JSON) ${text}`, ...values));
}

overEveryStore((place) => {
	it('finds rows by an index, whatever is hot', async () => {
		await withLedger(place, async (_, where) => {
			await withRawSql(where, async (sql) => {
				await fill(sql);
				// PostgreSQL's autovacuum does this by itself; nobody does it for SQLite.
				if (where.kind === 'postgres') await sql('ANALYZE');
				const found: Record<string, unknown> = {};
				const allowed: Record<string, unknown> = {};
				for (const [name, indexes] of Object.entries(HOT) as Array<[Name, string[]]>) {
					const plan = await planOf(place, sql, name);
					const others = plan.filter(({ by }) => !indexes.includes(by));
					found[name] = others;
					allowed[name] = [];
				}
				expect(found).toEqual(allowed);
			});
		})();
	}, 60_000);

	it.each([
		['time', { from: NOW, to: NOW + 10 }],
		['time and state', { from: NOW, to: NOW + 10, states: ['done'] as const }],
		['riskId', { riskId: 'R20' }],
		['state', { states: ['dead'] as const }],
	])('searches by %s without going through the table', async (_, filter) => {
		await withLedger(place, async (__, where) => {
			await withRawSql(where, async (sql) => {
				await fill(sql);
				if (where.kind === 'postgres') await sql('ANALYZE');
				const dialect = place.name === 'SQLite' ? SQLITE : POSTGRES;
				const query = searchSql(filter, dialect, 50, 90);
				const explain = place.name === 'SQLite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN (FORMAT JSON)';
				const rows = await sql(`${explain} ${query.sql}`, ...query.values);
				const plan =
					place.name === 'SQLite' ? readSqlitePlan(rows, query.sql) : readPostgresPlan(rows);
				expect(plan.filter(({ by }) => by === 'scan')).toEqual([]);
			});
		})();
	});

	it('would notice a table that is gone through', async () => {
		await withLedger(place, async (_, where) => {
			await withRawSql(where, async (sql) => {
				await fill(sql);
				for (const index of ['inbox_open_risk', 'delivery_message', 'inbox_ended']) {
					await sql(`DROP INDEX ${index}`);
				}
				if (where.kind === 'postgres') await sql('ANALYZE');
				expect(await planOf(place, sql, 'counts')).toEqual([{ table: 'inbox', by: 'scan' }]);
				for (const name of ['claimNew', 'holdBack', 'deliveriesOf', 'prune'] as const) {
					const used = (await planOf(place, sql, name)).map(({ by }) => by);
					expect(used.filter((by) => !HOT[name]?.includes(by))).not.toEqual([]);
				}
			});
		})();
	}, 60_000);

	it('looks at every statement but those that count it all', () => {
		const all = Object.keys(textsOf(place));
		expect(all.filter((name) => !(name in HOT))).toEqual(['counts']);
	});
});
