/** A trigger whose ledger is not there yet when n8n starts it, and is there a moment later. */
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ITriggerFunctions, WorkflowActivateMode } from 'n8n-workflow';
import { closeLedgers, ledgerAt } from '../../lib/n8n/ledger/handles';
import { drainTrigger } from '../../lib/n8n/trigger/drainTrigger';
import { watchTrigger } from '../../lib/n8n/watch/watchTrigger';
import { message, NO_LIMIT } from '../ledger/messages';

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-start-'));
	file = join(folder, 'ledger.sqlite');
	mkdirSync(file); // a folder in its place: it cannot be opened
});
afterEach(async () => {
	await closeLedgers();
	rmSync(folder, { recursive: true, force: true });
});

class Host {
	executions = 0;
	readonly errors: string[] = [];
	readonly infos: string[] = [];

	constructor(private readonly activation: WorkflowActivateMode) {}

	context(): ITriggerFunctions {
		const parameters: Record<string, unknown> = { ledger: 'credential', events: ['backlog'] };
		const silent = () => undefined;
		return {
			getMode: () => 'trigger',
			getActivationMode: () => this.activation,
			getNode: () => ({ id: 't', name: 'Trigger', parameters }),
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback ?? {},
			getWorkflow: () => ({ id: 'w', name: 'w', active: true }),
			getTimezone: () => 'Asia/Shanghai',
			getCredentials: async () => ({ type: 'sqlite', file }),
			logger: {
				error: (text: string) => this.errors.push(text),
				info: (text: string) => this.infos.push(text),
			},
			helpers: {
				createDeferredPromise: () => {
					let resolve: (value: unknown) => void = silent;
					const promise = new Promise((done) => (resolve = done));
					return { promise, resolve };
				},
			},
			emit: (_: unknown, __: unknown, done: { resolve: (run: unknown) => void }) => {
				this.executions += 1;
				done.resolve({ status: 'success', data: { resultData: {} } });
			},
		} as unknown as ITriggerFunctions;
	}
}

const accept = async () => {
	const ledger = await ledgerAt({ kind: 'sqlite', file });
	await ledger.accept(message('A', { channel: 'w:t' }), Date.now(), NO_LIMIT);
	return ledger;
};

it.each(['init', 'leadershipChange'] as const)(
	'%s: what is accepted is worked off as soon as the ledger can be opened',
	async (activation) => {
		const host = new Host(activation);
		const { closeFunction } = await drainTrigger(host.context());
		try {
			expect(host.errors).toEqual([expect.stringContaining('台账无法访问')]);
			rmdirSync(file);
			const ledger = await accept();
			while ((await ledger.count({ states: ['done'] })) === 0) {
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			expect(host.executions).toBe(1);
		} finally {
			await closeFunction?.();
		}
		expect(host.errors).toHaveLength(1);
	},
	20_000,
);

it('a watch begins then, too', async () => {
	const host = new Host('init');
	const { closeFunction } = await watchTrigger(host.context());
	rmdirSync(file);
	while (host.infos.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
	await closeFunction?.();
	expect(host.errors).toHaveLength(1);
}, 20_000);

it('taken down before that, it begins nothing', async () => {
	const host = new Host('init');
	const { closeFunction } = await drainTrigger(host.context());
	await closeFunction?.();
	rmdirSync(file);
	const ledger = await accept();
	await new Promise((resolve) => setTimeout(resolve, 3_000));
	expect(await ledger.count({ states: ['pending'] })).toBe(1);
	expect(host.executions).toBe(0);
}, 20_000);

it.each(['activate', 'update'] as const)('%s: who publishes is told', async (activation) => {
	const trigger = drainTrigger(new Host(activation).context());
	await expect(trigger).rejects.toThrow('台账无法访问');
});
