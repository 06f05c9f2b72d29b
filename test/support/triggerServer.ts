/**
 * What n8n (2.41.1) does with a call on a published trigger's URL, on real sockets and in n8n's order:
 * look the workflow up, read the body by its content type, call the node's `webhook()`, create the
 * execution, answer. Its error bodies are n8n's, `code: 0` included.
 */
import { EventEmitter, once } from 'node:events';
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IWebhookResponseData } from 'n8n-workflow';
import { closeLedgers } from '../../lib/n8n/ledger/handles';
import type { JsonResponse } from '../../lib/n8n/trigger/replyGuard';
import { N8nResponseError, readBodyAsN8n } from './n8nBody';
import { TriggerWorkflow, type TriggerOptions, type TriggerRun } from './triggerWorkflow';
import { post, type Reply } from './workflows';

const ENDPOINT = '/outapi';

/** Express gives a response its methods by changing its prototype once routing begins; so does this. */
const expressResponse = Object.create(ServerResponse.prototype, {
	json: {
		writable: true,
		value(this: ServerResponse, body: unknown) {
			this.setHeader('content-type', 'application/json; charset=utf-8');
			this.end(JSON.stringify(body));
		},
	},
}) as object;

/** The points where n8n itself can fail or say something else. */
interface N8nSteps {
	findWorkflow: (request: IncomingMessage) => void | Promise<void>;
	createExecution: () => void;
	answer: (envelope: unknown) => unknown;
}

const healthy = (): N8nSteps => ({
	findWorkflow: () => {},
	createExecution: () => {},
	answer: (envelope) => envelope,
});

export interface Published {
	workflow: TriggerWorkflow;
	path: string;
	url: string;
	post(body: unknown, headers?: Record<string, string>): Promise<Reply>;
	/** As when the workflow is unpublished: the hook runs and n8n no longer knows the path. */
	unpublish(): Promise<void>;
}

export class TriggerServer {
	/** n8n's own failures: throw in one to have n8n fail at that point, or answer something else. */
	n8n = healthy();
	/** What each call of `webhook()` returned, in order of completion. */
	readonly results: IWebhookResponseData[] = [];
	/** What `webhook()` threw; it never should. */
	readonly thrown: unknown[] = [];
	/** Content types as n8n saw them. */
	readonly contentTypes: Array<string | undefined> = [];
	private readonly published = new Map<string, Published>();
	private readonly workflows: TriggerWorkflow[] = [];
	private readonly runs: Array<Promise<TriggerRun>> = [];
	private readonly events = new EventEmitter();

	private constructor(private readonly server: Server) {
		server.on('request', (request: IncomingMessage, response: JsonResponse) => {
			void this.handle(request, response);
		});
	}

	static async start(): Promise<TriggerServer> {
		const server = createServer();
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return new TriggerServer(server);
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	/**
	 * Publishes a trigger as n8n does, its activation hook first.
	 *
	 * @param path unlike those of other tests: what knows a path outlives a test
	 * @param activate false: as in a webhook processor, which activates nothing
	 */
	async publish(path: string, options: TriggerOptions = {}, activate = true): Promise<Published> {
		const origin = `http://127.0.0.1:${this.port}`;
		const workflow = await TriggerWorkflow.create(
			{ ...options, parameters: { path, ...options.parameters } },
			origin + ENDPOINT,
		);
		if (activate && !(await workflow.hook('checkExists'))) await workflow.hook('create');
		this.workflows.push(workflow);
		const key = `${ENDPOINT}/${path.replace(/^\/|\/$/g, '')}`;
		const url = encodeURI(origin + key);
		const published: Published = {
			workflow,
			path: key,
			url,
			post: async (body, headers) => await post(url, body, headers),
			unpublish: async () => {
				await workflow.hook('delete');
				this.published.delete(key);
			},
		};
		this.published.set(key, published);
		return published;
	}

	/** Resolves when `webhook()` is through with one more call; for callers that hang up. */
	async handled(): Promise<void> {
		await once(this.events, 'handled');
	}

	/** The executions that calls since the last time lead to, run to their ends. */
	async takeRuns(): Promise<TriggerRun[]> {
		const runs = await Promise.all(this.runs.splice(0));
		for (const workflow of this.workflows) runs.push(...(await workflow.runInbox()));
		return runs;
	}

	/** The one execution that was started since the last time; none, or more than one, is an error. */
	async takeRun(): Promise<TriggerRun> {
		const [run, ...more] = await this.takeRuns();
		if (!run || more.length > 0)
			throw new Error(`${run ? more.length + 1 : 0} executions, not one`);
		return run;
	}

	/** After each test: n8n is well again, and no execution is left for the next test to find. */
	async reset(): Promise<void> {
		this.n8n = healthy();
		await this.takeRuns();
	}

	async close(): Promise<void> {
		for (const published of [...this.published.values()]) {
			// One whose settings fail can be taken off all the same.
			await published.unpublish();
		}
		await this.takeRuns();
		await closeLedgers();
		const closed = once(this.server, 'close');
		this.server.close();
		this.server.closeAllConnections();
		await closed;
	}

	private async handle(request: IncomingMessage, response: JsonResponse): Promise<void> {
		Object.setPrototypeOf(response, expressResponse);
		Object.assign(request, { originalUrl: request.url, params: {}, query: {} });
		try {
			const envelope = await this.execute(request, response);
			response.statusCode = 200;
			response.json?.(envelope);
		} catch (error) {
			const known = error instanceof N8nResponseError;
			response.statusCode = known ? error.status : 500;
			const message = error instanceof Error ? error.message : String(error);
			response.json?.({ code: known ? error.status : 0, message });
		}
		this.events.emit('handled');
	}

	private async execute(request: IncomingMessage, response: JsonResponse): Promise<unknown> {
		await this.n8n.findWorkflow(request);
		const path = decodeURIComponent((request.url ?? '').split('?', 1)[0] ?? '').replace(/\/$/, '');
		const published = this.published.get(path);
		if (!published || request.method !== 'POST') {
			throw new N8nResponseError(404, `The requested webhook "${path}" is not registered.`);
		}
		this.contentTypes.push(request.headers['content-type']);
		await readBodyAsN8n(request);
		const result = await published.workflow.webhook(request, response).catch((error: unknown) => {
			this.thrown.push(error);
			throw new Error('Workflow Webhook Error: Workflow could not be started!');
		});
		this.results.push(result);
		if (result.workflowData) {
			this.n8n.createExecution();
			this.runs.push(published.workflow.run(result.workflowData));
		}
		return this.n8n.answer(result.webhookResponse);
	}
}
