/** The verdict: which promises held. */
import { audit, sentMessages, type SystemAudit } from './audit';
import type { History } from './history';

export interface Check {
	/** What has to hold, in words. */
	promise: string;
	held: boolean;
	/** Where it did not: ids of messages and words, never a message's content. */
	findings: string[];
}

export const check = (promise: string, findings: string[]): Check => ({
	promise,
	held: findings.length === 0,
	findings,
});

function atEachSystem(
	audits: readonly SystemAudit[],
	promise: string,
	findings: (audit: SystemAudit) => string[],
): Check {
	const named = audits.flatMap((one) => findings(one).map((text) => `${one.system}: ${text}`));
	return check(promise, named);
}

/** A call that began and was answered while there was nothing to store it in cannot have been stored. */
function acknowledgedIntoNothing({ calls, interruptions }: History): string[] {
	const down = interruptions.filter(({ what }) => what === 'ledger');
	return calls
		.filter(({ result }) => result === 'acknowledged')
		.filter(({ begun, ended }) => down.some(({ from, to }) => begun > from && ended < to))
		.map(({ message }) => message);
}

function neverAcknowledged(history: History): string[] {
	const sent = [...sentMessages(history).values()];
	if (sent.length === 0) return ['nothing was sent'];
	return sent.filter((one) => one.acknowledged === undefined).map(({ message }) => message.id);
}

/**
 * @returns all checks, held or not, always the same ones in the same order
 */
export function judge(history: History): Check[] {
	const audits = audit(history);
	return [
		check('every message was acknowledged in the end', neverAcknowledged(history)),
		atEachSystem(audits, 'every acknowledged message arrived', ({ lost }) => lost),
		atEachSystem(audits, 'nothing took effect twice', ({ doubled }) => doubled),
		atEachSystem(audits, 'one key, one message', (one) => one.keyFaults),
		atEachSystem(audits, 'order of each riskId', (one) => one.disordered),
		atEachSystem(audits, 'everything arrived as it was sent', ({ altered }) => altered),
		check('nothing acknowledged while it could not be stored', acknowledgedIntoNothing(history)),
	];
}
