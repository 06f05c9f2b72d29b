/** CPU time of a process: on a busy machine it tells more than the clock. */
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for whoever reads /proc. */
const TICK_MS = 10;

/** @returns milliseconds of user and system time so far, of all threads; undefined where there is no /proc */
export function cpuTimeMs(pid: number): number | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name before may hold spaces; behind it, utime and stime are the 12th and the 13th.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
	} catch {
		return undefined;
	}
}
