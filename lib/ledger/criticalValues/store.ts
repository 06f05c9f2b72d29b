import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CriticalValue } from '../../lifecycle/criticalValue';
import type { LedgerAccess } from '../access';
import type { AuditEntry } from '../audit';
import type { Row } from '../database';
import { numberOf, storable, text, toAuditEntry } from '../rows';
import type { Page } from '../types';
import type { Write } from '../write';
import { openingKey } from './openingKey';
import { projectNext } from './projection';
import { toValue, withDetails } from './rows';
import { criticalValueCount, criticalValueSearch } from './search';
import type {
	ChangedValues,
	CriticalValueFilter,
	CriticalValues,
	DueStep,
	FiringStep,
	WatchedEvent,
	WatchItem,
	WatchState,
} from './types';

/** Who acts in the audit trail when a watch does. */
const WATCH = 'watch';

/** Open values read at a time. */
const OPEN_PAGE = 500;

type All = (...args: Parameters<LedgerAccess['read']>) => Row[] | Promise<Row[]>;

const toState = (rows: readonly Row[]): WatchState =>
	Object.fromEntries(rows.map(({ name, value }) => [text(name), text(value)]));

/** Critical values over any database. See {@link CriticalValues} for what each does. */
export class CriticalValueStore implements CriticalValues {
	private catchingUp: Promise<void> | undefined;

	constructor(private readonly access: LedgerAccess) {}

	async catchUp(): Promise<void> {
		// What is committed by now may be missed by one that has begun before.
		await this.catchingUp?.catch(() => undefined);
		this.catchingUp ??= this.project().finally(() => (this.catchingUp = undefined));
		await this.catchingUp;
	}

	private async project(): Promise<void> {
		const [[projected], newest] = await Promise.all([
			this.access.read('projected'),
			this.newestEvent(),
		]);
		if (numberOf(projected?.seq) >= newest) return;
		while (await this.access.write(projectNext));
	}

	async newestEvent(): Promise<number> {
		const [newest] = await this.access.read('lastAudit');
		return numberOf(newest?.seq);
	}

	private readonly read: All = async (...args) => await this.access.read(...args);

	private async whole(rows: readonly Row[], all: All = this.read): Promise<CriticalValue[]> {
		if (rows.length === 0) return [];
		const riskIds = JSON.stringify(rows.map((row) => text(row.risk_id)));
		const deliveries = await all('firstDeliveriesOf', riskIds);
		const marks = await all('marksOf', riskIds);
		const escalations = await all('escalationsOf', riskIds);
		return withDetails(rows.map(toValue), { deliveries, marks, escalations });
	}

	async get(riskId: string): Promise<CriticalValue | undefined> {
		await this.catchUp();
		const rows = await this.access.read('valuesOf', JSON.stringify([storable(riskId)]));
		return (await this.whole(rows))[0];
	}

	async search(
		filter: CriticalValueFilter,
		limit: number,
		before?: number,
	): Promise<Page<CriticalValue>> {
		await this.catchUp();
		// One more than asked for tells whether there is a next page.
		const { sql, values } = criticalValueSearch(filter, this.access.dialect, limit + 1, before);
		const rows = await this.access.readSql(sql, values);
		const page = rows.slice(0, limit);
		const next = rows.length > limit ? numberOf(page.at(-1)?.number) : null;
		return { entries: await this.whole(page), next };
	}

	async count(filter: CriticalValueFilter): Promise<number> {
		await this.catchUp();
		const { sql, values } = criticalValueCount(filter, this.access.dialect);
		const [row] = await this.access.readSql(sql, values);
		return numberOf(row?.count);
	}

	async timeline(riskId: string): Promise<AuditEntry[]> {
		return (await this.access.read('timeline', storable(riskId))).map(toAuditEntry);
	}

	async allOpen(): Promise<ChangedValues> {
		await this.catchUp();
		const [newest] = await this.access.read('newestChange');
		const values: CriticalValue[] = [];
		for (let after = 0; ;) {
			const rows = await this.access.read('valuesOpen', after, OPEN_PAGE);
			values.push(...(await this.whole(rows)));
			const last = rows.at(-1);
			if (!last || rows.length < OPEN_PAGE) break;
			after = numberOf(last.changed);
			// SQLite answers at once: without a turn of the loop, calls from outside would wait for all pages.
			await nextTurn();
		}
		return { values, changed: numberOf(newest?.changed), more: false };
	}

	async changedSince(changed: number, limit: number): Promise<ChangedValues> {
		await this.catchUp();
		const rows = await this.access.read('valuesChanged', changed, limit);
		const values = await this.whole(rows);
		const more = rows.length === limit;
		return { values, changed: numberOf(rows.at(-1)?.changed ?? changed), more };
	}

	async fire(
		watch: string,
		due: readonly DueStep[],
		compose: (firing: readonly FiringStep[]) => WatchItem[],
		now: number,
	): Promise<FiringStep[]> {
		await this.catchUp();
		const firing = await this.access.write(async (write) => {
			// A confirm that has just come in stops it: nobody else writes until this has ended.
			while (await projectNext(write));
			const firing = await this.escalate(write, watch, due, now);
			if (firing.length > 0) await this.storeItems(write, watch, compose(firing), now);
			return firing;
		});
		if (firing.length > 0) this.access.wake(watch);
		return firing;
	}

	private async escalate(
		write: Write,
		watch: string,
		due: readonly DueStep[],
		at: number,
	): Promise<FiringStep[]> {
		const all: All = (name, ...values) => write.all(name, ...values);
		const riskIds = JSON.stringify(due.map(({ riskId }) => storable(riskId)));
		const values = await this.whole(await write.all('valuesOf', riskIds), all);
		const byRiskId = new Map(values.map((value) => [value.riskId, value]));
		const firing: FiringStep[] = [];
		for (const one of due) {
			const value = byRiskId.get(one.riskId);
			if (value?.state !== 'open' || value.opening !== one.opening) continue;
			const { riskId, opening, step, level, afterMinutes } = one;
			const name = storable(one.name) ?? '';
			const fired = await write.all(
				'escalate',
				...[watch, riskId, opening, step, name, level, afterMinutes, at],
			);
			if (fired.length === 0) continue;
			const detail = { watch, step: name, level, afterMinutes, opening };
			write.note({ at, action: 'escalated', actor: WATCH, messageId: null, riskId, detail });
			firing.push({ ...one, value });
		}
		return firing;
	}

	/**
	 * Without riskId: order is not asked for between the steps of a value. A step whose message can't be sent must
	 * not hold back the next one.
	 */
	private async storeItems(
		write: Write,
		watch: string,
		items: readonly WatchItem[],
		now: number,
	): Promise<void> {
		for (const { fingerprint, item } of items) {
			const [row] = await write.all(
				'accept',
				...[watch, 'accepted', 'watch', null, null, null, null, null, fingerprint, item, now],
			);
			const event = { at: now, actor: WATCH, messageId: numberOf(row?.id), riskId: null };
			if (numberOf(row?.repeats) > 0) continue;
			write.note({ ...event, action: 'watched', detail: { channel: watch } });
		}
	}

	async ended(openings: ReadonlyArray<{ riskId: string; opening: number }>): Promise<Set<string>> {
		await this.catchUp();
		const riskIds = JSON.stringify(openings.map(({ riskId }) => storable(riskId)));
		const rows = await this.access.read('valuesOf', riskIds);
		const open = new Set(
			rows
				.filter(({ state }) => state === 'open')
				.map((row) => openingKey(text(row.risk_id), numberOf(row.opening))),
		);
		const keys = openings.map(({ riskId, opening }) => openingKey(riskId, opening));
		return new Set(keys.filter((key) => !open.has(key)));
	}

	async remembered(watch: string): Promise<WatchState> {
		return toState(await this.access.read('remembered', watch));
	}

	async remember(
		watch: string,
		known: WatchState,
		changes: Readonly<Record<string, string | null>>,
		items: readonly WatchItem[],
		now: number,
	): Promise<void> {
		await this.access.write(async (write) => {
			const present = toState(await write.all('remembered', watch));
			if (Object.keys(changes).some((name) => present[name] !== known[name])) return;
			for (const [name, value] of Object.entries(changes)) {
				if (value === null) await write.all('forget', watch, name);
				else await write.all('remember', watch, name, storable(value));
			}
			await this.storeItems(write, watch, items, now);
		});
		if (items.length > 0) this.access.wake(watch);
	}

	async eventsSince(
		seq: number,
		actions: readonly string[],
		limit: number,
	): Promise<WatchedEvent[]> {
		const rows = await this.access.read('eventsOf', seq, JSON.stringify(actions), limit);
		return rows.map(toAuditEntry);
	}
}
