/** Reply: When Processed. What a caller who waits is told, over a real SQLite ledger. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepted, refused } from '../../lib/contract/envelope';
import { processed } from '../../lib/intake/processed';
import { openLedger } from '../../lib/ledger/open';
import type { Ledger } from '../../lib/ledger/types';
import { claimOf, message, NO_LIMIT, NOW } from './messages';

const PATIENT_MS = 20_000;

let folder: string;
let ledger: Ledger;
let id: number;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-processed-'));
	ledger = await openLedger({ kind: 'sqlite', file: join(folder, 'ledger.sqlite') });
	const result = await ledger.accept(message('A'), NOW, NO_LIMIT);
	if (result.outcome !== 'stored') throw new Error(result.outcome);
	({ id } = result);
	await ledger.claim(claimOf('claim'));
});

afterEach(async () => {
	await ledger.close();
	rmSync(folder, { recursive: true, force: true });
});

const failAt = async (nextAt: number | null) =>
	await ledger.fail(
		[{ id, reason: 'EXECUTION_ERROR', alone: true, counts: true, nextAt, executionId: null }],
		'claim',
		NOW,
	);

it('says 0 once its execution has succeeded, and not before', async () => {
	let answer: unknown;
	const waiting = processed(ledger, id, PATIENT_MS).then((envelope) => (answer = envelope));
	expect(await ledger.stateOf(id)).toMatchObject({ state: 'claimed' });
	expect(answer).toBeUndefined();
	await ledger.complete([id], 'claim', NOW, 'e');
	expect(await waiting).toEqual(accepted());
});

it.each([
	['failed, and will be tried again', NOW + 2_000],
	['was given up', null],
])('says so when it %s', async (_, nextAt) => {
	await failAt(nextAt);
	expect(await processed(ledger, id, PATIENT_MS)).toEqual(refused('NOT_PROCESSED'));
});

it('says so when a person has put it aside', async () => {
	await ledger.discard(id, { person: '王工', reason: '测试' }, NOW);
	expect(await processed(ledger, id, PATIENT_MS)).toEqual(refused('NOT_PROCESSED'));
});

it('says after the limit that it is stored, and still being processed', async () => {
	expect(await processed(ledger, id, 0)).toEqual(refused('STILL_PROCESSING'));
	expect(await ledger.stateOf(id)).toMatchObject({ state: 'claimed' });
});

it('waits for the attempt that is under way, whatever came of the one before', async () => {
	await failAt(NOW + 1);
	await ledger.claim(claimOf('second', { now: NOW + 1 }));
	const waiting = processed(ledger, id, PATIENT_MS);
	await ledger.complete([id], 'second', NOW + 2, 'e');
	expect(await waiting).toEqual(accepted());
});

it('the repetition of one that was given up waits for its new life', async () => {
	await failAt(null);
	expect(await ledger.accept(message('A'), NOW, NO_LIMIT)).toMatchObject({ outcome: 'revived' });
	expect(await processed(ledger, id, 0)).toEqual(refused('STILL_PROCESSING'));
});

it('the repetition of one that failed once, and then succeeded, is told 0', async () => {
	await failAt(NOW + 1);
	await ledger.claim(claimOf('second', { now: NOW + 1 }));
	await ledger.complete([id], 'second', NOW + 2, 'e');
	const again = await ledger.accept(message('A'), NOW + 3, NO_LIMIT);
	expect(again).toMatchObject({ outcome: 'duplicate', id });
	expect(await processed(ledger, id, PATIENT_MS)).toEqual(accepted());
});
