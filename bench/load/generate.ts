/** Starts the load generator and waits for what it has seen. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Load, LoadResult } from './protocol';

/**
 * @throws Error where calls failed: a rate with failures in it says nothing
 */
export async function generate(load: Load): Promise<LoadResult> {
	const child = fork(join(__dirname, 'program.ts'), { execArgv: ['--import', 'tsx'] });
	const result = await new Promise<LoadResult>((resolve, reject) => {
		child.once('message', (message) => resolve(message as LoadResult));
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
		child.send(load);
	});
	const failures = Object.entries(result.failed).map(([what, times]) => `${times} × ${what}`);
	if (failures.length > 0) throw new Error(`calls to ${load.url} failed: ${failures.join(', ')}`);
	return result;
}
