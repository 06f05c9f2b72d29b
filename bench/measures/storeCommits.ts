/**
 * `store_commits_vs_limit`: accepts a second at store level, over raw inserts in transactions of the same
 * size. The raw ones write the message's row into the same table, with its indexes, and nothing else: no
 * audit trail, no look for duplicates or a full inbox. So the limit is one that nobody reaches.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../lib/ledger/open';
import type { NewMessage } from '../../lib/ledger/types';
import type { Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import { storedMessage } from './backlog';

const CHANNEL = 'bench:node';
const MOST_OPEN = 10_000_000;

const INSERT = `
INSERT INTO inbox (channel, verdict, state, kind, interface, risk_id, flag, report_type, patient_class,
	fingerprint, item, accepted_at, scheduled_from, due_at)
VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

async function withFile<T>(work: (file: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'critical-value-bench-'));
	try {
		return await work(join(folder, 'ledger.sqlite'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const perSecond = (count: number, startedAt: number): number =>
	(count * 1_000) / (performance.now() - startedAt);

function groupsOf<T>(all: readonly T[], size: number): T[][] {
	const groups: T[][] = [];
	for (let at = 0; at < all.length; at += size) groups.push(all.slice(at, at + size));
	return groups;
}

async function throughTheStore(messages: readonly NewMessage[], size: number): Promise<number> {
	return await withFile(async (file) => {
		const ledger = await openLedger({ kind: 'sqlite', file });
		try {
			const now = Date.now();
			const startedAt = performance.now();
			for (const group of groupsOf(messages, size)) {
				await Promise.all(group.map(async (one) => await ledger.accept(one, now, MOST_OPEN)));
			}
			return perSecond(messages.length, startedAt);
		} finally {
			await ledger.close();
		}
	});
}

async function raw(messages: readonly NewMessage[], size: number): Promise<number> {
	return await withFile(async (file) => {
		await (await openLedger({ kind: 'sqlite', file })).close(); // makes the tables
		const handle = new DatabaseSync(file);
		try {
			handle.exec('PRAGMA synchronous = FULL');
			const insert = handle.prepare(INSERT);
			const now = Date.now();
			const startedAt = performance.now();
			for (const group of groupsOf(messages, size)) {
				handle.exec('BEGIN IMMEDIATE');
				for (const one of group) {
					const { channel, verdict, kind, riskId, flag, reportType, patientClass } = one;
					insert.run(
						...[channel, verdict, kind, one.interface, riskId, flag, reportType, patientClass],
						...[one.fingerprint, one.item, now, now, now],
					);
				}
				handle.exec('COMMIT');
			}
			return perSecond(messages.length, startedAt);
		} finally {
			handle.close();
		}
	});
}

export async function storeCommits(context: BenchContext): Promise<Figure[]> {
	const { commits, commitGroups, rounds } = context.settings;
	const now = Date.now();
	const numbers = Array.from({ length: commits }, (_, n) => n);
	const messages = await Promise.all(
		numbers.map(async (n) => await storedMessage(`R${n}`, CHANNEL, now)),
	);
	const figures: Figure[] = [];
	for (const size of commitGroups) {
		const runs = await alternate(
			rounds,
			async () => await raw(messages, size),
			async () => await throughTheStore(messages, size),
		);
		context.say(
			`groups of ${size}: ${runs.ours.map(Math.round).join(' ')} over ${runs.theirs.map(Math.round).join(' ')}`,
		);
		figures.push({
			name: 'store_commits_vs_limit',
			variant: `groups of ${size}`,
			ours: { name: 'accept(), group-committed', unit: 'messages/s', runs: runs.ours },
			theirs: { name: 'raw inserts, no audit trail', unit: 'rows/s', runs: runs.theirs },
			goal: { bound: 'at least', value: 0.7 },
		});
	}
	return figures;
}
