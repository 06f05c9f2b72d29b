/** What the LIS believes it has sent: the source's side of a reconciliation. */
import type { IncomingMessage } from 'node:http';
import { textField } from './book';
import { readJson } from './control';
import { FaultError, json, type Answer } from './faults';

/** One critical value as the LIS has it in its own table. */
export interface SentRow {
	riskId: string;
	reqId: string;
	reportType: string;
	/** Epoch milliseconds. */
	sentTime: number;
	patientNo: string;
}

/** A month of a large hospital; nobody reconciles more in the demo. */
const MAX_ROWS = 10_000;

/** A message's time: milliseconds, or the text of old callers, whose clock is China's. */
function timeOf(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' ? Date.parse(`${value.replace(' ', 'T')}+08:00`) : Number.NaN;
}

/** The row for an interface 1 message that was sent. */
export const rowOf = (body: object): SentRow => ({
	riskId: textField(body, 'riskId'),
	reqId: textField(body, 'reqId'),
	reportType: textField(body, 'reportType'),
	sentTime: timeOf((body as Record<string, unknown>).sendTime),
	patientNo: textField(body, 'patientNo'),
});

/** @throws {FaultError} naming the field that is wrong */
export function readRow(value: unknown): SentRow {
	const given = typeof value === 'object' && value !== null ? value : {};
	const row = {
		...rowOf(given),
		sentTime: timeOf((given as Record<string, unknown>).sentTime),
	};
	if (row.riskId === '') throw new FaultError('riskId is missing 缺少riskId');
	if (Number.isFinite(row.sentTime)) return row;
	throw new FaultError('sentTime must be epoch milliseconds 必须是毫秒时间戳');
}

export class LisRegister {
	private readonly rows = new Map<string, SentRow>();

	/** Takes a value in; one it has already stays as it was first sent. */
	add(row: SentRow): void {
		if (this.rows.has(row.riskId)) return;
		this.rows.set(row.riskId, row);
		const [oldest] = this.rows.keys();
		if (this.rows.size > MAX_ROWS && oldest !== undefined) this.rows.delete(oldest);
	}

	/**
	 * Oldest first.
	 *
	 * @param from epoch milliseconds, included
	 * @param to epoch milliseconds, not included
	 */
	list(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): SentRow[] {
		return [...this.rows.values()]
			.filter(({ sentTime }) => sentTime >= from && sentTime < to)
			.sort((a, b) => a.sentTime - b.sentTime);
	}
}

function bound(url: URL, name: string): number | undefined {
	const text = url.searchParams.get(name);
	if (text === null || text === '') return undefined;
	const ms = Number(text);
	if (Number.isFinite(ms)) return ms;
	throw new FaultError(`${name} must be epoch milliseconds 必须是毫秒时间戳`);
}

async function answer(request: IncomingMessage, url: URL, register: LisRegister): Promise<Answer> {
	if (request.method === 'GET') {
		return json(200, register.list(bound(url, 'from'), bound(url, 'to')));
	}
	if (request.method !== 'POST') return json(405, { error: 'use GET or POST 请使用 GET 或 POST' });
	const given = await readJson(request);
	// All of them or none: half a list taken would be taken again with the rest.
	const rows = (Array.isArray(given) ? (given as unknown[]) : [given]).map(readRow);
	for (const row of rows) register.add(row);
	return json(200, { taken: rows.length });
}

/** Serves `/lis/critical-values`: `GET ?from=<ms>&to=<ms>` lists, `POST` (one or an array) takes in. */
export async function lisAnswer(
	request: IncomingMessage,
	url: URL,
	register: LisRegister,
): Promise<Answer> {
	try {
		return await answer(request, url, register);
	} catch (error) {
		if (error instanceof FaultError) return json(400, { error: error.message });
		throw error;
	}
}
