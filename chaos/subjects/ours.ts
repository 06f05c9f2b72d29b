import type { Hospital } from '../../demo/hospital/server';
import type { OwnN8n } from '../../demo/n8n/ownN8n';
import type { WorkflowFile } from '../../demo/n8n/rest';
import type { PostgresServer } from '../../demo/postgres/server';
import { BY_CREDENTIAL, LEDGER_CREDENTIAL, LEDGER_PARAMETER } from '../../lib/n8n/ledger/place';
import { deliveredInFile, openInFile } from './ledgerFile';
import { openInPostgres, SCHEMA } from './ledgerPostgres';
import { RESPONSE_TIMEOUT_S, startN8n, type Subject } from './subject';

const TRIGGER = 'n8n-nodes-critical-value.riskSendTrigger';

interface CredentialReference {
	id: string;
	name: string;
}

/** The example workflow that is put to the test; a scenario may break and mend it. */
export interface OurSubject extends Subject {
	readonly workflow: WorkflowFile & { id: string };
	/** Deletes the systems' credentials under the published workflow, as somebody who tidies up does. */
	readonly loseCredentials: () => Promise<void>;
	/** @returns the workflow with new credentials for the systems, not yet published */
	readonly withNewCredentials: () => Promise<WorkflowFile>;
}

/** Credentials with these ids, as the example workflow names them. */
async function systemCredentials(n8n: OwnN8n, hospital: Hospital) {
	const credential = async (name: string, baseUrl: string) =>
		await n8n.rest.createCredential(name, 'riskApi', {
			...{ baseUrl, authentication: 'none', responseTimeout: RESPONSE_TIMEOUT_S },
		});
	return new Map<string, CredentialReference>([
		['criticalValueEmr', await credential('EMR', hospital.ownUrlOf('emr'))],
		['criticalValueHis', await credential('HIS', hospital.ownUrlOf('his'))],
	]);
}

async function ledgerCredential(n8n: OwnN8n, server: PostgresServer): Promise<CredentialReference> {
	const { tls: _none, ...data } = server.settings(SCHEMA);
	return await n8n.rest.createCredential('Ledger', LEDGER_CREDENTIAL, data);
}

type Node = WorkflowFile['nodes'][number];

function withSystems(node: Node, credentials: ReadonlyMap<string, CredentialReference>): Node {
	const named = node.credentials as { riskApi?: CredentialReference } | undefined;
	const own = credentials.get(named?.riskApi?.id ?? '');
	return own ? { ...node, credentials: { riskApi: { id: own.id, name: own.name } } } : node;
}

function withLedger(node: Node, ledger: CredentialReference | undefined): Node {
	if (!ledger || node.type !== TRIGGER) return node;
	const parameters = { ...(node.parameters as object), [LEDGER_PARAMETER]: BY_CREDENTIAL };
	const credentials = { [LEDGER_CREDENTIAL]: { id: ledger.id, name: ledger.name } };
	return { ...node, parameters, credentials };
}

function acknowledges(status: number, text: string): boolean {
	try {
		return status === 200 && (JSON.parse(text) as { code?: unknown }).code === 0;
	} catch {
		return false;
	}
}

/**
 * The example workflow "hub" of this package, as a hospital imports it.
 *
 * @param hospital with ports of its own
 * @param postgres where the ledger is; embedded without
 */
export async function startOurs(
	hospital: Hospital,
	postgres?: PostgresServer,
): Promise<OurSubject> {
	const n8n = await startN8n();
	try {
		let credentials = await systemCredentials(n8n, hospital);
		const ledger = postgres && (await ledgerCredential(n8n, postgres));
		const file = n8n.exampleWorkflow('hub');
		const current = () => ({
			...file,
			nodes: file.nodes.map((node) => withLedger(withSystems(node, credentials), ledger)),
		});
		const { id } = await n8n.publish(current());
		return {
			name: 'n8n-nodes-critical-value',
			n8n,
			workflow: { ...current(), id },
			loseCredentials: async () => {
				for (const lost of credentials.values()) await n8n.rest.deleteCredential(lost.id);
			},
			withNewCredentials: async () => {
				credentials = await systemCredentials(n8n, hospital);
				return { ...current(), id };
			},
			keyed: true,
			acknowledges,
			open: async () => (postgres ? await openInPostgres(postgres) : openInFile(n8n.folder)),
			recorded: () => (postgres ? undefined : deliveredInFile(n8n.folder)),
			dispose: async () => await n8n.dispose(),
		};
	} catch (error) {
		await n8n.dispose();
		throw error;
	}
}
