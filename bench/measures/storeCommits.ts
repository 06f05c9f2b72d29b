/**
 * `store_commits_vs_limit`: accepts a second at store level, over raw inserts in transactions of the same
 * size. The raw ones write the rows of an accept, the message and its entry in the audit trail, into the
 * same tables with their indexes, and do nothing else: no look for a duplicate or a full inbox, no hash, no
 * answer for each. A second figure, without a goal, leaves the audit trail out as well.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../lib/ledger/open';
import type { NewMessage } from '../../lib/ledger/types';
import { ratioOf, type Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import { storedMessage } from './backlog';

const CHANNEL = 'bench:node';
const MOST_OPEN = 10_000_000;
const GOAL = { bound: 'at least', value: 0.7 } as const;

const INSERT = `
INSERT INTO inbox (channel, verdict, state, kind, interface, risk_id, flag, report_type, patient_class,
	fingerprint, item, accepted_at, scheduled_from, due_at)
VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const INSERT_AUDIT = `
INSERT INTO audit (at, action, actor, message_id, risk_id, detail, previous, hash)
VALUES (?, 'accepted', 'trigger', ?, ?, ?, ?, ?)`;
const DETAIL = JSON.stringify({ channel: CHANNEL, kind: 'send', flag: 'add' });
/** As long as a real one. */
const HASH = '0'.repeat(64);

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

async function raw(
	messages: readonly NewMessage[],
	size: number,
	withAudit: boolean,
): Promise<number> {
	return await withFile(async (file) => {
		await (await openLedger({ kind: 'sqlite', file })).close(); // makes the tables
		const handle = new DatabaseSync(file);
		try {
			handle.exec('PRAGMA synchronous = FULL');
			const insert = handle.prepare(INSERT);
			const insertAudit = handle.prepare(INSERT_AUDIT);
			const now = Date.now();
			const startedAt = performance.now();
			for (const group of groupsOf(messages, size)) {
				handle.exec('BEGIN IMMEDIATE');
				for (const one of group) {
					const { channel, verdict, kind, riskId, flag, reportType, patientClass } = one;
					const { lastInsertRowid } = insert.run(
						...[channel, verdict, kind, one.interface, riskId, flag, reportType, patientClass],
						...[one.fingerprint, one.item, now, now, now],
					);
					if (withAudit) insertAudit.run(now, lastInsertRowid, riskId, DETAIL, HASH, HASH);
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
		for (const withAudit of [true, false]) {
			const runs = await alternate(
				rounds,
				async () => await raw(messages, size, withAudit),
				async () => await throughTheStore(messages, size),
			);
			const figure: Figure = {
				name: 'store_commits_vs_limit',
				variant: `groups of ${size}${withAudit ? '' : ', limit without audit trail'}`,
				ours: { name: 'accept(), group-committed', unit: 'messages/s', runs: runs.ours },
				theirs: { name: 'raw inserts of the same rows', unit: 'messages/s', runs: runs.theirs },
				...(withAudit && { goal: GOAL }),
			};
			context.say(`${figure.variant}: ${ratioOf(figure).toFixed(2)}`);
			figures.push(figure);
		}
	}
	return figures;
}
