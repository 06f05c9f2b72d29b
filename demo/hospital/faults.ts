/** The ways in which a simulated system goes wrong, each as real ones do. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FAULT_MODES, type Fault, type FaultMode } from './types';

/** `slow` without a delay of its own: longer than a person waits, shorter than usual time-outs. */
const SLOW_MS = 3_000;
const DEFAULT_CODE = 1;

/** Thrown for an unusable `PUT …/faults`; the message is shown to the caller. */
export class FaultError extends Error {}

function optionalNumber(value: unknown, name: string, minimum: number): number | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'number' && Number.isInteger(value) && value >= minimum) return value;
	throw new FaultError(`${name} must be a whole number, ${minimum} or more 必须是整数`);
}

function optionalText(value: unknown, name: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && value !== '') return value;
	throw new FaultError(`${name} must be a text 必须是文本`);
}

/** @throws {FaultError} naming the field that is wrong */
export function readFault(value: unknown): Fault {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new FaultError('send a JSON object such as {"mode":"slow","count":3} 请发送 JSON 对象');
	}
	const given = value as Record<string, unknown>;
	const mode = FAULT_MODES.find((known) => known === given.mode);
	if (mode === undefined) throw new FaultError(`mode must be one of ${FAULT_MODES.join(', ')}`);
	const fault: Fault = { mode };
	const count = optionalNumber(given.count, 'count', 1);
	const delayMs = optionalNumber(given.delayMs, 'delayMs', 0);
	const code = optionalNumber(given.code, 'code', 1);
	if (count !== undefined) fault.count = count;
	if (delayMs !== undefined) fault.delayMs = delayMs;
	if (code !== undefined) fault.code = code;
	const riskId = optionalText(given.riskId, 'riskId');
	if (riskId !== undefined) {
		if (mode === 'refuse') throw new FaultError('refuse takes no riskId refuse 不能指定 riskId');
		fault.riskId = riskId;
	}
	return fault;
}

/** Which fault the next call of one system meets. */
export class FaultBox {
	private fault: Fault = { mode: 'none' };

	get current(): Fault {
		return { ...this.fault };
	}

	set(fault: Fault): void {
		this.fault = { ...fault };
	}

	/** Whether calls go wrong before anything of them has been read. */
	get refuses(): boolean {
		return this.fault.mode === 'refuse';
	}

	/**
	 * The fault for a call about this critical value; one that is limited to a number of calls is used
	 * up by it.
	 */
	take(riskId = ''): Fault {
		const taken = this.current;
		if (taken.riskId !== undefined && taken.riskId !== riskId) return { mode: 'none' };
		if (taken.count !== undefined) {
			this.fault = taken.count > 1 ? { ...taken, count: taken.count - 1 } : { mode: 'none' };
		}
		return taken;
	}
}

export interface Answer {
	status: number;
	contentType: string;
	body: Buffer;
}

const text = (status: number, contentType: string, body: string): Answer => ({
	status,
	contentType,
	body: Buffer.from(body),
});

export const json = (status: number, value: unknown): Answer =>
	text(status, 'application/json; charset=utf-8', JSON.stringify(value));

/** As a Spring server, which is what most of these systems are, words its errors. */
const springError = (status: number, error: string): Answer =>
	json(status, { status, error, message: 'No message available' });

/** As a gateway answers for a caller whose session is over: status 200, and not a word of JSON. */
const LOGIN_PAGE =
	'<!DOCTYPE html><html><head><title>统一登录平台</title></head>' +
	'<body><form action="/login"><input name="username"></form></body></html>';

/** Half an answer in the wrong encoding: {"code":0,"msg":" and then two GBK characters. */
const GARBLED = Buffer.concat([Buffer.from('{"code":0,"msg":"'), Buffer.from([0xb3, 0xc9, 0xb9])]);

/** The wrong answers. `undefined`: this fault is not an answer. */
export function faultyAnswer(fault: Fault): Answer | undefined {
	switch (fault.mode) {
		case 'http500':
			return springError(500, 'Internal Server Error');
		case 'http404':
			return springError(404, 'Not Found');
		case 'code':
			return json(200, { code: fault.code ?? DEFAULT_CODE, msg: '系统繁忙，请稍后再试' });
		case 'html':
			return text(200, 'text/html; charset=utf-8', LOGIN_PAGE);
		case 'empty':
			return text(200, 'application/json', '');
		case 'garbled':
			return { status: 200, contentType: 'application/json', body: GARBLED };
		case 'none':
		case 'slow':
		case 'refuse':
		case 'reset':
		case 'timeout':
			return undefined;
		default: {
			const _unreachable: never = fault.mode;
			return _unreachable;
		}
	}
}

/** Milliseconds before the answer (`slow`) or before the line is cut (`timeout`); else none. */
export function delayOf(fault: Fault): number | undefined {
	if (fault.mode === 'slow') return fault.delayMs ?? SLOW_MS;
	return fault.mode === 'timeout' ? fault.delayMs : undefined;
}

/** Whether a system in this state has the message in its books all the same. */
export const takesMessage = (mode: FaultMode): boolean => mode === 'none' || mode === 'slow';

/**
 * `refuse` on the port that all systems share. A refused connection is the kernel's answer to a port
 * on which nobody listens, and this port is listened on: the nearest thing is to cut the line with a
 * reset before any of the body was read. The caller sees ECONNRESET, not ECONNREFUSED. A system with
 * a port of its own (`ownPorts`) refuses in earnest.
 */
export function cutLine(socket: Socket): void {
	socket.resetAndDestroy();
}

export function send(response: ServerResponse, answer: Answer): void {
	response.writeHead(answer.status, {
		'content-type': answer.contentType,
		'content-length': answer.body.length,
	});
	response.end(answer.body);
}
