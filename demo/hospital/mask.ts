/** What may be shown of what came in: logs without secrets, screens without names. */
import type { IncomingHttpHeaders } from 'node:http';

const SECRET = /authorization|cookie|password|key|token|secret|signature/i;

/** Says nothing about who calls, and tests need it to recognise a repeated call. */
const NOT_SECRET = new Set(['idempotency-key']);

export function maskHeaders(headers: IncomingHttpHeaders): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => {
			const hidden = SECRET.test(name) && !NOT_SECRET.has(name);
			return [name, hidden ? '***' : String(value)];
		}),
	);
}
