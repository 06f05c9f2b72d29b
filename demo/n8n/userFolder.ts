/** The user folder, with the package inside it as a hospital puts it there. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE = 'n8n-nodes-critical-value';

/** Where n8n looks for community packages: unpacked there, they need no database row. */
export const packageFolder = (userFolder: string): string =>
	join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE);

/**
 * Unpacks the packed package into a user folder, in place of what was there.
 *
 * @param tarball what `npm pack` made: everything in it is under `package/`
 */
export function unpackPackage(tarball: string, userFolder: string): void {
	const folder = packageFolder(userFolder);
	const fresh = `${folder}.new`;
	rmSync(fresh, { recursive: true, force: true });
	mkdirSync(fresh, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', fresh, '--strip-components=1'], { stdio: 'pipe' });
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(dirname(folder), { recursive: true });
	renameSync(fresh, folder);
}

/**
 * After a crash n8n sleeps ten seconds at its start, against crash loops; nobody in front of a demo or
 * a test needs that. Nothing else reads the file.
 */
export function forgetCrash(userFolder: string): void {
	rmSync(join(userFolder, '.n8n', 'crash.journal'), { force: true });
}
