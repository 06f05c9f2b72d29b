import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { recallPaths, rememberPaths, type GatedPath } from './gateMemory';
import { guardReplies, type JsonResponse, type ReplyGuard } from './replyGuard';

/**
 * The gate: what makes a risk URL answer by the contract from the first byte on.
 *
 * n8n (2.41.1) parses a webhook's body before the node's `webhook()` runs. Broken JSON, a declared
 * `charset=gbk`, a broken gzip, a body over the limit therefore never reach the node: n8n answers
 * itself, in some of these cases with `code: 0`, and the message is gone. So does a database error
 * while n8n looks the workflow up.
 *
 * Node.js announces every HTTP request on the diagnostics channel `http.server.request.start`, before
 * the server's own handlers. For the URLs of active risk triggers, and no others, the gate then
 *   1. shows n8n a content type that it does not parse, and keeps the real one for `webhook()`, so
 *      that the body's bytes arrive untouched;
 *   2. puts the reply guard on the response before anything of n8n's can answer.
 *
 * A process learns a path when the trigger is activated in it, or (a separate webhook processor) at
 * the first call, and knows it from its start on after that (see gateMemory.ts). The very first call
 * on a processor takes n8n's ordinary way, guarded from `webhook()` on.
 */

/** Keyed by `/<endpoint>/<path>`. */
const gatedPaths = recallPaths();

/** Not in n8n's list of parsed types, so that the body stays in the stream. */
const UNPARSED_CONTENT_TYPE = 'application/octet-stream';

const REAL_CONTENT_TYPE = Symbol.for('n8n-nodes-critical-value.contentType');
type GatedRequest = IncomingMessage & { [REAL_CONTENT_TYPE]?: { value: string | undefined } };

function pathnameOf(url: string | undefined): string {
	const path = (url ?? '').split(/[?#]/, 1)[0] ?? '';
	return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** Routing in n8n ignores a trailing slash and decodes escapes; so does the gate. */
function gateKey(url: string | undefined): string {
	const path = pathnameOf(url);
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/**
 * A path answered well by another workflow is no risk URL any more (a plain Webhook node has it now).
 * n8n (2.41.1) puts the workflow's id on the response once it has found one; its own HTTP 200 "n8n is
 * starting up" has none, and must not make us forget.
 */
function forgetIfForeign(key: string, response: JsonResponse, guard: ReplyGuard): void {
	response.once('finish', () => {
		const status = guard.statusOfN8n ?? response.statusCode;
		const isRouted = response.locals?.workflowId !== undefined;
		if (isRouted && !guard.claimed && status >= 200 && status < 300) forget([key]);
	});
}

function onRequestStart(message: unknown): void {
	if (gatedPaths.size === 0) return;
	const { request, response } = message as { request: GatedRequest; response: JsonResponse };
	const key = gateKey(request.url);
	const gated = gatedPaths.get(key);
	if (gated === undefined || request.method === 'OPTIONS') return;

	const guard = guardReplies(response, gated.mirrorHttpStatus);
	if (request.method !== 'POST' || request[REAL_CONTENT_TYPE]) return;
	request[REAL_CONTENT_TYPE] = { value: request.headers['content-type'] };
	request.headers['content-type'] = UNPARSED_CONTENT_TYPE;
	forgetIfForeign(key, response, guard);
}

subscribe('http.server.request.start', onRequestStart);

/**
 * Opens the gate for a URL of ours.
 *
 * @param url absolute, as n8n shows it, or the path of a request
 */
export function openGate(url: string, settings: GatedPath): void {
	const news = keysOf(url).filter(
		(key) => gatedPaths.get(key)?.mirrorHttpStatus !== settings.mirrorHttpStatus,
	);
	if (news.length === 0) return; // every call comes by here; the file is written when something changes
	for (const key of news) gatedPaths.set(key, settings);
	rememberPaths(gatedPaths);
}

function forget(keys: readonly string[]): void {
	const known = keys.filter((key) => gatedPaths.delete(key));
	if (known.length > 0) rememberPaths(gatedPaths);
}

/** The trigger on this URL is no longer active. */
export function closeGate(url: string): void {
	forget(keysOf(url));
}

/** Path of an absolute URL, or of a bare path. */
function pathOfUrl(url: string | undefined): string {
	return gateKey(url !== undefined && URL.canParse(url) ? new URL(url).pathname : url);
}

/**
 * A URL as n8n shows it may carry a prefix that a reverse proxy strips (WEBHOOK_URL=https://h/n8n/);
 * both spellings count.
 */
function keysOf(url: string): string[] {
	const full = pathOfUrl(url);
	const prefix = pathOfUrl(process.env.WEBHOOK_URL);
	return full.startsWith(`${prefix}/`) ? [full, full.slice(prefix.length)] : [full];
}

/** The content type as the caller sent it, whether or not the gate stood in between. */
export function realContentType(request: IncomingMessage): string | undefined {
	const kept = (request as GatedRequest)[REAL_CONTENT_TYPE];
	return kept ? kept.value : request.headers['content-type'];
}
