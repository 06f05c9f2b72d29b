/** Risk Ledger in n8n's own engine, over a ledger filled by hand: `Start → Ledger`. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { ICredentialDataDecryptedObject, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { LedgerPlace } from '../../lib/ledger/open';
import type { InboxState, Ledger, NewMessage } from '../../lib/ledger/types';
import { closeLedgers, ledgerAt } from '../../lib/n8n/ledger/handles';
import {
	BY_CREDENTIAL,
	embeddedPlace,
	LEDGER_CREDENTIAL,
	LEDGER_PARAMETER,
} from '../../lib/n8n/ledger/place';
import { RiskLedger } from '../../nodes/RiskLedger/RiskLedger.node';
import { message, NO_LIMIT, NOW } from '../ledger/messages';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';
import {
	runWorkflow,
	type TestNode,
	type WorkflowRun,
	type WorkflowRunOptions,
} from '../support/workflowRunner';

export const LEDGER = 'Ledger';
export const TYPE = 'n8n-nodes-critical-value.riskLedger';
export const TIME_ZONE = 'Asia/Shanghai';

/** The name of a patient that no error and no listing may show. */
export const CANARY = '金丝雀患者';

/** Where a test's ledger is, and how the node is told so. */
export interface LedgerSite {
	place: LedgerPlace;
	parameters: IDataObject;
	credential?: ICredentialDataDecryptedObject;
}

const embedded = (): LedgerSite => ({ place: embeddedPlace(), parameters: {} });

function inPostgres(server: PostgresServer): LedgerSite {
	const settings = server.settings(`cv_${randomBytes(6).toString('hex')}`);
	const { tls: _none, ...credential } = settings;
	return {
		place: { kind: 'postgres', settings },
		parameters: { [LEDGER_PARAMETER]: BY_CREDENTIAL },
		credential,
	};
}

/**
 * Runs tests over the embedded ledger and over PostgreSQL (where a server is installed), each with an empty
 * ledger of its own.
 */
export function overBothLedgers(tests: (site: () => LedgerSite) => void): void {
	const names = postgresBinaries() === undefined ? ['embedded'] : ['embedded', 'PostgreSQL'];
	describe.each(names)('%s', (name) => {
		let server: PostgresServer | undefined;
		let site: LedgerSite;
		beforeAll(async () => {
			if (name === 'PostgreSQL') server = await PostgresServer.start();
		}, 60_000);
		beforeEach(() => {
			site = server ? inPostgres(server) : embedded();
		});
		afterEach(async () => await forgetLedger(site));
		afterAll(() => server?.dispose());
		tests(() => site);
	});
}

/** Closes the process' ledgers, and deletes the embedded one's file. */
export async function forgetLedger({ place }: LedgerSite = embedded()): Promise<void> {
	await closeLedgers();
	if (place.kind !== 'sqlite') return;
	for (const file of [place.file, `${place.file}-wal`, `${place.file}-shm`]) {
		rmSync(file, { force: true });
	}
}

/** The very handle that the node uses. */
export const ledgerOf = async (site: LedgerSite): Promise<Ledger> => await ledgerAt(site.place);

export const actor = { person: '王工', reason: 'test' };

/** Brings a stored message into a state as the drain and people do. */
async function bringTo(
	ledger: Ledger,
	id: number,
	channel: string,
	state: InboxState,
	now: number,
) {
	if (state === 'pending') return;
	const claim = `claim of ${id}`;
	const [claimed] = await ledger.claim({
		channel,
		claim,
		limit: 1,
		againLimit: 1,
		now,
		until: now + 30_000,
	});
	if (claimed?.id !== id) throw new Error(`message ${id} was not the one to be claimed`);
	if (state === 'done') await ledger.complete([id], claim, now + 1, '42');
	if (state === 'dead') {
		const failed = {
			id,
			reason: 'EXECUTION_ERROR',
			alone: true,
			counts: true,
			nextAt: null,
			executionId: '41',
		};
		await ledger.fail([failed], claim, now + 1);
	}
	if (state === 'discarded') await ledger.discard(id, actor, now + 1);
}

/** A message with a patient's name in it, brought into a state. Give them in order of acceptance. */
export async function put(
	ledger: Ledger,
	riskId: string,
	state: InboxState = 'pending',
	more: Partial<NewMessage> = {},
	at: number = NOW,
): Promise<number> {
	// A channel of its own, or messages accepted before this one would be claimed in its stead.
	const channel = more.channel ?? `workflow-${riskId}:trigger`;
	const item = JSON.stringify({ riskId, patientName: CANARY });
	const stored = message(riskId, { channel, item, ...more });
	const result = await ledger.accept(stored, at, NO_LIMIT);
	if (result.outcome !== 'stored') throw new Error(result.outcome);
	await bringTo(ledger, result.id, channel, state, at);
	return result.id;
}

export interface LedgerRunOptions {
	items?: INodeExecutionData[];
	node?: Partial<TestNode>;
	run?: Partial<WorkflowRunOptions>;
}

/** Runs the node once, by default with one incoming item. */
export async function run(
	site: LedgerSite,
	parameters: IDataObject,
	{ items = [{ json: {} }], node, run: more }: LedgerRunOptions = {},
): Promise<WorkflowRun> {
	return await runWorkflow({
		nodes: [
			{
				name: LEDGER,
				type: TYPE,
				credentials: site.credential
					? { [LEDGER_CREDENTIAL]: { id: 'ledger', name: 'Ledger' } }
					: {},
				parameters: { ...site.parameters, ...parameters },
				...node,
			} as TestNode,
		],
		startItems: items,
		nodeTypes: { [TYPE]: new RiskLedger() },
		credentials: site.credential ? { ledger: site.credential } : {},
		settings: { timezone: TIME_ZONE },
		...more,
	});
}

/** Runs the node, which has to succeed, and gives the JSON of its items. */
export async function outputOf(
	site: LedgerSite,
	parameters: IDataObject,
	options?: LedgerRunOptions,
): Promise<IDataObject[]> {
	const result = await run(site, parameters, options);
	if (result.status !== 'success') throw new Error(JSON.stringify(result.error));
	return result.items(LEDGER).map(({ json }) => json);
}

/** What n8n stores of an error, and its editor shows. */
export function shownError({ error }: WorkflowRun) {
	if (!error) throw new Error('the run has no error');
	const { message: text, description, context } = error;
	return { message: text, description: String(description ?? ''), context };
}
