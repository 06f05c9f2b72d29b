/** The deliveries of the model: what {@link InboxModel} is for the inbox. */
import type { Delivery, DeliveryAttempt, Health } from '../../../lib/ledger/types';

export class DeliveryModel {
	private all: Delivery[] = [];

	record(attempt: DeliveryAttempt): void {
		const { key, target, targetName, operation, messageId, riskId, at, calls, result } = attempt;
		const answer = result.delivered
			? { state: 'delivered' as const, code: result.code, msg: result.msg }
			: { state: 'open' as const, code: null, msg: null };
		const failure = result.delivered
			? { reason: null, failureClass: null }
			: { reason: result.reason, failureClass: result.failureClass };
		const known = this.all.find((one) => one.key === key);
		if (!known) {
			const times = { firstAt: at, lastAt: at };
			const one = { key, target, targetName, operation, messageId, riskId, calls };
			this.all.push({ ...one, ...times, ...answer, ...failure });
			return;
		}
		if (known.state === 'delivered') return;
		Object.assign(known, { targetName, lastAt: at, calls: known.calls + calls }, answer, failure);
		const isOfAnother = messageId !== null && known.messageId !== messageId;
		if (isOfAnother && !result.delivered) this.record({ ...attempt, key: `${key}:${messageId}` });
	}

	find(key: string): Delivery | undefined {
		return this.all.find((one) => one.key === key);
	}

	drop(which: (delivery: Delivery) => boolean): void {
		this.all = this.all.filter((one) => !which(one));
	}

	of(messageId: number): Delivery[] {
		return this.all
			.filter((one) => one.messageId === messageId)
			.sort((a, b) => a.firstAt - b.firstAt || (a.key < b.key ? -1 : 1));
	}

	openOf(messageId: number): Delivery[] {
		return this.of(messageId).filter(({ state }) => state === 'open');
	}

	delivered(keys: readonly string[]): Delivery[] {
		return this.all.filter(({ key, state }) => state === 'delivered' && keys.includes(key));
	}

	/** @param system a name or an address */
	to(messageId: number, system: string): Delivery[] {
		return this.of(messageId).filter(
			({ target, targetName }) => target === system || targetName === system,
		);
	}

	failing(): Health['failing'] {
		const open = this.all.filter(({ state }) => state === 'open');
		const targets = [...new Set(open.map(({ target }) => target))].sort();
		return targets.map((target) => {
			const own = open.filter((one) => one.target === target);
			return {
				target,
				targetName: own[0]?.targetName ?? '',
				open: own.length,
				since: Math.min(...own.map(({ firstAt }) => firstAt)),
			};
		});
	}
}
