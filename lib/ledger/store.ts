import { setImmediate as nextTurn } from 'node:timers/promises';
import { firstBroken, GENESIS, type AuditEvent } from './audit';
import { LedgerAccess } from './access';
import { CriticalValueStore } from './criticalValues/store';
import type { CriticalValues } from './criticalValues/types';
import type { Database, Row, SqlValue } from './database';
import type { Dialect } from './dialects';
import {
	numberOf,
	numberOrNull,
	storable,
	toAuditEntry,
	toClaimed,
	toDelivery,
	toEntry,
	toStillOpen,
} from './rows';
import { WRITE_LIMIT_MS } from './groupCommit';
import { countSql, endedSql, searchSql } from './search';
import type { Statements } from './statements';
import {
	DELIVERY_OPEN,
	type AcceptResult,
	type Actor,
	type AuditVerdict,
	type ClaimedMessage,
	type ClaimRequest,
	type Delivery,
	type DeliveryAttempt,
	type FailedAttempt,
	type Health,
	type InboxEntry,
	type InboxState,
	type Ledger,
	type NewMessage,
	type Pace,
	type Page,
	type SearchFilter,
	type StillOpen,
	type Trouble,
	type Verdict,
	type Waiting,
} from './types';
import { OpenCount } from './openCount';
import type { Write } from './write';

/** Entries checked at a time: an audit of years does not fit into memory. */
const AUDIT_PAGE = 1_000;

/**
 * Messages made due, or ended, in one transaction: accepting waits for no more than that, and a server some
 * milliseconds away has to answer for each of them within the time of one write.
 */
const DUE_BATCH = 100;

/** Some at a time, in their order. */
function* batches<T>(all: readonly T[]): Generator<T[]> {
	for (let at = 0; at < all.length; at += DUE_BATCH) yield all.slice(at, at + DUE_BATCH);
}

const TRIGGER = 'trigger';
const PUSH = 'push';

const ids = (all: readonly number[]): string => JSON.stringify(all);

/** The ledger over any database: one text of every rule, two dialects of SQL. */
export class LedgerStore implements Ledger {
	private readonly openCount = new OpenCount();
	private readonly access: LedgerAccess;
	readonly criticalValues: CriticalValues;

	constructor(
		private readonly database: Database,
		private readonly dialect: Dialect,
	) {
		this.access = new LedgerAccess(database, dialect);
		this.criticalValues = new CriticalValueStore(this.access);
	}

	private async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
		return await this.access.write(work);
	}

	private async read(name: keyof Statements, ...values: SqlValue[]): Promise<Row[]> {
		return await this.access.read(name, ...values);
	}

	async accept(message: NewMessage, now: number, mostOpen: number): Promise<AcceptResult> {
		const result = await this.write(async (write): Promise<AcceptResult> => {
			const { channel, verdict } = message;
			const open = await this.openCount.of(channel, verdict, mostOpen, now, async () => {
				const [row] = await write.all('countOpen', channel, verdict);
				return numberOf(row?.open);
			});
			if (open < mostOpen) return await this.store(write, message, now);
			const [known] = await write.all('findDuplicate', message.channel, message.fingerprint);
			// The sender's repetition costs no place, and must not be told that it failed.
			return known ? await this.store(write, message, now) : { outcome: 'full', open };
		});
		if (result.outcome === 'stored' || result.outcome === 'revived')
			this.access.wake(message.channel);
		return result;
	}

	private async store(write: Write, message: NewMessage, now: number): Promise<AcceptResult> {
		const { channel, verdict } = message;
		const { id, repeats, state, event } = await this.insert(write, message, TRIGGER, now);
		if (repeats === 0) {
			this.openCount.added(channel, verdict);
			return { outcome: 'stored', id };
		}
		write.note({ ...event, action: 'repeated', detail: { state } });
		if (state !== 'dead') return { outcome: 'duplicate', id, state };
		await write.all('reopen', id, now);
		this.openCount.added(channel, verdict);
		write.note({ ...event, action: 'revived', detail: {} });
		return { outcome: 'revived', id };
	}

	/** Puts a message into the inbox, once; what is there already only counts its repetition. */
	private async insert(write: Write, message: NewMessage, actor: string, now: number) {
		const { channel, verdict, kind, flag, reportType, patientClass, fingerprint, item } = message;
		const riskId = storable(message.riskId);
		const [row] = await write.all(
			'accept',
			...[channel, verdict, kind, message.interface, riskId, storable(flag)],
			...[storable(reportType), storable(patientClass), fingerprint, item, now],
		);
		const id = numberOf(row?.id);
		const repeats = numberOf(row?.repeats);
		const event = { at: now, actor, messageId: id, riskId };
		const detail = { channel, kind, flag: storable(flag) };
		if (repeats === 0) write.note({ ...event, action: verdict, detail });
		return { id, repeats, state: String(row?.state) as InboxState, event };
	}

	async record(message: NewMessage, actor: string, now: number): Promise<number> {
		return await this.write(async (write) => {
			const { id, repeats, event } = await this.insert(write, message, actor, now);
			if (repeats > 0) return id;
			await write.all('endAtOnce', id, now);
			write.note({ ...event, action: 'done', detail: { executionId: null } });
			return id;
		});
	}

	async claim(request: ClaimRequest): Promise<ClaimedMessage[]> {
		const { channel, claim, limit, againLimit, now, until } = request;
		return await this.write(async (write) => {
			const take = async (kind: 'claimNew' | 'claimAgain', most: number) =>
				most > 0 ? await write.all(kind, channel, claim, until, now, most) : [];
			const rows = [...(await take('claimNew', limit)), ...(await take('claimAgain', againLimit))];
			if (rows.length === 0) return [];
			const found = await write.all('following', ids(rows.map(({ id }) => numberOf(id))));
			const following = new Set(found.map(({ id }) => numberOf(id)));
			return rows.map((row) => toClaimed(row, following)).sort((a, b) => a.id - b.id);
		});
	}

	async renew(claimed: readonly number[], claim: string, until: number): Promise<number[]> {
		const rows = await this.write(
			async (write) => await write.all('renew', ids(claimed), claim, until),
		);
		return rows.map(({ id }) => numberOf(id));
	}

	async complete(
		claimed: readonly number[],
		claim: string,
		now: number,
		executionId: string | null,
	): Promise<StillOpen[]> {
		const open: StillOpen[] = [];
		for (const some of batches(claimed)) {
			const stillOpen = await this.write(async (write) => {
				const done = await write.all('complete', ids(some), claim, now, executionId);
				for (const row of done) await this.ended(write, row, 'done', TRIGGER, { executionId }, now);
				if (done.length === some.length) return [];
				return (await write.all('stillOpen', ids(some), claim)).map(toStillOpen);
			});
			open.push(...stillOpen);
		}
		return open;
	}

	/** Notes that a message has ended, and lets the next one of its riskId go. */
	private async ended(
		write: Write,
		row: Row,
		action: string,
		actor: string,
		detail: AuditEvent['detail'],
		now: number,
	): Promise<void> {
		this.openCount.ended(String(row.channel));
		const riskId = row.risk_id === null ? null : String(row.risk_id);
		write.note({ at: now, action, actor, messageId: numberOf(row.id), riskId, detail });
		// A rejected call has held nothing back.
		if (riskId === null || row.verdict === 'rejected') return;
		await write.all('letNext', String(row.channel), riskId, now);
		await write.all('letFollow', String(row.channel), riskId, now);
	}

	async fail(failed: readonly FailedAttempt[], claim: string, now: number): Promise<void> {
		for (const some of batches(failed)) {
			await this.write(async (write) => {
				for (const attempt of some) await this.failOne(write, attempt, claim, now);
			});
		}
	}

	private async failOne(
		write: Write,
		{ id, reason, nextAt, alone, counts, executionId }: FailedAttempt,
		claim: string,
		now: number,
	): Promise<void> {
		if (nextAt === null) {
			const [dead] = await write.all('failForGood', id, claim, reason, now, executionId);
			if (!dead) return;
			const detail = { reason, attempts: numberOf(dead.attempts), executionId };
			await this.ended(write, dead, 'dead', TRIGGER, detail, now);
			return;
		}
		const [row] = await write.all(
			'failAgain',
			...[id, claim, nextAt, reason, now, executionId, alone ? 1 : 0, counts ? 0 : 1],
		);
		if (!row) return;
		const riskId = row.risk_id === null ? null : String(row.risk_id);
		const detail = { reason, attempts: numberOf(row.attempts), nextAt, executionId };
		write.note({ at: now, action: 'failed', actor: TRIGGER, messageId: id, riskId, detail });
		// A rejected call holds nothing back.
		if (riskId === null || row.verdict === 'rejected') return;
		// It has been processed: only the systems that lack it must not get later ones.
		if (reason === DELIVERY_OPEN) await write.all('letNext', String(row.channel), riskId, now);
		else await write.all('holdBack', String(row.channel), riskId, nextAt, id);
	}

	async release(claimed: readonly number[], claim: string, now: number): Promise<void> {
		await this.write(async (write) => await write.all('release', ids(claimed), claim, now));
	}

	async lapse(channel: string, now: number, longest: number): Promise<void> {
		await this.write(async (write) => await write.all('lapse', channel, now, longest));
	}

	async hasten(which: Waiting, pace: Pace): Promise<number> {
		if ('channel' in which) return await this.hastenFound('waitingInChannel', which.channel, pace);
		const parked = await this.hastenFound('parkedForTarget', which.target, pace);
		const { now, everyMs, most } = pace;
		const rest = { now: now + parked * everyMs, everyMs, most: most - parked };
		if (rest.most <= 0) return parked;
		return parked + (await this.hastenFound('waitingForTarget', which.target, rest));
	}

	private async hastenFound(
		name: 'waitingInChannel' | 'parkedForTarget' | 'waitingForTarget',
		of: string,
		{ now, everyMs, most }: Pace,
	): Promise<number> {
		let hastened = 0;
		for (;;) {
			const limit = Math.min(DUE_BATCH, most - hastened);
			// What was hastened before is due by then, and is not found again.
			const from = now + hastened * everyMs;
			const channels = await this.write(async (write) => {
				const found = await write.all(name, of, from, limit);
				for (const [index, { id }] of found.entries()) {
					await write.all('hasten', numberOf(id), from + index * everyMs);
				}
				return found.map(({ channel }) => String(channel));
			});
			hastened += channels.length;
			for (const channel of new Set(channels)) this.access.wake(channel);
			if (channels.length < limit || hastened >= most) return hastened;
		}
	}

	async nextDue(channel: string): Promise<number | null> {
		const [row] = await this.read('nextDue', channel);
		return numberOrNull(row?.due_at);
	}

	async stateOf(id: number) {
		// A caller waits for it as for a write.
		const [row] = await this.access.readSql(this.access.sql.stateOf, [id], WRITE_LIMIT_MS);
		if (!row) return undefined;
		const lastFailure = row.last_failure === null ? null : String(row.last_failure);
		return { state: String(row.state) as InboxState, lastFailure };
	}

	async hasEarlier(
		messageIds: readonly number[],
		{ key, name }: { key: string; name: string },
	): Promise<boolean> {
		return (await this.read('earlierMissing', ids(messageIds), key, name)).length === 0;
	}

	async delivered(keys: readonly string[]): Promise<Delivery[]> {
		return (await this.read('delivered', JSON.stringify(keys))).map(toDelivery);
	}

	async recordDeliveries(attempts: readonly DeliveryAttempt[]): Promise<void> {
		await this.write(async (write) => {
			for (const attempt of attempts) await this.recordOne(write, attempt);
		});
	}

	private async recordOne(write: Write, attempt: DeliveryAttempt): Promise<void> {
		const { key, target, targetName, operation, messageId, at, calls, result } = attempt;
		const { replaces } = attempt;
		if (replaces && messageId !== null) {
			const { targets, before } = replaces;
			await write.all(
				'replaceDeliveries',
				...[messageId, key, operation, JSON.stringify(targets), targetName, before],
			);
		}
		if (result.delivered && result.already) return;
		const riskId = storable(attempt.riskId) ?? '';
		const { delivered } = result;
		// A call may end after its message was done with or put aside: nobody waits for it any more.
		const isOwed = delivered || messageId === null || (await this.isOwed(write, messageId));
		const answer = delivered
			? [storable(result.code), storable(result.msg), null, null]
			: [null, null, result.reason, result.failureClass];
		const put = async (ownKey: string) =>
			await write.all(
				'recordDelivery',
				...[ownKey, target, targetName, operation, messageId, riskId],
				...[delivered ? 'delivered' : 'open', calls, at, ...answer],
			);
		if (isOwed) {
			const [row] = await put(key);
			// The same content has come as another message, by another trigger, and that owes the delivery. It may
			// never be tried again (dead, or its workflow gone): this one has to stay open by itself.
			const isOfAnother = row !== undefined && numberOrNull(row.message_id) !== messageId;
			if (!delivered && messageId !== null && isOfAnother) await put(`${key}:${messageId}`);
			// It was open there: later ones may have been kept.
			const wasOpen = row !== undefined && numberOf(row.first_at) < at;
			if (delivered && messageId !== null && wasOpen) {
				await write.all('letFollowThere', messageId, target, targetName, at);
			}
		}
		const outcome: AuditEvent['detail'] = delivered
			? { code: storable(result.code) }
			: { reason: result.reason };
		const name = storable(targetName);
		const detail: AuditEvent['detail'] = { target, name, operation, calls, ...outcome };
		const action = delivered ? 'delivered' : 'notDelivered';
		write.note({ at, action, actor: PUSH, messageId, riskId, detail });
	}

	private async isOwed(write: Write, messageId: number): Promise<boolean> {
		const [row] = await write.all('stateOf', messageId);
		return row !== undefined && row.state !== 'done' && row.state !== 'discarded';
	}

	async deliveriesOf(messageId: number): Promise<Delivery[]> {
		return (await this.read('deliveriesOf', messageId)).map(toDelivery);
	}

	async get(id: number): Promise<(InboxEntry & { item: string }) | undefined> {
		const [row] = await this.read('get', id);
		return row && { ...toEntry(row), item: String(row.item) };
	}

	async search(filter: SearchFilter, limit: number, before?: number): Promise<Page<InboxEntry>> {
		// One more than asked for tells whether there is a next page.
		const { sql, values } = searchSql(filter, this.dialect, limit + 1, before);
		const rows = await this.access.readSql(sql, values);
		const entries = rows.slice(0, limit).map(toEntry);
		return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
	}

	async count(filter: SearchFilter): Promise<number> {
		const { sql, values } = countSql(filter, this.dialect);
		const [row] = await this.access.readSql(sql, values);
		return numberOf(row?.count);
	}

	async replay(
		filter: SearchFilter | { id: number },
		{ person, reason }: Actor,
		now: number,
	): Promise<number> {
		const found = 'id' in filter ? [filter.id] : await this.endedIds(filter);
		let replayed = 0;
		for (const some of batches(found)) {
			const channels = await this.write(async (write) => {
				const reopened: string[] = [];
				for (const id of some) {
					const [row] = await write.all('reopen', id, now);
					if (!row) continue;
					reopened.push(String(row.channel));
					this.openCount.added(String(row.channel), row.verdict as Verdict);
					const riskId = row.risk_id === null ? null : String(row.risk_id);
					const event = { at: now, actor: person, messageId: numberOf(row.id), riskId };
					write.note({ ...event, action: 'replayed', detail: { reason } });
				}
				return reopened;
			});
			for (const channel of new Set(channels)) this.access.wake(channel);
			replayed += channels.length;
		}
		return replayed;
	}

	private async endedIds(filter: SearchFilter): Promise<number[]> {
		const { sql, values } = endedSql(filter, this.dialect);
		const rows = await this.access.readSql(sql, values);
		return rows.map(({ id }) => numberOf(id));
	}

	async discard(id: number, { person, reason }: Actor, now: number): Promise<boolean> {
		return await this.write(async (write) => {
			const [row] = await write.all('discard', id, now);
			if (!row) return false;
			await write.all('closeDeliveries', id);
			await this.ended(write, row, 'discarded', person, { reason }, now);
			return true;
		});
	}

	async health(): Promise<Health> {
		const [counts, [oldest], [last], failing] = await Promise.all([
			this.read('counts'),
			this.read('oldestOpen'),
			this.read('lastAccepted'),
			this.read('failing'),
		]);
		return {
			counts: counts.map((row) => ({
				verdict: String(row.verdict) as 'accepted' | 'rejected',
				state: String(row.state) as InboxState,
				count: numberOf(row.count),
			})),
			oldestOpenAt: numberOrNull(oldest?.at),
			lastAcceptedAt: numberOrNull(last?.at),
			failing: failing.map((row) => ({
				target: String(row.target),
				targetName: String(row.target_name),
				open: numberOf(row.open),
				since: numberOf(row.since),
			})),
			bytes: await this.database.bytes(),
		};
	}

	async troubles(): Promise<Trouble[]> {
		return (await this.read('troubles')).map((row) => ({
			target: String(row.target),
			targetName: String(row.target_name),
			permanent: numberOf(row.permanent) === 1,
			open: numberOf(row.open),
			since: numberOf(row.since),
		}));
	}

	async givenUp(target: string, since: number): Promise<number> {
		const [row] = await this.read('givenUp', target, since);
		return numberOf(row?.count);
	}

	async openCalls(): Promise<number> {
		const [row] = await this.read('openCalls');
		return numberOf(row?.open);
	}

	async lastCall(since: number, reportTypes: readonly string[]): Promise<number | null> {
		const [row] = await this.read('lastCall', since, JSON.stringify(reportTypes));
		return numberOrNull(row?.at);
	}

	async prune(endedBefore: number, limit: number, channel?: string): Promise<number> {
		// What a message says of its critical value outlives it.
		await this.criticalValues.catchUp();
		const pruned = await this.write(async (write) => {
			if (channel === undefined) {
				await write.all('pruneDeliveries', endedBefore, limit);
				return (await write.all('prune', endedBefore, limit)).length;
			}
			await write.all('pruneDeliveriesOf', endedBefore, limit, channel);
			return (await write.all('pruneOf', endedBefore, limit, channel)).length;
		});
		if (pruned > 0) await this.database.reclaim();
		return pruned;
	}

	async verifyAudit(): Promise<AuditVerdict> {
		let last = { seq: 0, hash: GENESIS };
		for (;;) {
			const page = (await this.read('readAudit', last.seq, AUDIT_PAGE)).map(toAuditEntry);
			const brokenAt = firstBroken(last, page);
			if (brokenAt !== null) return { intact: false, entries: last.seq, brokenAt };
			const newest = page.at(-1);
			if (!newest) return { intact: true, entries: last.seq, brokenAt: null };
			last = newest;
			// SQLite answers at once: without a turn of the loop, calls from outside would wait for years of entries.
			await nextTurn();
		}
	}

	onWake(channel: string, callback: () => void): () => void {
		return this.access.onWake(channel, callback);
	}

	async close(): Promise<void> {
		await this.database.close();
	}
}
