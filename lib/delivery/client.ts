import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';

import { axios, type AxiosRequestConfig, type AxiosResponse } from '../thirdParty';
import { agentFor } from './agents';
import { whenReady } from './connect';
import type { FailureReason } from './failures';
import type { Target } from './target';
import { timeLimit } from './timeLimit';
import { transportFault, type CallPhase } from './transportFault';
import type { TargetUrl } from './url';

/** `{code, msg}` takes some bytes. More is no answer, and must not fill the memory. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/** What n8n's SSRF protection offers (`getSecureEgressFilter`), as far as it is used here. */
export interface EgressFilter {
	validateUrl(url: string): Promise<{ ok: boolean }>;
	lookup: LookupFunction;
}

export interface ClientEnvironment {
	/** Epoch milliseconds. */
	now: () => number;
	egress?: EgressFilter;
}

/** One call and what came of it, without judging it. */
export type Exchange =
	| {
			kind: 'answered';
			httpStatus: number;
			contentType: string;
			/** `Location` of a redirect. Untrusted. */
			location: string;
			body: Buffer;
	  }
	| { kind: 'broken'; reason: FailureReason; httpStatus?: number };

export interface Call {
	url: TargetUrl;
	body: Uint8Array;
	/** Names in lower case. */
	headers: Readonly<Record<string, string>>;
}

export interface TargetClient {
	/** Makes one POST. Never throws, never retries, never follows a redirect. */
	post(call: Call, signal?: AbortSignal): Promise<Exchange>;
	/**
	 * Whether anything answers HTTP at an address, by an OPTIONS request: no receiver makes a message of one.
	 * Never throws.
	 */
	answers(url: TargetUrl): Promise<boolean>;
}

/** axios would otherwise parse and re-encode bodies, guess at errors and follow the environment. */
const AXIOS_SETTINGS = {
	proxy: false,
	maxRedirects: 0,
	responseType: 'stream',
	transformRequest: [(data: unknown) => data],
	transformResponse: [(data: unknown) => data],
	validateStatus: () => true,
} satisfies AxiosRequestConfig;

type Ended = 'response-timeout' | 'cancelled';

/**
 * Old servers written in Delphi or PowerBuilder have been seen to look for headers by exact name,
 * so they travel in their usual spelling.
 */
function usualSpelling(headers: Readonly<Record<string, string>>): Record<string, string> {
	const usual = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [usual(name), value] as const),
	);
}

/** One call's life: how far it came, its time limit, and who ended it. */
class Watch {
	readonly phase: CallPhase = { sent: false, answering: false };
	httpStatus: number | undefined;
	private ended: Ended | undefined;
	private readonly abort = new AbortController();
	private cancelLimit: () => void = () => {};
	private readonly onCancel = () => this.end('cancelled');

	constructor(
		private readonly responseTimeoutMs: number,
		private readonly outer: AbortSignal | undefined,
	) {
		if (outer?.aborted) this.end('cancelled');
		outer?.addEventListener('abort', this.onCancel, { once: true });
	}

	get signal(): AbortSignal {
		return this.abort.signal;
	}

	/** Node's request, observed: the limit runs from the moment at which bytes can leave. */
	request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
		const secure = options.protocol === 'https:';
		const request = (secure ? httpsRequest : httpRequest)(options, onResponse);
		request.once('socket', (socket) => whenReady(socket, secure, () => this.start()));
		request.once('response', () => {
			this.phase.answering = true;
		});
		return request;
	}

	/** Why the call broke: our own limits come before what the stack says of them. */
	reason(error: unknown): FailureReason {
		if (this.ended === 'response-timeout') return 'RESPONSE_TIMEOUT';
		if (this.ended === 'cancelled') return this.phase.sent ? 'CONNECTION_LOST' : 'CANCELLED';
		return transportFault(error, this.phase);
	}

	close(): void {
		this.cancelLimit();
		this.outer?.removeEventListener('abort', this.onCancel);
	}

	private start(): void {
		this.phase.sent = true;
		this.cancelLimit = timeLimit(this.responseTimeoutMs, () => this.end('response-timeout'));
	}

	private end(why: Ended): void {
		this.ended ??= why;
		this.abort.abort();
	}
}

/** The whole body, or undefined if it is over the limit. */
async function readLimited(stream: Readable): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MAX_RESPONSE_BYTES) {
			stream.destroy();
			return undefined;
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

const headerText = (response: AxiosResponse, name: string): string => {
	const value: unknown = response.headers[name];
	return typeof value === 'string' ? value : '';
};

async function readAnswer(response: AxiosResponse<Readable>): Promise<Exchange> {
	const body = await readLimited(response.data);
	if (body === undefined) {
		return { kind: 'broken', reason: 'RESPONSE_TOO_LARGE', httpStatus: response.status };
	}
	return {
		kind: 'answered',
		httpStatus: response.status,
		contentType: headerText(response, 'content-type'),
		location: headerText(response, 'location'),
		body,
	};
}

/**
 * A client for one target, over its pooled keep-alive connections.
 *
 * @param target where to, with TLS and time limits
 * @param environment clock and, where n8n has one, the egress filter
 */
export function createClient(target: Target, environment: ClientEnvironment): TargetClient {
	const instance = axios.create(AXIOS_SETTINGS);
	const agentOf = (url: string): Agent =>
		agentFor(url, target, environment.now(), environment.egress?.lookup);

	async function exchange(method: 'POST' | 'OPTIONS', call: Call, watch: Watch): Promise<Exchange> {
		const agent = agentOf(call.url.href);
		const response = await instance.request<Readable>({
			method,
			url: call.url.href,
			data: Buffer.from(call.body),
			headers: usualSpelling(call.headers),
			httpAgent: agent,
			httpsAgent: agent,
			signal: watch.signal,
			transport: watch,
		});
		watch.httpStatus = response.status;
		return await readAnswer(response);
	}

	async function send(
		method: 'POST' | 'OPTIONS',
		call: Call,
		signal: AbortSignal | undefined,
	): Promise<Exchange> {
		const watch = new Watch(target.responseTimeoutMs, signal);
		try {
			const allowed = await environment.egress?.validateUrl(call.url.href);
			if (allowed?.ok === false) return { kind: 'broken', reason: 'EGRESS_BLOCKED' };
			return await exchange(method, call, watch);
		} catch (error) {
			const { httpStatus } = watch;
			const reason = watch.reason(error);
			return { kind: 'broken', reason, ...(httpStatus === undefined ? {} : { httpStatus }) };
		} finally {
			watch.close();
		}
	}

	return {
		post: async (call, signal) => await send('POST', call, signal),
		async answers(url) {
			const call = { url, body: new Uint8Array(), headers: {} };
			return (await send('OPTIONS', call, undefined)).kind === 'answered';
		},
	};
}
