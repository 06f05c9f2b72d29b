/** A history as the life cycle makes a critical value of it. */
import { parseContent } from '../../../lib/contract/content';
import type { CriticalValue, FirstDelivery } from '../../../lib/lifecycle/criticalValue';
import { effectiveTime, lifeCycleOf, type Fact } from '../../../lib/lifecycle/state';
import type { Attempt, Confirm, History, Send } from './history';

const contentOf = (items: readonly string[]): string =>
	items.map((item) => (item.startsWith('"') ? item.slice(1, -1) : `${item}:1.2(3-5)`)).join(';');

const factOf = (message: Send | Confirm): Fact => ({
	id: message.id,
	kind: message.kind,
	at: effectiveTime(message.said, message.receivedAt),
	receivedAt: message.receivedAt,
	withdrawn: message.withdrawn,
	report: message.kind === 'send' ? contentOf(message.items) : '',
});

const sendFields = (send: Send, riskId: string) => ({
	riskId,
	reqId: send.reqId,
	wardCode: send.ward.code,
	wardName: send.ward.name,
	reportType: send.reportType,
	patientClass: send.patientClass,
	senderStaff: send.sender.staff,
	senderName: send.sender.name,
	sendTime: send.said,
	content: contentOf(send.items),
});

const confirmFields = (confirm: Confirm) => ({
	responseStaff: confirm.staff,
	responseResult: confirm.result,
	responseTime: confirm.said,
});

function firstDeliveries(attempts: readonly Attempt[]): FirstDelivery[] {
	const first = new Map<string, FirstDelivery>();
	for (const { system, at, isTaken } of [...attempts].sort((a, b) => a.at - b.at)) {
		if (!isTaken || first.has(system)) continue;
		first.set(system, { target: `http://${system}`, name: system, at });
	}
	return [...first.values()];
}

export function valueOf({ riskId, messages, attempts }: History): CriticalValue {
	const { deciding, ...lifeCycle } = lifeCycleOf(messages.map(factOf));
	const send = messages.find(({ id }) => id === deciding.sendId);
	const confirm = messages.find(({ id }) => id === deciding.confirmId);
	return {
		...lifeCycle,
		riskId,
		fields: send?.kind === 'send' ? sendFields(send, riskId) : {},
		items: send?.kind === 'send' ? parseContent(contentOf(send.items)) : [],
		confirm: confirm?.kind === 'confirm' ? confirmFields(confirm) : null,
		confirmInterface: confirm ? 2 : null,
		notified: firstDeliveries(attempts),
		marks: [],
		escalations: [],
	};
}
