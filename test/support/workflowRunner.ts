/**
 * Runs real workflows through n8n's own engine (`WorkflowExecute`), without a server and a database.
 * Needs Node 24, as n8n does. What n8n does to a node's items, errors and expressions is n8n's doing
 * here, not a fake's.
 */
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IConnections,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRun,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';

// n8n logs every failing node; failing nodes are what many tests are about.
process.env.N8N_LOG_LEVEL ??= 'silent';

/** The node that `startItems` come out of. */
export const START_NODE = 'Start';
const START_TYPE = 'test.start';
const PASS_TYPE = 'test.pass';

const passThrough = (name: string): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: 'Passes its input on',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
});

/** A node in short: what a workflow file would say of it, less what a test does not care about. */
export type TestNode = Pick<INode, 'name' | 'type'> & Partial<INode>;

export interface WorkflowRunOptions {
	/** `Start` and nodes of type `test.pass` need no type of their own. */
	nodes: TestNode[];
	/** As in a workflow file. By default the nodes follow one another, beginning at `Start`. */
	connections?: IConnections;
	startItems: INodeExecutionData[];
	/** Types by their full name, e.g. `n8n-nodes-critical-value.riskPush`. */
	nodeTypes: Record<string, INodeType>;
	/** Credential data by id. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	settings?: IWorkflowSettings;
	mode?: WorkflowExecuteMode;
	/** Called when a node begins; for cancelling in the middle. */
	onNodeStart?: (nodeName: string, cancel: () => void) => void;
}

export interface WorkflowRun {
	status: IRun['status'];
	/** The error as n8n stores it and the editor shows it. */
	error: IRun['data']['resultData']['error'];
	/** What a node gave out, by output (1 is the error output of a node with one). */
	items: (nodeName: string, output?: number) => INodeExecutionData[];
	/** Everything n8n would put into its database. */
	run: IRun;
}

const chain = (names: string[]): IConnections =>
	Object.fromEntries(
		names
			.slice(0, -1)
			.map((name, index) => [
				name,
				{ main: [[{ node: names[index + 1] ?? '', type: 'main', index: 0 }]] },
			]),
	);

function toNode(node: TestNode, index: number): INode {
	return {
		id: `node-${index}`,
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: {},
		...node,
	};
}

function credentialsHelper(data: Record<string, ICredentialDataDecryptedObject>) {
	return {
		isCredentialUsableByNode: () => true,
		getParentTypes: () => [],
		getCredentialsProperties: () => [],
		async getDecrypted(_additional: unknown, { id }: { id: string | null }) {
			const found = data[id ?? ''];
			if (!found) throw new Error(`Credential with ID "${id ?? ''}" does not exist`);
			return found;
		},
	} as unknown as ICredentialsHelper;
}

function typesOf(nodeTypes: Record<string, INodeType>): INodeTypes {
	const all: Record<string, INodeType> = {
		[START_TYPE]: passThrough(START_TYPE),
		[PASS_TYPE]: passThrough(PASS_TYPE),
		...nodeTypes,
	};
	const get = (type: string): INodeType => {
		const found = all[type];
		if (!found) throw new Error(`no node type ${type} in this test`);
		return found;
	};
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}

/**
 * Runs a workflow to its end.
 *
 * @returns what n8n stored; a failing node makes `status` 'error', it does not reject
 */
export async function runWorkflow(options: WorkflowRunOptions): Promise<WorkflowRun> {
	const { ExecutionLifecycleHooks, WorkflowExecute } = await import('n8n-core');
	const { createRunExecutionData, Workflow } = await import('n8n-workflow');

	const nodes = [{ name: START_NODE, type: START_TYPE }, ...options.nodes].map(toNode);
	const connections = options.connections ?? chain(nodes.map(({ name }) => name));
	const nodeTypes = typesOf(options.nodeTypes);
	const settings = { executionOrder: 'v1' as const, ...options.settings };
	const workflow = new Workflow({
		id: 'workflow',
		nodes,
		connections,
		active: false,
		nodeTypes,
		settings,
	});
	const mode = options.mode ?? 'trigger';
	const base = { id: 'workflow', name: 'Test', active: false, nodes, connections, settings };
	const hooks = new ExecutionLifecycleHooks(mode, 'execution', base as unknown as IWorkflowBase);
	const additionalData = {
		credentialsHelper: credentialsHelper(options.credentials ?? {}),
		executionId: 'execution',
		currentNodeExecutionIndex: 0,
		variables: {},
		// Expressions offer these to every node, and n8n builds them before any is evaluated.
		restApiUrl: 'http://n8n.test/rest',
		instanceBaseUrl: 'http://n8n.test/',
		webhookBaseUrl: 'http://n8n.test/webhook',
		webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
		webhookTestBaseUrl: 'http://n8n.test/webhook-test',
		formBaseUrl: 'http://n8n.test/form',
		formWaitingBaseUrl: 'http://n8n.test/form-waiting',
		formTestBaseUrl: 'http://n8n.test/form-test',
		hooks,
	} as unknown as IWorkflowExecuteAdditionalData;

	const start = nodes[0];
	if (!start) throw new Error('a workflow has nodes');
	const stack = [{ node: start, data: { main: [options.startItems] }, source: null }];
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
	const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(
		workflow,
	);
	hooks.addHandler('nodeExecuteBefore', (name) => {
		options.onNodeStart?.(name, () => execution.cancel());
	});
	const run = await execution;
	return {
		status: run.status,
		error: run.data.resultData.error,
		items: (name, output = 0) =>
			run.data.resultData.runData[name]?.at(-1)?.data?.main?.[output] ?? [],
		run,
	};
}
