import {
	closeSync,
	constants,
	fdatasync,
	fstatSync,
	fsyncSync,
	openSync,
	readSync,
	writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Bytes rewritten at a time. */
const PIECE = 1_048_576;

/**
 * SQLite's write-ahead log (`<file>-wal`) through a descriptor of our own, to flush it beside the event loop:
 * SQLite can only do that while everything else stands still.
 *
 * `fsync` is about a file and not about a descriptor, so ours covers what SQLite has written through its own.
 * The file stays the same as long as a connection is open: SQLite rewinds it, truncates it, and deletes it
 * only with the last connection. It takes no POSIX lock on it, which closing our descriptor would drop (its
 * locks are on the database and on `-shm`). Node.js has `fdatasync` on Linux, `F_FULLFSYNC` on macOS (SQLite
 * has the weaker fsync there), `FlushFileBuffers` on Windows, which wants the right to write.
 */
export class WriteAheadLog {
	private isOpen = true;

	private constructor(private readonly descriptor: number) {}

	/**
	 * @param file the database, which is open: so SQLite has made its log
	 * @returns undefined if it cannot be opened
	 */
	static open(file: string): WriteAheadLog | undefined {
		try {
			return new WriteAheadLog(openSync(`${file}-wal`, constants.O_RDWR));
		} catch {
			return undefined;
		}
	}

	/** What SQLite wrote before the call is on disk afterwards. The event loop turns meanwhile. */
	async flush(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			fdatasync(this.descriptor, (error) => (error ? reject(error) : resolve()));
		});
	}

	/**
	 * Writes all of it anew, the same, and flushes it. After an fsync that failed, Linux takes its pages for
	 * written: the next one says "done" about data that is not on disk.
	 *
	 * Comes with the writer's lock held, so that nobody else writes it.
	 */
	async rewrite(): Promise<void> {
		const piece = Buffer.alloc(PIECE);
		for (let at = 0; ;) {
			const read = readSync(this.descriptor, piece, 0, PIECE, at);
			if (read === 0) break;
			at += writeSync(this.descriptor, piece, 0, read, at);
		}
		await this.flush();
	}

	get size(): number {
		return fstatSync(this.descriptor).size;
	}

	/** May come twice. Nothing may be being flushed. */
	close(): void {
		if (this.isOpen) closeSync(this.descriptor);
		this.isOpen = false;
	}
}

/**
 * Makes the names of new files in a folder durable. SQLite does it too, for files that it has made itself,
 * and doesn't look at the result either: not every system can open a folder (Windows keeps names by itself).
 */
export function syncFolderOf(file: string): void {
	try {
		const folder = openSync(dirname(file), constants.O_RDONLY);
		try {
			fsyncSync(folder);
		} finally {
			closeSync(folder);
		}
	} catch {
		return;
	}
}
