import type { IncomingMessage } from 'node:http';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { refused, type Envelope } from '../../contract/envelope';
import type { Kind } from '../../contract/fields';
import { headerValue } from '../../intake/access';
import { readBody, type BodyReading } from '../../intake/body';
import { receive, type IntakeRequest } from '../../intake/intake';
import { SettingsError } from '../../intake/settings';
import { handOver } from './handOver';
import { readInboxSettings, readSettings } from './nodeSettings';
import { guardReplies, type JsonResponse } from './replyGuard';
import { openGate, realContentType } from './requestGate';
import { store } from './storing';

/** n8n's request: Express', with the raw bytes added where n8n has parsed the body itself. */
type N8nRequest = IncomingMessage & { originalUrl: string; rawBody?: Buffer };

/** Bytes that n8n has already read (a path the gate did not know yet), or the untouched stream. */
async function bodyOf(request: N8nRequest, maxBytes: number): Promise<BodyReading> {
	if (request.rawBody) return { status: 'complete', bytes: request.rawBody };
	return await readBody(request, headerValue(request.headers, 'content-encoding'), maxBytes);
}

function toIntakeRequest(request: N8nRequest): IntakeRequest {
	return {
		headers: request.headers,
		contentType: realContentType(request),
		remoteAddress: request.socket.remoteAddress,
		path: request.originalUrl.split('?', 1)[0] ?? '',
		read: async (maxBytes) => await bodyOf(request, maxBytes),
	};
}

/** The places in a stack. Looked for behind the message: one that quotes a body may have lines like them. */
function framesOf({ message, stack = '' }: Error): string[] {
	const start = stack.indexOf(message);
	if (start < 0) return [];
	const lines = stack.slice(start + message.length).split('\n');
	return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}

/** An unexpected failure is logged by type and place only: a message may quote the body. */
function logUnexpected(context: IWebhookFunctions, error: unknown): void {
	const isError = error instanceof Error;
	context.logger.error(`Critical value call failed: ${isError ? error.name : typeof error}`, {
		node: context.getNode().name,
		at: isError ? framesOf(error).slice(0, 5) : [],
	});
}

function envelopeFor(context: IWebhookFunctions, error: unknown): Envelope {
	if (error instanceof SettingsError) {
		context.logger.error(`Critical value trigger is misconfigured: ${error.message}`, {
			node: context.getNode().name,
			parameter: error.parameter,
		});
		return refused('NODE_MISCONFIGURED', { zh: error.parameter, en: error.parameter });
	}
	logUnexpected(context, error);
	return refused('INTERNAL');
}

/**
 * Answers one call on a trigger's URL.
 *
 * Never throws: n8n turns whatever is thrown here into `{"code":0,…}`, which to the caller means
 * "stored". Code 0 leaves only after the message is in the ledger (on the test URL: after intake has
 * accepted it and n8n has created its execution); see replyGuard.
 *
 * @param kind which of the document's wire paths the node serves
 */
export async function handleWebhook(
	context: IWebhookFunctions,
	kind: Kind,
): Promise<IWebhookResponseData> {
	// n8n types it by Express' declarations, which are not ours to install.
	const response: unknown = context.getResponseObject();
	const guard = guardReplies(response as JsonResponse);
	guard.claimed = true;
	try {
		const settings = await readSettings(context, kind);
		guard.mirrorHttpStatus = settings.mirrorHttpStatus;
		const request = context.getRequestObject() as unknown as N8nRequest;
		openGate(request.originalUrl, { mirrorHttpStatus: settings.mirrorHttpStatus });

		const outcome = await receive(toIntakeRequest(request), settings, Date.now());
		if (outcome.kind === 'refused') {
			context.logger.warn(`Critical value call not allowed: ${outcome.reason}`, {
				node: context.getNode().name,
				remoteAddress: outcome.remoteAddress,
			});
			return { webhookResponse: outcome.envelope };
		}
		if (context.getMode() === 'manual') {
			if (outcome.kind === 'accepted') guard.permitSuccess();
			return handOver(outcome);
		}
		const inbox = readInboxSettings(context);
		const envelope = await store(context, kind, outcome, inbox);
		if (outcome.kind === 'accepted' && envelope.code === 0) guard.permitSuccess();
		return { webhookResponse: envelope };
	} catch (error) {
		return { webhookResponse: envelopeFor(context, error) };
	}
}
