/**
 * What a process of its own does to a ledger (see processes.ts, which bundles this file and starts it). It
 * says on its standard output how far it is, one JSON line each, and hears words on its channel.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Drain } from '../../../lib/intake/drain';
import { LedgerError } from '../../../lib/ledger/errors';
import { openLedger, type LedgerPlace } from '../../../lib/ledger/open';
import type { Ledger } from '../../../lib/ledger/types';
import { CHANNEL, message, NO_LIMIT } from '../messages';
import { contentOf } from './content';

export type Task =
	/** Waits for a word, opens, closes. */
	| { do: 'open'; place: LedgerPlace }
	/** Accepts message after message in several loops, and prints each once it is stored. */
	| { do: 'accept'; place: LedgerPlace; loops: number }
	/** Drains the channel until it is ended; its executions last a moment and succeed. */
	| { do: 'drain'; place: LedgerPlace }
	/** Holds SQLite's writer lock until it hears a word. */
	| { do: 'lock'; file: string };

export type Line =
	| { said: 'ready' }
	| { said: 'opened' }
	| { said: 'stored'; id: number; fingerprint: string }
	| { said: 'failed'; fault: string; message: string }
	| { said: 'ran'; ids: number[] }
	| { said: 'locked' }
	| { said: 'let go' };

/** Written when this returns: what was said before a `kill -9` was said. */
const say = (line: Line): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const delay = async (ms: number): Promise<void> =>
	await new Promise((resolve) => setTimeout(resolve, ms));

const word = async (): Promise<void> =>
	await new Promise((resolve) => process.once('message', () => resolve()));

function sayFailure(error: unknown): void {
	const fault = error instanceof LedgerError ? error.fault : 'not a LedgerError';
	say({ said: 'failed', fault, message: String(error) });
}

async function acceptForever(ledger: Ledger): Promise<never> {
	for (;;) {
		const fingerprint = randomUUID();
		const one = message(`R ${fingerprint}`, { channel: CHANNEL, fingerprint });
		const wanted = { ...one, item: contentOf(fingerprint) };
		try {
			const result = await ledger.accept(wanted, Date.now(), NO_LIMIT);
			if (result.outcome !== 'full') say({ said: 'stored', id: result.id, fingerprint });
		} catch (error) {
			sayFailure(error);
			await delay(20);
		}
	}
}

async function drainForever(place: LedgerPlace): Promise<never> {
	const ledger = await openLedger(place);
	say({ said: 'opened' });
	const drain = new Drain({
		ledger,
		channel: CHANNEL,
		async run(messages) {
			await delay(Math.random() * 60);
			say({ said: 'ran', ids: messages.map(({ id }) => id) });
			return { ok: true, executionId: null };
		},
		schedule: { delaysMs: [1_000], thenEveryMs: 1_000, maxAgeMs: 600_000 },
		batchSize: 2,
		parallel: 2,
		now: Date.now,
		random: Math.random,
		onTrouble: sayFailure,
		onRecovery: () => undefined,
		onDead: () => undefined,
		clock: () => performance.now(),
	});
	drain.start();
	return await new Promise<never>(() => undefined);
}

async function holdLock(file: string): Promise<void> {
	const { DatabaseSync: Handle } = await import('node:sqlite');
	const handle: DatabaseSync = new Handle(file);
	handle.exec('BEGIN IMMEDIATE');
	say({ said: 'locked' });
	await word();
	handle.exec('COMMIT');
	handle.close();
	say({ said: 'let go' });
}

async function run(task: Task): Promise<void> {
	switch (task.do) {
		case 'open': {
			say({ said: 'ready' });
			await word();
			const ledger = await openLedger(task.place);
			say({ said: 'opened' });
			return await ledger.close();
		}
		case 'accept': {
			const ledger = await openLedger(task.place);
			say({ said: 'opened' });
			await Promise.all(
				Array.from({ length: task.loops }, async () => await acceptForever(ledger)),
			);
			return;
		}
		case 'drain':
			return await drainForever(task.place);
		case 'lock':
			return await holdLock(task.file);
		default: {
			const unreachable: never = task;
			return unreachable;
		}
	}
}

// Whoever started this process and is gone no longer wants it.
process.on('disconnect', () => process.exit(0));
run(JSON.parse(process.argv[2] ?? '') as Task)
	.catch(sayFailure)
	.finally(() => process.disconnect?.());
