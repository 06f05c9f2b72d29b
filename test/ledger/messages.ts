import type { ClaimRequest, NewMessage, DeliveryAttempt } from '../../lib/ledger/types';

export const NOW = 1_764_000_000_000;
export const CHANNEL = 'workflow:node';
export const NO_LIMIT = 1_000_000;

/** A valid message; tests change one thing at a time. */
export function message(riskId: string, more: Partial<NewMessage> = {}): NewMessage {
	return {
		channel: CHANNEL,
		verdict: 'accepted',
		kind: 'send',
		interface: 1,
		riskId,
		flag: 'add',
		reportType: 'Lis',
		patientClass: 'I',
		fingerprint: `fingerprint of ${riskId}`,
		item: JSON.stringify({ riskId }),
		...more,
	};
}

export const claimOf = (claim: string, more: Partial<ClaimRequest> = {}): ClaimRequest => ({
	channel: CHANNEL,
	claim,
	limit: 10,
	againLimit: 10,
	now: NOW,
	until: NOW + 30_000,
	...more,
});

/** A failed delivery to the EMR. */
export const attempt = (
	messageId: number | null,
	more: Partial<DeliveryAttempt> = {},
): DeliveryAttempt => ({
	key: `key of ${messageId}`,
	target: 'http://emr/outapi',
	targetName: 'EMR',
	operation: 1,
	messageId,
	riskId: 'A',
	at: NOW,
	calls: 3,
	result: { delivered: false, reason: 'REFUSED', failureClass: 'transient' },
	...more,
});
