import { OwnN8n, ownN8nSettings } from '../../demo/n8n/ownN8n';
import type { Interruption } from '../audit/history';

/** Where senders send to. */
export const PATH = 'risk/send';

/**
 * How long a system may take to answer, seconds: a shorter limit than either node's default, so that a run of
 * minutes sees what otherwise takes hours. The same for both subjects.
 */
export const RESPONSE_TIMEOUT_S = 5;

/** What is put to the test: a workflow on an n8n of its own that takes critical values to EMR and HIS. */
export interface Subject {
	readonly name: string;
	readonly n8n: OwnN8n;
	/** Whether its deliveries carry idempotency keys. */
	readonly keyed: boolean;
	/** Whether an answer tells the sender that its message is safe. */
	readonly acknowledges: (status: number, text: string) => boolean;
	/** How much it still has to do. Rejects while it cannot be asked. */
	readonly open: () => Promise<number>;
	/** The keys that its ledger holds as delivered, while n8n lies dead; undefined where it has none to read. */
	readonly recorded: () => ReadonlySet<string> | undefined;
	readonly dispose: () => Promise<void>;
}

/** n8n in a temporary folder, with the package, started. */
export async function startN8n(): Promise<OwnN8n> {
	const n8n = new OwnN8n(await ownN8nSettings('chaos'));
	try {
		n8n.unpackPackage();
		await n8n.start();
		return n8n;
	} catch (error) {
		await n8n.dispose();
		throw error;
	}
}

const MOST_STARTS = 3;

/** As a supervisor does: n8n's own recovery from a crash has been seen to fail, and not to be tried twice. */
async function startAgain(n8n: OwnN8n): Promise<void> {
	for (let starts = 1; ; starts += 1) {
		try {
			await n8n.start();
			return;
		} catch (error) {
			if (starts === MOST_STARTS) throw error;
		}
	}
}

/** Kills n8n, and starts it again; resolves when senders reach it. */
export async function killAndStart({ n8n, recorded }: Subject): Promise<Interruption> {
	const from = Date.now();
	await n8n.kill9();
	const known = recorded();
	await startAgain(n8n);
	await n8n.waitUntilLive(PATH);
	return { what: 'kill', from, to: Date.now(), ...(known && { recorded: known }) };
}
