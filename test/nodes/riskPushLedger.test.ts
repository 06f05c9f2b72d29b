/** Risk Push behind a Risk trigger, in n8n's own engine: what stays open, and what is not sent again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeConnections } from '../../lib/delivery/agents';
import { openLedger } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { rememberExecution } from '../../lib/n8n/ledger/executions';
import { claimOf, message, NO_LIMIT, NOW } from '../ledger/messages';
import { closedPort, startTarget, type TestTarget } from '../support/target';
import { deliveries, itemsOf, push, sample, type PushOptions } from './riskPushSupport';

/** What test/support/workflowRunner.ts calls every execution. */
const EXECUTION = 'execution';
const GO_ON = { node: { onError: 'continueErrorOutput' } } as const;

let folder: string;
let ledger: Ledger;
let server: TestTarget;
let id: number;

beforeEach(async () => {
	server = await startTarget();
	folder = mkdtempSync(join(tmpdir(), 'critical-value-push-'));
	ledger = await openLedger({ kind: 'sqlite', file: join(folder, 'ledger.sqlite') });
	const result = await ledger.accept(message('R-1'), NOW, NO_LIMIT);
	if (result.outcome !== 'stored') throw new Error(result.outcome);
	({ id } = result);
	await ledger.claim(claimOf('claim'));
});

afterEach(async () => {
	rememberExecution(EXECUTION, {
		ledger,
		byRiskId: new Map(),
		receivedAt: new Map(),
		following: new Set(),
		startedAt: 0,
	});
	await ledger.close();
	rmSync(folder, { recursive: true, force: true });
	closeConnections();
	await server.close();
});

/** One execution for the message, of which nodes in between may have made other items. */
async function run(json = sample('R-1'), options: PushOptions = {}) {
	rememberExecution(EXECUTION, {
		ledger,
		byRiskId: new Map([['R-1', id]]),
		receivedAt: new Map([[id, NOW]]),
		following: new Set(),
		startedAt: Date.now(),
	});
	return await push(itemsOf(json), { baseUrl: server.origin, ...GO_ON, ...options });
}

const isDone = async () => (await ledger.complete([id], 'claim', NOW, 'e')).length === 0;

test('delivered: done, and another run sends nothing', async () => {
	expect(deliveries(await run())).toMatchObject([{ status: 'delivered' }]);
	expect(deliveries(await run())).toMatchObject([{ status: 'alreadyDelivered' }]);
	expect(server.calls).toHaveLength(1);
	expect(await isDone()).toBe(true);
});

test('a credential that is gone keeps the message open, although errors are let through', async () => {
	const gone = { credentials: { riskApi: { id: 'deleted', name: 'EMR' } } };
	const lost = await run(sample('R-1'), { node: { ...GO_ON.node, ...gone } });
	expect(lost.status).toBe('success');
	expect(deliveries(lost, 1)).toMatchObject([{ reason: 'CREDENTIAL_INVALID' }]);
	expect(await isDone()).toBe(false);

	await run();
	expect(server.calls).toHaveLength(1);
	expect(await isDone()).toBe(true);
});

test('so does an item from which a node has taken the riskId', async () => {
	const { riskId: _taken, ...rest } = sample('R-1');
	const lost = await run(rest);
	expect(deliveries(lost, 1)).toMatchObject([{ reason: 'RISK_ID_MISSING' }]);
	expect(await isDone()).toBe(false);
	await run();
	expect(await isDone()).toBe(true);
});

test('a riskId that a node has changed is still about its message', async () => {
	const nobody = { baseUrl: `http://127.0.0.1:${await closedPort()}` };
	await run(sample('H1-R-1'), nobody);
	expect(await isDone()).toBe(false);
	await run(sample('H1-R-1'));
	expect(await isDone()).toBe(true);
});

test('every run makes the same message, also where nodes left no time on the item', async () => {
	const { sendTime: _none, ...timeless } = sample('R-1');
	await run(timeless);
	await new Promise((resolve) => setTimeout(resolve, 5));
	expect(deliveries(await run(timeless))).toMatchObject([{ status: 'alreadyDelivered' }]);
	expect(server.calls).toHaveLength(1);
});
