/** As much of the editor's own REST interface (n8n 2.41) as the demo and the tests need. */
import type { Owner } from './owner';

/** A workflow as n8n exports it. */
export interface WorkflowFile {
	id?: string;
	name: string;
	nodes: Array<Record<string, unknown>>;
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	meta?: Record<string, unknown>;
}

export interface SavedWorkflow extends WorkflowFile {
	id: string;
	/** Changes with every saved change. */
	versionId: string;
	/** null: not published. */
	activeVersionId: string | null;
	isArchived: boolean;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt?: string;
}

export class RestError extends Error {
	constructor(
		readonly status: number,
		method: string,
		path: string,
		text: string,
	) {
		super(`${method} ${path} answered ${status}: ${text.slice(0, 500)}`);
	}
}

/** What the create and update calls take; more of an exported file they refuse. */
const writable = ({ id, name, nodes, connections, settings, meta }: WorkflowFile) => ({
	...{ name, nodes, connections, settings: settings ?? {} },
	...(id !== undefined && { id }),
	...(meta !== undefined && { meta }),
});

export class N8nRest {
	private cookie: string | undefined;

	constructor(
		private readonly url: string,
		private readonly owner: Owner,
	) {}

	/**
	 * One call, logged in as the owner.
	 *
	 * @param path below /rest, e.g. `/workflows`
	 * @throws {RestError} for any answer but 2xx
	 */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		this.cookie ??= await this.login();
		const response = await this.send(method, path, body, { cookie: this.cookie });
		const text = await response.text();
		if (!response.ok) throw new RestError(response.status, method, path, text);
		// The interface is n8n's own and unpublished: its shape is pinned with its version.
		return (JSON.parse(text) as { data: T }).data;
	}

	async login(): Promise<string> {
		const { email, password } = this.owner;
		const body = { emailOrLdapLoginId: email, password };
		const response = await this.send('POST', '/login', body);
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
		if (response.ok && cookies.length > 0) return cookies.join('; ');
		throw new RestError(response.status, 'POST', '/login', await response.text());
	}

	async createWorkflow(file: WorkflowFile): Promise<SavedWorkflow> {
		return await this.request('POST', '/workflows', writable(file));
	}

	/** @returns undefined when there is none with this id */
	async findWorkflow(id: string): Promise<SavedWorkflow | undefined> {
		const { exists } = await this.request<{ exists: boolean }>('GET', `/workflows/${id}/exists`);
		return exists ? await this.request('GET', `/workflows/${id}`) : undefined;
	}

	async updateWorkflow(id: string, file: WorkflowFile): Promise<SavedWorkflow> {
		const { id: _, ...changes } = writable(file);
		return await this.request('PATCH', `/workflows/${id}`, changes);
	}

	async unarchive(id: string): Promise<void> {
		await this.request('POST', `/workflows/${id}/unarchive`, {});
	}

	/** Publishes. n8n activates the triggers afterwards: ask for {@link publicationStatus}. */
	async activate({ id, versionId }: SavedWorkflow): Promise<SavedWorkflow> {
		return await this.request('POST', `/workflows/${id}/activate`, { versionId });
	}

	/** How n8n fared with activating the triggers of the published version; what the editor shows. */
	async publicationStatus(id: string): Promise<unknown> {
		return await this.request('GET', `/workflows/${id}/publication-status`);
	}

	/** Unpublishes. */
	async deactivate(id: string): Promise<SavedWorkflow> {
		return await this.request('POST', `/workflows/${id}/deactivate`, {});
	}

	/** @returns the id that n8n gave it, for the workflow's nodes to name */
	async createCredential(
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<{ id: string; name: string }> {
		return await this.request('POST', '/credentials', { name, type, data });
	}

	/** n8n lets go of it even where a published workflow uses it. */
	async deleteCredential(id: string): Promise<void> {
		await this.request('DELETE', `/credentials/${id}`);
	}

	/** What the button "Listen for test event" does; the test URL then answers one call. */
	async listenForTestEvent(workflowId: string, trigger: string): Promise<void> {
		const body = { triggerToStartFrom: { name: trigger } };
		const answer = await this.request<{ waitingForWebhook?: boolean }>(
			'POST',
			`/workflows/${workflowId}/run`,
			body,
		);
		if (!answer.waitingForWebhook) throw new Error(`${trigger} does not wait for a call`);
	}

	/**
	 * Newest first, at most 100.
	 *
	 * @param status only those in one of these states, e.g. `running`
	 */
	async executions(workflowId?: string, status?: string[]): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const path = `/executions?limit=100&filter=${filter}`;
		return (await this.request<{ results: ExecutionSummary[] }>('GET', path)).results;
	}

	/** The run's data as n8n holds it: `resultData.runData.<node>[0].data.main[0][0].json`. */
	async executionData(id: string): Promise<ExecutionData> {
		const { data } = await this.request<{ data: string }>('GET', `/executions/${id}`);
		return unflatten(data) as ExecutionData;
	}

	private async send(
		method: string,
		path: string,
		body: unknown,
		headers: Record<string, string> = {},
	): Promise<Response> {
		return await fetch(`${this.url}/rest${path}`, {
			method,
			headers: { ...headers, 'content-type': 'application/json' },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
	}
}

export interface ExecutionData {
	resultData: {
		error?: { message: string; description?: string };
		lastNodeExecuted?: string;
		runData: Record<string, NodeRun[]>;
	};
}

export interface NodeRun {
	executionStatus?: string;
	error?: { message: string; description?: string };
	data?: { main: Array<Array<{ json: Record<string, unknown> }> | null> };
}

/**
 * Run data travel in the form of the library `flatted`: a JSON array whose strings, below the top,
 * are indexes into the array.
 */
export function unflatten(text: string): unknown {
	const cells = JSON.parse(text) as unknown[];
	const done = new Map<number, unknown>();
	const cell = (index: number): unknown => {
		const value = cells[index];
		if (typeof value !== 'object' || value === null) return value;
		if (done.has(index)) return done.get(index);
		const result: object = Array.isArray(value) ? [] : {};
		done.set(index, result);
		for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
			Object.assign(result, { [key]: typeof inner === 'string' ? cell(Number(inner)) : inner });
		}
		return result;
	};
	return cell(0);
}
