/** `ledger_scaling`: what operations of the ledger cost with many messages in it, over with few. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../lib/ledger/open';
import type { Ledger, SearchFilter } from '../../lib/ledger/types';
import { ratioOf, type Figure } from '../figures';
import { alternate, type BenchContext } from '../measure';
import { APART_MS, CHANNEL, FIRST_AT, fingerprintOf, makeBigLedger, riskIdOf } from './bigLedger';
import { median } from '../statistics';
import { storedMessage } from './backlog';

const CLAIM = 20;
const PAGE = 50;
const LEASE_MS = 15_000;
const MOST_OPEN = 10_000_000;

interface Filled {
	ledger: Ledger;
	/** Messages in it. */
	count: number;
	/** After the last one, epoch milliseconds. */
	now: number;
}

/** One call of an operation: what is timed, and what is done afterwards so that the next one finds the same. */
interface Call {
	run: () => Promise<void>;
	undo: () => Promise<void>;
}

/** @param n counts the calls, from 0 */
type Operation = (filled: Filled, n: number) => Promise<Call>;

const nothing = async (): Promise<void> => {};

/** A message's number, spread over the whole ledger; an even one, which is done or open. */
const somewhere = ({ count }: Filled, n: number): number => 2 + 2 * ((n * 7_919) % (count / 2 - 1));

const claim: Operation = async ({ ledger, now }, n) => {
	const own = `claim ${n}`;
	let ids: number[] = [];
	const run = async () => {
		const request = {
			channel: CHANNEL,
			claim: own,
			limit: CLAIM,
			againLimit: CLAIM,
			now,
			until: now + LEASE_MS,
		};
		ids = (await ledger.claim(request)).map(({ id }) => id);
		if (ids.length !== CLAIM) throw new Error(`${ids.length} claimed`);
	};
	return { run, undo: async () => await ledger.release(ids, own, now) };
};

const duplicate: Operation = async (filled, n) => {
	const { ledger, now } = filled;
	const known = somewhere(filled, n);
	const fresh = await storedMessage(riskIdOf(known), CHANNEL, now);
	const message = { ...fresh, fingerprint: fingerprintOf(known) };
	const run = async () => {
		const { outcome } = await ledger.accept(message, now, MOST_OPEN);
		if (outcome !== 'duplicate') throw new Error(`a repetition is ${outcome}`);
	};
	return { run, undo: nothing };
};

/** @param least as many have to be found */
const search =
	(filterOf: (filled: Filled, n: number) => SearchFilter, least: number): Operation =>
	async (filled, n) => {
		const filter = filterOf(filled, n);
		const run = async () => {
			const { entries } = await filled.ledger.search(filter, PAGE);
			if (entries.length < least) throw new Error(`${entries.length} found`);
		};
		return { run, undo: nothing };
	};

const OPERATIONS: Readonly<Record<string, Operation>> = {
	[`claim of ${CLAIM}`]: claim,
	'duplicate check': duplicate,
	'search: newest page': search(() => ({}), PAGE),
	'search by riskId': search((filled, n) => ({ riskId: riskIdOf(somewhere(filled, n)) }), 1),
	'search by state (dead)': search(() => ({ states: ['dead'] }), PAGE),
	'search by state (done)': search(() => ({ states: ['done'] }), PAGE),
	// The last ones of a window are the newest there: the rest of the ledger is behind or in front of it.
	'search by time (a minute long ago)': search(({ count }) => {
		const from = FIRST_AT + (count / 4) * APART_MS;
		return { from, to: from + 60 * APART_MS };
	}, PAGE),
};

/** An operation that takes seconds is known after a few. */
const ROUND_LIMIT_MS = 4_000;

/** @returns milliseconds a call, the median */
async function timed(filled: Filled, operation: Operation, times: number): Promise<number> {
	const took: number[] = [];
	const deadline = performance.now() + ROUND_LIMIT_MS;
	for (let n = 0; n < times && (n === 0 || performance.now() < deadline); n += 1) {
		const { run, undo } = await operation(filled, n);
		const startedAt = performance.now();
		await run();
		took.push(performance.now() - startedAt);
		await undo();
	}
	return median(took);
}

async function open(folder: string, count: number, context: BenchContext): Promise<Filled> {
	const file = join(folder, `${count}.sqlite`);
	const startedAt = performance.now();
	await makeBigLedger(file, count);
	const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
	context.say(`a ledger of ${count} messages (${seconds} s)`);
	const ledger = await openLedger({ kind: 'sqlite', file });
	return { ledger, count, now: FIRST_AT + (count + 60) * APART_MS };
}

async function compare(
	name: string,
	operation: Operation,
	{ small, large }: { small: Filled; large: Filled },
	context: BenchContext,
): Promise<Figure> {
	const { rounds, ledgerOperations } = context.settings;
	// Once for the caches of either.
	for (const filled of [small, large]) await timed(filled, operation, 5);
	const runs = await alternate(
		rounds,
		async () => await timed(small, operation, ledgerOperations),
		async () => await timed(large, operation, ledgerOperations),
	);
	const side = ({ count }: Filled, own: number[]) => ({
		name: `${count} messages`,
		unit: 'ms',
		runs: own,
	});
	return {
		name: 'ledger_scaling',
		variant: name,
		ours: side(large, runs.ours),
		theirs: side(small, runs.theirs),
		goal: { bound: 'at most', value: 1.5 },
	};
}

export async function ledgerScaling(context: BenchContext): Promise<Figure[]> {
	const { smallLedger, largeLedger } = context.settings;
	const folder = mkdtempSync(join(tmpdir(), 'critical-value-bench-'));
	const opened: Filled[] = [];
	try {
		const small = await open(folder, smallLedger, context);
		opened.push(small);
		const large = await open(folder, largeLedger, context);
		opened.push(large);
		const figures: Figure[] = [];
		for (const [name, operation] of Object.entries(OPERATIONS)) {
			const figure = await compare(name, operation, { small, large }, context);
			context.say(`${name}: ${ratioOf(figure).toFixed(2)}`);
			figures.push(figure);
		}
		return figures;
	} finally {
		for (const { ledger } of opened) await ledger.close();
		rmSync(folder, { recursive: true, force: true });
	}
}
