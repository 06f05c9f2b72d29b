/** What a trigger notes for Risk Push of the messages that its execution is about. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IExecuteFunctions } from 'n8n-workflow';
import { messagesOf } from '../../../lib/n8n/ledger/executions';
import { emission } from '../../../lib/n8n/trigger/emission';
import { passThrough } from '../../../lib/n8n/trigger/passThrough';
import { ledgerAt } from '../../../lib/n8n/ledger/handles';
import { BY_CREDENTIAL } from '../../../lib/n8n/ledger/place';
import type { ClaimedMessage } from '../../../lib/ledger/types';

const claimed = (id: number, earlierOpen: boolean): ClaimedMessage => ({
	...{ id, verdict: 'accepted', riskId: `R${id}`, attempts: 1, scheduledFrom: 0, solo: false },
	item: JSON.stringify({ riskId: `R${id}`, received: { timestamp: 1_000 + id } }),
	...{ earlierOpen, deliveriesOnly: false },
});

it('says on the item that a message runs for its deliveries only', () => {
	const received = emission([claimed(1, false), { ...claimed(2, false), deliveriesOnly: true }])[0];
	expect(received?.map(({ json }) => json.received)).toEqual([
		{ timestamp: 1_001, messageId: 1, attempt: 1 },
		{ timestamp: 1_002, messageId: 2, attempt: 1, deliveriesOnly: true },
	]);
});

it('notes which messages come behind an earlier one that is still open', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'critical-value-pass-'));
	const file = join(folder, 'ledger.sqlite');
	try {
		const outputs = emission([claimed(1, false), claimed(2, true)]);
		const context = {
			getInputData: (index: number) => outputs[index] ?? [],
			getNode: () => ({ parameters: { ledger: BY_CREDENTIAL } }),
			getCredentials: async () => ({ type: 'sqlite', file }),
			getExecutionId: () => 'following',
		} as unknown as IExecuteFunctions;
		expect(await passThrough(context, 2)).toEqual(outputs);
		const noted = messagesOf('following');
		expect([...(noted?.byRiskId ?? [])]).toEqual([
			['R1', 1],
			['R2', 2],
		]);
		expect([...(noted?.following ?? [])]).toEqual([2]);
	} finally {
		await (await ledgerAt({ kind: 'sqlite', file })).close();
		rmSync(folder, { recursive: true, force: true });
	}
});
