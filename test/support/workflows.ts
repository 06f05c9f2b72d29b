/** Small workflows for tests: a risk trigger with a node on each of its outputs. */
import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../demo/n8n/rest';

const PACKAGE = 'n8n-nodes-critical-value';

interface TriggerOptions {
	path: string;
	kind?: 'send' | 'confirm';
	parameters?: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

/** Names of the nodes in a workflow of {@link triggerWorkflow}. */
export const TRIGGER = 'Trigger';
export const ACCEPTED = 'Accepted';
export const REJECTED = 'Rejected';

const noOp = (name: string, y: number) => ({
	id: randomUUID(),
	name,
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [300, y],
	parameters: {},
});

/** @returns a workflow `Trigger → Accepted | Rejected`, not yet saved anywhere */
export function triggerWorkflow(options: TriggerOptions): WorkflowFile {
	const kind = options.kind ?? 'send';
	const trigger = {
		id: randomUUID(),
		name: TRIGGER,
		type: `${PACKAGE}.${kind === 'send' ? 'riskSendTrigger' : 'riskConfirmTrigger'}`,
		typeVersion: 2,
		position: [0, 0],
		webhookId: randomUUID(),
		parameters: { path: options.path, ...options.parameters },
		...(options.credentials && { credentials: options.credentials }),
	};
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	return {
		name: `Test ${options.path}`,
		nodes: [trigger, noOp(ACCEPTED, -100), noOp(REJECTED, 100)],
		connections: { [TRIGGER]: { main: [to(ACCEPTED), to(REJECTED)] } },
		settings: { executionOrder: 'v1', timezone: 'Asia/Shanghai' },
	};
}

/** The interface document's example, filled in. */
export const CRITICAL_VALUE = {
	riskId: '2022022100017',
	reqId: 'A2022022100391',
	patientNo: 'ZY00123456',
	patientClass: 'I',
	patientName: '张三',
	patientBedno: '12',
	patientMedRecordno: 'B0098765',
	wardCode: '0301',
	wardName: '心血管内科一病区',
	sendTime: 1645431150154,
	senderName: '李检验',
	senderStaff: 'J0021',
	receiverName: '王护士',
	receiverStaff: 'H0117',
	content: '白细胞计数:1.6710(参考范围:3.5-9.5);',
	flag: 'add',
	reportType: 'Lis',
};

/** The same for interfaces 2 (without feedbackId) and 3 (with). */
export const HANDLING = {
	riskId: '2022022100017',
	reqId: 'A2022022100391',
	riskType: '住院危急值',
	reportType: 'Lis',
	responseName: '赵医生',
	responseStaff: 'D0033',
	responseTell: '8101',
	responsecontent: '已电话通知并复查',
	responseResult: '暂时处理',
	responseTime: 1645431750154,
	flag: 'add',
	sysType: 'patient',
};

export interface Reply {
	status: number;
	/** Parsed where it is JSON. */
	body: unknown;
	text: string;
}

/** POSTs a body as it is (objects as JSON) and reads whatever comes back. */
export async function post(
	url: string,
	body: unknown,
	headers: Record<string, string> = {},
	method = 'POST',
): Promise<Reply> {
	const isBytes = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
	const response = await fetch(url, {
		method,
		headers: { 'content-type': 'application/json', ...headers },
		...(body !== undefined && { body: isBytes ? (body as string) : JSON.stringify(body) }),
	});
	const text = await response.text();
	let parsed: unknown = text;
	try {
		parsed = JSON.parse(text);
	} catch {
		// Not JSON: the text itself is what the test looks at.
	}
	return { status: response.status, body: parsed, text };
}

export const OK = { code: 0, msg: 'ok' };

/** What every refusal looks like: a number that isn't 0, and a text that is Chinese first. */
export const REFUSAL = {
	code: expect.any(Number) as number,
	msg: expect.stringMatching(/^[\u4e00-\u9fff]/) as string,
};
