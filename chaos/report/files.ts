import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../scenarios/run';

/** Beside the code: what the README quotes can be looked up. */
const RESULTS = join(__dirname, '..', 'results');

/**
 * Writes a run's outcomes as JSON, and its text beside them.
 *
 * @param now names the files
 * @returns the files' common path, without ending
 */
export function writeResults(outcomes: readonly Outcome[], text: string, now: Date): string {
	mkdirSync(RESULTS, { recursive: true });
	const name = now.toISOString().slice(0, 19).replaceAll(':', '-');
	const path = join(RESULTS, name);
	writeFileSync(`${path}.json`, `${JSON.stringify(outcomes, null, '\t')}\n`);
	writeFileSync(`${path}.txt`, `${text}\n`);
	return path;
}
