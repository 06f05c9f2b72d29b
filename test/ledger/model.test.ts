/**
 * The inbox against a model of it: whatever happens in whatever order, ledger and model say the same. The
 * counterexample that fast-check prints is the list of steps that shows a difference.
 */
import * as fc from 'fast-check';
import { freshInMemory, stopFlushing } from './fast';
import { anyRun, type Action } from './model/actions';
import { Run } from './model/run';
import { overEveryStore, type Place } from './places';

/** Everything is compared after so many steps, and at the end. */
const COMPARE_EVERY = 12;

/** The search for the shortest counterexample ends then, too. */
const LIMIT_MS = 60_000;

const RUNS: Readonly<Record<string, number>> = { SQLite: 250, PostgreSQL: 20 };

type Fresh = ReturnType<Place['fresh']>;

async function follow(
	{ place, dispose }: Fresh,
	actions: readonly Action[],
	end: AbortSignal,
): Promise<void> {
	const run = await Run.begin(place);
	try {
		for (const [index, action] of actions.entries()) {
			if (end.aborted) return;
			await run.step(action);
			if (index % COMPARE_EVERY === COMPARE_EVERY - 1) await run.compareAll();
		}
		await run.compareAll();
	} finally {
		await run.end();
		dispose();
	}
}

overEveryStore((place) => {
	beforeAll(async () => await stopFlushing(place));

	it(
		'does what its model does, step by step',
		async () => {
			const end = new AbortController();
			let running: Promise<void> = Promise.resolve();
			const property = fc.asyncProperty(anyRun, async (actions) => {
				running = follow(freshInMemory(place), actions, end.signal);
				await running;
			});
			try {
				await fc.assert(property, {
					numRuns: RUNS[place.name] ?? 20,
					interruptAfterTimeLimit: LIMIT_MS,
					markInterruptAsFailure: true,
				});
			} finally {
				// fast-check does not wait for the run that it interrupts.
				end.abort();
				await running.catch(() => undefined);
			}
		},
		LIMIT_MS + 10_000,
	);
});
