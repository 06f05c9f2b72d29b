/** What testers ask of a system: its log, its state, and to go wrong. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FaultError, json, readFault, send, type Answer } from './faults';
import type { SimulatedSystem } from './system';

/** Longer than any fault description, and than the values that a simulation registers at once. */
const MAX_CONTROL_BYTES = 1_000_000;

/** @throws {FaultError} when it is no JSON */
export async function readJson(request: IncomingMessage): Promise<unknown> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) {
		text += String(chunk);
		if (text.length > MAX_CONTROL_BYTES) throw new FaultError('that is too long 内容过长');
	}
	try {
		return JSON.parse(text);
	} catch {
		throw new FaultError('the body is not JSON 请求体不是 JSON');
	}
}

async function putFaults(request: IncomingMessage, system: SimulatedSystem): Promise<Answer> {
	try {
		system.faults.set(readFault(await readJson(request)));
		return json(200, system.faults.current);
	} catch (error) {
		if (error instanceof FaultError) return json(400, { error: error.message });
		throw error;
	}
}

function deleteLog(system: SimulatedSystem): Answer {
	system.book.clear();
	return json(200, { ok: true });
}

async function answerFor(
	request: IncomingMessage,
	url: URL,
	system: SimulatedSystem,
	page: string,
): Promise<Answer> {
	switch (`${request.method} ${page}`) {
		case 'GET log':
			return json(200, system.book.list(url.searchParams.get('riskId') ?? undefined));
		case 'DELETE log':
			return deleteLog(system);
		case 'GET state':
			return json(200, system.book.reminders());
		case 'GET faults':
			return json(200, system.faults.current);
		case 'PUT faults':
			return await putFaults(request, system);
		default:
			return json(405, { error: `${request.method} is not possible here 不支持该方法` });
	}
}

export const CONTROL_PAGES = ['log', 'state', 'faults'];

/** Serves `/<system>/log`, `/<system>/state` and `/<system>/faults`. */
export async function control(
	request: IncomingMessage,
	response: ServerResponse,
	url: URL,
	system: SimulatedSystem,
	page: string,
): Promise<void> {
	send(response, await answerFor(request, url, system, page));
}
