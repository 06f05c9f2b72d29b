/** One simulated system: takes calls, keeps its book, misbehaves when told to. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Book, textField } from './book';
import {
	FaultBox,
	cutLine,
	delayOf,
	faultyAnswer,
	json,
	send,
	takesMessage,
	type Answer,
} from './faults';
import { maskHeaders } from './mask';
import type { CallKind, Fault, LogEntry, SystemName } from './types';

/** n8n takes 16 MiB at most, so nothing longer can come from it. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

export interface HospitalClock {
	now(): number;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > MAX_BODY_BYTES) throw new Error('body too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
	const text = bytes.toString('utf8');
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** What a well-behaved system says: as loose as the real ones, which want a riskId and no more. */
function properAnswer(body: unknown, riskId: string): Answer {
	if (body === '') return json(200, { code: 400, msg: '报文为空；the body is empty' });
	if (typeof body !== 'object' || body === null) {
		return json(200, { code: 400, msg: '报文不是JSON对象；the body is not a JSON object' });
	}
	if (riskId === '') return json(200, { code: 400, msg: '缺少riskId；riskId is missing' });
	return json(200, { code: 0, msg: 'ok' });
}

export class SimulatedSystem {
	readonly book = new Book();
	readonly faults = new FaultBox();
	private readonly waiting = new Set<() => void>();

	constructor(
		readonly name: SystemName,
		private readonly clock: HospitalClock,
		private readonly onEntry: (system: SystemName, entry: LogEntry) => void,
	) {}

	/** Answers one call, or doesn't, as its fault of the moment wants. */
	async take(request: IncomingMessage, response: ServerResponse, kind: CallKind): Promise<void> {
		if (this.faults.refuses) {
			this.faults.take();
			return cutLine(request.socket);
		}
		const body = parse(await readBody(request));
		const fault = this.faults.take(textField(body, 'riskId'));
		// It began to refuse while the body came in.
		if (fault.mode === 'refuse') return cutLine(request.socket);
		const { entry, answer } = this.enter(request, kind, body, fault);
		response.once('finish', () => (entry.answered = true));
		if (fault.mode === 'reset') return cutLine(request.socket);
		await this.delay(request, fault);
		if (answer && !request.socket.destroyed) send(response, answer);
		else request.socket.destroy();
	}

	/**
	 * Whether a system that can't be reached, or hangs, treats a request so that is no call: a server has one
	 * door for all of them. Counts as no call of its fault.
	 */
	async isSilent(request: IncomingMessage): Promise<boolean> {
		const fault = this.faults.current;
		if (fault.mode === 'timeout') await this.delay(request, fault);
		if (fault.mode !== 'timeout' && fault.mode !== 'refuse') return false;
		cutLine(request.socket);
		return true;
	}

	/** Ends all waiting, so that a stopping hospital keeps nobody. */
	release(): void {
		for (const end of this.waiting) end();
	}

	private enter(request: IncomingMessage, kind: CallKind, body: unknown, fault: Fault) {
		const riskId = textField(body, 'riskId');
		const proper = takesMessage(fault.mode) ? properAnswer(body, riskId) : undefined;
		const answer = proper ?? faultyAnswer(fault);
		const entry = this.book.add({
			time: new Date(this.clock.now()).toISOString(),
			kind,
			path: request.url ?? '',
			headers: maskHeaders(request.headers),
			body,
			riskId,
			taken: proper !== undefined && riskId !== '',
			fault: fault.mode,
			...(answer && { answer: { status: answer.status, body: answer.body.toString('utf8') } }),
			answered: false,
		});
		this.onEntry(this.name, entry);
		return { entry, answer };
	}

	/** Waits as the fault says, or until the caller has given up. `timeout` by itself waits forever. */
	private async delay(request: IncomingMessage, fault: Fault): Promise<void> {
		const ms = delayOf(fault);
		if ((fault.mode !== 'timeout' && ms === undefined) || request.socket.destroyed) return;
		await new Promise<void>((resolve) => {
			const end = () => {
				clearTimeout(timer);
				this.waiting.delete(end);
				request.socket.off('close', end);
				resolve();
			};
			const timer = ms === undefined ? undefined : setTimeout(end, ms);
			this.waiting.add(end);
			request.socket.once('close', end);
		});
	}
}
