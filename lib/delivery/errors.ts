import { FAILURE_CATALOGUE, type DeliveryFailure } from './failures';

/** What a person reads: what happened, and how to get unstuck. Chinese first. */
export interface Explanation {
	message: string;
	description: string;
}

const sentence = (zh: string, en: string): string => `${zh}；${en}`;

/** HTTP status and the target's code are numbers of the interface, and safe to show; its msg is not. */
function answered(failure: DeliveryFailure): string {
	const parts = [
		failure.httpStatus === undefined ? '' : `HTTP ${failure.httpStatus}`,
		failure.code === undefined ? '' : `code ${failure.code}`,
	].filter((part) => part !== '');
	return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/**
 * Puts a failure into words.
 *
 * Nothing in it comes from the message, from a secret or from the target's own texts: errors end up
 * in logs and in n8n's execution list.
 *
 * @param failure what went wrong
 * @param target the target's name and the address called, as they may be shown
 */
export function explain(
	failure: DeliveryFailure,
	target: { name: string; url?: string },
): Explanation {
	const entry = FAILURE_CATALOGUE[failure.reason];
	const detail = failure.detail ? ` ${sentence(failure.detail.zh, failure.detail.en)}` : '';
	const name = target.name === '' ? '' : `${target.name}：`;
	const url = target.url === undefined ? '' : ` URL: ${target.url}`;
	return {
		message: `${name}${sentence(entry.zh, entry.en)}${answered(failure)}`,
		description: `${detail === '' ? '' : `${detail.trim()} — `}${sentence(entry.helpZh, entry.helpEn)}${url}`,
	};
}
