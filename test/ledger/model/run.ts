/** Does to a real ledger and to the model what an action says, and compares what both answer. */
import { openLedger, type LedgerPlace } from '../../../lib/ledger/open';
import {
	DELIVERY_OPEN,
	type ClaimedMessage,
	type DeliveryAttempt,
	type Ledger,
	type NewMessage,
	type StillOpen,
} from '../../../lib/ledger/types';
import { message, NOW } from '../messages';
import { SYSTEMS, type Action, type DeliveryDraft, type Draft } from './actions';
import { InboxModel, type ModelMessage } from './inbox';
import { ALL, compareAll, noTwoAtOnce } from './state';

const ACTOR = { person: '王工', reason: '演练' };
/** An id that no message has. */
const NOBODY = 999_999;

interface Claim {
	name: string;
	ids: number[];
}

const isClaimed = ({ state }: ModelMessage): boolean => state === 'claimed';

const messageOf = ({ channel, verdict, riskId, version }: Draft): NewMessage =>
	message(riskId, {
		channel,
		verdict,
		fingerprint: verdict === 'rejected' ? null : `${riskId} ${version}`,
		item: JSON.stringify({ riskId, version, name: '张三' }),
		patientClass: version === 0 ? 'O' : 'I',
		reportType: version === 1 ? 'Ecg' : 'Lis',
	});

export class Run {
	readonly model = new InboxModel();
	private now = NOW;
	private readonly claims: Claim[] = [];
	private claimsMade = 0;
	/** What was said to be stored, and not pruned since. */
	private acknowledged: number[] = [];

	private constructor(
		private readonly place: LedgerPlace,
		private ledger: Ledger,
	) {}

	static async begin(place: LedgerPlace): Promise<Run> {
		return new Run(place, await openLedger(place));
	}

	async end(): Promise<void> {
		await this.ledger.close();
	}

	async compareAll(): Promise<void> {
		await compareAll(this.ledger, this.model, this.acknowledged, this.now);
	}

	async step(action: Action): Promise<void> {
		const { ledger, model, now } = this;
		switch (action.do) {
			case 'accept':
				return await this.accept(action.burst.map(messageOf), action.mostOpen);
			case 'claim':
				return await this.claim(action, now + action.leaseMs);
			case 'renew':
			case 'complete':
			case 'fail':
			case 'release':
				return await this.withClaim(action);
			case 'replay':
				return await this.replay(this.nth(action.message, ({ endedAt }) => endedAt !== null));
			case 'replayAll': {
				const ids = model.search(action.filter).map(({ id }) => id);
				const replayed = await ledger.replay(action.filter, ACTOR, now);
				return expect(replayed).toBe(model.replay(ids, now));
			}
			case 'discard': {
				const id = this.nth(action.message, ({ state }) => state !== 'done');
				return expect(await ledger.discard(id, ACTOR, now)).toBe(model.discard(id, now));
			}
			case 'hasten': {
				const pace = { now, everyMs: action.everyMs, most: action.most };
				const hastened = await ledger.hasten(action.waiting, pace);
				return expect(hastened).toBe(model.hasten(action.waiting, pace));
			}
			case 'deliver':
				return await this.deliver(action.calls);
			case 'prune':
				return await this.prune(action.ageMs, action.limit);
			case 'look': {
				const { filter, limit } = action;
				const found = model.search(filter).map(({ id }) => id);
				const page = await ledger.search(filter, limit);
				expect(page.entries.map(({ id }) => id)).toEqual(found.slice(0, limit));
				expect(page.next).toBe(found.length > limit ? found[limit - 1] : null);
				return expect(await ledger.count(filter)).toBe(found.length);
			}
			case 'wait':
				this.now += action.ms;
				return;
			case 'crash':
				// Nothing is completed or given back: what was claimed stays so.
				await ledger.close();
				this.ledger = await openLedger(this.place);
				return;
			default: {
				const unreachable: never = action;
				return unreachable;
			}
		}
	}

	/** Mostly one of those that fit, sometimes any. */
	private nth(n: number, fits: (one: ModelMessage) => boolean): number {
		const { messages } = this.model;
		const fitting = n % 4 === 0 ? messages : messages.filter(fits);
		return fitting[n % fitting.length]?.id ?? NOBODY;
	}

	private async accept(burst: readonly NewMessage[], mostOpen: number): Promise<void> {
		const { ledger, model, now } = this;
		const results = await Promise.all(
			burst.map(async (one) => await ledger.accept(one, now, mostOpen)),
		);
		for (const [index, one] of burst.entries()) {
			const result = results[index];
			const id = result?.outcome === 'stored' ? result.id : NOBODY;
			const newest = Math.max(0, ...this.acknowledged);
			expect(result).toEqual(model.accept(one, now, mostOpen, id));
			if (result?.outcome !== 'stored') continue;
			expect(id).toBeGreaterThan(newest);
			this.acknowledged.push(id);
		}
	}

	private async claim(
		{ channel, limit, againLimit }: Extract<Action, { do: 'claim' }>,
		until: number,
	): Promise<void> {
		const { ledger, model, now } = this;
		this.claimsMade += 1;
		const name = `claim ${this.claimsMade}`;
		const request = { channel, claim: name, limit, againLimit, now, until };
		const claimed = await ledger.claim(request);
		expect(claimed).toEqual(model.claim(request));
		await this.earliestOfTheirRisk(claimed);
		await noTwoAtOnce(ledger, now);
		if (claimed.length > 0) this.claims.push({ name, ids: claimed.map(({ id }) => id) });
	}

	/** But for those that were processed, and wait for their deliveries. */
	private async earliestOfTheirRisk(claimed: readonly ClaimedMessage[]): Promise<void> {
		for (const { id, riskId, verdict } of claimed) {
			if (verdict === 'rejected' || riskId === null) continue;
			const channel = this.model.find(id)?.channel ?? '';
			const filter = { channel, riskId, verdict, states: ['pending', 'claimed'] as const };
			const earlier = await this.ledger.search(filter, ALL, id);
			const waiting = { state: 'pending', lastFailure: DELIVERY_OPEN };
			expect(earlier.entries).toEqual(earlier.entries.map(() => expect.objectContaining(waiting)));
			expect(earlier.entries.filter(({ dueAt }) => (dueAt ?? 0) <= this.now)).toEqual([]);
		}
	}

	/** Some messages of a claim, and perhaps one that belongs to somebody else. */
	private chosen(claim: Claim, which: number): number[] {
		const own = claim.ids.filter((_, index) => which & (1 << index));
		const other = this.model.messages.find(({ id }) => !claim.ids.includes(id));
		return other && which & 128 ? [...own, other.id] : own;
	}

	private async withClaim(
		action: Extract<Action, { do: 'renew' | 'complete' | 'fail' | 'release' }>,
	): Promise<void> {
		const { ledger, model, now } = this;
		const claim = this.claims[action.claim % this.claims.length];
		if (!claim) return;
		const { name } = claim;
		const ids = this.chosen(claim, action.which);
		switch (action.do) {
			case 'renew': {
				const until = now + action.leaseMs;
				const renewed = await ledger.renew(ids, name, until);
				return expect(renewed.sort()).toEqual(model.renew(ids, name, until).sort());
			}
			case 'complete': {
				const { executionId } = action;
				const stay = await ledger.complete(ids, name, now, executionId);
				const byId = (a: StillOpen, b: StillOpen) => a.id - b.id;
				return expect(stay.sort(byId)).toEqual(model.complete(ids, name, now, executionId));
			}
			case 'fail': {
				const { alone, counts } = action;
				const failed = ids.map((id, index) => {
					const wait = action.waits[index % action.waits.length] ?? null;
					const nextAt = wait === null ? null : now + wait;
					return { id, reason: action.reason, nextAt, alone, counts, executionId: '18' };
				});
				await ledger.fail(failed, name, now);
				return model.fail(failed, name, now);
			}
			case 'release':
				await ledger.release(ids, name, now);
				return model.release(ids, name, now);
			default: {
				const unreachable: never = action;
				return unreachable;
			}
		}
	}

	private async replay(id: number): Promise<void> {
		const { ledger, model, now } = this;
		expect(await ledger.replay({ id }, ACTOR, now)).toBe(model.replay([id], now));
	}

	private async deliver(calls: ReadonlyArray<DeliveryDraft>): Promise<void> {
		const { ledger, model, now } = this;
		const attempts = calls.map(
			({ message: n, key, delivered, already, replaces, open, changed }): DeliveryAttempt => {
				const messageId = model.messages.length === 0 ? null : this.nth(n, isClaimed);
				const riskId = model.find(messageId ?? NOBODY)?.riskId ?? 'A';
				const targetName = SYSTEMS[key === 'k1' ? 0 : 1];
				return {
					...{ key, target: `http://${targetName}`, targetName, operation: 1, messageId },
					...{ riskId: changed ? '' : riskId, at: now, calls: 1 + (n % 3) },
					...(replaces && { replaces: { targets: [`http://${targetName}`], before: now } }),
					result: delivered
						? { delivered: true, code: '0', msg: '成功', ...(already && { already }) }
						: { delivered: false, reason: open, failureClass: 'transient' },
				};
			},
		);
		await ledger.recordDeliveries(attempts);
		for (const attempt of attempts) model.record(attempt);
	}

	private async prune(ageMs: number, limit: number): Promise<void> {
		const { ledger, model, now } = this;
		const before = model.messages.map(({ id }) => id);
		expect(await ledger.prune(now - ageMs, limit)).toBe(model.prune(now - ageMs, limit));
		const gone = before.filter((id) => !model.find(id));
		this.acknowledged = this.acknowledged.filter((id) => !gone.includes(id));
	}
}
