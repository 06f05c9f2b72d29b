/** The steps of an escalation as a test's own server is told of them, by a workflow of watchWorkflow.ts. */
import type { TestN8n } from './n8n';
import type { TestTarget } from './target';

export interface ToldStep {
	riskId: string;
	step: { name: string; level: number; fallback: boolean };
	received: { messageId: number };
}

export const stepsTold = (phone: TestTarget): ToldStep[] =>
	phone.calls.map(({ json }) => json as unknown as ToldStep);

/** A critical value and its step, such as `k1 ward`. */
export const stepName = ({ riskId, step }: ToldStep): string => `${riskId} ${step.name}`;

export const many = (count: number, prefix: string): string[] =>
	Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const SECONDS = 1 / 60;

/** A step of a plan, so many seconds after receipt. */
export const stepAfter = (seconds: number, name: string, level: number) => ({
	...{ name, level, afterMinutes: seconds * SECONDS },
});

/**
 * Resolves when all of these steps have been told.
 *
 * @param n8n whose end while waiting is an error
 * @param names see {@link stepName}
 * @returns by name the messages it was told as: two of them are two escalations, one that came twice is one told again
 */
export async function untilTold(
	n8n: Pick<TestN8n, 'until'>,
	phone: TestTarget,
	names: readonly string[],
	limitMs: number,
): Promise<Map<string, number[]>> {
	const missing = () => {
		const seen = new Set(stepsTold(phone).map(stepName));
		return names.filter((name) => !seen.has(name));
	};
	await n8n
		.until(async () => missing().length === 0, limitMs, 'all steps')
		.catch((error: Error) => {
			throw new Error(
				`${error.message}; missing ${missing().length}: ${missing().slice(0, 5).join(', ')}`,
			);
		});
	const messages = new Map<string, number[]>();
	for (const one of stepsTold(phone)) {
		const known = messages.get(stepName(one)) ?? [];
		const { messageId } = one.received;
		if (!known.includes(messageId)) known.push(messageId);
		messages.set(stepName(one), known);
	}
	return messages;
}
