/** The drain over a real SQLite ledger, with executions that the test ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	CLAIM_LEASE_MS,
	Drain,
	PLACE_LIMIT_MS,
	type DrainOptions,
	type RunResult,
} from '../../lib/intake/drain';
import { LedgerError } from '../../lib/ledger/errors';
import { openLedger } from '../../lib/ledger/open';
import type { ClaimedMessage, Ledger } from '../../lib/ledger/types';
import { attempt, CHANNEL, claimOf, message, NO_LIMIT, NOW } from './messages';

interface Run {
	riskIds: Array<string | null>;
	end(result?: RunResult): void;
}

const ALL_BUT_INTERVALS = [
	...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
	...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];

const OK: RunResult = { ok: true, executionId: 'e' };
const FAILED: RunResult = { ok: false, reason: 'EXECUTION_ERROR', executionId: 'e' };

/** Executions as they begin; a test waits for them, looks at them, and ends them. */
class Executions {
	readonly runs: Run[] = [];
	private arrived: () => void = () => {};

	readonly run = async (messages: readonly ClaimedMessage[]): Promise<RunResult> =>
		await new Promise((resolve) => {
			const riskIds = messages.map(({ riskId }) => riskId);
			this.runs.push({ riskIds, end: (result = OK) => resolve(result) });
			this.arrived();
		});

	async atLeast(count: number): Promise<Run[]> {
		while (this.runs.length < count) {
			await new Promise<void>((resolve) => (this.arrived = resolve));
		}
		return this.runs;
	}
}

let folder: string;
let ledger: Ledger;
let drain: Drain | undefined;
let clock: number;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'critical-value-drain-'));
	ledger = await openLedger({ kind: 'sqlite', file: join(folder, 'ledger.sqlite') });
	clock = NOW;
});

afterEach(async () => {
	await drain?.stop(0);
	drain = undefined;
	await ledger.close();
	rmSync(folder, { recursive: true, force: true });
});

function startDrain(more: Partial<DrainOptions> = {}): Executions {
	const executions = new Executions();
	drain = new Drain({
		ledger,
		channel: CHANNEL,
		run: executions.run,
		schedule: { delaysMs: [2_000], thenEveryMs: 2_000, maxAgeMs: 10_000 },
		batchSize: 3,
		parallel: 2,
		now: () => clock,
		clock: () => performance.now(),
		random: () => 0.5,
		onTrouble: () => {},
		onRecovery: () => {},
		onDead: () => {},
		...more,
	});
	drain.start();
	return executions;
}

const accept = async (riskId: string, fingerprint = riskId) =>
	await ledger.accept(message(riskId, { fingerprint }), clock, NO_LIMIT);

/** Resolves when the ledger says so; it is asked after every turn of the loop. */
async function until(reached: () => Promise<boolean>): Promise<void> {
	while (!(await reached())) await new Promise((resolve) => setImmediate(resolve));
}

const countOf = async (state: 'done' | 'pending' | 'dead') =>
	await ledger.count({ states: [state] });

it('runs a message at once, alone, and completes it', async () => {
	const executions = startDrain();
	await accept('A');
	const [run] = await executions.atLeast(1);
	expect(run?.riskIds).toEqual(['A']);
	run?.end();
	await until(async () => (await countOf('done')) === 1);
});

it('drains a backlog in batches, no more at a time than it may', async () => {
	for (let n = 0; n < 8; n += 1) await accept(`R${n}`);
	const executions = startDrain();
	await executions.atLeast(2);
	expect(executions.runs.map(({ riskIds }) => riskIds)).toEqual([
		['R0', 'R1', 'R2'],
		['R3', 'R4', 'R5'],
	]);
	expect(await ledger.count({ states: ['claimed'] })).toBe(6);
	await until(async () => {
		for (const { end } of executions.runs) end();
		return (await countOf('done')) === 8;
	});
	expect(executions.runs.slice(2).flatMap(({ riskIds }) => riskIds)).toEqual(['R6', 'R7']);
});

it('lets messages in quick succession share an execution, though there is room for each alone', async () => {
	let monotonic = 0;
	const executions = startDrain({ parallel: 4, clock: () => monotonic });
	await accept('A');
	await executions.atLeast(1);
	await Promise.all(['B', 'C', 'D'].map(async (riskId) => await accept(riskId)));
	monotonic += 49;
	await accept('A again', 'A');
	expect(executions.runs).toHaveLength(1);
	monotonic += 1;
	drain?.wake();
	const [, second] = await executions.atLeast(2);
	expect(second?.riskIds).toEqual(['B', 'C', 'D']);
	monotonic += 100;
	await Promise.all(['E', 'F'].map(async (riskId) => await accept(riskId)));
	await executions.atLeast(4);
	expect(executions.runs.slice(2).map(({ riskIds }) => riskIds)).toEqual([['E'], ['F']]);
	for (const { end } of executions.runs) end();
	await until(async () => (await countOf('done')) === 6);
});

it('finds the poisonous message of a batch, and only that one fails', async () => {
	for (const riskId of ['A', 'poison', 'C']) await accept(riskId);
	const executions = startDrain({ parallel: 1 });
	const ended = new Set<Run>();
	// Whatever runs with the poison fails; the rest succeeds.
	await until(async () => {
		for (const run of executions.runs) {
			if (ended.has(run)) continue;
			ended.add(run);
			run.end(run.riskIds.includes('poison') ? FAILED : OK);
		}
		return (await countOf('done')) === 2;
	});
	expect(executions.runs[0]?.riskIds).toEqual(['A', 'poison', 'C']);
	await until(
		async () => (await ledger.search({ riskId: 'poison' }, 1)).entries[0]?.dueAt === NOW + 2_000,
	);
	const [poison] = (await ledger.search({ riskId: 'poison' }, 1)).entries;
	// The batch said nothing of it, and does not count.
	expect(poison).toMatchObject({ state: 'pending', attempts: 1 });
});

it('takes up at its start what waits for a later attempt', async () => {
	const before = startDrain();
	for (const riskId of ['A', 'B']) await accept(riskId);
	for (const { end } of await before.atLeast(2)) end(FAILED);
	await until(async () => (await ledger.count({ states: ['pending'] })) === 2);
	await drain?.stop(0);
	const due = await ledger.nextDue(CHANNEL);
	expect(due).toBe(NOW + 2_000);

	clock += 500;
	const after = startDrain();
	clock += 100; // the second is due 50 ms after the first
	const runs = await after.atLeast(2);
	expect(runs.map(({ riskIds }) => riskIds)).toEqual([['A'], ['B']]);
	for (const { end } of runs) end();
});

it('takes up what waits, too, when a run succeeds after several messages in a row have failed', async () => {
	const schedule = { delaysMs: [], thenEveryMs: 1_800_000, maxAgeMs: 9e9 };
	const executions = startDrain({ schedule, parallel: 1 });
	const failNext = async (riskId: string) => {
		const before = executions.runs.length;
		await accept(riskId);
		const runs = await executions.atLeast(before + 1);
		runs.at(-1)?.end(FAILED);
		await until(async () => (await ledger.nextDue(CHANNEL)) === NOW + 1_800_000);
	};
	const succeed = async (riskId: string) => {
		const before = executions.runs.length;
		await accept(riskId);
		(await executions.atLeast(before + 1)).at(-1)?.end(OK);
		await until(async () => (await ledger.search({ riskId }, 1)).entries[0]?.state === 'done');
	};
	for (const riskId of ['A', 'B']) await failNext(riskId);
	await succeed('fine');
	// Two may be poisonous: they wait for their schedule.
	expect(await ledger.nextDue(CHANNEL)).toBe(NOW + 1_800_000);
	for (const riskId of ['C', 'D', 'E']) await failNext(riskId);
	await succeed('mended');
	await until(async () => (await ledger.nextDue(CHANNEL)) !== NOW + 1_800_000);
	clock += 1_000;
	drain?.wake();
	await until(async () => {
		for (const { end } of executions.runs) end(OK);
		return (await countOf('done')) === 7;
	});
});

it('plans the next attempt, and gives up when the schedule is used up', async () => {
	const dead: number[] = [];
	const executions = startDrain({ onDead: (ids) => dead.push(...ids) });
	const { id } = (await accept('A')) as { id: number };
	for (let attempt = 1; attempt <= 6; attempt += 1) {
		expect(dead).toEqual([]);
		const run = (await executions.atLeast(attempt))[attempt - 1];
		run?.end(FAILED);
		await until(async () => (await countOf('pending')) + (await countOf('dead')) === 1);
		clock += 2_000;
		drain?.wake();
	}
	expect(await countOf('dead')).toBe(1);
	expect(dead).toEqual([id]);
	expect(executions.runs).toHaveLength(6);
});

it('an open delivery makes a successful execution a failed attempt', async () => {
	const executions = startDrain();
	const { id } = (await accept('A')) as { id: number };
	const [run] = await executions.atLeast(1);
	await ledger.recordDeliveries([
		{
			key: 'k',
			target: 't',
			targetName: 'EMR',
			operation: 1,
			messageId: id,
			riskId: 'A',
			at: NOW,
			calls: 1,
			result: { delivered: false, reason: 'REFUSED', failureClass: 'transient' },
		},
	]);
	run?.end(OK);
	await until(async () => (await countOf('pending')) === 1);
	expect(await ledger.get(id)).toMatchObject({ lastFailure: 'DELIVERY_OPEN', dueAt: NOW + 2_000 });
});

it('continues a backlog at its start, and waits for what runs when it stops', async () => {
	await accept('A');
	const executions = startDrain();
	const [run] = await executions.atLeast(1);
	const stopped = drain?.stop(60_000);
	await accept('B');
	run?.end();
	await stopped;
	expect(await countOf('done')).toBe(1);
	expect(executions.runs).toHaveLength(1);
});

it('what runs on after its end is not run again beside itself by the next one', async () => {
	jest.useFakeTimers({ doNotFake: ALL_BUT_INTERVALS });
	try {
		const executions = startDrain();
		await accept('A');
		const [run] = await executions.atLeast(1);
		await drain?.stop(0);
		clock += CLAIM_LEASE_MS - 1;
		jest.advanceTimersByTime(CLAIM_LEASE_MS - 1);
		const entry = async () => (await ledger.search({ riskId: 'A' }, 1)).entries[0];
		await until(async () => (await entry())?.dueAt === clock + CLAIM_LEASE_MS);
		clock += CLAIM_LEASE_MS - 1;
		const published = startDrain();
		await accept('B');
		const runs = await published.atLeast(1);
		expect(runs.map(({ riskIds }) => riskIds)).toEqual([['B']]);
		run?.end();
		runs[0]?.end();
		await until(async () => (await countOf('done')) === 2);
		await new Promise((resolve) => setImmediate(resolve));
		expect(jest.getTimerCount()).toBe(2); // the next one's: the first one has no claims any more
	} finally {
		jest.useRealTimers();
	}
});

/** What comes now is run, and A, which is under way, not once more. */
async function expectOnlyNew(executions: ReturnType<typeof startDrain>, riskId: string) {
	await accept(riskId);
	const runs = await executions.atLeast(2);
	expect(runs.map(({ riskIds }) => riskIds)).toEqual([['A'], [riskId]]);
	for (const { end } of runs) end();
	await until(async () => (await countOf('done')) === 2);
	expect(executions.runs).toHaveLength(2);
}

it('does not take what it is running for somebody else’s that was left, after standing still', async () => {
	const executions = startDrain();
	await accept('A');
	await executions.atLeast(1);
	clock += CLAIM_LEASE_MS;
	await expectOnlyNew(executions, 'B');
});

it.each([
	['complete', OK],
	['fail', FAILED],
] as const)(
	'what the ledger could not %s at first is not run again for that',
	async (name, end) => {
		const executions = startDrain();
		jest.spyOn(ledger, name).mockRejectedValueOnce(new LedgerError('LEDGER_BUSY', 'a test'));
		await accept('A');
		const [run] = await executions.atLeast(1);
		run?.end(end);
		await until(async () => (await ledger.count({ states: ['claimed'] })) === 0);
		expect((await ledger.search({ riskId: 'A' }, 1)).entries).toMatchObject([
			end.ok ? { state: 'done' } : { state: 'pending', lastFailure: 'EXECUTION_ERROR' },
		]);
		expect(executions.runs).toHaveLength(1);
	},
);

it('what it could not write down until somebody else has it is left to them', async () => {
	const executions = startDrain();
	await accept('A');
	const [run] = await executions.atLeast(1);
	const complete = jest.spyOn(ledger, 'complete');
	complete.mockRejectedValue(new LedgerError('LEDGER_BUSY', 'a test'));
	run?.end();
	await until(async () => complete.mock.calls.length > 0);
	clock += CLAIM_LEASE_MS;
	const [taken] = await ledger.claim(claimOf('other', { now: clock, until: clock + 60_000 }));
	drain?.wake(); // which renews what it holds
	await accept('B');
	const runs = await executions.atLeast(2);
	complete.mockRestore();
	runs[1]?.end();
	await until(async () => (await countOf('done')) === 1);
	await drain?.stop(60_000);
	expect(await ledger.complete([taken?.id ?? 0], 'other', clock, null)).toEqual([]);
	expect(await countOf('done')).toBe(2);
});

it('does not take what it is running a second time, when the ledger is back after longer than a lease', async () => {
	const executions = startDrain();
	await accept('A');
	await executions.atLeast(1);
	const renew = jest.spyOn(ledger, 'renew').mockRejectedValue(new Error('gone'));
	const claim = jest.spyOn(ledger, 'claim').mockRejectedValue(new Error('gone'));
	for (const tries of [1, 2]) {
		clock += CLAIM_LEASE_MS / 2;
		drain?.wake();
		await until(async () => claim.mock.calls.length >= tries);
	}
	clock += 1_000;
	renew.mockRestore();
	claim.mockRestore();
	await expectOnlyNew(executions, 'B');
});

it('what waits for another attempt does not wait for a clock that was set back', async () => {
	const executions = startDrain();
	await accept('A');
	const [first] = await executions.atLeast(1);
	first?.end(FAILED);
	await until(async () => (await countOf('pending')) === 1);
	clock -= 3_600_000;
	drain?.wake();
	const [, second] = await executions.atLeast(2);
	second?.end();
	await until(async () => (await countOf('done')) === 1);
});

it('what a process held that died before the clock was set back is taken up at the start', async () => {
	await accept('A');
	const [left] = await ledger.claim({
		...{ channel: CHANNEL, claim: 'of the dead', limit: 1, againLimit: 0 },
		...{ now: clock, until: clock + CLAIM_LEASE_MS },
	});
	expect(left?.riskId).toBe('A');
	clock -= 86_400_000;
	const executions = startDrain();
	const [run] = await executions.atLeast(1);
	expect(run?.riskIds).toEqual(['A']);
	run?.end();
	await until(async () => (await countOf('done')) === 1);
});

it('what another process holds is left to it at the start', async () => {
	await accept('A');
	await ledger.claim({
		...{ channel: CHANNEL, claim: 'of another', limit: 1, againLimit: 0 },
		...{ now: clock, until: clock + CLAIM_LEASE_MS },
	});
	const executions = startDrain();
	await accept('B');
	expect((await executions.atLeast(1)).map(({ riskIds }) => riskIds)).toEqual([['B']]);
	drain?.wake();
	expect(await ledger.count({ states: ['claimed'] })).toBe(2);
	executions.runs[0]?.end();
});

it('a run whose claim lapsed cannot settle the one that took its message over', async () => {
	const executions = startDrain();
	await accept('A');
	await executions.atLeast(1);
	jest.spyOn(ledger, 'renew').mockRejectedValueOnce(new Error('gone'));
	clock += CLAIM_LEASE_MS;
	drain?.wake();
	const [late, second] = await executions.atLeast(2);
	late?.end(OK);
	// Whatever the late one writes is written before this is read.
	await new Promise((resolve) => setImmediate(resolve));
	await accept('B');
	await executions.atLeast(3);
	expect(await countOf('done')).toBe(0);
	for (const { end } of executions.runs) end(OK);
	second?.end(OK);
	await until(async () => (await countOf('done')) === 2);
});

it('what runs long holds nothing else back, up to four times as many', async () => {
	for (let n = 0; n < 12; n += 1) await accept(`R${n}`);
	const executions = startDrain({ batchSize: 1 });
	for (const begun of [2, 4, 6, 8]) {
		await executions.atLeast(begun);
		drain?.wake();
		expect(await ledger.count({ states: ['claimed'] })).toBe(begun);
		expect(executions.runs).toHaveLength(begun);
		clock += PLACE_LIMIT_MS;
		drain?.wake();
	}
	// Nothing ended, so there is no room for a ninth, however long they take.
	clock += PLACE_LIMIT_MS;
	drain?.wake();
	const stopped = drain?.stop(60_000);
	for (const { end } of executions.runs) end();
	await stopped;
	expect(executions.runs).toHaveLength(8);
});

it('members of a failed batch go before what came in later', async () => {
	for (let n = 0; n < 6; n += 1) await accept(`old ${n}`);
	const executions = startDrain();
	const [first, second] = await executions.atLeast(2);
	clock += 1_000;
	for (let n = 0; n < 3; n += 1) await accept(`new ${n}`);
	clock += 1_000;
	first?.end(FAILED);
	second?.end(FAILED);
	for (let begun = 3; begun <= 9; begun += 1) {
		const runs = await executions.atLeast(begun);
		const run = runs[begun - 1];
		if (begun <= 8) expect(run?.riskIds).toEqual([`old ${begun - 3}`]);
		run?.end();
	}
	expect(executions.runs[8]?.riskIds[0]).toMatch(/^new/);
});

it('what waits for room is claimed once, and given back at the end', async () => {
	for (let n = 0; n < 6; n += 1) await accept(`R${n}`);
	const executions = startDrain({ parallel: 1, batchSize: 6 });
	const [batch] = await executions.atLeast(1);
	batch?.end(FAILED);
	// Six that must run alone, and room for one.
	const alone = (await executions.atLeast(2))[1];
	expect(await ledger.count({ states: ['claimed'] })).toBe(6);
	alone?.end();
	const next = (await executions.atLeast(3))[2];
	const stopped = drain?.stop(60_000);
	await until(async () => (await countOf('pending')) === 4);
	next?.end();
	await stopped;
	// Neither the batch counts nor the time they only waited.
	const { entries } = await ledger.search({ states: ['pending'] }, 10);
	expect(entries.map(({ attempts }) => attempts)).toEqual([0, 0, 0, 0]);
	expect(await countOf('done')).toBe(2);
});

describe('a message that some system has not taken', () => {
	const lacking = async (riskId: string, reason: string, messageId: number) => {
		const result = { delivered: false, reason, failureClass: 'transient' } as const;
		const key = `EMR ${messageId} ${reason}`;
		await ledger.recordDeliveries([attempt(messageId, { key, riskId, result })]);
	};
	const schedule = { delaysMs: [2_000], thenEveryMs: 2_000, maxAgeMs: 3_600_000 };
	const entryOf = async (riskId: string) => (await ledger.search({ riskId }, 1)).entries[0];
	const failedIn = (riskId: string) => async () =>
		(await entryOf(riskId))?.lastFailure === 'DELIVERY_OPEN';

	it.each([
		['REFUSED', 2_000],
		['TARGET_PARKED', 300_000],
		['EARLIER_OPEN', 300_000],
	])('waits %s its time', async (reason, waitMs) => {
		const executions = startDrain({ schedule });
		await accept('A');
		const [run] = await executions.atLeast(1);
		await lacking('A', reason, 1);
		run?.end(OK);
		await until(failedIn('A'));
		expect(await entryOf('A')).toMatchObject({ state: 'pending', dueAt: NOW + waitMs });
	});

	it('is parked no longer than its schedule lasts', async () => {
		const executions = startDrain({ schedule: { ...schedule, maxAgeMs: 60_000 } });
		await accept('A');
		const [run] = await executions.atLeast(1);
		await lacking('A', 'TARGET_PARKED', 1);
		run?.end(OK);
		await until(failedIn('A'));
		expect(await entryOf('A')).toMatchObject({ dueAt: NOW + 60_000 });
	});

	it('does not run again for a batch, and shares an execution with others the next time', async () => {
		for (const riskId of ['A', 'B', 'C']) await accept(riskId);
		const executions = startDrain({ schedule, parallel: 1 });
		const [batch] = await executions.atLeast(1);
		for (const id of [1, 2]) await lacking(id === 1 ? 'A' : 'B', 'REFUSED', id);
		batch?.end(OK);
		await until(failedIn('B'));
		expect(await countOf('done')).toBe(1);
		clock += 3_000;
		drain?.wake();
		const [, again] = await executions.atLeast(2);
		expect(again?.riskIds).toEqual(['A', 'B']);
	});

	it('runs alone at once where it is unsure whose the delivery is', async () => {
		for (const riskId of ['A', 'B']) await accept(riskId);
		const executions = startDrain({ schedule, parallel: 1 });
		const [batch] = await executions.atLeast(1);
		for (const id of [1, 2]) await lacking('changed', 'REFUSED', id);
		batch?.end(OK);
		const [, first] = await executions.atLeast(2);
		expect(first?.riskIds).toEqual(['A']);
		first?.end(OK);
		const [, , second] = await executions.atLeast(3);
		expect(second?.riskIds).toEqual(['B']);
	});

	it('lets what is new go first, and is not kept waiting for ever', async () => {
		const executions = startDrain({ schedule, parallel: 1, batchSize: 1 });
		await accept('old');
		const [run] = await executions.atLeast(1);
		await lacking('old', 'REFUSED', 1);
		clock += 5_000;
		for (let n = 0; n < 8; n += 1) await accept(`new ${n}`);
		run?.end(OK);
		await executions.atLeast(2);
		clock += 3_000;
		for (let begun = 2; begun <= 7; begun += 1) (await executions.atLeast(begun))[begun - 1]?.end();
		const begun = executions.runs.slice(1, 7).map(({ riskIds }) => riskIds[0]);
		expect(begun[0]).toBe('new 0');
		expect(begun).toContain('old');
	});
});
