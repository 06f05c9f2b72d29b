import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from '../../thirdParty';
import { n8nFolder } from '../userFolder';

/** What the gate has to know of a path of ours. */
export interface GatedPath {
	mirrorHttpStatus: boolean;
}

export type GatedPaths = Map<string, GatedPath>;

const FILE = 'critical-value-urls.json';

const schema = z.record(z.string(), z.object({ mirrorHttpStatus: z.boolean() }));

const file = () => join(n8nFolder(), FILE);

/**
 * The paths that were ours when n8n last ran. n8n answers calls from the first second on, while it
 * activates workflows one after the other, and a webhook processor activates none: without this file
 * the first calls after a start would take n8n's ordinary way, `code: 0` for a body too large included.
 *
 * @returns none where there is no file, or none that can be read: then a path is learnt when its
 *   trigger is activated, as on the very first start
 */
export function recallPaths(): GatedPaths {
	try {
		return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(file(), 'utf8')))));
	} catch {
		return new Map();
	}
}

/**
 * Keeps the paths for the next start. Written beside and renamed into place, so that no process reads
 * half a file. Where it can't be written (no such folder, read-only), the gate works all the same from
 * activation on, so that this is no reason to refuse a call.
 */
export function rememberPaths(paths: GatedPaths): void {
	const draft = `${file()}.${process.pid}.tmp`;
	try {
		writeFileSync(draft, `${JSON.stringify(Object.fromEntries(paths), null, '\t')}\n`, {
			mode: 0o600,
		});
		renameSync(draft, file());
	} catch {
		return;
	}
}
