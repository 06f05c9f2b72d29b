/**
 * One trigger node in a real workflow `Trigger → Accepted | Rejected`, with n8n's own contexts and its
 * own engine: what n8n makes of parameters, expressions, credentials and items is n8n's doing here.
 */
import type { IncomingMessage } from 'node:http';
import type * as N8nCore from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRun,
	IWebhookData,
	IWebhookFunctions,
	IWebhookResponseData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	Logger,
	Workflow,
} from 'n8n-workflow';
import type { Kind } from '../../lib/contract/fields';
import { ledgerAt } from '../../lib/n8n/ledger/handles';
import { embeddedPlace } from '../../lib/n8n/ledger/place';
import { emission } from '../../lib/n8n/trigger/emission';
import type { JsonResponse } from '../../lib/n8n/trigger/replyGuard';
import { RiskConfirmTrigger } from '../../nodes/RiskConfirmTrigger/RiskConfirmTrigger.node';
import { RiskSendTrigger } from '../../nodes/RiskSendTrigger/RiskSendTrigger.node';
import { ACCEPTED, REJECTED, TRIGGER } from './workflows';

// n8n logs every failing call; failing calls are what many tests are about.
process.env.N8N_LOG_LEVEL ??= 'silent';

/** Data of a credential, or the error n8n meets when it reads it. */
export type CredentialData = ICredentialDataDecryptedObject | Error;

export interface TriggerOptions {
	kind?: Kind;
	/** On top of the node's defaults; `path` among them. */
	parameters?: IDataObject;
	/** By type; the node has each of them selected. */
	credentials?: Record<string, CredentialData>;
	timezone?: string;
	/** Changes n8n's context before the node sees it. */
	tamper?: (context: IWebhookFunctions) => void;
}

export type Hook = 'checkExists' | 'create' | 'delete';

/** Every workflow has an inbox of its own. */
let serial = 0;

const TYPES = { send: new RiskSendTrigger(), confirm: new RiskConfirmTrigger() };
const PASS_TYPE = 'test.pass';

const pass: INodeType = {
	description: {
		displayName: 'Pass',
		name: PASS_TYPE,
		group: ['transform'],
		version: 1,
		description: 'Passes its input on',
		defaults: { name: 'Pass' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

function nodesOf(type: string, options: TriggerOptions): INode[] {
	const base = { position: [0, 0] as [number, number] };
	const selected = Object.keys(options.credentials ?? {});
	const trigger: INode = {
		...base,
		id: 'trigger',
		name: TRIGGER,
		type,
		typeVersion: 2,
		webhookId: 'trigger',
		parameters: (options.parameters ?? {}) as INode['parameters'],
		credentials: Object.fromEntries(selected.map((name) => [name, { id: name, name }])),
	};
	const after = [ACCEPTED, REJECTED].map((name): INode => ({
		...base,
		id: name,
		name,
		type: PASS_TYPE,
		typeVersion: 1,
		parameters: {},
	}));
	return [trigger, ...after];
}

function typesOf(kind: Kind, name: string): INodeTypes {
	const types: Record<string, INodeType> = { [name]: TYPES[kind], [PASS_TYPE]: pass };
	const get = (type: string): INodeType => {
		const found = types[type];
		if (!found) throw new Error(`no node type ${type} in this test`);
		return found;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}

function credentialsHelper(credentials: Record<string, CredentialData>): ICredentialsHelper {
	return {
		isCredentialUsableByNode: () => true,
		async getDecrypted(_additional: unknown, { id }: { id: string | null }) {
			const data = credentials[id ?? ''];
			if (data instanceof Error) throw data;
			return data;
		},
	} as unknown as ICredentialsHelper;
}

/** What one execution left behind. */
export interface TriggerRun {
	status: IRun['status'];
	/** Names of the nodes that ran, in their order. */
	ran: string[];
	/** What a node gave out. */
	items(node: string): INodeExecutionData[];
}

export class TriggerWorkflow {
	private constructor(
		readonly kind: Kind,
		private readonly options: TriggerOptions,
		private readonly core: typeof N8nCore,
		private readonly workflowPackage: typeof N8nWorkflow,
		private readonly workflow: Workflow,
		private readonly baseUrl: string,
	) {}

	/** @param baseUrl n8n's webhook endpoint, e.g. `http://127.0.0.1:5678/outapi` */
	static async create(options: TriggerOptions, baseUrl: string): Promise<TriggerWorkflow> {
		const core = await import('n8n-core');
		const workflowPackage = await import('n8n-workflow');
		const kind = options.kind ?? 'send';
		const type = `n8n-nodes-critical-value.${TYPES[kind].description.name}`;
		const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
		const workflow = new workflowPackage.Workflow({
			id: `workflow-${(serial += 1)}`,
			nodes: nodesOf(type, options),
			connections: { [TRIGGER]: { main: [to(ACCEPTED), to(REJECTED)] } },
			active: true,
			nodeTypes: typesOf(kind, type),
			settings: { executionOrder: 'v1', timezone: options.timezone ?? 'Asia/Shanghai' },
		});
		return new TriggerWorkflow(kind, options, core, workflowPackage, workflow, baseUrl);
	}

	private get node(): INode {
		const node = this.workflow.nodes[TRIGGER];
		if (!node) throw new Error('the workflow has lost its trigger');
		return node;
	}

	/** A fresh one for each call, as in n8n. */
	private additionalData(more: object = {}): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: credentialsHelper(this.options.credentials ?? {}),
			executionId: 'execution',
			currentNodeExecutionIndex: 0,
			variables: {},
			webhookBaseUrl: this.baseUrl,
			webhookTestBaseUrl: this.baseUrl.replace('/outapi', '/webhook-test'),
			webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
			formWaitingBaseUrl: 'http://n8n.test/form-waiting',
			restApiUrl: 'http://n8n.test/rest',
			instanceBaseUrl: 'http://n8n.test/',
			...more,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	private webhookData(additionalData: IWorkflowExecuteAdditionalData, isTest = false) {
		const webhookDescription = TYPES[this.kind].description.webhooks?.[0];
		return {
			httpMethod: 'POST',
			node: TRIGGER,
			path: '',
			webhookDescription,
			workflowId: 'workflow',
			workflowExecuteAdditionalData: additionalData,
			isTest,
		} as IWebhookData;
	}

	private hookContext(isTest: boolean) {
		const additionalData = this.additionalData();
		return new this.core.HookContext(
			this.workflow,
			this.node,
			additionalData,
			isTest ? 'manual' : 'trigger',
			isTest ? 'manual' : 'activate',
			this.webhookData(additionalData, isTest),
		);
	}

	/** n8n's logger, which every context of this process gives out. */
	get logger(): Logger {
		return this.hookContext(false).logger;
	}

	/** Runs a webhook hook as n8n does at activation, start and deactivation. */
	async hook(name: Hook, isTest = false): Promise<boolean> {
		return await TYPES[this.kind].webhookMethods.default[name].call(this.hookContext(isTest));
	}

	/** Calls the node's `webhook()` in n8n's context. */
	async webhook(request: IncomingMessage, response: JsonResponse): Promise<IWebhookResponseData> {
		const additionalData = this.additionalData({ httpRequest: request, httpResponse: response });
		const context = new this.core.WebhookContext(
			this.workflow,
			this.node,
			additionalData,
			'webhook',
			this.webhookData(additionalData),
			[],
			null,
		);
		this.options.tamper?.(context);
		return await TYPES[this.kind].webhook.call(context);
	}

	/** Runs what is in the trigger's inbox, each message in an execution of its own, as the drain would. */
	async runInbox(): Promise<TriggerRun[]> {
		const ledger = await ledgerAt(embeddedPlace());
		const now = Date.now();
		const channel = `${this.workflow.id}:${this.node.id}`;
		const claim = {
			channel,
			claim: channel,
			limit: 1_000,
			againLimit: 0,
			now,
			until: now + 60_000,
		};
		const runs: TriggerRun[] = [];
		for (;;) {
			const claimed = await ledger.claim(claim);
			if (claimed.length === 0) return runs;
			for (const message of claimed) {
				runs.push(await this.run(emission([message])));
				await ledger.complete([message.id], channel, now, null);
			}
		}
	}

	/** Runs the workflow from what the trigger gave, to its end. */
	async run(workflowData: INodeExecutionData[][]): Promise<TriggerRun> {
		const { nodes, connectionsBySourceNode: connections, settings } = this.workflow;
		const base = {
			id: 'workflow',
			name: 'Test',
			nodes: Object.values(nodes),
			connections,
			settings,
		};
		const hooks = new this.core.ExecutionLifecycleHooks(
			'webhook',
			'execution',
			base as unknown as IWorkflowBase,
		);
		const stack = [{ node: this.node, data: { main: workflowData }, source: null }];
		const { resultData } = (
			await new this.core.WorkflowExecute(
				this.additionalData({ hooks }),
				'webhook',
				this.workflowPackage.createRunExecutionData({
					executionData: { nodeExecutionStack: stack },
				}),
			).processRunExecutionData(this.workflow)
		).data;
		const { runData, error } = resultData;
		return {
			status: error ? 'error' : 'success',
			ran: Object.keys(runData),
			items: (name) => runData[name]?.at(-1)?.data?.main?.flatMap((items) => items ?? []) ?? [],
		};
	}
}
