/**
 * A file system of two megabytes for a test alone: it can be filled, and made read-only. It has to be
 * mounted, which takes root or a sudo that asks nothing; without either the test fails and says so.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '2m';
const NEEDED =
	'此测试需要挂载一个很小的 tmpfs：请用 root 运行，或允许 sudo 免密码执行 mount。' +
	' This test mounts a small tmpfs: run it as root, or let sudo mount without a password.';

function asRoot(program: string, ...args: string[]): void {
	const isRoot = process.getuid?.() === 0;
	const [command, ...rest] = isRoot ? [program, ...args] : ['sudo', '-n', program, ...args];
	try {
		execFileSync(command ?? program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
	} catch (error) {
		throw new Error(`${NEEDED} (${String(error)})`);
	}
}

export class SmallDisk {
	private constructor(readonly folder: string) {}

	/** @throws Error in words where nothing can be mounted */
	static mount(): SmallDisk {
		const folder = mkdtempSync(join(tmpdir(), 'critical-value-disk-'));
		const owner = `uid=${process.getuid?.()},gid=${process.getgid?.()}`;
		try {
			asRoot('mount', '-t', 'tmpfs', '-o', `size=${SIZE},mode=0700,${owner}`, 'tmpfs', folder);
		} catch (error) {
			rmdirSync(folder);
			throw error;
		}
		return new SmallDisk(folder);
	}

	private get filler(): string {
		return join(this.folder, 'filler');
	}

	/** Takes what is left. */
	fill(): void {
		const file = openSync(this.filler, 'a');
		try {
			for (const size of [65_536, 4_096]) {
				try {
					for (;;) writeSync(file, Buffer.alloc(size));
				} catch (error) {
					if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
				}
			}
		} finally {
			closeSync(file);
		}
	}

	free(): void {
		rmSync(this.filler);
	}

	/** Nothing on it may be open for writing. */
	setWritable(writable: boolean): void {
		asRoot('mount', '-o', `remount,${writable ? 'rw' : 'ro'}`, this.folder);
	}

	dispose(): void {
		asRoot('umount', this.folder);
		rmdirSync(this.folder);
	}
}
