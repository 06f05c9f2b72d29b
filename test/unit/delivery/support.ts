import type { ClientEnvironment } from '../../../lib/delivery/client';
import { Circuit } from '../../../lib/delivery/circuit';
import { createClient } from '../../../lib/delivery/client';
import { parseTarget, type Target } from '../../../lib/delivery/target';
import { callHeaders } from '../../../lib/delivery/headers';
import type { Exchange } from '../../../lib/delivery/client';

/** A target as a credential makes it, with short limits so that tests of silence are quick. */
export function targetAt(baseUrl: string, data: Record<string, unknown> = {}): Target {
	const result = parseTarget({ baseUrl, connectTimeout: 2, responseTimeout: 2, ...data }, 'EMR');
	if (!result.ok) throw new Error(`${result.fault.field} ${result.fault.en}`);
	return result.target;
}

export const BODY = Buffer.from(JSON.stringify({ riskId: 'R-1', patientName: '张三' }));

/** A circuit that nobody listens to. */
export const newCircuit = (now: () => number = Date.now): Circuit =>
	new Circuit(now, { opened: () => {}, recovered: () => {} });

/** One call of interface 1. */
export async function post(
	target: Target,
	options: Partial<ClientEnvironment> & { signal?: AbortSignal; body?: Buffer } = {},
): Promise<Exchange> {
	const { signal, body = BODY, ...environment } = options;
	const client = createClient(target, { now: Date.now, ...environment });
	const headers = callHeaders(target, 'key-1', body, Date.now());
	return await client.post({ url: target.urls.send, body, headers }, signal);
}

/** What a broken call is called; the status of one that was answered. */
export const resultOf = (exchange: Exchange): string =>
	exchange.kind === 'broken' ? exchange.reason : `HTTP ${exchange.httpStatus}`;
