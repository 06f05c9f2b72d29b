/** One demo per data folder: two n8n on one SQLite file would spoil it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './n8n/ports';

function ownerOf(file: string): number | undefined {
	try {
		const pid = Number(readFileSync(file, 'utf8'));
		process.kill(pid, 0);
		return pid;
	} catch (error) {
		// EPERM: it lives, and is somebody else's.
		return (error as NodeJS.ErrnoException).code === 'EPERM' ? 0 : undefined;
	}
}

/**
 * @returns lets go of the folder
 * @throws {SetupError} when a living process has it
 */
export function holdFolder(folder: string): () => void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const file = join(folder, 'running.pid');
	const owner = ownerOf(file);
	if (owner !== undefined && owner !== process.pid) {
		throw new SetupError(
			`数据目录正被另一个演示使用。The folder is in use by another demo (pid ${owner}): ${folder}\n` +
				`  换一个目录 Use another one:  DEMO_DIR=${folder}-2 npm start\n` +
				`  若并无演示在运行，请删除 If none is running, delete:  ${file}`,
		);
	}
	writeFileSync(file, String(process.pid));
	return () => rmSync(file, { force: true });
}
